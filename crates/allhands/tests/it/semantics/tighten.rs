//! A department tightens, and never weakens (paragraph 18): by a value alone, from the file to the
//! finding.

use super::{
    june,
    units::{OWN, with_departments},
};
use crate::world::World;

const FILE: &str = "rules/finance-faster.rule";

/// A tightening of Finance in the short form, with these lines.
fn short(world: &World, lines: &str) {
    let text = format!("Rule: Finance acts faster\nIn: \"Finance\"\nTightens: own\n{lines}\n");
    world.write(FILE, &text);
}

#[test]
fn a_department_asks_for_less_time_with_one_line() {
    let world = with_departments(false);
    short(&world, "Fix within: 2 days\nSeverity: high");
    let pass = world.day(1);
    assert_eq!(pass.verdicts("own"), "met 2, missed 1");
    let finding = world.finding(OWN, 1);
    assert_eq!(finding["due"], "2026-06-03T23:59:59Z");
    assert_eq!(finding["set_by"]["fix_within"]["whose"], "Finance");
    assert_eq!(finding["set_by"]["fix_within"]["rule"], "finance-faster");
    assert_eq!(finding["set_by"]["severity"]["value"], "high");
    let told = "2 days, set by Finance (\"Finance acts faster\"); organisation: 7 days";
    let at = june(1, 8);
    for ask in [
        vec!["finding", "show", OWN],
        vec!["rule", "explain", "own", "--for", "laptop-1"],
        vec!["rule", "explain", "--for", "Laptop 1"],
    ] {
        world.run_at(&ask, &at).ends(0).says(told);
    }
    let family = world.run_at(&["rule", "explain", "own"], &at).ends(0);
    family
        .says("organisation: 7 days")
        .says("Finance: 2 days, set by \"Finance acts faster\"")
        .says("1 to 7 days")
        .says("nobody is head of Finance yet")
        .says("nobody is accountable for \"Endpoint protection\" yet");
}

#[test]
fn other_departments_are_held_to_what_the_organisation_says() {
    let world = with_departments(false);
    short(&world, "Fix within: 2 days");
    world.day(1);
    let ask = [
        "rule", "explain", "own", "--for", "device-2", "--format", "json",
    ];
    let rules = world.run_at(&ask, &june(1, 8)).ends(0).data()["rules"].clone();
    assert_eq!(rules[0]["fix_within"]["value"], "7 days");
    assert_eq!(rules[0]["fix_within"]["whose"], "organisation");
    assert_eq!(rules[0]["rules"][1]["verdict"], "not_applicable");
}

#[test]
fn more_time_than_the_organisation_gives_is_set_aside_and_the_baseline_holds() {
    let world = with_departments(false);
    short(&world, "Fix within: 10 days");
    let told = "the organisation gives 7 days to fix it; Finance may choose 1 to 7 days, not 10";
    let run = world.run_at(&["run"], &june(1, 7)).ends(2);
    run.says(told).says("E-TIGHTEN").says(&format!("{FILE}:4"));
    let finding = world.finding(OWN, 1);
    assert_eq!(finding["due"], "2026-06-08T23:59:59Z");
    assert!(
        finding["set_by"].is_null(),
        "there is nobody else to name: {finding}"
    );
    let file = world.root().join(FILE);
    world
        .run(&["rule", "check", &file.to_string_lossy()])
        .ends(1)
        .says(told)
        .says("try: Fix within: 7 days");
}

#[test]
fn a_rule_behind_one_that_is_set_aside_waits_for_it() {
    let world = with_departments(false);
    short(&world, "Fix within: 10 days");
    let text = "Rule: Treasury\nIn: \"Treasury\"\nTightens: finance-faster\nFix within: 1 day\n";
    world.write("rules/treasury.rule", text);
    world
        .run_at(&["run"], &june(1, 7))
        .ends(2)
        .says("it tightens `finance-faster`, whose own file cannot be used as it is");
    assert_eq!(world.findings(1), [OWN]);
}

#[test]
fn a_short_tightening_is_read_whatever_the_order_of_the_files() {
    let world = with_departments(false);
    // Read before the rule that it tightens, which takes its own sentence from a third.
    let text = "rule: A team is faster still\nin: [Finance]\ntightens: finance-faster\n\
                fix within: [1 day]\n";
    world.write("rules/a-team.yaml", text);
    short(&world, "Fix within: 2 days");
    world.day(1);
    assert_eq!(world.finding(OWN, 1)["due"], "2026-06-02T23:59:59Z");
    let ask = ["rule", "check", "--format", "json"];
    let checked = world.run_at(&ask, &june(1, 8)).ends(0).data();
    let wrong = checked.as_array().unwrap().iter();
    let wrong = wrong.filter(|one| one["rule"].is_null()).count();
    assert_eq!(wrong, 0, "{checked}");
}

#[test]
fn what_is_not_there_to_tighten_is_named_with_the_nearest() {
    let world = with_departments(false);
    short(&world, "Fix within: 2 days");
    let text = "Rule: Typo\nTightens: finance-fastre\nFix within: 1 day\n";
    world.write("rules/typo.rule", text);
    world
        .run_at(&["run"], &june(1, 7))
        .ends(2)
        .says("no such rule can be read here")
        .says("finance-faster");
}
