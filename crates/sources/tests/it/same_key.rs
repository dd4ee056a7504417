//! One key in several raw records: which of them speaks.

use model::{ScopeOutcome, Vocabulary};
use sources::{Collected, collect, read_connector};

use crate::support::{field, ids, input, now, outcome, reasons, record, source, vocabulary};

/// A tool with a list of people, a shorter list of its administrators, and trainings.
const TOOL: &str = "
connector: tool
title: Tool
scopes:
  people:
    format: json
    matches: has(\"people\")
    records: .people[]
    emits:
      - {kind: person, key: .mail, fields: {name: .name}, claims: {email: .mail}}
  admins:
    format: json
    matches: has(\"admins\")
    records: .admins[]
    emits:
      - {kind: person, key: .mail, same key: yield, fields: {name: .name}, claims: {email: .mail}}
  trainings:
    format: json
    matches: has(\"trainings\")
    records: .trainings[]
    emits:
      - kind: person
        key: '\"training:\\(.who)\"'
        same key: newest
        as of: .done
        fields: {security training completed on: {from: .done, \"null\": none}, name: .name}
";

fn read(files: &[(&str, &str)]) -> Collected {
    let vocabulary: Vocabulary = vocabulary();
    let connector = read_connector(TOOL, "tool.yaml", &vocabulary).unwrap();
    let inputs = files.iter().map(|(name, text)| input(name, *text));
    collect(
        &connector,
        &source("tool"),
        inputs.collect(),
        &vocabulary,
        now(),
    )
}

const PEOPLE: &str = r#"{"people": [{"mail": "ana@example.com", "name": "Ana Sol"}]}"#;
const ADMINS: &str = r#"{"admins": [{"mail": "ana@example.com", "name": "Ana S."},
    {"mail": "ben@example.com", "name": "Ben"}]}"#;

#[test]
fn a_scope_that_yields_leaves_the_word_to_the_other_in_any_order() {
    for names in [["1.json", "2.json"], ["2.json", "1.json"]] {
        let collected = read(&[(names[0], PEOPLE), (names[1], ADMINS)]);
        assert_eq!(reasons(&collected), Vec::<String>::new());
        assert_eq!(
            ids(&collected, "person"),
            ["ana@example.com", "ben@example.com"]
        );
        let ana = record(&collected, "person", "ana@example.com");
        assert_eq!(
            (field(ana, "name").as_str(), &*ana.scope),
            ("Ana Sol", "people")
        );
        let accepted: Vec<_> = collected.runs.iter().map(|run| run.accepted).collect();
        assert_eq!(accepted, [1, 1], "each counts what it speaks for");
        assert_eq!(outcome(&collected, "admins"), Some(ScopeOutcome::Complete));
    }
}

#[test]
fn a_scope_that_yields_speaks_where_no_other_does() {
    let collected = read(&[("1.json", ADMINS)]);
    let ana = record(&collected, "person", "ana@example.com");
    assert_eq!(field(ana, "name"), "Ana S.");
}

#[test]
fn of_two_that_contradict_the_newer_counts_in_any_order() {
    let first = r#"{"trainings": [{"who": 1, "done": "2025-03-01", "name": "Basics"}]}"#;
    let second = r#"{"trainings": [{"who": 1, "done": "2026-04-01", "name": null}]}"#;
    for files in [[first, second], [second, first]] {
        let collected = read(&[("1.json", files[0]), ("2.json", files[1])]);
        assert_eq!(reasons(&collected), Vec::<String>::new());
        let person = record(&collected, "person", "training:1");
        assert_eq!(
            field(person, "security training completed on"),
            "2026-04-01"
        );
        assert_eq!(
            field(person, "name"),
            "Basics",
            "unknown takes nothing away"
        );
    }
}

#[test]
fn of_two_of_one_age_that_contradict_the_second_is_refused() {
    let both = r#"{"trainings": [{"who": 1, "done": null, "name": "Ana"},
        {"who": 1, "done": null, "name": "Ben"}]}"#;
    let collected = read(&[("1.json", both)]);
    assert_eq!(reasons(&collected).len(), 1);
}
