//! Completions: what an editor offers is what the parser goes on with.

use proptest::prelude::*;
use rules::{Completion, What, complete, parse_sentence, print, print_expectation};

use crate::{
    grower::grown,
    support::{RULES, VOCABULARY},
};

/// The completions where `▸` stands, each in quotes after its kind.
fn offered(text: &str) -> Vec<Completion> {
    let cursor = text.find('▸').unwrap();
    complete(&text.replace('▸', ""), cursor, &VOCABULARY)
}

fn texts(text: &str) -> Vec<String> {
    let offered = offered(text).into_iter();
    offered.map(|one| one.text.trim().to_owned()).collect()
}

/// The words of a text as the parser takes them, each with its start.
fn tokens(text: &str, from: usize) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match c {
            '"' => {
                let close = rest[1..].char_indices().scan(false, |escaped, (index, c)| {
                    let closes = c == '"' && !*escaped;
                    *escaped = c == '\\' && !*escaped;
                    Some((index, closes))
                });
                let close = close
                    .filter(|(_, closes)| *closes)
                    .map(|(index, _)| index)
                    .next();
                close.unwrap() + 2
            }
            '(' | ')' | '[' | ']' | ',' | ';' | '=' | '%' => 1,
            ':' if rest[1..].starts_with([' ', '\n']) => 1,
            _ if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            _ if rest.starts_with("'s ") => 2,
            _ => {
                let ends = |(index, c): &(usize, char)| {
                    c.is_whitespace()
                        || "()[],;=%\"".contains(*c)
                        || rest[*index..].starts_with("'s ")
                        || rest[*index..].starts_with(": ")
                };
                rest.char_indices()
                    .find(ends)
                    .map_or(rest.len(), |(index, _)| index)
            }
        };
        found.push((from + at, &rest[..length]));
        at += length;
    }
    found
}

/// Whether an offer is the token, starts with it, or is an example of what it is.
fn covers(offer: &Completion, token: &str) -> bool {
    let (text, token) = (offer.text.trim().to_lowercase(), token.to_lowercase());
    let digits = |text: &str| {
        text.trim_start_matches(['-', 'v'])
            .starts_with(|c: char| c.is_ascii_digit())
    };
    let quoted = ["a text in quotes", "a network", "an address"].contains(&offer.note.as_str());
    let example = offer.what == What::Value
        && (quoted && token.starts_with('"') || digits(&text) && digits(&token));
    example
        || text == token
        || text.starts_with(&format!("{token} "))
        || text.starts_with(&format!("{token}'"))
        || text == format!("[{token}")
        || text.starts_with(&token) && "[(".contains(&token)
        || text == format!("{token}]")
        || text == format!("{token}:")
}

/// The tokens of a text that no completion offers, with what stands before each.
fn not_offered(document: &str, region: std::ops::Range<usize>) -> Vec<String> {
    let mut missing = Vec::new();
    for (at, token) in tokens(&document[region.clone()], region.start) {
        let offers = complete(document, at, &VOCABULARY);
        if !offers.iter().any(|offer| covers(offer, token)) {
            missing.push(format!("{}▸{token}", &document[region.start..at]));
        }
    }
    missing
}

#[test]
fn the_next_word_of_every_conformance_sentence_is_offered() {
    for rule in RULES.iter() {
        if rule.settings.is_empty() {
            let text = print_expectation(&rule.expectation, &VOCABULARY);
            assert_eq!(not_offered(&text, 0..text.len()), [""; 0], "{}", rule.id);
        }
    }
}

/// The labels whose values are the language's own.
const STRUCTURED: &[&str] = &[
    "In",
    "Audience",
    "Severity",
    "Expectation",
    "Fix within",
    "Count from",
    "Wait",
    "When unknown",
    "Enforce",
    "Activity",
    "Fixed by",
    "Exceptions",
    "Test",
];

/// The blocks of a document: each label with the bytes of its value.
fn values(document: &str) -> Vec<(&str, std::ops::Range<usize>)> {
    let mut found: Vec<(&str, std::ops::Range<usize>)> = Vec::new();
    let mut at = 0;
    for line in document.split_inclusive('\n') {
        if line.starts_with('#') {
            // A comment belongs to no label.
        } else if line.starts_with(' ') {
            found.last_mut().unwrap().1.end = at + line.len();
        } else {
            let label = line.split([':', '"', '(']).next().unwrap();
            let label = label.split(" where ").next().unwrap().trim();
            let colon = line.find(":\n").or(line.find(": ")).unwrap() + 1;
            found.push((label, at + colon..at + line.len()));
        }
        at += line.len();
    }
    found
}

#[test]
fn the_next_word_of_every_conformance_document_is_offered() {
    // One in five, unless a long run is asked for: there are some four thousand words.
    let step = if crate::support::cases(0) > 0 { 1 } else { 5 };
    for rule in RULES.iter().step_by(step) {
        let text = print(rule, &VOCABULARY);
        for (label, value) in values(&text) {
            // A sentence alone is asked above; here those count that speak of settings.
            let sentence = label == "Expectation" && rule.settings.is_empty();
            if STRUCTURED.contains(&label) && !sentence {
                assert_eq!(not_offered(&text, value), [""; 0], "{} {label}", rule.id);
            }
        }
    }
}

/// What is offered for a text, each part of the offers that must be among them, and one that
/// must not.
const OFFERS: &[(&str, &[&str], &str)] = &[
    ("▸", &["Every", "No", "Rule:"], "where"),
    ("Every lap▸", &["laptop"], "person"),
    (
        "Every company-owned ▸",
        &["laptop", "managed"],
        "privileged",
    ),
    ("Every laptop ▸", &["where", "must", "should"], "and must"),
    ("Every laptop where last▸", &["last seen"], "status"),
    ("Every laptop where last ▸", &["seen"], "last seen"),
    ("Every laptop where user▸", &["user", "'s"], "status"),
    (
        "Every laptop where status is \"act▸",
        &["\"active\""],
        "\"lost\"",
    ),
    (
        "Every laptop where status is act▸",
        &["\"active\""],
        "\"lost\"",
    ),
    ("Every laptop where not ▸", &["("], "status"),
    (
        "Every laptop where firewall is on and status is \"lost\" ▸",
        &["and", "must"],
        "or",
    ),
    (
        "Every laptop must have firewall on ▸",
        &["and must", "unless", "."],
        "and should",
    ),
    (
        "Every laptop must have at least 3 ▸",
        &["apps", "endpoint agents"],
        "app where",
    ),
    (
        "Every laptop must have no app where name is \"x\" ▸",
        &["and must"],
        "and",
    ),
    (
        "Every laptop must have last seen within the last ▸",
        &["7 days"],
        "today",
    ),
    (
        "Every laptop must have last seen within the last 7 ▸",
        &["days", "hours"],
        "7 days",
    ),
    ("Rule: a\nSever▸", &["Severity:"], "Rule:"),
    ("Rule: a\nSeverity: ▸", &["low", "critical"], "where"),
    ("Rule: a\nSeverity: low\nSeverity▸", &[], "Severity:"),
    ("Rule: a\nSettings: x = 7 ▸", &["days"], "7 days"),
    ("Rule: a\nAudience: te▸", &["team"], "person"),
];

#[test]
fn what_fits_is_offered_and_what_does_not_is_not() {
    for (text, wanted, unwanted) in OFFERS {
        let offers = texts(text);
        for one in *wanted {
            assert!(
                offers.iter().any(|offer| offer == one),
                "{text}: {one} of {offers:?}"
            );
        }
        assert!(
            !offers.iter().any(|offer| offer == unwanted),
            "{text}: {offers:?}"
        );
    }
}

/// A whole rule up to a cursor in one of its lines.
const DOCUMENT: &str = "Rule: a\nSettings: max silence = 7 days; least = 14.10\nSeverity: low\n\
    Expectation: Every laptop must have no vulnerability where known exploited is yes\n";

#[test]
fn a_document_offers_what_its_labels_take() {
    for (line, wanted, unwanted) in [
        ("Fix within: ▸", "[max silence]", "[least]"),
        ("Fix within: 7 days where ▸", "user", "user.name}"),
        ("Severity: low; high where ▸", "is", "has a"),
        ("Wait: [▸", "max silence]", "least]"),
        ("Message: Look at {▸", "laptop.", "name}"),
        ("Message: Look at {laptop.▸", "name}", "reason}"),
        (
            "Message: Look at {laptop.user.▸",
            "first name}",
            "firewall}",
        ),
        ("Message: Look at ▸", "", "laptop."),
        ("Message where ▸", "status", "{"),
        ("Count from: ▸", "vulnerability's", "name"),
        ("Fixed by: ▸", "user", "status"),
        ("Enforce: block at ▸", "\"deploy\"", "deploy"),
        ("When unknown: fail ▸", "after", "report"),
        ("Test \"x\":\n  ▸", "given", "pass"),
        ("Test \"x\":\n  giv▸", "given", "expect"),
        (
            "Test \"x\":\n  given laptop \"a\": ▸",
            "company-owned",
            "is",
        ),
        (
            "Test \"x\":\n  given laptop \"a\": last seen ▸",
            "never",
            "on",
        ),
        (
            "Test \"x\":\n  given laptop \"a\"\n  expect ▸",
            "not applicable",
            "given",
        ),
    ] {
        let offers = texts(&format!("{DOCUMENT}{line}"));
        let there = |one: &str| offers.iter().any(|offer| offer == one);
        assert!(
            wanted.is_empty() || there(wanted),
            "{line}: {wanted} of {offers:?}"
        );
        assert!(!there(unwanted), "{line}: {unwanted} among {offers:?}");
    }
}

#[test]
fn an_offer_takes_the_place_of_what_is_typed_of_it() {
    let offers = offered("Rule: a\n---\nRule: b\nSever▸");
    assert_eq!(offers[0].range, 20..25);
    assert_eq!(offers[0].what, What::Label);
    let offers = offered("Every laptop where last se▸");
    let seen: Vec<&str> = offers.iter().map(|one| one.text.as_str()).collect();
    assert_eq!((seen, offers[0].range.clone()), (vec!["seen"], 24..26));
    assert_eq!(offers[0].what, What::Field);
    assert!(!offers[0].note.is_empty());
}

#[test]
fn a_colon_inside_quotes_makes_no_document_of_a_sentence() {
    let text = "Every firewall rule must have source inside \"fd00::/8\" ";
    let offers = complete(text, text.len(), &VOCABULARY);
    assert!(
        offers.iter().any(|offer| offer.text == "and must"),
        "{offers:?}"
    );
}

/// Whether a text ends in the middle of something that is marked at its start once it is whole:
/// the end of an unfinished name, total or `and must` is no place of its own, and `the person`
/// may be on its way to `the person's department's name`.
fn waits(text: &str) -> bool {
    goes_on(text, " ", 1) || goes_on(text, "'s ", 3)
}

/// Whether one of the offers behind a text can be read, after so many links at most.
fn goes_on(text: &str, with: &str, links: usize) -> bool {
    let begun = format!("{text}{with}");
    let offers = complete(&begun, begun.len(), &VOCABULARY);
    offers.iter().any(|offer| {
        let whole = format!("{begun}{}", offer.text);
        let column = |problems: model::Problems| problems.0[0].place.column.unwrap() as usize;
        let read = parse_sentence(&whole, "s", &VOCABULARY).map_err(column);
        let is_read = read
            .err()
            .is_none_or(|column| column > whole.chars().count());
        is_read || (links > 1 && offer.what == What::Link && goes_on(&whole, with, links - 1))
    })
}

#[test]
fn an_offer_may_be_the_start_of_a_path_over_several_links() {
    let begun = "Every department must have more than 2 people where the average screen lock \
                 minutes of its laptops is between the department's security contact";
    // Nobody's contact is a number; the security debt of the contact's department is one.
    assert!(parse_sentence(begun, "s", &VOCABULARY).is_err());
    assert!(waits(begun));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: crate::support::cases(48),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_parser_gets_past_every_offer(
        tape in proptest::collection::vec(any::<u16>(), 0..60),
        at in any::<prop::sample::Index>(),
    ) {
        let text = print_expectation(&grown(tape), &VOCABULARY);
        let starts = tokens(&text, 0);
        let (cursor, token) = starts[at.index(starts.len())];
        let before = &text[..cursor];
        let offers = complete(&text, cursor, &VOCABULARY);
        prop_assert!(offers.iter().any(|offer| covers(offer, token)), "{}▸{}", before, token);
        for offer in offers.iter().filter(|offer| offer.what != What::Label) {
            let inserted = format!("{}{}", &text[..offer.range.start], offer.text);
            let Err(problems) = parse_sentence(&inserted, "s", &VOCABULARY) else {
                continue;
            };
            for problem in &problems.0 {
                // Only what is still to come may be missing.
                let column = problem.place.column.unwrap() as usize;
                let unit = problem.says.starts_with("I expected a length of time");
                prop_assert!(
                    column > inserted.chars().count() || unit || waits(&inserted),
                    "{} {:?}", inserted, problem
                );
            }
        }
    }

    #[test]
    fn no_text_and_no_cursor_make_it_fall(text in "\\PC{0,60}", cursor in 0..80_usize) {
        let _ = complete(&text, cursor, &VOCABULARY);
        let document = format!("{DOCUMENT}Message: {text}\nTest \"{text}\":\n  {text}");
        let _ = complete(&document, cursor + DOCUMENT.len(), &VOCABULARY);
    }
}
