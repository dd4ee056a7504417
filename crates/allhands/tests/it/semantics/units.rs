//! Units and ownership (paragraphs 18 and 20).

use serde_json::{Value, json};

use super::{
    exports::{Mac, accounts, jamf, service, team, workday, worker, worker_with},
    june, rule,
};
use crate::world::World;

pub(super) const OWN: &str = "own@device-1";

fn in_department(id: &str, department: &str) -> Value {
    worker_with(id, &[("Supervisory_Organization", json!(department))])
}

/// Laptops of two departments and of nobody, each with what it lacks.
pub(super) fn with_departments(encrypted: bool) -> World {
    let world = World::new();
    in_departments(&world, "Finance", encrypted, 1);
    world.source("workday");
    world.source("jamf");
    let encryption = "Every laptop must have disk encryption on";
    world.rule("own", encryption, "Fix within: 7 days\n");
    world
}

/// Person e1 in a department with laptop 1; e2 in the bakery with laptop 2; laptop 3 of nobody.
fn in_departments(world: &World, department: &str, encrypted: bool, day: u32) {
    let people = [in_department("e1", department), worker("e2")];
    world.export("workday", "people.json", workday(&people), day);
    let mac = |id, serial, of| Mac {
        firewall: Some(false),
        ..Mac::new(id, serial, of)
    };
    let first = Mac {
        encrypted: Some(encrypted),
        ..mac("1", "C02AAA111", "e1")
    };
    let others = [
        mac("2", "C02BBB222", "e2"),
        mac("3", "C02CCC333", "stranger"),
    ];
    let all = [&[first], &others[..]].concat();
    world.export("jamf", "computers.json", jamf(&all), day);
}

fn tighten(world: &World, tightens: &str) {
    let labels = format!("In: \"Finance\"\nTightens: {tightens}\nFix within: 2 days\n");
    let expectation = "Every laptop must have firewall on";
    let (file, text) = rule("finance-firewall", expectation, &labels);
    world.write(&file, &text);
}

// 18: units.

#[test]
fn a_laptop_of_nobody_belongs_to_no_department() {
    let world = with_departments(true);
    let labels = "In: \"Finance\"\n";
    world.rule("finance", "Every laptop must have firewall on", labels);
    let pass = world.day(1);
    assert_eq!(pass.verdicts("finance"), "missed 1, not applicable 2");
    assert_eq!(world.findings(1), ["finance@device-1"]);
}

#[test]
fn a_department_asks_more_of_its_own_in_the_same_finding() {
    let world = with_departments(true);
    tighten(&world, "own");
    let pass = world.day(1);
    assert_eq!(pass.verdicts("own"), "met 2, missed 1");
    assert_eq!(world.findings(1), [OWN]);
}

#[test]
fn moving_out_of_the_department_lets_go_of_its_part_and_fixes_nothing() {
    let world = with_departments(true);
    tighten(&world, "own");
    world.day(1);
    in_departments(&world, "Mill", true, 2);
    let pass = world.day(2);
    assert_eq!(pass.verdicts("own"), "met 3");
    assert_eq!((pass.count("closed"), pass.count("fixed")), (1, 0));
    let finding = world.finding(OWN, 2);
    assert_eq!(finding["closed_because"], "no_longer_applies", "{finding}");
}

#[test]
fn the_part_of_the_organisation_keeps_its_clock_when_the_other_one_goes() {
    let world = with_departments(false);
    tighten(&world, "own");
    world.day(1);
    let both = world.finding(OWN, 1);
    assert_eq!(both["clocks"].as_array().unwrap().len(), 2);
    assert_eq!(both["due"], "2026-06-03T23:59:59Z");
    in_departments(&world, "Mill", false, 2);
    let pass = world.day(2);
    assert_eq!(pass.count("closed"), 0);
    let one = world.finding(OWN, 2);
    let running: Vec<&Value> = one["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|clock| clock["cleared_at"].is_null())
        .collect();
    assert_eq!(running.len(), 1, "{one}");
    assert_eq!(running[0]["anchor"], june(1, 7));
    assert_eq!(one["due"], "2026-06-08T23:59:59Z");
}

#[test]
fn a_tightening_of_a_rule_that_is_not_in_force_is_refused() {
    let world = with_departments(true);
    tighten(&world, "laptops-are-encrypted");
    world
        .run_at(&["run"], &june(1, 7))
        .ends(2)
        .says("finance-firewall")
        .says("tightens `laptops-are-encrypted`, which is not in force");
}

// 20: ownership.

/// Who answers, in words.
fn who(world: &World, entity: &str, day: u32) -> String {
    let ask = ["who", entity];
    world.run_at(&ask, &june(day, 8)).ends(0).stdout
}

fn answer(world: &World, entity: &str, day: u32) -> Value {
    let ask = ["who", entity, "--format", "json"];
    world.run_at(&ask, &june(day, 8)).ends(0).data()
}

#[test]
fn whom_a_tool_was_told_counts_before_whom_an_agent_saw() {
    let world = World::new();
    let people = workday(&[worker("e1"), worker("e2")]);
    world.export("workday", "people.json", people, 1);
    world.source("workday");
    world.source("crowdstrike");
    let seen = json!({"resources": [{
        "device_id": "a1", "serial_number": "C02AAA111", "hostname": "box",
        "last_seen": june(1, 5), "email": "e2@linden.example", "chassis_type_desc": "Laptop",
    }]});
    world.export("crowdstrike", "hosts.json", seen, 1);
    world.day(1);
    assert!(who(&world, "device-1", 1).contains("Person e2"));
    world.source("jamf");
    let mac = [Mac::new("1", "C02AAA111", "e1")];
    world.export("jamf", "computers.json", jamf(&mac), 1);
    world.day(1);
    let said = who(&world, "device-1", 1);
    let first = said.lines().next().unwrap_or_default();
    assert!(first.contains("Person e1"), "{said}");
    assert!(said.contains("e2"), "the other one is still named: {said}");
}

#[test]
fn whom_somebody_wrote_down_counts_before_whom_a_tool_was_told() {
    let world = World::new();
    let people = workday(&[worker("e1"), worker("e2")]);
    world.export("workday", "people.json", people, 1);
    world.source("workday");
    // A connector of one's own: the desk that lists laptops, and the people who sign for them.
    let desk = "connector: desk\ntitle: Desk\nfresh for: 2 days\nscopes:\n  desk:\n    \
        format: csv\n    columns: [serial, signed by]\n    emits:\n      - kind: device\n        \
        key: .serial\n        claims: {serial number: .serial}\n        \
        links: {user: {by: {email: .\"signed by\"}, owner: declared}}\n";
    world.write("connectors/desk/connector.yaml", desk);
    world.source("desk");
    let mac = [Mac::new("1", "C02AAA111", "e1")];
    world.export("jamf", "computers.json", jamf(&mac), 1);
    world.source("jamf");
    let signed = "serial,signed by\nC02AAA111,e2@linden.example\n";
    world.export("desk", "desk.csv", signed, 1);
    world.day(1);
    let said = who(&world, "Laptop 1", 1);
    let first = said.lines().next().unwrap_or_default();
    assert!(first.contains("Person e2"), "{said}");
}

#[test]
fn when_the_owner_left_it_is_unowned_and_says_so() {
    let world = World::new();
    world.export("workday", "people.json", workday(&[worker("e1")]), 1);
    world.source("workday");
    world.source("jamf");
    let mac = || jamf(&[Mac::new("1", "C02AAA111", "e1")]);
    world.export("jamf", "computers.json", mac(), 1);
    world.day(1);
    assert!(who(&world, "Laptop 1", 1).contains("Person e1"));
    let left = worker_with("e1", &[("Termination_Date", json!("2026-06-01"))]);
    world.export("workday", "people.json", workday(&[left]), 2);
    world.export("jamf", "computers.json", mac(), 2);
    world.day(2);
    let said = who(&world, "Laptop 1", 2);
    assert!(said.contains("everybody named has left"), "{said}");
    assert!(said.contains("Person e1"), "who it was is told: {said}");
    assert_eq!(
        answer(&world, "Laptop 1", 2)["owner"]["unowned"],
        "everybody_left"
    );
}

#[test]
fn a_service_of_an_empty_team_or_of_nobody_known_is_unowned_for_that_reason() {
    let world = World::new();
    world.export("workday", "people.json", workday(&[worker("e1")]), 1);
    world.source("workday");
    let users = accounts(&[("b1", "e1", true)]);
    world.export("google-workspace", "users.json", users, 1);
    world.source("google-workspace");
    world.source("backstage");
    let catalogue = [
        service("oven", Some("bakers")),
        service("mill", Some("tbd")),
        service("cart", None),
        service("till", Some("nowhere")),
        team("bakers", &[]),
    ];
    world.export("backstage", "catalog-info.yaml", catalogue.concat(), 1);
    world.day(1);
    let why = |name: &str| answer(&world, name, 1)["owner"]["unowned"].clone();
    assert_eq!(why("oven"), "team_empty");
    assert_eq!(why("mill"), "placeholder");
    assert_eq!(why("cart"), "nobody_named");
    assert_eq!(why("till"), "name_unknown");
}
