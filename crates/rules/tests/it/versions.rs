//! Versions: what changes one, and what the pins of a rule name.

use model::Vocabulary;
use rules::{assemble, parse, pins, read_vocabulary, tree::Rule, version};

use crate::support::{VOCABULARY, rule, with};

const WORDS: &str = "
kind: device
plural: devices
fields:
  class: {type: enum, values: [laptop, phone]}
  seen: {type: event, max age: 7 days}
  name: {type: text}
links:
  user: {to: person}
words:
  silent: {where: {field: seen, is more than … ago: 30 days}}
  lost: {where: {all: [{is: silent}, {field: \"user's country\", is: none}]}}
---
kind: laptop
plural: laptops
is a: device
where: {field: class, is: laptop}
---
kind: person
plural: people
fields:
  country: {type: text}
  language: {type: text, synonyms: [tongue]}
";

const LOST: &str = "Rule: r\nSeverity: low\nExpectation: Every laptop must not be lost\n";

fn vocabulary(text: &str) -> Vocabulary {
    assemble(read_vocabulary(text, "words.yaml").unwrap()).unwrap()
}

fn read(text: &str, vocabulary: &Vocabulary) -> Rule {
    parse(text, "a.rule", "a", vocabulary).rule.unwrap()
}

#[test]
fn the_version_follows_the_tree_and_not_its_spelling() {
    let one = version(&rule(&with("Wait: 1 day")), &VOCABULARY);
    assert_eq!(one.len(), 16);
    assert_eq!(version(&rule(&with("Wait:    1 day")), &VOCABULARY), one);
    assert_ne!(version(&rule(&with("Wait: 2 days")), &VOCABULARY), one);
}

#[test]
fn neither_a_comment_nor_the_order_of_the_labels_makes_a_new_version() {
    let plain = version(&rule(&with("Wait: 1 day\nAudience: team")), &VOCABULARY);
    let noted = version(
        &rule(&with("# why\nWait: 1 day\nAudience: team")),
        &VOCABULARY,
    );
    let turned = version(&rule(&with("Audience: team\nWait: 1 day")), &VOCABULARY);
    assert_eq!([&noted, &turned], [&plain, &plain]);
}

#[test]
fn the_pins_name_all_that_a_rule_uses_definitions_expanded() {
    let vocabulary = vocabulary(WORDS);
    let pins = pins(&read(LOST, &vocabulary), &vocabulary);
    assert_eq!(
        pins.keys().map(String::as_str).collect::<Vec<_>>(),
        [
            "device: class",
            "device: lost",
            "device: seen",
            "device: silent",
            "device: user",
            "laptop",
            "person: country",
        ]
    );
}

#[test]
fn a_definition_that_says_something_else_moves_its_own_pin_and_the_version() {
    let before = vocabulary(WORDS);
    let rule = read(LOST, &before);
    for (old, new, pin) in [
        ("ago: 30 days", "ago: 90 days", "device: silent"),
        ("max age: 7 days", "max age: 9 days", "device: seen"),
        ("[laptop, phone]", "[laptop, phone, tv]", "device: class"),
        (
            "{field: class, is: laptop}",
            "{field: class, is not: phone}",
            "laptop",
        ),
        (
            "country: {type: text}",
            "country: {type: list}",
            "person: country",
        ),
        ("language: {type: text", "language: {type: list", ""),
        ("[tongue]", "[speech]", ""),
    ] {
        let text = WORDS.replace(old, new);
        assert_ne!(text, WORDS, "{old}");
        // A list is not compared with one text.
        let text = match pin {
            "person: country" => text.replace(", is: none}", ", is empty: true}"),
            _ => text,
        };
        let after = vocabulary(&text);
        let (was, is) = (pins(&rule, &before), pins(&rule, &after));
        let moved: Vec<&str> = was
            .iter()
            .filter(|(name, hash)| is.get(*name) != Some(hash))
            .map(|(name, _)| name.as_str())
            .collect();
        let lost = (pin == "person: country").then_some("device: lost");
        let expected: Vec<&str> = lost
            .into_iter()
            .chain([pin])
            .filter(|pin| !pin.is_empty())
            .collect();
        assert_eq!(moved, expected, "{old}");
        assert_eq!(
            version(&rule, &before) != version(&rule, &after),
            !pin.is_empty(),
            "{old}"
        );
    }
}
