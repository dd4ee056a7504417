//! What may be one thing is suggested with its reasons, and never merged by itself.

use inventory::{
    Suggestion,
    decisions::{Decided, Decisions},
    suggest,
};
use model::Record;
use proptest::prelude::*;

use crate::support::{Fill, World, day, groups, record, snapshot, text, vocabulary};

/// A person as a tool without employee ids knows one.
fn stranger(source: &str, id: &str, name: &str) -> Record {
    record(&format!("{source}/person/{id}"), &[]).with("name", text(name))
}

/// Two hundred people in the HR system, all of different names.
fn staff() -> Vec<Record> {
    let first = [
        "Ada", "Bo", "Chidi", "Dana", "Emre", "Farah", "Goran", "Hana", "Iker", "Jana",
    ];
    let last = [
        "Abara",
        "Brandt",
        "Costa",
        "Duarte",
        "Eriksen",
        "Fofana",
        "Gruber",
        "Haddad",
        "Ivanova",
        "Jansen",
        "Kovacs",
        "Lindqvist",
        "Moreau",
        "Novak",
        "Okafor",
        "Pereira",
        "Quispe",
        "Rossi",
        "Sato",
        "Tanaka",
    ];
    let people = first
        .iter()
        .flat_map(|f| last.iter().map(move |l| format!("{f} {l}")));
    let people = people.enumerate();
    people
        .map(|(n, name)| stranger("hr", &format!("h{n}"), &name))
        .collect()
}

fn suggested(records: Vec<Record>) -> Vec<Suggestion> {
    let mut world = World::default();
    let resolution = world.pass(&snapshot(day(0), records), day(0));
    suggest(
        &resolution.inventory,
        &vocabulary(),
        &Decisions::default(),
        "person",
    )
}

fn names(suggestions: &[Suggestion]) -> Vec<[&str; 2]> {
    let names = suggestions
        .iter()
        .map(|one| one.names.each_ref().map(String::as_str));
    names.collect()
}

#[test]
fn the_same_name_in_two_tools_is_suggested_and_not_merged() {
    let mut records = staff();
    records.push(stranger("screening", "s1", "Novák, Hana"));
    let mut world = World::default();
    let resolution = world.pass(&snapshot(day(0), records), day(0));
    assert_eq!(groups(&resolution, "person").split(" | ").count(), 201);
    let decisions = Decisions::default();
    let suggestions = suggest(&resolution.inventory, &vocabulary(), &decisions, "person");
    assert_eq!(names(&suggestions), [["Hana Novak", "Novák, Hana"]]);
    assert_eq!(suggestions[0].agree, ["both are called Hana Novak"]);
    assert!(suggestions[0].likelihood > 0.5 && suggestions[0].likelihood < 0.9);
}

#[test]
fn one_source_that_keeps_two_people_of_a_name_apart_is_believed() {
    let mut records = staff();
    records.push(stranger("hr", "namesake", "Hana Novak"));
    assert_eq!(suggested(records), []);
}

#[test]
fn a_name_that_many_have_says_little() {
    let mut records = staff();
    for n in 0..20 {
        records.push(stranger("hr", &format!("smith {n}"), "Jo Smith"));
    }
    records.push(stranger("screening", "s1", "Jo Smith"));
    assert_eq!(suggested(records), []);
}

#[test]
fn whom_a_person_kept_apart_is_not_suggested_again() {
    let mut records = staff();
    records.push(stranger("screening", "s1", "Hana Novak"));
    let mut world = World::default();
    let resolution = world.pass(&snapshot(day(0), records), day(0));
    let decisions = Decisions::default();
    let suggestions = suggest(&resolution.inventory, &vocabulary(), &decisions, "person");
    let keys = suggestions[0].entities.each_ref().map(|id| {
        let entity = resolution.inventory.get(id).unwrap();
        entity.members[0].record.clone()
    });
    let apart = inventory::decisions::Decision {
        number: 1,
        at: day(0),
        by: "dana@linden.example".to_owned(),
        because: "namesakes".to_owned(),
        what: Decided::Apart { records: keys },
    };
    let decisions = Decisions::replay(&[apart]);
    let suggestions = suggest(&resolution.inventory, &vocabulary(), &decisions, "person");
    assert_eq!(suggestions, []);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_order_of_records_changes_no_suggestion(
        order in Just(staff().into_iter().take(30).chain([
            stranger("screening", "s1", "Ada Abarra"),
            stranger("screening", "s2", "Costa Ada"),
            stranger("training", "t1", "Bo Brandt"),
        ]).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut sorted = order.clone();
        sorted.sort_by(|a, b| a.key.cmp(&b.key));
        prop_assert_eq!(suggested(order), suggested(sorted));
    }
}
