//! Gaps of the matrix: found by a pass, settled one by one, closed by the next pass.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::{Ran, World, people};

const TABLE: &str = "Activity,Unit,Accountable,Responsible,Consulted,From\n\
    Endpoint protection,,e1@linden.example;e2@linden.example,e3@linden.example,,\n\
    Keep the visitor list,,e1@linden.example,,,\n\
    Watch the status page,,tbd,e2@linden.example,,\n\
    Test the fire alarm,,e1@linden.example,e2@linden.example,,2026-03-02\n\
    Review firewall rules,,e1@linden.example,team-falcon,,\n";

const FIRST: &str = "2026-06-02T07:00:00Z";

fn world() -> World {
    let world = World::with_laptops();
    world.write("exports/workday.json", &people(&["e1", "e2", "e3"]));
    world.write("responsibilities/security.csv", TABLE);
    world.run(&["run"]).ends(0);
    world
}

fn gaps(world: &World) -> Value {
    let answer = world.run(&["matrix", "gaps", "--format", "json"]);
    answer.data()
}

/// The detectors that have a gap now.
fn detectors(world: &World) -> BTreeSet<String> {
    let all = gaps(world);
    let all = all["gaps"].as_array().unwrap().iter();
    all.map(|gap| gap["detector"].as_str().unwrap().to_owned())
        .collect()
}

/// The gap of a detector about something.
fn gap(world: &World, detector: &str, name: &str) -> String {
    let all = gaps(world);
    let mut all = all["gaps"].as_array().unwrap().iter();
    let found = all.find(|gap| gap["detector"] == detector && gap["name"] == name);
    let found = found.unwrap_or_else(|| panic!("no {detector} about {name}: {:#}", gaps(world)));
    found["gap"].as_str().unwrap().to_owned()
}

fn settle(world: &World, at: &str, gap: &str, args: &[&str]) -> Ran {
    world.run_at(&[&["matrix", "settle", gap], args].concat(), at)
}

#[test]
fn a_pass_finds_what_is_missing_and_says_who_can_settle_it() {
    let world = world();
    let found = detectors(&world);
    for wanted in ["R02", "R03", "R05", "R10", "R11"] {
        assert!(found.contains(wanted), "{wanted} is not among {found:?}");
    }
    world
        .run(&["matrix", "gaps", "--detector", "r02"])
        .ends(1)
        .says("Two people are accountable for the same")
        .says("settle R02@activity-")
        .says("--mine --as e1@linden.example");
    world
        .run(&["finding", "list"])
        .says("Two people are accountable for the same");
    // Nobody tells of tickets: that is said, and is no pass.
    world
        .run(&["matrix", "gaps", "--detector", "R26"])
        .ends(0)
        .says("a ticket system");
    world
        .run(&["rule", "explain", "R09"])
        .ends(0)
        .says("Sources name different owners");
}

#[test]
fn what_is_settled_closes_on_the_next_pass_and_not_before() {
    let world = world();
    let both = gap(&world, "R02", "Endpoint protection");
    settle(
        &world,
        FIRST,
        &both,
        &["--mine", "--as", "e1@linden.example"],
    )
    .ends(0);
    world
        .run(&["finding", "show", &both])
        .says("Two people are accountable");
    let list = gap(&world, "R03", "Keep the visitor list");
    let assigned = ["--assign", "e2@linden.example", "--as", "e1@linden.example"];
    settle(&world, FIRST, &list, &assigned).ends(0);
    let page = gap(&world, "R05", "Watch the status page");
    settle(&world, FIRST, &page, &assigned).ends(0);
    let alarm = gap(&world, "R10", "Test the fire alarm");
    settle(
        &world,
        FIRST,
        &alarm,
        &["--mine", "--as", "e1@linden.example"],
    )
    .ends(0);
    settle(
        &world,
        FIRST,
        &alarm,
        &["--mine", "--as", "e2@linden.example"],
    )
    .ends(0);

    world.pass_at("2026-06-02T08:00:00Z").ends(0);
    let left = detectors(&world);
    for settled in ["R02", "R03", "R05", "R10"] {
        assert!(!left.contains(settled), "{settled} is still among {left:?}");
    }
    world.run(&["finding", "show", &both]).says("closed");
}

#[test]
fn who_is_not_named_cannot_say_whose_it_is() {
    let world = world();
    let both = gap(&world, "R02", "Endpoint protection");
    settle(
        &world,
        FIRST,
        &both,
        &["--theirs", "--as", "e3@linden.example"],
    )
    .ends(1)
    .says("only those who are named");
    settle(
        &world,
        FIRST,
        "R02@activity-999",
        &["--mine", "--as", "e1@linden.example"],
    )
    .ends(1)
    .says("there is no gap");
    let unmeasured = gap(&world, "R11", "Watch the status page");
    settle(
        &world,
        FIRST,
        &unmeasured,
        &["--mine", "--as", "e1@linden.example"],
    )
    .ends(1)
    .says("\"mine\" does not settle it")
    .says("--unmeasured --as");
}
