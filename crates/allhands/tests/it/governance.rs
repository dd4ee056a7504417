//! Rules that are published: from a file to a finding, and what a file cannot do.

use crate::world::{World, laptops, people};

const RULE: &str = "\
Rule: Laptops have a name
Id: laptops-have-a-name
Severity: medium
Expectation: Every laptop must have name \"Laptop 1\"
Fix within: 14 days
Activity: \"Endpoint protection\"
Fixed by: user
Message (en): Please name {laptop.name} by {due date}.
Steps:
  1. Name it.
Test \"names\":
  given laptop \"good\": name \"Laptop 1\"
  given laptop \"bad\": name \"Other\"
  expect pass \"good\"
  expect fail \"bad\"
";

const FILE: &str = "rules/laptops-have-a-name.rule";
const ID: &str = "laptops-have-a-name";
const ANA: &str = "e1@linden.example";
const BO: &str = "e2@linden.example";
const CY: &str = "e3@linden.example";

/// A workspace in which rules are published: e2 signs for laptops, e3 for strict rules.
fn published() -> World {
    let world = World::with_laptops();
    world.write("exports/workday.json", &people(&["e1", "e2", "e3"]));
    let all = [
        ("1", "C02AAA111", "e1", true),
        ("2", "C02AAA222", "e2", false),
    ];
    world.write("exports/jamf.json", &laptops(&all));
    world.write(
        "allhands.toml",
        "organisation = \"W\"\nrules = \"published\"\n",
    );
    world.write(
        "responsibilities/security.csv",
        &format!(
            "Consulted;Activity;Accountable\n{CY};Endpoint protection;{BO}\n\
             ;Security rules;{CY}\n"
        ),
    );
    world.run(&["run"]).ends(0);
    world
}

fn rule(world: &World, what: &[&str], who: &str, at: &str) -> crate::world::Ran {
    let args: Vec<&str> = ["rule"]
        .iter()
        .chain(what)
        .chain(&["--as", who])
        .copied()
        .collect();
    world.run_at(&args, at)
}

/// How many findings of rules are open; what the matrix lacks changes with the rules there are.
fn open(world: &World, at: &str) -> u64 {
    let data = world.pass_at(at).ends(0).data();
    let rules = data["judged"]["rules"].as_array().unwrap();
    rules
        .iter()
        .map(|rule| rule["open"].as_u64().unwrap())
        .sum()
}

#[test]
fn a_file_is_in_force_once_another_signed_it_and_people_are_told_after_a_week() {
    let world = published();
    let day = "2026-06-01T08:00:00Z";
    let before = open(&world, "2026-06-01T07:30:00Z");
    world.write(FILE, RULE);
    world.run(&["run"]).ends(0).says("a new file, not in force");
    assert_eq!(open(&world, day), before);

    rule(&world, &["publish", ID], ANA, day)
        .ends(1)
        .says("is not signed by");
    rule(&world, &["propose", FILE], "nobody@linden.example", day)
        .ends(1)
        .says("nobody here");
    rule(&world, &["propose", FILE], BO, day).ends(0);
    rule(&world, &["approve", ID], BO, day)
        .ends(1)
        .says("cannot also sign");
    rule(&world, &["propose", FILE], ANA, day)
        .ends(0)
        .says("1 missed (1 newly)");
    rule(&world, &["approve", ID], CY, day)
        .ends(0)
        .says("has nothing against");
    rule(&world, &["publish", ID], ANA, day).ends(1);
    rule(&world, &["approve", ID], BO, day)
        .ends(0)
        .says("Everybody who has to sign");
    rule(&world, &["publish", ID], ANA, day)
        .ends(0)
        .says("monitored for 7 days");
    assert_eq!(open(&world, "2026-06-01T09:00:00Z"), before);

    let early = "2026-06-07T08:00:00Z";
    rule(&world, &["promote", ID], BO, early)
        .ends(1)
        .says("until 2026-06-08");
    let later = "2026-06-08T08:00:00Z";
    rule(&world, &["promote", ID], ANA, later).ends(1);
    let all = [
        ("1", "C02AAA111", "e1", true),
        ("2", "C02AAA222", "e2", false),
    ];
    world.write_at("exports/jamf.json", laptops(&all).as_bytes(), later);
    let _ = world.pass_at(later);
    rule(&world, &["promote", ID], BO, later).ends(0);
    let told = world.pass_at("2026-06-08T09:00:00Z").ends(0).data();
    assert_eq!(told["changes"]["opened"], 1, "{told}");
}

#[test]
fn neither_a_changed_nor_a_deleted_file_changes_what_is_in_force() {
    let world = published();
    let now = "2026-06-01T08:00:00Z";
    world.write(FILE, RULE);
    let by = ["--approved-by", BO];
    let publish = |more: &[&str]| rule(&world, &[&["publish", ID], more, &by].concat(), ANA, now);
    publish(&["--stage", "warn"])
        .ends(1)
        .says("an approver says why");
    publish(&["--stage", "warn", "--reason", "asked everybody"]).ends(0);
    let before = open(&world, now);

    world.write(FILE, &RULE.replace("Laptop 1", "Laptop 2"));
    let later = "2026-06-01T09:00:00Z";
    assert_eq!(open(&world, later), before);
    world
        .run_at(&["rule", "status"], later)
        .ends(0)
        .says("a changed file");
    std::fs::remove_file(world.root().join(FILE)).unwrap();
    assert_eq!(open(&world, "2026-06-01T10:00:00Z"), before);
    world
        .run_at(&["rule", "publish", "--plan"], later)
        .ends(0)
        .says("the file is gone");

    let reason = ["retire", ID, "--reason", "replaced"];
    rule(&world, &["retire", ID], BO, later)
        .ends(1)
        .says("reason");
    rule(&world, &reason, CY, later)
        .ends(1)
        .says("does not sign");
    rule(&world, &reason, BO, later)
        .ends(0)
        .says("out of force");
    assert_eq!(open(&world, "2026-06-01T11:00:00Z"), before - 1);
}

#[test]
fn a_paused_rule_neither_opens_nor_closes() {
    let world = published();
    let now = "2026-06-01T08:00:00Z";
    let before = open(&world, now);
    assert!(before > 0);
    let shipped = "laptops-are-encrypted";
    let pause = ["pause", shipped, "--reason", "the export is wrong"];
    world.write(
        "responsibilities/more.csv",
        &format!("Activity,Accountable\nDevices,{BO}\nEndpoint security,{BO}\n"),
    );
    rule(&world, &pause, BO, now).ends(0);
    let all = [
        ("1", "C02AAA111", "e1", true),
        ("2", "C02AAA222", "e2", true),
    ];
    let later = "2026-06-01T12:00:00Z";
    world.write_at("exports/jamf.json", laptops(&all).as_bytes(), later);
    let changes = world.pass_at(later).ends(0).data()["changes"].clone();
    assert_eq!(changes["closed"], 0, "{changes}");
    rule(&world, &["resume", shipped], BO, later).ends(0);
    let changes = world.pass_at("2026-06-01T12:30:00Z").ends(0).data()["changes"].clone();
    assert_eq!(changes["closed"], 1, "{changes}");
}

#[test]
fn where_rules_are_files_there_is_nothing_to_sign() {
    let world = World::with_laptops();
    rule(&world, &["propose", FILE], ANA, "2026-06-01T08:00:00Z")
        .ends(2)
        .says("rules are files here");
}
