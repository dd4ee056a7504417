//! Identity and numbers (paragraphs 1 to 4).

use serde_json::{Value, json};

use super::{
    exports::{Mac, hosts, jamf, kandji, workday, worker},
    june,
};
use crate::world::World;

const ENCRYPTED: &str = "laptops-are-encrypted";

fn with_people() -> World {
    let world = World::new();
    world.export(
        "workday",
        "people.json",
        workday(&[worker("e1"), worker("e2")]),
        1,
    );
    world.source("workday");
    world
}

#[test]
fn a_box_that_turns_out_to_be_a_laptop_keeps_its_id_and_changes_its_verdict() {
    let world = with_people();
    world.adopt(&[ENCRYPTED]);
    world.source("crowdstrike");
    world.export(
        "crowdstrike",
        "hosts.json",
        hosts(&[("a1", "C02AAA111", &june(1, 5))]),
        1,
    );
    assert_eq!(world.day(1).verdicts(ENCRYPTED), "unknown 1");
    assert_eq!(world.findings(1), Vec::<String>::new());

    world.source("jamf");
    let open = Mac {
        encrypted: Some(false),
        ..Mac::new("1", "C02AAA111", "e1")
    };
    world.export("jamf", "computers.json", jamf(&[open]), 2);
    let pass = world.day(2);
    assert_eq!(pass.verdicts(ENCRYPTED), "missed 1");
    assert_eq!(world.findings(2), ["laptops-are-encrypted@device-1"]);
    let devices = world.entities("device", 2);
    assert_eq!(devices.len(), 1, "{devices:?}");
    assert_eq!(devices[0].1, "device-1");
}

#[test]
fn a_box_that_may_be_a_laptop_is_perhaps_one_of_its_persons_laptops() {
    let world = with_people();
    let few = "Every person must have at most 1 laptop";
    world.rule("few", few, "");
    world.source("jamf");
    let macs = [Mac::new("1", "C02AAA111", "e1")];
    world.export("jamf", "computers.json", jamf(&macs), 1);
    let more = |class: Value| {
        let mut box_of = hosts(&[("a2", "C02BBB222", &june(1, 5))]);
        box_of["resources"][0]["email"] = json!("e1@linden.example");
        box_of["resources"][0]["chassis_type_desc"] = class;
        world.export("crowdstrike", "hosts.json", box_of, 1);
        world.day(1).verdicts("few")
    };
    world.source("crowdstrike");
    assert_eq!(more(Value::Null), "unknown 2");
    assert_eq!(more(json!("Server")), "unknown 2");
    assert_eq!(more(json!("Laptop")), "missed 1, unknown 1");
}

#[test]
fn apps_are_parts_of_their_laptop_and_no_entities() {
    let world = with_people();
    let chat = "Every laptop must have no app where name is \"Old Chat\"";
    world.rule("no-old-chat", chat, "");
    world.source("jamf");
    let with = |id, serial, apps| Mac {
        apps,
        ..Mac::new(id, serial, "e1")
    };
    let macs = [
        with("1", "C02AAA111", &["Old Chat", "Browser"]),
        with("2", "C02BBB222", &["Browser"]),
    ];
    world.export("jamf", "computers.json", jamf(&macs), 1);
    let pass = world.day(1);
    // The same app on two laptops joins nothing.
    assert_eq!(pass.verdicts("no-old-chat"), "met 1, missed 1");
    assert!(pass.0["collected"]["entities"]["app"].is_null());
    let story = world.finding("no-old-chat@device-1", 1);
    assert_eq!(story["clocks"][0]["label"], "Old Chat");
}

#[test]
fn a_part_has_no_rule_of_its_own() {
    let world = World::new();
    world.rule("apps", "Every app must have version known", "");
    world.run(&["run"]).ends(2).says("part of `device`");
}

#[test]
fn a_source_that_is_added_changes_no_number() {
    let world = with_people();
    world.source("jamf");
    let macs = [
        Mac::new("1", "C02CCC333", "e1"),
        Mac::new("2", "C02DDD444", "e1"),
    ];
    world.export("jamf", "computers.json", jamf(&macs), 1);
    world.day(1);
    let before = world.entities("device", 1);
    assert_eq!(before.len(), 2);
    // Its name and its records sort before everything that was there.
    world.source("crowdstrike");
    let more = [
        ("a0", "C02AAA111", &*june(2, 5)),
        ("a1", "C02CCC333", &*june(2, 5)),
    ];
    world.export("crowdstrike", "hosts.json", hosts(&more), 2);
    world.day(2);
    let after = world.entities("device", 2);
    assert_eq!(after.len(), 3);
    // The host that is laptop 1 brought another name: neither number nor name changes.
    let id_of = |all: &[(String, String)], name: &str| {
        let found = all.iter().find(|(known, _)| known == name);
        found.map(|(_, id)| id.clone()).unwrap_or_default()
    };
    assert_eq!(id_of(&before, "Laptop 1"), id_of(&after, "Laptop 1"));
    assert_eq!(id_of(&before, "Laptop 2"), id_of(&after, "Laptop 2"));
    assert_eq!(id_of(&after, "host-a0"), "device-3");
}

#[test]
fn the_same_runs_again_give_the_same_numbers_in_any_order_of_records() {
    let run = |turned: bool| {
        let world = with_people();
        world.source("jamf");
        let mut macs = [
            Mac::new("1", "C02CCC333", "e1"),
            Mac::new("2", "C02DDD444", "e2"),
            Mac::new("3", "C02EEE555", "e2"),
        ];
        if turned {
            macs.reverse();
        }
        world.export("jamf", "computers.json", jamf(&macs[..2]), 1);
        world.export("jamf", "more.json", jamf(&macs[2..]), 1);
        world.day(1);
        world.entities("device", 1)
    };
    assert_eq!(run(false), run(true));
}

/// Two device managers report one laptop; a serial number that comes later shows it.
fn merged_later() -> World {
    let world = with_people();
    let encryption = "Every laptop must have disk encryption on";
    world.rule("own", encryption, "Fix within: 7 days\n");
    world.source("jamf");
    world.source("kandji");
    let unnamed = Mac {
        serial: None,
        ..Mac::new("1", "", "e1")
    };
    world.export("jamf", "computers.json", jamf(&[unnamed]), 1);
    let other = || kandji("k1", "C02AAA111", "e1", false);
    world.export("kandji", "k1.json", other(), 1);
    let pass = world.day(1);
    assert_eq!(pass.verdicts("own"), "met 1, missed 1");
    assert_eq!(world.findings(1), ["own@device-2"]);

    let open = |serial| Mac {
        serial,
        encrypted: Some(false),
        ..Mac::new("1", "", "e1")
    };
    world.export("jamf", "computers.json", jamf(&[open(None)]), 2);
    world.export("kandji", "k1.json", other(), 2);
    world.day(2);
    assert_eq!(world.findings(2).len(), 2);

    let named = jamf(&[open(Some("C02AAA111"))]);
    world.export("jamf", "computers.json", named, 3);
    world.export("kandji", "k1.json", other(), 3);
    world
}

#[test]
fn of_two_findings_that_turn_out_to_be_one_the_survivor_keeps_the_earliest_start() {
    let world = merged_later();
    let pass = world.day(3);
    assert_eq!(pass.verdicts("own"), "missed 1");
    assert_eq!(world.findings(3), ["own@device-1"]);
    let survivor = world.finding("own@device-1", 3);
    assert_eq!(survivor["missed_since"], june(1, 6), "{survivor}");
    assert_eq!(survivor["clocks"][0]["anchor"], june(1, 7));
    assert_eq!((pass.count("closed"), pass.count("fixed")), (1, 0));
}

#[test]
fn what_was_merged_is_still_found_by_its_old_id() {
    let world = merged_later();
    world.day(3);
    let at = june(3, 8);
    let who = ["who", "device-2", "--format", "json"];
    let data = world.run_at(&who, &at).ends(0).data();
    assert_eq!(data["entity"], "device-1", "{data}");
    world
        .run_at(&["explain", "device-2"], &at)
        .ends(0)
        .says("was also device-2");
    let history = world.history("own@device-2", 3);
    assert_eq!(
        history.last().map(String::as_str),
        Some("closed: duplicate_of")
    );
}

#[test]
fn a_merge_that_is_undone_and_made_again_loses_no_finding_and_no_start() {
    let world = merged_later();
    world.day(3);
    let mac = |serial, encrypted| Mac {
        serial: Some(serial),
        encrypted: Some(encrypted),
        ..Mac::new("1", "", "e1")
    };
    // The serial number was mistyped: there are two laptops after all, and both are open.
    world.export(
        "jamf",
        "computers.json",
        jamf(&[mac("C02ZZZ999", false)]),
        4,
    );
    world.export(
        "kandji",
        "k1.json",
        kandji("k1", "C02AAA111", "e1", false),
        4,
    );
    let pass = world.day(4);
    assert_eq!(pass.verdicts("own"), "missed 2");
    assert_eq!(world.findings(4), ["own@device-1", "own@device-3"]);
    for id in world.findings(4) {
        let finding = world.finding(&id, 4);
        assert_eq!(finding["clocks"][0]["anchor"], june(1, 7), "{finding}");
    }
    let told = world.finding("own@device-3", 4);
    assert_eq!(told["opened_at"], june(1, 7), "{told}");

    // It was right the first time.
    world.export(
        "jamf",
        "computers.json",
        jamf(&[mac("C02AAA111", false)]),
        5,
    );
    world.export(
        "kandji",
        "k1.json",
        kandji("k1", "C02AAA111", "e1", false),
        5,
    );
    let pass = world.day(5);
    assert_eq!(world.findings(5), ["own@device-1"]);
    assert_eq!((pass.count("closed"), pass.count("fixed")), (1, 0));
    let finding = world.finding("own@device-1", 5);
    assert_eq!(finding["clocks"][0]["anchor"], june(1, 7), "{finding}");
}

#[test]
fn where_only_the_part_that_left_is_missed_its_finding_leaves_with_it() {
    let world = merged_later();
    world.day(3);
    let apart = Mac {
        serial: Some("C02ZZZ999"),
        encrypted: Some(true),
        ..Mac::new("1", "", "e1")
    };
    world.export("jamf", "computers.json", jamf(&[apart]), 4);
    world.export(
        "kandji",
        "k1.json",
        kandji("k1", "C02AAA111", "e1", false),
        4,
    );
    let pass = world.day(4);
    assert_eq!(pass.verdicts("own"), "met 1, missed 1");
    assert_eq!((pass.count("closed"), pass.count("fixed")), (1, 0));
    let open = world.findings(4);
    assert_eq!(open, ["own@device-3"]);
    let finding = world.finding(&open[0], 4);
    assert_eq!(finding["clocks"][0]["anchor"], june(1, 7), "{finding}");
}

#[test]
fn sources_that_contradict_each_other_miss_a_rule_until_they_say_the_same() {
    let world = with_people();
    let agree = "Every laptop must have no disagreement where about is \"disk encryption\"";
    world.rule("own", agree, "Fix within: 7 days\n");
    world.source("jamf");
    world.source("kandji");
    let says = |encrypted, day| {
        let mac = Mac {
            serial: Some("C02AAA111"),
            encrypted: Some(encrypted),
            ..Mac::new("1", "", "e1")
        };
        world.export("jamf", "computers.json", jamf(&[mac]), day);
        let other = kandji("k1", "C02AAA111", "e1", false);
        world.export("kandji", "k1.json", other, day);
    };
    says(true, 1);
    assert_eq!(world.day(1).verdicts("own"), "missed 1");
    let finding = world.finding("own@device-1", 1);
    let row = &finding["clocks"][0];
    assert_eq!(row["label"], "disk encryption", "{finding}");

    says(false, 2);
    assert_eq!(world.day(2).verdicts("own"), "met 1");
    let history = world.history("own@device-1", 2);
    assert_eq!(
        history.last().map(String::as_str),
        Some("closed: fixed_verified")
    );
}
