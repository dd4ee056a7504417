//! Scores of examples and questions at the edges: what they say is what the evaluator says.

use model::{Verdict, Vocabulary};
use rules::{
    leaves::Extent,
    tree::{Expect, Rule, RuleTest},
};

use crate::conformance::{documents, vocabulary};

/// A rule around a sentence, with tests.
fn rule(sentence: &str, tests: &str, vocabulary: &Vocabulary) -> Rule {
    let text = format!("Rule: A rule\nSeverity: low\nExpectation:\n  {sentence}\n{tests}");
    let parsed = rules::parse(&text, "a.rule", "a", vocabulary);
    parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems))
}

/// The questions of a rule, answered as the rule itself would, as a test.
fn answered(rule: &Rule, vocabulary: &Vocabulary) -> RuleTest {
    let questions = judge::boundary_questions(rule, vocabulary);
    let expect = questions.iter().map(|question| Expect {
        verdict: question.verdict,
        names: vec![question.example.name.clone()],
    });
    RuleTest {
        name: "asked".to_owned(),
        today: None,
        expect: expect.collect(),
        given: questions
            .into_iter()
            .map(|question| question.example)
            .collect(),
    }
}

#[test]
fn every_conformance_rule_gets_four_to_eight_questions_one_to_pass_and_one_to_fail() {
    let vocabulary = vocabulary();
    for rule in documents(&vocabulary) {
        let questions = judge::boundary_questions(&rule, &vocabulary);
        assert!(
            (4..=8).contains(&questions.len()),
            "{}: {questions:#?}",
            rule.id
        );
        for verdict in [Verdict::Met, Verdict::Missed] {
            let there = questions.iter().any(|question| question.verdict == verdict);
            assert!(there, "{} has no question that is {verdict}", rule.id);
        }
        for (at, question) in questions.iter().enumerate() {
            let again = |other: &judge::Question| other.example.states == question.example.states;
            assert!(
                !questions[..at].iter().any(again),
                "{}: {question:?}",
                rule.id
            );
        }
    }
}

#[test]
fn answers_written_as_a_test_are_read_back_and_hold() {
    let vocabulary = vocabulary();
    for mut rule in documents(&vocabulary) {
        rule.tests = vec![answered(&rule, &vocabulary)];
        rule.order.retain(|label| !label.starts_with("Test"));
        let printed = rules::print(&rule, &vocabulary);
        let parsed = rules::parse(&printed, "a.rule", "a", &vocabulary);
        let read = parsed
            .rule
            .unwrap_or_else(|| panic!("{printed}{}", parsed.problems));
        assert_eq!(read.tests, rule.tests);
        let outcomes = judge::run_tests(&read, &[], &vocabulary);
        let wrong: Vec<_> = outcomes.iter().filter(|outcome| !outcome.holds()).collect();
        assert!(
            wrong.is_empty() && !outcomes.is_empty(),
            "{}: {wrong:#?}",
            rule.id
        );
    }
}

#[test]
fn answering_the_questions_covers_most_of_a_rule() {
    let vocabulary = vocabulary();
    let (mut covered, mut of) = (0, 0);
    for mut rule in documents(&vocabulary) {
        rule.tests = vec![answered(&rule, &vocabulary)];
        let score = judge::mutation_score(&rule, &vocabulary);
        covered += score.parts.covered;
        of += score.parts.of;
    }
    assert!(covered * 10 >= of * 9, "{covered} of {of}");
}

#[test]
fn an_example_offered_for_a_survivor_makes_the_test_notice_it() {
    let vocabulary = vocabulary();
    for rule in documents(&vocabulary) {
        for survivor in judge::mutation_score(&rule, &vocabulary).survived {
            let Some(example) = survivor.notices else {
                continue;
            };
            let mut more = rule.clone();
            let names = vec![example.name.clone()];
            let given = vec![example];
            let verdict = Verdict::Met;
            more.tests.push(RuleTest {
                name: "one more".to_owned(),
                today: None,
                given,
                expect: vec![Expect { verdict, names }],
            });
            let same = |rule: &Rule| {
                let left = judge::mutation_score(rule, &vocabulary)
                    .survived
                    .into_iter();
                left.filter(|other| other.part == survivor.part && other.change == survivor.change)
                    .count()
            };
            assert!(same(&more) < same(&rule), "{}: {}", rule.id, survivor.says);
        }
    }
}

#[test]
fn a_rule_without_tests_is_covered_nowhere() {
    let vocabulary = vocabulary();
    for mut rule in documents(&vocabulary) {
        rule.tests.clear();
        let score = judge::mutation_score(&rule, &vocabulary);
        assert!(
            score.parts.of > 0 && score.parts.covered == 0,
            "{}",
            rule.id
        );
        assert_eq!(score.edges.covered, 0, "{}", rule.id);
    }
}

#[test]
fn examples_on_both_sides_of_an_edge_cover_it() {
    let vocabulary = vocabulary();
    let sentence = "Every laptop must have last seen within the last 7 days";
    let tests = |old: u32, new: u32| {
        format!(
            "Test \"edge\":\n  given laptop \"new\": last seen {new} days ago\n  \
             given laptop \"old\": last seen {old} days ago\n  expect pass \"new\"\n  \
             expect fail \"old\"\n"
        )
    };
    let score = |text: &str| judge::mutation_score(&rule(sentence, text, &vocabulary), &vocabulary);
    let near = score(&tests(8, 7));
    assert_eq!((near.parts.covered, near.edges.covered), (1, 1));
    assert!(near.survived.is_empty());
    let far = score(&tests(20, 2));
    assert_eq!((far.parts.covered, far.edges.covered), (1, 0));
    assert_eq!(far.survived[0].extent, Extent::Edge);
    assert_eq!(
        far.survived[0].says,
        "no example stands at the edge of `last seen is within the last 7 days`; try a laptop with \
         last seen 7 days ago"
    );
}

#[test]
fn an_uncovered_part_is_told_with_the_example_that_would_notice() {
    let vocabulary = vocabulary();
    let sentence = "Every company-owned laptop where status is \"active\" must have firewall on";
    let tests = "Test \"a pass\":\n  \
         given laptop \"ok\": company-owned; status \"active\"; firewall on\n  \
         given laptop \"open\": company-owned; status \"active\"; firewall off\n  \
         expect pass \"ok\"\n  expect fail \"open\"\n";
    let score = judge::mutation_score(&rule(sentence, tests, &vocabulary), &vocabulary);
    let says: Vec<&str> = score.survived.iter().map(|one| one.says.as_str()).collect();
    assert_eq!(
        says,
        [
            "this part of your rule is not covered by an example: `is company-owned`; try \
             an example with not company-owned",
            "this part of your rule is not covered by an example: `status is \"active\"`; \
             try an example with status lost",
        ]
    );
}

#[test]
fn questions_are_asked_in_words_of_the_author() {
    let vocabulary = vocabulary();
    let rules = documents(&vocabulary);
    let agent = rules.iter().find(|rule| rule.id.as_str() == "laptop-agent");
    let asked: Vec<String> = judge::boundary_questions(agent.unwrap(), &vocabulary)
        .into_iter()
        .map(|question| format!("{} [{}]", question.asks, question.verdict))
        .collect();
    assert_eq!(
        asked,
        [
            "A company-owned laptop with status active and an endpoint agent (last seen 7 \
             days ago, health healthy): should this one pass? [met]",
            "A company-owned laptop with status active and an endpoint agent (last seen 8 \
             days ago, health healthy): should this one pass? [missed]",
            "A company-owned laptop with status active and an endpoint agent (last seen 7 \
             days ago, health broken): should this one pass? [missed]",
            "A company-owned laptop with status active and no endpoint agent: should this \
             one pass? [missed]",
            "A company-owned laptop with status active and an endpoint agent (last seen \
             today, health healthy): should this one pass? [met]",
            "A company-owned laptop with status active and an endpoint agent (last seen 7 \
             days ago, health degraded): should this one pass? [met]",
            "A laptop that is not company-owned with status active and an endpoint agent \
             (last seen 7 days ago, health healthy): is it bound by this rule? [not \
             applicable]",
            "A company-owned laptop with status active and an endpoint agent (last seen not \
             known, health healthy): should this one pass? [unknown]",
        ]
    );
}

#[test]
fn whom_a_rule_does_not_bind_is_asked_as_such() {
    let vocabulary = vocabulary();
    let sentence = "Every service where lifecycle is not \"retired\" must have team known";
    let questions = judge::boundary_questions(&rule(sentence, "", &vocabulary), &vocabulary);
    let retired = questions
        .iter()
        .find(|one| one.verdict == Verdict::NotApplicable)
        .unwrap();
    assert_eq!(
        retired.asks,
        "A service with lifecycle retired and team Example team: is it bound by this rule?"
    );
    assert_eq!(
        retired.probes.as_deref(),
        Some("lifecycle is not \"retired\"")
    );
}

#[test]
fn a_quantity_in_another_unit_is_asked_about_in_the_unit_of_its_field() {
    let kinds = "kind: disk\nplural: disks\nfields:\n  size: {type: number, unit: GB}\n";
    let vocabulary = rules::assemble(rules::read_vocabulary(kinds, "disks.yaml").unwrap()).unwrap();
    let rule = rule("Every disk must have size at least 2 TB", "", &vocabulary);
    let questions = judge::boundary_questions(&rule, &vocabulary);
    let asked: Vec<(&str, Verdict)> = questions
        .iter()
        .map(|question| (question.asks.as_str(), question.verdict))
        .collect();
    assert_eq!(asked[0].0, "A disk with size 2000: should this one pass?");
    assert_eq!(asked[0].1, Verdict::Met);
    let below = (
        "A disk with size 1999: should this one pass?",
        Verdict::Missed,
    );
    assert!(asked.contains(&below), "{asked:?}");
}
