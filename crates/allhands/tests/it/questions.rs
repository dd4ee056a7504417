//! Questions at the edges of a rule, on the command line.

use std::{fs, io::Write, process::Stdio};

use model::Verdict;
use rules::tree::{Expect, RuleTest};

use crate::{
    catalogue::files,
    world::{Ran, allhands, repository},
};

const RULE: &str = "Rule: Laptops have been seen this week\nId: seen\nSeverity: low\n\
     Expectation:\n  Every laptop where status is \"active\" must have last seen within the last \
     7 days\nFix within: 7 days\nTest \"far from the edge\":\n  given laptop \"ok\": status \
     \"active\"; last seen 2 days ago\n  given laptop \"old\": status \"active\"; last seen 90 \
     days ago\n  expect pass \"ok\"\n  expect fail \"old\"\n";

/// Runs `allhands rule ...` on the rule above with some standard input.
fn on_the_rule(folder: &std::path::Path, args: &[&str], input: &str) -> Ran {
    let file = folder.join("seen.rule");
    if !file.exists() {
        fs::write(&file, RULE).unwrap();
    }
    let vocabulary = repository("crates/rules/conformance/vocabulary.yaml");
    let mut child = allhands()
        .arg("rule")
        .args(args)
        .arg(&file)
        .arg("--vocabulary")
        .arg(vocabulary)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that ends before it has read everything is no failure of the test.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().unwrap().into()
}

#[test]
fn a_test_says_which_part_no_example_covers_and_which_would() {
    let folder = tempfile::tempdir().unwrap();
    let ran = on_the_rule(folder.path(), &["test"], "").ends(0);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("covered 1 of 2 parts and 0 of 1 edges"),
        "{said}"
    );
    let uncovered = "this part of your rule is not covered by an example: `status is \"active\"`; \
                     try an example with status lost";
    assert!(said.contains(uncovered), "{said}");
    let edge = "no example stands at the edge of `last seen is within the last 7 days`; try";
    assert!(said.contains(edge), "{said}");
}

#[test]
fn answers_that_agree_are_written_as_a_test_that_holds_and_are_not_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let asked = on_the_rule(folder.path(), &["ask", "--format", "json"], "")
        .ends(0)
        .data();
    let mut answers = serde_json::Map::new();
    for question in asked["questions"].as_array().unwrap() {
        let word = match question["verdict"].as_str().unwrap() {
            "met" => "yes",
            "unknown" => "do not know",
            _ => "no",
        };
        let name = question["example"]["name"].as_str().unwrap();
        answers.insert(name.to_owned(), word.into());
    }
    let said = folder.path().join("said.json");
    fs::write(&said, serde_json::to_string(&answers).unwrap()).unwrap();
    let said = said.to_string_lossy();
    on_the_rule(folder.path(), &["ask", "--write", "--answers", &said], "").ends(0);
    let tested = on_the_rule(folder.path(), &["test", "--format", "json"], "")
        .ends(0)
        .data();
    assert_eq!(tested[0]["score"]["survived"].as_array().unwrap().len(), 0);
    let again = on_the_rule(folder.path(), &["ask", "--format", "json"], "")
        .ends(0)
        .data();
    for question in again["questions"].as_array().unwrap() {
        let name = question["example"]["name"].as_str().unwrap();
        assert!(!answers.contains_key(name), "{name} is asked again");
    }
}

#[test]
fn where_author_and_rule_differ_both_are_told_and_the_command_ends_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let ran = on_the_rule(folder.path(), &["ask"], "n\nperhaps\nd\n").ends(1);
    assert!(
        ran.stdout.contains("you said fail; your rule says pass"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stderr.contains("should this one pass?"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("y (yes), n (no) or d (do not know)?"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stdout.contains("expect fail \"all as the rule asks\""),
        "{}",
        ran.stdout
    );
}

#[test]
fn an_answer_to_a_question_that_was_not_asked_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let said = folder.path().join("said.json");
    fs::write(&said, "{\"last seen yesterday\": \"yes\"}").unwrap();
    let said = said.to_string_lossy();
    let ran = on_the_rule(folder.path(), &["ask", "--answers", &said], "").ends(2);
    assert!(
        ran.stderr.contains("`last seen yesterday`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn every_shipped_rule_has_a_question_to_pass_and_one_to_fail_and_its_answers_hold() {
    let mut kinds = Vec::new();
    for file in files("catalogue/vocabulary") {
        let text = fs::read_to_string(&file).unwrap();
        kinds.extend(rules::read_vocabulary(&text, "vocabulary").unwrap());
    }
    let vocabulary = rules::assemble(kinds).unwrap();
    for file in files("catalogue/rules") {
        let text = fs::read_to_string(&file).unwrap();
        let parsed = rules::parse(&text, "a.rule", "a", &vocabulary);
        let rule = parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems));
        let questions = judge::boundary_questions(&rule, &vocabulary);
        for verdict in [Verdict::Met, Verdict::Missed] {
            let there = questions.iter().any(|question| question.verdict == verdict);
            assert!(there, "{} has no question that is {verdict}", rule.id);
        }
        let mut asked = rule.clone();
        asked.tests = vec![RuleTest {
            name: "asked".to_owned(),
            today: None,
            expect: questions
                .iter()
                .map(|question| Expect {
                    verdict: question.verdict,
                    names: vec![question.example.name.clone()],
                })
                .collect(),
            given: questions
                .into_iter()
                .map(|question| question.example)
                .collect(),
        }];
        let read = rules::parse(
            &rules::print(&asked, &vocabulary),
            "a.rule",
            "a",
            &vocabulary,
        );
        let read = read.rule.unwrap_or_else(|| panic!("{}", read.problems));
        let outcomes = judge::run_tests(&read, &[], &vocabulary);
        assert!(
            outcomes.iter().all(judge::TestOutcome::holds),
            "{}: {outcomes:#?}",
            rule.id
        );
    }
}
