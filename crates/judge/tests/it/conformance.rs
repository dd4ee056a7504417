//! The fifty documents that decide what a rule means: every test inside them holds, in the
//! evaluator and in the interpreter.

use jiff::civil::date;
use model::Vocabulary;
use rules::tree::Rule;

use crate::interpreter::World;

const VOCABULARY: &str = include_str!("../../../rules/conformance/vocabulary.yaml");
const RULES: &str = include_str!("../../../rules/conformance/rules.txt");

pub(crate) fn vocabulary() -> Vocabulary {
    let kinds = rules::read_vocabulary(VOCABULARY, "vocabulary.yaml").unwrap();
    rules::assemble(kinds).unwrap()
}

pub(crate) fn documents(vocabulary: &Vocabulary) -> Vec<Rule> {
    rules::split_documents(RULES)
        .into_iter()
        .map(|(_, text)| {
            let parsed = rules::parse(text, "rules.txt", "rule", vocabulary);
            parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems))
        })
        .collect()
}

#[test]
fn every_example_of_the_fifty_rules_comes_to_what_it_says() {
    let vocabulary = vocabulary();
    let rules = documents(&vocabulary);
    assert_eq!(rules.len(), 50);
    let outcomes: Vec<_> = rules
        .iter()
        .flat_map(|rule| judge::run_tests(rule, &rules, &vocabulary))
        .collect();
    assert_eq!(outcomes.len(), 149);
    let wrong: Vec<_> = outcomes.iter().filter(|outcome| !outcome.holds()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_interpreter_agrees_on_every_example() {
    let vocabulary = vocabulary();
    let mut examples = 0;
    for rule in documents(&vocabulary) {
        for test in &rule.tests {
            let today = test.today.unwrap_or(date(2026, 6, 1));
            let world = World::stated(&test.given, &vocabulary, today);
            for expect in &test.expect {
                for name in &expect.names {
                    let id = world.example(rule.expectation.subject.kind.as_str(), name);
                    let got = world.verdict(&rule, &id);
                    assert_eq!(got, expect.verdict, "{} {name}", rule.id);
                    examples += 1;
                }
            }
        }
    }
    assert_eq!(examples, 149);
}
