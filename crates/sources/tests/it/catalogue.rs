//! Every shipped connector reads its own recorded answer, and has a page for people.

use std::{fs, path::Path};

use model::ScopeOutcome;
use sources::{Input, collect};

use crate::support::{input, now, repository, shipped, source, vocabulary};

fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(repository("catalogue/connectors"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn recorded(folder: &Path, below: &Path, inputs: &mut Vec<Input>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            recorded(&path, below, inputs);
        } else {
            let name = path
                .strip_prefix(below)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            inputs.push(input(&name, fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn every_connector_reads_all_of_its_recorded_answer() {
    assert!(names().len() >= 16, "{:?}", names());
    for name in names() {
        let folder = repository("catalogue/connectors")
            .join(&name)
            .join("recorded");
        let mut inputs = Vec::new();
        recorded(&folder, &folder, &mut inputs);
        let connector = shipped(&name);
        let collected = collect(&connector, &source(&name), inputs, &vocabulary(), now());
        assert_eq!(collected.problems, [], "{name}");
        assert_eq!(collected.rejected, [], "{name}");
        let scopes: Vec<_> = collected
            .runs
            .iter()
            .map(|run| run.scope.as_str())
            .collect();
        let wanted: Vec<_> = connector.scope_names().collect();
        assert_eq!(scopes, wanted, "{name}: each scope has a recorded answer");
        for run in &collected.runs {
            assert_eq!(run.outcome, ScopeOutcome::Complete, "{name}: {run:?}");
            assert!(run.accepted > 0, "{name}: {run:?}");
        }
    }
}

/// Whether a pointer, or one to try otherwise, fills a link.
fn points(refs: &[model::Ref], link: &str) -> bool {
    refs.iter().any(|pointer| {
        std::iter::successors(Some(pointer), |next| next.otherwise.as_deref())
            .any(|pointer| pointer.link == link)
    })
}

#[test]
fn every_field_of_every_connector_is_filled_by_its_recorded_answer() {
    for name in names() {
        let folder = repository("catalogue/connectors")
            .join(&name)
            .join("recorded");
        let mut inputs = Vec::new();
        recorded(&folder, &folder, &mut inputs);
        let collected = collect(
            &shipped(&name),
            &source(&name),
            inputs,
            &vocabulary(),
            now(),
        );
        for state in &collected.states {
            for (kind, fields) in &state.fields {
                for field in fields {
                    let read = |fields: &std::collections::BTreeMap<String, model::Reading>| {
                        fields
                            .get(field)
                            .is_some_and(|reading| !reading.is_unknown())
                    };
                    let filled = collected.records.iter().any(|record| {
                        (&record.key.kind == kind && read(&record.fields))
                            || record
                                .parts
                                .iter()
                                .any(|p| &p.kind == kind && read(&p.fields))
                            || (&record.key.kind == kind && points(&record.refs, field))
                    });
                    assert!(filled, "{name}: `{field}` of {kind} is always unknown");
                }
            }
        }
    }
}

#[test]
fn every_connector_is_short_and_has_a_page() {
    for name in names() {
        let folder = repository("catalogue/connectors").join(&name);
        let text = fs::read_to_string(folder.join("connector.yaml")).unwrap();
        // A directory has a dozen sorts of answer; each of them stays short.
        let most = 80.max(12 * shipped(&name).scope_names().count());
        let lines = text.lines().count();
        assert!(lines <= most, "{name} has {lines} lines, at most {most}");
        let page = fs::read_to_string(folder.join("README.md")).unwrap();
        for heading in ["What it reads", "How to export", "What it cannot tell"] {
            assert!(
                page.contains(heading),
                "{name}: the page has no part `{heading}`"
            );
        }
        assert_eq!(shipped(&name).name, name);
    }
}
