//! What is told of rules that can be read.

use rules::{
    lint::{Level, Lint, implied, opposed, tree},
    tree::Rule,
};

use crate::support::{RULES, VOCABULARY, rule};

/// A rule around a sentence; other labels may follow it on further lines.
fn asking(id: &str, sentence: &str) -> Rule {
    rule(&format!(
        "Rule: {id}\nId: {id}\nSeverity: low\nExpectation: {sentence}\n"
    ))
}

/// What is told of a sentence: code, level and words.
fn told(sentence: &str) -> Vec<String> {
    let lints = tree(&asking("a", sentence), &[], &VOCABULARY);
    lints.iter().map(line).collect()
}

fn line(lint: &Lint) -> String {
    format!("{} {}: {}", lint.code, lint.level.word(), lint.says)
}

#[test]
fn nothing_is_told_of_the_conformance_rules() {
    for rule in RULES.iter() {
        assert_eq!(tree(rule, &RULES, &VOCABULARY), Vec::new(), "{}", rule.id);
    }
}

#[test]
fn conditions_that_cannot_be_so_together_are_named_alone() {
    for (condition, expected) in [
        (
            "(status is \"active\" and firewall is on and status is \"lost\")",
            "`status is \"active\"` and `status is \"lost\"`",
        ),
        (
            "(firewall is on and firewall is off)",
            "`firewall is on` and `firewall is off`",
        ),
        (
            "(screen lock minutes is more than 10 and screen lock minutes is less than 5)",
            "`screen lock minutes is more than 10` and `screen lock minutes is less than 5`",
        ),
        (
            "(last seen is within the last 7 days and last seen is more than 30 days ago)",
            "`last seen is within the last 7 days` and `last seen is more than 30 days ago`",
        ),
        (
            "(last seen is never and last seen is known)",
            "`last seen is never` and `last seen is known`",
        ),
        (
            "(operating system version is at least \"14.10\" and operating system version is less \
             than \"14.7\")",
            "`operating system version is at least \"14.10\"` and `operating system version is \
             less than \"14.7\"`",
        ),
        (
            "(name starts with \"ab\" and name does not contain \"B\")",
            "`name starts with \"ab\"` and `name does not contain \"B\"`",
        ),
        (
            "(has no app where (name is \"x\") and has at least 2 apps where (name is \"X\" and \
             version is known))",
            "`has no app where name is \"x\"` and `has at least 2 apps where (name is \"X\" and \
             version is known)`",
        ),
        (
            "(is company-owned and is not company-owned)",
            "`is company-owned` and `is not company-owned`",
        ),
    ] {
        let sentence = format!("Every laptop where {condition} must have disk encryption on");
        let says = format!("L4 error: no laptop can ever be {expected}");
        assert_eq!(told(&sentence), [says], "{sentence}");
    }
}

#[test]
fn what_can_be_so_is_left_alone() {
    for sentence in [
        // None is neither, and so is a value that nobody knows.
        "Every laptop where (status is not \"active\" and status is not \"lost\" and status is \
         not \"retired\") must have disk encryption on",
        "Every laptop where not (last seen is within the last 7 days) must have firewall on",
        "Every laptop must have screen lock minutes between 5 and 5",
        // A day of its own is not before the same day that today is one day.
        "Every laptop where (last seen is after 2026-01-01 and last seen is more than 90 days \
         ago) must have firewall on",
        // A day may be both, an instant not.
        "Every laptop where (last seen is within the last 1 day and last seen is before today) \
         must have firewall on",
        // Whether 14 is 14.0 depends on the maker.
        "Every laptop where (operating system version is \"14\" and operating system version is \
         not \"14.0\") must have firewall on",
        // A month is not always 30 days.
        "Every laptop where (last seen is within the last 1 month and last seen is more than 30 \
         days ago) must have firewall on",
        "Every laptop where (has an app where (name is \"x\") and has no app where (name is \
         \"y\")) must have firewall on",
        "Every laptop must have no vulnerability where (severity is at least high and severity \
         is at most high)",
    ] {
        assert_eq!(told(sentence), Vec::<String>::new(), "{sentence}");
    }
}

#[test]
fn demands_that_come_to_nothing_are_told() {
    for (sentence, expected) in [
        (
            "Every laptop must have an app where (version is \"1\" and version is \"2\")",
            "L4 error: no laptop can ever meet `has an app where (version is \"1\" and version is \
             \"2\")`",
        ),
        (
            "Every laptop must have no app where (version is \"1\" and version is \"2\")",
            "L4 error: no laptop can ever miss `has no app where (version is \"1\" and version is \
             \"2\")`",
        ),
        (
            "Every laptop where status is \"active\" must have status \"active\" and must have \
             firewall on",
            "L4 warning: no laptop can ever miss `status is \"active\"`",
        ),
        (
            "Every account where (status is \"active\" and last sign-in is more than 90 days ago) \
             must have status \"suspended\"",
            "L4 warning: every account this speaks of misses it: nothing is `status is \"active\"` \
             and `status is \"suspended\"`",
        ),
        (
            "Every laptop must have firewall on unless (status is \"lost\" and status is \
             \"retired\")",
            "L4 warning: nothing is ever `status is \"lost\" and status is \"retired\"`",
        ),
        (
            "Every laptop where (has an app or has no app) must have firewall on",
            "L4 warning: `has an app or has no app` is always so",
        ),
        (
            "Every laptop where (has at least 0 apps) must have firewall on",
            "L4 warning: `has at least 0 apps` is always so",
        ),
    ] {
        let told = told(sentence);
        assert_eq!(told.join("; "), expected, "{sentence}");
    }
}

#[test]
fn a_row_that_never_counts_is_told_where_it_stands() {
    let rule = rule(
        "Rule: A\nId: a\nSeverity: low; high where disk encryption is on; critical where status is \
         \"lost\"\nExpectation: Every laptop where status is \"active\" must have disk encryption \
         on\nFix within: 7 days\n",
    );
    let lints = tree(&rule, &[], &VOCABULARY);
    let told: Vec<String> = lints.iter().map(line).collect();
    assert_eq!(
        told,
        [
            "L4 warning: no laptop that misses this is `disk encryption is on`",
            "L4 warning: no laptop that misses this is `status is \"lost\"`"
        ]
    );
    assert!(lints.iter().all(|lint| lint.label == "Severity"));
}

const WEEKLY: &str = "Every laptop where status is \"active\" must have an endpoint agent where \
                      last seen is within the last 7 days";

#[test]
fn a_rule_is_implied_by_one_that_binds_more_and_asks_more() {
    for (narrow, wide, expected) in [
        (
            "Every laptop where (status is \"active\" and firewall is on) must have an endpoint \
             agent where last seen is within the last 1 month",
            WEEKLY,
            true,
        ),
        (WEEKLY, WEEKLY, true),
        // It asks for more than the other one.
        (
            "Every laptop where status is \"active\" must have an endpoint agent where last seen \
             is within the last 1 day",
            WEEKLY,
            false,
        ),
        // Who misses the one need not be bound by the other.
        (
            "Every laptop must have an endpoint agent where last seen is within the last 7 days",
            WEEKLY,
            false,
        ),
        (
            "Every laptop must have screen lock minutes at most 10",
            "Every laptop must have screen lock minutes less than 10",
            true,
        ),
        (
            "Every laptop must have firewall on",
            "Every laptop must have firewall on and must have disk encryption on",
            true,
        ),
        (
            "Every laptop must have firewall on",
            "Every laptop should have firewall on",
            false,
        ),
    ] {
        let (one, other) = (asking("one", narrow), asking("other", wide));
        let got = implied(&one, &other, &VOCABULARY);
        assert_eq!(got, expected, "{narrow} | {wide}");
    }
}

#[test]
fn the_same_rule_twice_is_refused_and_a_tightening_is_not() {
    let (one, mut other) = (asking("one", WEEKLY), asking("other", WEEKLY));
    let lints = tree(&one, std::slice::from_ref(&other), &VOCABULARY);
    assert_eq!(
        lints.iter().map(line).collect::<Vec<_>>(),
        ["L6 error: it is missed by exactly those who miss `other`"]
    );
    other.tightens = Some(one.id.clone());
    assert_eq!(tree(&one, &[other], &VOCABULARY), Vec::new());
}

#[test]
fn rules_for_different_units_imply_nothing() {
    let (one, mut other) = (asking("one", WEEKLY), asking("other", WEEKLY));
    other.within = vec!["Finance".to_owned()];
    assert!(!implied(&one, &other, &VOCABULARY));
    assert!(implied(&other, &one, &VOCABULARY));
    other.except_within = vec!["Legal".to_owned()];
    assert!(!implied(&one, &other, &VOCABULARY));
}

#[test]
fn opposite_demands_are_told_where_one_rule_binds_all_that_the_other_binds() {
    let on = asking("on", "Every laptop must have firewall on");
    let off = asking(
        "off",
        "Every laptop where status is \"retired\" must have firewall off",
    );
    let linux = asking(
        "linux",
        "Every laptop where operating system is \"Linux\" must have firewall off",
    );
    let lints = tree(&on, std::slice::from_ref(&off), &VOCABULARY);
    assert_eq!(
        lints.iter().map(line).collect::<Vec<_>>(),
        [
            "L11 error: no laptop can meet both: this asks `firewall is on`, and `off` asks \
             `firewall is off`"
        ]
    );
    // Whether a retired laptop with Linux exists no tree tells.
    assert!(opposed(&linux, &on, &VOCABULARY).is_some());
    assert_eq!(codes(&tree(&off, &[linux], &VOCABULARY)), ["L6"; 0]);
}

fn codes(lints: &[Lint]) -> Vec<&'static str> {
    lints.iter().map(|lint| lint.code).collect()
}

#[test]
fn looking_too_far_is_told_with_the_way_it_goes() {
    let near = "Every account must have person's department's head's name known";
    assert_eq!(told(near), Vec::<String>::new());
    let far = "Every account must have person's department's head's manager's name known";
    assert_eq!(
        told(far),
        [
            "L12 warning: `person's department's head's manager's name is known` looks 4 links \
             away from the account"
        ]
    );
}

#[test]
fn personal_things_are_told_to_the_person_alone() {
    let vocabulary = {
        let mut vocabulary = VOCABULARY.clone();
        let person = vocabulary.kinds.get_mut("person").unwrap();
        let trained = person.fields.get_mut("security training completed on");
        trained.unwrap().personal = true;
        vocabulary
    };
    let levels = |fixed_by: &str| -> Vec<Level> {
        let text = format!(
            "Rule: A\nId: a\nSeverity: low\nExpectation: Every person must have security training \
             completed on known\nFixed by: {fixed_by}\nMessage (en): Last trained on \
             {{person.security training completed on}}.\n"
        );
        let lints = tree(&rule(&text), &[], &vocabulary);
        lints.iter().map(|lint| lint.level).collect()
    };
    assert_eq!(levels("person"), []);
    assert_eq!(levels("person; manager"), [Level::Warning]);
    assert_eq!(levels("manager"), [Level::Error]);
}

#[test]
fn a_long_message_is_told_to_be_shorter() {
    let long = "word ".repeat(61);
    let text = format!(
        "Rule: A\nId: a\nSeverity: low\nExpectation: Every laptop must have firewall on\n\
         Message (de): {long}\n"
    );
    let lints = tree(&rule(&text), &[], &VOCABULARY);
    assert_eq!(
        lints.iter().map(line).collect::<Vec<_>>(),
        ["L13 advice: the message has 61 words"]
    );
    assert_eq!(lints[0].label, "Message (de)");
}
