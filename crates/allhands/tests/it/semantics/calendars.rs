//! Working days of a place, departments within departments, and unknowns that last (paragraphs 17
//! and 18).

use super::{
    exports::{Mac, jamf, workday, worker_with},
    june,
    units::OWN,
};
use crate::world::World;
use serde_json::json;

/// Person e1 of Payroll with a laptop whose disk is not encrypted.
fn payroll(register: &str, labels: &str) -> World {
    let world = World::new();
    let person = worker_with("e1", &[("Supervisory_Organization", json!("Payroll"))]);
    world.source("workday");
    world.export("workday", "people.json", workday(&[person]), 1);
    world.source("jamf");
    let mac = Mac {
        encrypted: Some(false),
        ..Mac::new("1", "C02AAA111", "e1")
    };
    world.export("jamf", "computers.json", jamf(&[mac]), 1);
    world.source("departments-csv");
    world.export("departments-csv", "departments.csv", register, 1);
    world.rule("own", "Every laptop must have disk encryption on", labels);
    world
}

const TREE: &str = "department,part of,place\nPayroll,Finance,\nFinance,Group,Dubai\nGroup,,\n";

#[test]
fn a_deadline_in_working_days_follows_the_place_of_the_department() {
    let world = payroll(TREE, "Fix within: 3 working days\n");
    let calendar = "weekend: [friday, saturday]\nholidays:\n  2026-06-02: Founding Day\n";
    world.write("calendars/Dubai.yaml", calendar);
    world.day(1);
    // From Monday, 1 June: Tuesday is a holiday, Friday and Saturday the weekend.
    assert_eq!(world.finding(OWN, 1)["due"], "2026-06-07T23:59:59Z");
    assert_eq!(world.finding(OWN, 1)["working_days"]["place"], "Dubai");
    let line = "working days of Dubai, without Founding Day (2026-06-02)";
    world
        .run_at(&["finding", "show", OWN], &june(1, 8))
        .ends(0)
        .says(line);
}

#[test]
fn a_place_without_a_calendar_is_told_once_and_works_monday_to_friday() {
    let world = payroll(TREE, "Fix within: 5 working days\n");
    let pass = world.pass_at(&june(1, 7)).ends(0);
    let problems = pass.json()["problems"].as_array().unwrap().clone();
    let told: Vec<_> = problems
        .iter()
        .filter(|problem| problem["code"] == "calendar-unknown")
        .collect();
    assert_eq!(told.len(), 1, "{problems:?}");
    assert_eq!(
        told[0]["says"],
        "no calendar is there for `Dubai`; working days there are Monday to Friday"
    );
    assert_eq!(world.finding(OWN, 1)["due"], "2026-06-08T23:59:59Z");
}

#[test]
fn the_usual_calendar_counts_where_no_place_is_known() {
    let world = payroll("department\nPayroll\n", "Fix within: 1 working day\n");
    let day = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Feast\r\nDTSTART;VALUE=DATE:20260602\r\n\
               END:VEVENT\r\nEND:VCALENDAR\r\n";
    world.write("calendars/Berlin.ics", day);
    let settings = "organisation = \"Example\"\ncalendar = \"Berlin\"\n";
    world.write("allhands.toml", settings);
    world.day(1);
    assert_eq!(world.finding(OWN, 1)["due"], "2026-06-03T23:59:59Z");
}

#[test]
fn a_rule_for_a_department_binds_those_within_it() {
    for (unit, verdicts) in [
        ("Payroll", "missed 1"),
        ("Finance", "missed 1"),
        ("Group", "missed 1"),
        ("Sales", "not applicable 1"),
    ] {
        let world = payroll(TREE, &format!("In: \"{unit}\"\n"));
        assert_eq!(world.day(1).verdicts("own"), verdicts, "{unit}");
    }
}

#[test]
fn departments_in_a_circle_are_told_and_nothing_is_concluded_from_it() {
    let circle = "department,part of\nPayroll,Finance\nFinance,Payroll\n";
    let world = payroll(circle, "In: \"Group\"\n");
    let pass = world.pass_at(&june(1, 7)).ends(0);
    let problems = pass.json()["problems"].to_string();
    let says = "the departments `Finance`, `Payroll` are said to be part of each other";
    assert!(problems.contains(says), "{problems}");
    assert_eq!(world.day(2).verdicts("own"), "unknown 1");
}

#[test]
fn an_unknown_that_lasts_is_missed_by_time_in_which_the_source_answered() {
    let world = World::new();
    world.source("jamf");
    world.rule(
        "own",
        "Every laptop must have disk encryption on",
        "When unknown: fail after 2 days\n",
    );
    let export = |day: u32| {
        let mac = Mac {
            encrypted: None,
            ..Mac::new("1", "C02AAA111", "e1")
        };
        world.export("jamf", "computers.json", jamf(&[mac]), day);
    };
    export(1);
    assert_eq!(world.day(1).verdicts("own"), "unknown 1");
    export(2);
    assert_eq!(world.day(2).verdicts("own"), "unknown 1");
    // The export job died: the clock stands still.
    assert_eq!(world.troubled_day(9).verdicts("own"), "unknown 1");
    export(10);
    assert_eq!(world.day(10).verdicts("own"), "unknown 1");
    export(11);
    assert_eq!(world.day(11).verdicts("own"), "missed 1");
    assert_eq!(world.findings(11), [OWN]);
    // The same is told when it is asked about.
    let show = world.run_at(&["finding", "show", OWN], &june(11, 8));
    show.ends(0).says("not known");
}
