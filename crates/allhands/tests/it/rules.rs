//! Rules on the command line.

use std::{io::Write, path::Path, process::Stdio};

use crate::world::{Ran, World, allhands, repository};

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
    piped(&["check", "-"], text)
}

fn piped(args: &[&str], text: &str) -> Ran {
    let mut child = allhands()
        .arg("rule")
        .args(args)
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments reads nothing, and may be gone by now.
    let written = child.stdin.take().unwrap().write_all(text.as_bytes());
    let gone = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    assert!(written.as_ref().err().is_none_or(gone), "{written:?}");
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

#[test]
fn every_conformance_document_comes_back_from_yaml_and_from_the_form() {
    let vocabulary = repository("crates/rules/conformance/vocabulary.yaml");
    let converted = |file: &Path, to: &str| {
        let (file, vocabulary) = (file.to_string_lossy(), vocabulary.to_string_lossy());
        let args = ["convert", &file, "--vocabulary", &vocabulary, "--to", to];
        rule(&args).ends(0).stdout
    };
    let sentences = repository("crates/rules/conformance/rules.txt");
    let canonical = converted(&sentences, "sentence");
    assert_eq!(canonical.matches("Expectation:").count(), 50);
    let folder = tempfile::tempdir().unwrap();
    for (to, name) in [
        ("yaml", "rules.yaml"),
        ("form", "rules.json"),
        ("yaml", "rules.txt"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, converted(&sentences, to)).unwrap();
        assert_eq!(converted(&file, "sentence"), canonical, "{name}");
    }
}

#[test]
fn a_sentence_alone_is_converted_there_and_back() {
    let sentence = "Every laptop where status is \"active\" must have firewall on\n";
    for to in ["yaml", "form"] {
        let other = piped(&["convert", "-", "--to", to], sentence)
            .ends(0)
            .stdout;
        assert_ne!(other, sentence);
        let back = piped(&["convert", "-", "--to", "sentence"], &other).ends(0);
        assert_eq!(back.stdout, sentence);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alone.rule");
    std::fs::write(&file, sentence.to_lowercase()).unwrap();
    rule(&["fmt", "--write", &file.to_string_lossy()]).ends(0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), sentence);
}

#[test]
fn an_editor_is_offered_what_may_stand_at_a_place() {
    piped(&["complete", "-"], "Every laptop where last se\n")
        .ends(0)
        .says("seen  field");
    let document = "Rule: a\nSeverity: low; h\nExpectation: Every laptop must have firewall on\n";
    let args = ["complete", "-", "--cursor", "2:17", "--format", "json"];
    let answer = piped(&args, document).ends(0).json();
    let first = &answer["data"]["completions"][0];
    assert_eq!(first["text"], "high");
    assert_eq!(first["what"], "value");
    assert_eq!(
        (&first["range"]["start"], &first["range"]["end"]),
        (&23.into(), &24.into())
    );
    piped(&["complete", "-", "--cursor", "9:1"], document)
        .ends(2)
        .says("no line 9");
    piped(&["complete", "-", "--cursor", "soon"], document)
        .ends(2)
        .says("a line and a column");
}

#[test]
fn a_yaml_file_is_a_rule_of_the_workspace_and_one_id_has_one_file() {
    let yaml = "rule: Laptops are named\nseverity: low\nexpect:\n  every: laptop\n  must: {field: \
                name, is known: true}\n";
    let world = World::new();
    world.write("rules/laptops-are-named.yaml", yaml);
    world
        .run(&["rule", "check"])
        .ends(0)
        .says("laptops-are-named");
    world
        .run(&["rule", "list"])
        .ends(0)
        .says("laptops-are-named");
    world.run(&["rule", "fmt", "--write"]).ends(0);
    world.write(
        "rules/laptops-are-named.rule",
        "Rule: Laptops are named\nSeverity: low\nExpectation: \
                 Every laptop must have name known\n",
    );
    world
        .run(&["rule", "list"])
        .ends(2)
        .says("`laptops-are-named` is the rule of `rules/laptops-are-named.rule` as well");
}

#[test]
fn a_mistake_in_yaml_has_its_line_its_path_and_an_offer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.yaml");
    let yaml = "rule: a\nseverity: low\nexpect:\n  every: laptop\n  must: {field: fierwall, is: \
                \"on\"}\n";
    std::fs::write(&file, yaml).unwrap();
    rule(&["check", &file.to_string_lossy()])
        .ends(1)
        .says("at `expect.must.field`")
        .says("mine.yaml:5:17")
        .says("try: firewall");
}
