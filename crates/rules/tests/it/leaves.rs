//! The parts of a sentence, and the sentences that differ from it in one of them.

use jiff::civil::date;
use model::Verdict;
use proptest::prelude::*;
use rules::{
    invent,
    leaves::{changes, leaves},
    parse_sentence, print_expectation,
    tree::{Expect, Expectation, Given, Rule, RuleTest},
};

use crate::{
    grower::grown,
    properties::tape,
    support::{RULES, VOCABULARY},
};

fn sentence(text: &str) -> Expectation {
    parse_sentence(text, "a sentence", &VOCABULARY).unwrap()
}

/// The changed sentences, without what all have in common.
fn changed(text: &str) -> Vec<String> {
    changes(&sentence(text), &VOCABULARY)
        .iter()
        .map(|change| print_expectation(&change.expectation, &VOCABULARY))
        .collect()
}

#[test]
fn every_condition_is_a_leaf_with_its_words() {
    let text = "Every company-owned laptop where status is \"active\" must have an endpoint agent \
                where (last seen is within the last 7 days and health is not \"broken\") unless \
                is managed";
    let words: Vec<String> = leaves(&sentence(text), &VOCABULARY)
        .into_iter()
        .map(|leaf| leaf.words)
        .collect();
    assert_eq!(
        words,
        [
            "is company-owned",
            "status is \"active\"",
            "has an endpoint agent where (last seen is within the last 7 days and health is not \
             \"broken\")",
            "last seen is within the last 7 days and health is not \"broken\"",
            "last seen is within the last 7 days",
            "health is not \"broken\"",
            "is managed",
        ]
    );
}

#[test]
fn a_window_is_turned_round_and_moved_by_one_day_each_way() {
    assert_eq!(
        changed("Every laptop must have last seen within the last 7 days"),
        [
            "Every laptop must have last seen not within the last 7 days",
            "Every laptop must have last seen within the last 6 days",
            "Every laptop must have last seen within the last 8 days",
        ]
    );
}

#[test]
fn an_adjective_is_left_out_and_negated() {
    assert_eq!(
        changed("Every company-owned laptop must be managed"),
        [
            "Every laptop where is not company-owned must be managed",
            "Every laptop must be managed",
            "Every company-owned laptop must not be managed",
        ]
    );
}

#[test]
fn a_quantity_is_turned_round_and_moved_by_one() {
    assert_eq!(
        changed("Every repository must have at most 5 admins"),
        [
            "Every repository must have more than 5 admins",
            "Every repository must have at most 4 admins",
            "Every repository must have at most 6 admins",
        ]
    );
    assert_eq!(
        changed("Every repository must have no admin"),
        [
            "Every repository must have an admin",
            "Every repository must have at most 1 admin",
        ]
    );
}

#[test]
fn and_is_read_as_or_and_each_of_a_list_is_left_out() {
    let text = "Every laptop where status is one of \"lost\", \"retired\" and firewall is on must \
                be managed";
    let all = changed(text);
    for expected in [
        "Every laptop where status is one of \"lost\", \"retired\" or firewall is on must be \
         managed",
        "Every laptop where status is one of \"retired\" and firewall is on must be managed",
        "Every laptop where firewall is on must be managed",
    ] {
        assert!(all.iter().any(|one| one == expected), "{all:#?}");
    }
}

#[test]
fn an_unless_is_left_out_as_a_whole() {
    let text = "Every laptop must be managed unless (status is \"lost\" and firewall is off)";
    assert!(
        changed(text)
            .iter()
            .any(|one| one == "Every laptop must be managed")
    );
}

#[test]
fn what_means_the_same_is_no_change() {
    let all = changed("Every repository must have fewer than 1 admin");
    assert!(
        !all.iter().any(|one| one.ends_with("must have no admin")),
        "{all:#?}"
    );
}

/// A rule around a sentence, with made-up examples as its test.
fn with_examples(expectation: Expectation) -> Rule {
    let mut rule = RULES[0].clone();
    let today = date(2026, 6, 1);
    let given: Vec<Given> = invent(&expectation, &VOCABULARY, today)
        .into_iter()
        .map(|one| one.example)
        .collect();
    let expect = vec![Expect {
        verdict: Verdict::Met,
        names: given.iter().map(|given| given.name.clone()).collect(),
    }];
    rule.tests = vec![RuleTest {
        name: "made up".to_owned(),
        today: None,
        given,
        expect,
    }];
    rule.severity.truncate(1);
    rule.fix_within.clear();
    rule.fixed_by.clear();
    rule.messages.clear();
    rule.steps.clear();
    rule.order.clear();
    rule.expectation = expectation;
    rule
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_change_of_a_random_sentence_differs_from_it(tape in tape()) {
        let expectation = grown(tape);
        for change in changes(&expectation, &VOCABULARY) {
            prop_assert_ne!(&change.expectation, &expectation);
            prop_assert!(!change.leaf.words.is_empty());
        }
    }

    #[test]
    fn examples_made_up_for_a_random_sentence_can_be_written_and_read(tape in tape()) {
        let rule = with_examples(grown(tape));
        let printed = rules::print(&rule, &VOCABULARY);
        let parsed = rules::parse(&printed, "a.rule", "a", &VOCABULARY);
        match parsed.rule {
            Some(read) => prop_assert_eq!(read.tests, rule.tests, "{}", printed),
            None => prop_assert!(false, "{}\n{}", printed, parsed.problems),
        }
    }
}
