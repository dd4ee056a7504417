//! The first hour of a new workspace.

use crate::world::{NOW, World, laptops, people};

#[test]
fn an_empty_workspace_ends_well_and_says_how_to_add_a_source() {
    World::new()
        .run(&["run"])
        .ends(0)
        .says("allhands source add");
}

#[test]
fn a_pass_goes_from_exports_to_owned_findings() {
    let world = World::with_laptops();
    world.write(
        "exports/jamf.json",
        &laptops(&[("1", "C02AAA111", "e1", false)]),
    );
    let data = world.pass_at(NOW).ends(0).data();
    assert_eq!(data["changes"]["opened"], 1);
    assert_eq!(data["collected"]["entities"]["device"]["owned"], 1);
    let show = world.run(&["finding", "list"]).ends(0);
    show.says("Laptop 1")
        .says("Person e1")
        .says("laptops-are-encrypted@device-1");
}

#[test]
fn the_same_pass_again_changes_nothing() {
    let world = World::with_laptops();
    world.write(
        "exports/jamf.json",
        &laptops(&[("1", "C02AAA111", "e1", false)]),
    );
    world.pass_at(NOW).ends(0);
    let again = world.pass_at(NOW).ends(0).data();
    assert_eq!(again["changes"]["opened"], 0);
    assert_eq!(again["changes"]["closed"], 0);
    assert_eq!(again["collected"]["changed"], false);
    assert_eq!(again["judged"]["changed"], false);
}

#[test]
fn a_fix_shown_by_a_newer_snapshot_closes_the_finding() {
    let world = World::with_laptops();
    world.write(
        "exports/jamf.json",
        &laptops(&[("1", "C02AAA111", "e1", false)]),
    );
    world.pass_at(NOW).ends(0);
    let later = "2026-06-02T07:00:00Z";
    let fixed = laptops(&[("1", "C02AAA111", "e1", true)]);
    world.write_at(
        "exports/jamf.json",
        fixed.as_bytes(),
        "2026-06-02T06:00:00Z",
    );
    let data = world.pass_at(later).ends(0).data();
    assert_eq!(data["changes"]["fixed"], 1, "{data}");
    let shown = world
        .run_at(&["explain", "laptops-are-encrypted@device-1"], later)
        .ends(0);
    shown.says("opened").says("closed");
}

#[test]
fn a_rule_that_is_new_here_gives_its_whole_time_and_an_old_one_counts_from_the_export() {
    let world = World::with_laptops();
    let export = |all: &[(&str, &str, &str, bool)], at: &str| {
        world.write_at("exports/jamf.json", laptops(all).as_bytes(), at);
    };
    let first = ("1", "C02AAA111", "e1", false);
    let old = "2026-05-30T08:00:00Z";
    export(&[first], old);
    world.pass_at(NOW).ends(0);
    export(
        &[first, ("2", "C02BBB222", "e2", false)],
        "2026-06-01T20:00:00Z",
    );
    let later = "2026-06-02T07:00:00Z";
    world.pass_at(later).ends(0);
    let shown = |device: &str| {
        let id = format!("laptops-are-encrypted@{device}");
        let show = ["finding", "show", &id, "--format", "json"];
        world.run_at(&show, later).ends(0).data()
    };
    let (one, two) = (shown("device-1"), shown("device-2"));
    assert_eq!(one["missed_since"], old);
    assert_eq!(one["clocks"][0]["anchor"], NOW, "not before the rule");
    assert_eq!(one["due"], "2026-06-08T23:59:59Z");
    assert_eq!(two["clocks"][0]["anchor"], "2026-06-01T20:00:00Z");
}

#[test]
fn a_record_ends_after_two_complete_misses_and_never_before() {
    let world = World::with_laptops();
    let serials = ["AAA111", "BBB222", "CCC333", "DDD444", "EEE555", "FFF666"];
    let fleet: Vec<(String, String)> = serials
        .iter()
        .enumerate()
        .map(|(n, s)| (n.to_string(), format!("C02{s}")))
        .collect();
    let export = |count: usize| {
        let all: Vec<_> = fleet
            .iter()
            .take(count)
            .map(|(n, s)| (n.as_str(), s.as_str(), "e1", true))
            .collect();
        laptops(&all)
    };
    let mut gone = Vec::new();
    for (day, count) in [(1, 6), (2, 5), (3, 5)] {
        let at = format!("2026-06-0{day}T06:00:00Z");
        world.write_at("exports/jamf.json", export(count).as_bytes(), &at);
        world.write_at(
            "exports/workday.json",
            people(&["e1", "e2"]).as_bytes(),
            &at,
        );
        let data = world
            .pass_at(&format!("2026-06-0{day}T07:00:00Z"))
            .ends(0)
            .data();
        gone.push(
            data["collected"]["entities"]["device"]["gone"]
                .as_u64()
                .unwrap(),
        );
    }
    assert_eq!(gone, [0, 0, 1]);
}

#[test]
fn who_and_explain_name_the_evidence() {
    let world = World::with_laptops();
    world.pass_at(NOW).ends(0);
    world
        .run(&["who", "Laptop 1"])
        .ends(0)
        .says("Person e1")
        .says("jamf");
    world
        .run(&["explain", "Laptop 1"])
        .ends(0)
        .says("jamf")
        .says("serial number");
    world
        .run(&["who", "Laptpo 1"])
        .ends(2)
        .says("did you mean `Laptop 1`?");
}

#[test]
fn fail_on_missed_is_for_scripts() {
    let world = World::with_laptops();
    world.write(
        "exports/jamf.json",
        &laptops(&[("1", "C02AAA111", "e1", false)]),
    );
    world.run(&["run", "--fail-on", "missed"]).ends(1);
}

#[test]
fn a_source_that_does_not_exist_is_named_with_the_nearest_one() {
    let world = World::new();
    world
        .run(&["source", "add", "jamff", "--files", "x.json"])
        .ends(2)
        .says("`jamf`");
}

#[test]
fn previewing_a_source_keeps_nothing() {
    let world = World::with_laptops();
    world
        .run(&["source", "preview", "jamf"])
        .ends(0)
        .says("disk encryption");
    world.run(&["source", "check"]).ends(0);
    assert!(!world.root().join("data").exists());
}

#[test]
fn a_pass_says_how_long_each_step_took() {
    let world = World::with_laptops();
    let timings = world.pass_at(NOW).ends(0).data()["timings"].clone();
    let steps: Vec<&str> = timings
        .as_array()
        .unwrap()
        .iter()
        .map(|timing| timing["step"].as_str().unwrap())
        .collect();
    let expected = [
        "reading jamf",
        "reading workday",
        "matching records",
        "keeping what was read",
        "judging",
        "recording findings",
    ];
    assert_eq!(steps, expected);
    for timing in timings.as_array().unwrap() {
        assert!(timing["milliseconds"].as_f64().unwrap() >= 0.0);
    }
}
