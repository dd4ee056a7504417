//! What people decided about records: it outweighs every identifier, it lasts, and it can be
//! undone; decisions that contradict one another are told and never join more than they keep apart.

use inventory::decisions::{Decided, Decision};
use inventory::{Resolution, explain};
use model::{Record, RecordKey, Tier};

use crate::support::{
    Fill, World, day, entity_of, groups, number, record, snapshot, text, vocabulary,
};

fn key(source: &str, native_id: &str) -> RecordKey {
    record(&format!("{source}/device/{native_id}"), &[]).key
}

fn same(a: RecordKey, b: RecordKey) -> Decided {
    Decided::Same { records: [a, b] }
}

fn apart(a: RecordKey, b: RecordKey) -> Decided {
    Decided::Apart { records: [a, b] }
}

impl World {
    fn decide(&mut self, what: Decided) -> u64 {
        let number = self.decisions.len() as u64 + 1;
        self.decisions.push(Decision {
            number,
            at: day(0),
            by: "ada@linden.example".to_owned(),
            because: "the board was swapped".to_owned(),
            what,
        });
        number
    }

    fn pass_over(&mut self, records: &[Record], at: u32) -> Resolution {
        self.pass(&snapshot(day(at), records.to_vec()), day(at))
    }
}

/// Two laptops of different serial numbers and systems, known to two tools each.
fn fleet() -> Vec<Record> {
    vec![
        record("jamf/device/a1", &["serial number=C02AAAA1"])
            .with("operating system", text("macOS")),
        record("edr/device/a2", &["serial number=C02AAAA1"]),
        record("jamf/device/b1", &["serial number=C02BBBB2"])
            .with("operating system", text("Windows")),
        record("edr/device/b2", &["serial number=C02BBBB2"]),
    ]
}

#[test]
fn two_records_that_a_person_says_are_the_same_are_one_whatever_speaks_against_it() {
    let mut world = World::default();
    world.decide(same(key("jamf", "a1"), key("jamf", "b1")));
    let resolution = world.pass_over(&fleet(), 0);
    assert_eq!(groups(&resolution, "device"), "a2 + b2 + a1 + b1");
    let entity = entity_of(&resolution, "a1");
    assert_eq!(entity.tier, Tier::Confirmed);
    let explanation = explain(entity, &resolution.inventory, &vocabulary());
    assert_eq!(
        explanation.merged[2],
        "jamf a1 and jamf b1 are the same device: ada@linden.example said so (decision 1)"
    );
    assert_eq!(explanation.merged.len() + 1, explanation.records.len());
}

#[test]
fn two_records_that_a_person_keeps_apart_are_two_whatever_they_share() {
    let mut world = World::default();
    world.decide(apart(key("jamf", "a1"), key("edr", "a2")));
    let resolution = world.pass_over(&fleet(), 0);
    assert_eq!(groups(&resolution, "device"), "a2 | b2 + b1 | a1");
    let entity = entity_of(&resolution, "a1");
    let explanation = explain(entity, &resolution.inventory, &vocabulary());
    assert_eq!(
        explanation.refused,
        [
            "edr a2 and jamf a1 are not the same device although both have serial number \
             C02AAAA1: ada@linden.example said that they are not: the board was swapped"
        ]
    );
}

#[test]
fn a_decision_lasts_from_run_to_run_and_undoing_it_gives_back_what_was() {
    let mut world = World::default();
    let before = world.pass_over(&fleet(), 0);
    let numbers = ["a1", "b1"].map(|id| number(&before, id));
    world.decide(same(key("jamf", "a1"), key("edr", "b2")));
    for at in 1..4 {
        let resolution = world.pass_over(&fleet(), at);
        assert_eq!(groups(&resolution, "device"), "a2 + b2 + a1 + b1");
        assert_eq!(number(&resolution, "b1"), numbers[0]);
        assert_eq!(entity_of(&resolution, "b1").aliases, [numbers[1]]);
    }
    world.decide(Decided::Undone { number: 1 });
    let resolution = world.pass_over(&fleet(), 4);
    assert_eq!(groups(&resolution, "device"), "a2 + a1 | b2 + b1");
    assert_eq!(number(&resolution, "a1"), numbers[0]);
    // A number that was merged away is never used again.
    assert!(number(&resolution, "b1") > numbers[1]);
}

#[test]
fn of_two_decisions_about_the_same_records_the_later_one_holds() {
    let mut world = World::default();
    world.decide(apart(key("jamf", "a1"), key("edr", "a2")));
    world.decide(same(key("edr", "a2"), key("jamf", "a1")));
    let resolution = world.pass_over(&fleet(), 0);
    assert_eq!(groups(&resolution, "device"), "a2 + a1 | b2 + b1");
    assert_eq!(resolution.notes, []);
}

#[test]
fn decisions_that_contradict_one_another_keep_apart_and_are_told() {
    let mut world = World::default();
    world.decide(same(key("jamf", "a1"), key("jamf", "b1")));
    world.decide(same(key("jamf", "b1"), key("edr", "a2")));
    world.decide(apart(key("jamf", "a1"), key("edr", "a2")));
    let resolution = world.pass_over(&fleet(), 0);
    assert_ne!(number(&resolution, "a1"), number(&resolution, "a2"));
    let says: Vec<&str> = resolution
        .notes
        .iter()
        .map(|note| note.says.as_str())
        .collect();
    assert_eq!(
        says,
        [
            "decision 2 says that two records are the same, and decision 3 keeps what they are \
             apart; they stay apart"
        ]
    );
    assert_eq!(&*resolution.notes[0].code, "decision-contradicted");
}

#[test]
fn a_decision_outlives_its_record_and_one_about_a_stranger_is_told() {
    let mut world = World::default();
    world.decide(same(key("jamf", "a1"), key("edr", "b2")));
    world.decide(same(key("jamf", "a1"), key("cmdb", "typo")));
    let resolution = world.pass_over(&fleet(), 0);
    let says: Vec<&str> = resolution
        .notes
        .iter()
        .map(|note| note.says.as_str())
        .collect();
    assert_eq!(
        says,
        ["decision 2 speaks of cmdb typo, which no source reports any more"]
    );
    // The agent is taken off the laptop, ends, and comes back: still the same laptop.
    let without: Vec<Record> = fleet()
        .into_iter()
        .filter(|r| &*r.key.native_id != "b2")
        .collect();
    for at in 1..4 {
        let resolution = world.pass_over(&without, at);
        assert_eq!(
            number(&resolution, "a1"),
            number(&resolution, "b1"),
            "day {at}"
        );
    }
    let resolution = world.pass_over(&fleet(), 4);
    assert_eq!(number(&resolution, "a1"), number(&resolution, "b2"));
}
