//! What the shipped rules promise to those who adopt them as they are.

use std::{collections::BTreeSet, fs, path::PathBuf};

use model::{Verdict, Vocabulary};
use rules::tree::{Rule, Text};
use serde_json::Value;

use crate::world::{Ran, allhands, real_data, repository};

/// The frameworks that every rule names a requirement of, each with its requirements.
pub(crate) const FRAMEWORKS: [(&str, &str); 2] = [
    ("NIST CSF 2.0", include_str!("catalogue/nist-csf-2.0.txt")),
    (
        "NIST SP 800-53",
        include_str!("catalogue/nist-sp-800-53.txt"),
    ),
];

/// Languages that everything a person is told is written in.
const LANGUAGES: [&str; 2] = ["en", "de"];

/// The most words of a message.
const WORDS: usize = 60;

/// The fewest examples inside a rule: both sides of its edges, and what is unknown.
const EXAMPLES: usize = 6;

/// The files of a folder of the catalogue, by path.
/// Every file below a folder of the repository, in order of path.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![repository(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn vocabulary() -> Vocabulary {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        rules::read_vocabulary(&text, &path.to_string_lossy()).unwrap()
    };
    let entries = files("catalogue/vocabulary").into_iter().flat_map(read);
    rules::assemble(entries.collect::<Vec<_>>()).unwrap()
}

/// Every shipped rule with the text of its file.
pub(crate) fn shipped(vocabulary: &Vocabulary) -> Vec<(Rule, String)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let parsed = rules::parse(&text, &path.to_string_lossy(), &stem, vocabulary);
        let rule = parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems));
        (rule, text)
    };
    files("catalogue/rules").into_iter().map(read).collect()
}

fn says(texts: &[Text], language: &str) -> bool {
    let plain = |text: &Text| text.language.is_none() && language == "en";
    texts
        .iter()
        .any(|text| plain(text) || text.language.as_deref() == Some(language))
}

/// What a rule lacks of what every shipped rule has.
fn lacks(rule: &Rule) -> Vec<String> {
    let mut lacks: Vec<String> = rules::publishable(rule)
        .0
        .iter()
        .map(ToString::to_string)
        .collect();
    let mut unless = |holds: bool, what: String| {
        if !holds {
            lacks.push(what);
        }
    };
    for language in LANGUAGES {
        unless(
            says(&rule.messages, language),
            format!("a message ({language})"),
        );
        unless(
            says(&rule.because, language),
            format!("a reason ({language})"),
        );
        let steps = rule.steps.iter().any(|steps| {
            let own = steps.language.as_deref().unwrap_or("en");
            own == language && !steps.lines.is_empty()
        });
        unless(steps, format!("steps ({language})"));
    }
    unless(says(&rule.titles, "de"), "a German title".to_owned());
    unless(rule.effort.is_some(), "an effort".to_owned());
    unless(rule.exceptions.is_some(), "a word on exceptions".to_owned());
    unless(
        !rule.fixed_by.is_empty(),
        "somebody who fixes it".to_owned(),
    );
    for (framework, _) in FRAMEWORKS {
        let named = rule.references.iter().any(|one| one.framework == framework);
        unless(named, format!("a reference to {framework}"));
    }
    for message in &rule.messages {
        let words = message.text.split_whitespace().count();
        unless(words <= WORDS, format!("a short message: {words} words"));
    }
    let expected: Vec<(Verdict, usize)> = rule
        .tests
        .iter()
        .flat_map(|test| &test.expect)
        .map(|expect| (expect.verdict, expect.names.len()))
        .collect();
    for verdict in [Verdict::Met, Verdict::Missed, Verdict::Unknown] {
        let shown = expected.iter().any(|(one, _)| *one == verdict);
        unless(shown, format!("an example that is {verdict:?}"));
    }
    let examples: usize = expected.iter().map(|(_, names)| names).sum();
    unless(
        examples >= EXAMPLES,
        format!("{EXAMPLES} examples: it has {examples}"),
    );
    lacks
}

#[test]
fn there_are_at_least_sixty_rules_and_none_lacks_what_people_need() {
    let vocabulary = vocabulary();
    let shipped = shipped(&vocabulary);
    assert!(shipped.len() >= 60, "{} rules", shipped.len());
    let wrong: Vec<String> = shipped
        .iter()
        .flat_map(|(rule, _)| {
            let id = &rule.id;
            lacks(rule)
                .into_iter()
                .map(move |what| format!("{id} lacks {what}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_shipped_rule_is_written_as_it_is_printed() {
    let vocabulary = vocabulary();
    for (rule, text) in shipped(&vocabulary) {
        assert_eq!(rules::print(&rule, &vocabulary), text, "{}", rule.id);
    }
}

#[test]
fn no_lint_has_anything_to_say_about_a_shipped_rule() {
    let vocabulary = vocabulary();
    let all: Vec<Rule> = shipped(&vocabulary)
        .into_iter()
        .map(|(rule, _)| rule)
        .collect();
    let told: Vec<String> = all
        .iter()
        .flat_map(|rule| {
            let lints = rules::lint::tree(rule, &all, &vocabulary);
            lints
                .into_iter()
                .map(|lint| format!("{} {}: {}", lint.code, lint.rule, lint.says))
        })
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn every_part_and_edge_of_a_shipped_rule_is_shown_by_an_example() {
    let ran: Ran = allhands()
        .args(["rule", "test", "--format", "json"])
        .current_dir(std::env::temp_dir())
        .output()
        .unwrap()
        .into();
    for one in ran.ends(0).data().as_array().unwrap() {
        let (rule, score) = (&one["rule"], &one["score"]);
        for kind in ["parts", "edges"] {
            let (covered, of) = (&score[kind]["covered"], &score[kind]["of"]);
            assert!(covered.is_u64(), "{rule} tells no {kind}");
            assert_eq!(covered, of, "{rule}: {kind}, {}", score["survived"]);
        }
    }
}

#[test]
fn every_reference_is_a_requirement_of_its_framework() {
    let vocabulary = vocabulary();
    for (rule, _) in shipped(&vocabulary) {
        for reference in &rule.references {
            let (_, list) = FRAMEWORKS
                .iter()
                .find(|(framework, _)| *framework == reference.framework)
                .unwrap_or_else(|| panic!("{}: {reference}", rule.id));
            assert!(
                requirements(list).contains(&*reference.id),
                "{}: {reference}",
                rule.id
            );
        }
    }
}

/// The requirements of a list, its comment lines left out.
pub(crate) fn requirements(list: &str) -> BTreeSet<&str> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
}

#[test]
fn our_list_of_controls_holds_those_of_the_published_catalogue() {
    let Some(data) = real_data("the published catalogue") else {
        return;
    };
    let path = "oscal/nist.gov/SP800-53/rev5/json/\
                NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog-min.json";
    let text = fs::read_to_string(data.join(path)).unwrap();
    let published: Value = serde_json::from_str(&text).unwrap();
    let mut ids = Vec::new();
    controls(&published["catalog"], &mut ids);
    assert_eq!(ids.len(), 149);
    let ours = requirements(FRAMEWORKS[1].1);
    for id in ids {
        assert!(ours.contains(id.as_str()), "{id}");
    }
}

/// The controls and enhancements of an OSCAL catalogue, `ia-2.1` written as people do: `IA-2(1)`.
fn controls(part: &Value, ids: &mut Vec<String>) {
    for below in ["groups", "controls"] {
        for one in part[below].as_array().into_iter().flatten() {
            if below == "controls" {
                let id = one["id"].as_str().unwrap().to_uppercase();
                ids.push(match id.split_once('.') {
                    Some((control, enhancement)) => format!("{control}({enhancement})"),
                    None => id,
                });
            }
            controls(one, ids);
        }
    }
}

#[test]
fn every_conformance_document_holds_in_the_words_that_are_shipped() {
    let rules = repository("crates/rules/conformance/rules.txt");
    let args = ["rule", "test", "--format", "json"];
    let ran: Ran = allhands()
        .args(args)
        .arg(rules)
        .current_dir(std::env::temp_dir())
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.ends(0).data().as_array().unwrap().len(), 50);
}
