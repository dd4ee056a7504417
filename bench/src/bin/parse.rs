//! How fast rules are read: sentences beside CEL expressions that ask the same, whole documents,
//! and YAML and forms beside the bare reading of the same text into a value.

use std::{hint::black_box, process::ExitCode, time::Duration};

use bench::{
    cel::expression,
    clock::{Task, Timed, time},
    conformance::Conformance,
};

const EACH: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    match Conformance::read() {
        Ok(conformance) => compare(&conformance),
        Err(problems) => {
            eprintln!("the conformance rules cannot be read: {problems}");
            ExitCode::FAILURE
        }
    }
}

fn compare(given: &Conformance) -> ExitCode {
    let words = &given.vocabulary;
    let sentences = given.sentences();
    let expressions: Vec<String> = given.rules.iter().map(expression).collect();
    let documents: Vec<String> = given.documents.iter().map(|&d| d.to_owned()).collect();
    let yaml: Vec<String> = given
        .rules
        .iter()
        .map(|r| rules::to_yaml(r, words))
        .collect();
    let forms: Vec<String> = given
        .rules
        .iter()
        .map(|rule| rules::to_form(rule, words).to_string())
        .collect();
    for (sentence, text) in sentences.iter().zip(&expressions) {
        if let Err(error) = cel::Program::compile(text) {
            eprintln!("`{sentence}` as CEL, `{text}`, cannot be read: {error}");
            return ExitCode::FAILURE;
        }
    }
    let mut tasks = [
        task("our sentences", &sentences, |text| {
            rules::parse_sentence(text, "bench", words).is_ok()
        }),
        task("cel, the same expressions", &expressions, |text| {
            cel::Program::compile(text).is_ok()
        }),
        task("our documents", &documents, |text| {
            rules::parse(text, "bench", "rule", words).rule.is_some()
        }),
        task("our YAML", &yaml, |text| {
            rules::from_yaml(text, "bench", "rule", words)
                .rule
                .is_some()
        }),
        task("serde_yaml_ng, into a value", &yaml, |text| {
            serde_yaml_ng::from_str::<serde_yaml_ng::Value>(text).is_ok()
        }),
        task("our forms", &forms, |text| {
            let form = serde_json::from_str(text).unwrap_or_default();
            rules::from_form(&form, "bench", "rule", words)
                .rule
                .is_some()
        }),
        task("serde_json, into a value", &forms, |text| {
            serde_json::from_str::<serde_json::Value>(text).is_ok()
        }),
    ];
    let timed = time(&mut tasks, EACH);
    println!(
        "{} rules, best round of each, rounds taking turns\n",
        given.rules.len()
    );
    for one in &timed {
        println!(
            "{:<28} {:>9.0} a second  {:>7.1} MB/s",
            one.name, one.per_second, one.megabytes
        );
    }
    println!();
    ratio(&timed[0], &timed[1], "a sentence, over the CEL expression");
    ratio(&timed[3], &timed[4], "a rule from YAML, over the bare YAML");
    ratio(
        &timed[5],
        &timed[6],
        "a rule from a form, over the bare JSON",
    );
    ExitCode::SUCCESS
}

/// Reads every text once a round; a text that cannot be read would be no comparison.
fn task<'a>(name: &'static str, texts: &'a [String], read: impl Fn(&str) -> bool + 'a) -> Task<'a> {
    Task {
        name,
        things: texts.len(),
        bytes: texts.iter().map(String::len).sum(),
        round: Box::new(move || {
            for text in texts {
                assert!(black_box(read(black_box(text))), "{name}: {text}");
            }
        }),
    }
}

fn ratio(ours: &Timed, theirs: &Timed, what: &str) {
    println!("{:>6.2} x  {what}", ours.per_second / theirs.per_second);
}
