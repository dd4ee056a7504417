//! Rules on the command line.

use std::{io::Write, process::Stdio};

use crate::world::{Ran, allhands, repository};

fn rule(args: &[&str]) -> Ran {
    allhands()
        .arg("rule")
        .args(args)
        .current_dir(std::env::temp_dir())
        .output()
        .unwrap()
        .into()
}

fn checked(text: &str) -> Ran {
    let mut child = allhands()
        .args(["rule", "check", "-"])
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn every_conformance_document_passes_its_own_tests() {
    let rules = repository("crates/rules/conformance/rules.txt");
    let vocabulary = repository("crates/rules/conformance/vocabulary.yaml");
    let args = [
        "test",
        &rules.to_string_lossy(),
        "--vocabulary",
        &vocabulary.to_string_lossy(),
        "--format",
        "json",
    ];
    let ran = rule(&args).ends(0);
    let data = ran.data();
    let tested = data.as_array().unwrap();
    assert_eq!(tested.len(), 50);
    let examples: usize = tested
        .iter()
        .map(|rule| rule["outcomes"].as_array().unwrap().len())
        .sum();
    assert_eq!(examples, 149);
}

#[test]
fn every_shipped_rule_passes_its_own_tests_and_the_gate() {
    rule(&["test"]).ends(0);
    let data = rule(&["check", "--format", "json"]).ends(0).data();
    for one in data.as_array().unwrap() {
        assert_eq!(one["publishable"], true, "{one}");
    }
}

#[test]
fn a_wrong_sentence_gets_an_answer_a_person_can_act_on() {
    let ran = checked("every laptop where status is \"lots\" must have firewall on").ends(1);
    ran.says("`status` cannot be `lots`")
        .says("try: every laptop where status is \"lost\"");
}

#[test]
fn a_right_sentence_is_said_to_be_right() {
    checked("every laptop must have disk encryption on")
        .ends(0)
        .says("a right sentence");
}

#[test]
fn a_file_that_is_not_there_is_a_wrong_request() {
    rule(&["check", "nowhere.rule"])
        .ends(2)
        .says("nowhere.rule");
}

#[test]
fn shipped_rules_are_printed_as_they_are_written() {
    let path = repository("catalogue/rules/devices/laptops-are-encrypted.rule");
    let text = std::fs::read_to_string(&path).unwrap();
    let ran = rule(&["fmt", &path.to_string_lossy()]).ends(0);
    assert_eq!(ran.stdout, text);
}
