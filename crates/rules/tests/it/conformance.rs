//! The conformance files decide what a rule means.

use model::{KindName, vocabulary::Kind};
use rules::{
    assemble, parse, parse_file, parse_sentence, print, print_expectation, reads, split_documents,
    tree::{Condition, FixedBy, Operand, Rule},
};

use crate::support::{RULES, VOCABULARY, conformance, kinds};

#[test]
fn all_fifty_rules_are_read_with_their_tests() {
    assert_eq!(RULES.len(), 50);
    assert_eq!(RULES.iter().map(|rule| rule.tests.len()).sum::<usize>(), 50);
    let examples = RULES
        .iter()
        .flat_map(|rule| &rule.tests)
        .map(|test| test.given.len());
    assert_eq!(examples.sum::<usize>(), 149);
    let rows = RULES.iter().flat_map(conditional_rows);
    assert_eq!(rows.count(), 18);
}

fn conditional_rows(rule: &Rule) -> Vec<&Condition> {
    let severity = rule.severity.iter().map(|row| &row.condition);
    let fix_within = rule.fix_within.iter().map(|row| &row.condition);
    let enforce = rule.enforce.iter().map(|row| &row.condition);
    let steps = rule.steps.iter().map(|steps| &steps.condition);
    severity
        .chain(fix_within)
        .chain(enforce)
        .chain(steps)
        .flatten()
        .collect()
}

#[test]
fn a_printed_rule_is_the_same_rule_and_prints_the_same_again() {
    for rule in RULES.iter() {
        let text = print(rule, &VOCABULARY);
        let again = parse(&text, "print", "rule", &VOCABULARY);
        assert_eq!(again.problems.to_string(), "", "{text}");
        assert_eq!(again.rule.as_ref(), Some(rule), "{text}");
        assert_eq!(print(&again.rule.unwrap(), &VOCABULARY), text);
    }
}

#[test]
fn comments_keep_their_places() {
    for (number, rule) in RULES.iter().enumerate() {
        let text = print(rule, &VOCABULARY);
        assert!(
            text.starts_with(&format!("# {}\nRule: ", number + 1)),
            "{text}"
        );
    }
}

#[test]
fn a_rule_written_canonically_is_printed_to_the_letter() {
    let text = conformance("rules.txt");
    let (_, document) = split_documents(&text)[2];
    assert_eq!(rule_number(3).title, "Laptops are encrypted and locked");
    let printed = print(rule_number(3), &VOCABULARY);
    // The one sentence that is too long for its line is broken at its demands.
    assert_eq!(
        printed
            .replace("\n  must", " must")
            .replace("\n  and must", " and must"),
        document
    );
}

fn rule_number(number: usize) -> &'static Rule {
    &RULES[number - 1]
}

#[test]
fn no_may_becomes_must_have_no() {
    assert_eq!(
        print_expectation(&rule_number(17).expectation, &VOCABULARY),
        "Every production service must have no api operation where status is \"undocumented\""
    );
    let five = print_expectation(&rule_number(5).expectation, &VOCABULARY);
    assert!(
        five.ends_with("must have pending restart since not more than 3 days ago"),
        "{five}"
    );
}

#[test]
fn fixed_by_the_kinds_own_name_is_the_entity_itself() {
    assert_eq!(rule_number(13).fixed_by[0], FixedBy::Subject);
    assert!(matches!(rule_number(11).fixed_by[0], FixedBy::Path(_)));
}

#[test]
fn a_clock_can_start_at_a_row_of_a_row() {
    let count_from = rule_number(25).count_from.clone().unwrap();
    assert_eq!(count_from.relation.as_deref(), Some("vulnerabilities"));
}

#[test]
fn a_reference_counts_the_scopes_it_leaves() {
    let Condition::Relation(relation) = &rule_number(43).expectation.parts[0] else {
        panic!()
    };
    let Some(Condition::All(items)) = relation.condition.as_deref() else {
        panic!()
    };
    let Condition::Field(field) = &items[1] else {
        panic!()
    };
    let [
        Operand::Offset {
            from: rules::tree::Anchor::The(reference),
            ..
        },
    ] = &field.values[..]
    else {
        panic!()
    };
    assert_eq!((reference.scope.as_str(), reference.out), ("project", 1));
}

/// One block of errors.txt.
#[derive(Debug, Default)]
struct Wrong {
    sentence: String,
    code: String,
    mark: String,
    offers: Vec<String>,
}

fn wrongs() -> Vec<Wrong> {
    let text = conformance("errors.txt");
    let blocks = split_documents(&text);
    let wrong = |(_, block): &(usize, &str)| {
        let mut wrong = Wrong::default();
        for line in block.lines().filter(|line| !line.starts_with('#')) {
            let (label, value) = line.split_once(": ").unwrap();
            match label {
                "Sentence" => wrong.sentence = value.to_owned(),
                "Code" => wrong.code = value.to_owned(),
                "Mark" => wrong.mark = value.to_owned(),
                "Offer" => wrong.offers.push(value.to_owned()),
                _ => {}
            }
        }
        wrong
    };
    blocks.iter().map(wrong).collect()
}

#[test]
fn each_wrong_sentence_has_its_one_problem_with_mark_and_offers() {
    let wrongs = wrongs();
    assert_eq!(wrongs.len(), 16);
    for wrong in wrongs {
        let found = parse_sentence(&wrong.sentence, "errors.txt", &VOCABULARY).unwrap_err();
        let [problem] = &found.0[..] else {
            panic!("{wrong:#?}\n{found}")
        };
        assert_eq!(problem.code, wrong.code, "{wrong:#?}\n{problem}");
        let at = match wrong.mark.as_str() {
            "(end)" => wrong.sentence.len(),
            mark => wrong.sentence.find(mark).unwrap(),
        };
        assert_eq!(
            problem.place.column,
            Some(at as u64 + 1),
            "{wrong:#?}\n{problem}"
        );
        let offered = &problem.advice[..wrong.offers.len().min(problem.advice.len())];
        assert_eq!(offered, wrong.offers, "{problem:#?}");
        for offer in wrong.offers.iter().filter(|offer| !offer.contains('…')) {
            parse_sentence(offer, "offer", &VOCABULARY).unwrap();
        }
    }
}

/// A name that is gone, and the codes one of which must come up.
struct Removal {
    kinds: Vec<Kind>,
    what: String,
    codes: &'static [&'static str],
}

/// The vocabulary without each single name that a rule reads.
fn removals(rule: &Rule) -> Vec<Removal> {
    let read = reads(rule, &VOCABULARY);
    let mut found = Vec::new();
    for gone in &read.kinds {
        let kinds = kinds()
            .into_iter()
            .filter(|kind| kind.kind != *gone)
            .collect();
        found.push(Removal {
            kinds,
            what: gone.to_string(),
            codes: &["E-KIND"],
        });
    }
    for (kind, name) in &read.fields {
        let stated = VOCABULARY.word(kind.as_str(), name).is_some();
        let kinds = without(kind, |kind| {
            kind.fields.shift_remove(name);
            kind.words.shift_remove(name);
        });
        let codes = if stated { &["E-WORD"] } else { &["E-FIELD"] };
        found.push(Removal {
            kinds,
            what: format!("{kind}: {name}"),
            codes,
        });
    }
    for (kind, name) in &read.links {
        let many = VOCABULARY.link(kind.as_str(), name).unwrap().many;
        let kinds = without(kind, |kind| {
            kind.links.shift_remove(name);
        });
        // `team known` could be a field as well as a link; `team's name` and rows could not.
        let codes: &[&str] = if many {
            &["E-LINK"]
        } else {
            &["E-LINK", "E-FIELD"]
        };
        found.push(Removal {
            kinds,
            what: format!("{kind}: {name}"),
            codes,
        });
    }
    let subject = &rule.expectation.subject;
    for word in &subject.words {
        let kinds = without(&subject.kind, |kind| {
            kind.words.shift_remove(word);
        });
        found.push(Removal {
            kinds,
            what: word.clone(),
            codes: &["E-WORD"],
        });
    }
    found
}

fn without(kind: &KindName, take: impl Fn(&mut Kind)) -> Vec<Kind> {
    let mut kinds = kinds();
    take(kinds.iter_mut().find(|one| one.kind == *kind).unwrap());
    kinds
}

/// What is wrong with a document under a vocabulary, or with the vocabulary itself.
fn wrong_under(document: &str, kinds: Vec<Kind>) -> Vec<String> {
    let problems = match assemble(kinds) {
        Ok(vocabulary) => parse(document, "rules.txt", "rule", &vocabulary).problems,
        Err(problems) => problems,
    };
    problems.0.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn a_rule_fails_with_the_matching_code_when_a_name_it_uses_is_gone() {
    let text = conformance("rules.txt");
    let mut tried = 0;
    for ((_, document), rule) in split_documents(&text).into_iter().zip(RULES.iter()) {
        for Removal { kinds, what, codes } in removals(rule) {
            let found = wrong_under(document, kinds);
            tried += 1;
            assert!(
                found.iter().any(|code| codes.contains(&code.as_str())),
                "without `{what}`, rule {} gave {found:?}",
                rule.id
            );
        }
    }
    assert!(tried > 250, "only {tried} names were taken away");
}

#[test]
fn places_of_a_file_with_several_documents_are_those_of_the_file() {
    let text =
        conformance("rules.txt").replace("Severity: medium\nBecause: Every", "Severity: mild");
    let line = text
        .lines()
        .position(|line| line.starts_with("Severity: mild"))
        .unwrap()
        + 1;
    let parsed = parse_file(&text, "rules.txt", "rule", &VOCABULARY);
    let problems: Vec<String> = parsed
        .iter()
        .flat_map(|parsed| &parsed.problems.0)
        .map(ToString::to_string)
        .collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].starts_with(&format!("rules.txt:{line}:11: ")),
        "{problems:?}"
    );
}

#[test]
fn taking_the_vocabulary_apart_and_together_changes_nothing() {
    assert_eq!(kinds().len(), 35);
    assert_eq!(
        VOCABULARY
            .kinds
            .values()
            .map(|kind| kind.fields.len())
            .sum::<usize>(),
        150
    );
}
