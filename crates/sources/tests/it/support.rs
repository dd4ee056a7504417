//! What every test needs: the vocabulary, connectors, inputs, an instant.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use jiff::Timestamp;
use model::{KindName, Reading, Record, ScopeOutcome, Vocabulary, vocabulary::Kind};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use sources::{Collected, Connector, Content, Input, SourceConfig, collect, read_connector};

/// A folder of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// The shipped vocabulary.
pub(crate) fn vocabulary() -> Vocabulary {
    static READ: OnceLock<Vocabulary> = OnceLock::new();
    READ.get_or_init(read_vocabulary).clone()
}

fn read_vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let mut files: Vec<_> = fs::read_dir(repository("catalogue/vocabulary"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for document in serde_yaml_ng::Deserializer::from_str(&text) {
            let kind = Kind::deserialize(document).unwrap();
            vocabulary
                .kinds
                .insert(KindName::new(kind.kind.as_str()), kind);
        }
    }
    vocabulary
}

thread_local! {
    /// Reading a connector compiles its programs; properties ask for the same one often.
    static READ: RefCell<BTreeMap<String, Connector>> = const { RefCell::new(BTreeMap::new()) };
}

/// A shipped connector.
pub(crate) fn shipped(name: &str) -> Connector {
    let read = || {
        let path = repository("catalogue/connectors")
            .join(name)
            .join("connector.yaml");
        let text = fs::read_to_string(path).unwrap();
        read_connector(&text, name, &vocabulary()).unwrap_or_else(|problems| panic!("{problems}"))
    };
    READ.with_borrow_mut(|all| all.entry(name.to_owned()).or_insert_with(read).clone())
}

/// The instant the tests happen at.
pub(crate) fn now() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

/// A source with nothing but a connector.
pub(crate) fn source(connector: &str) -> SourceConfig {
    sources::read_source(
        &format!("connector: {connector}\nfiles: \"**\"\n"),
        "s.yaml",
        "s".into(),
    )
    .unwrap()
}

/// A file with this text.
pub(crate) fn input(name: &str, text: impl AsRef<[u8]>) -> Input {
    Input {
        name: name.to_owned(),
        modified: Some("2026-06-01T06:00:00Z".parse().unwrap()),
        content: Content::Bytes(Box::new(Cursor::new(text.as_ref().to_vec()))),
    }
}

/// Runs a shipped connector over these files.
pub(crate) fn run(connector: &str, inputs: Vec<Input>) -> Collected {
    collect(
        &shipped(connector),
        &source(connector),
        inputs,
        &vocabulary(),
        now(),
    )
}

/// How a scope ended.
pub(crate) fn outcome(collected: &Collected, scope: &str) -> Option<ScopeOutcome> {
    collected
        .runs
        .iter()
        .find(|run| run.scope == scope)
        .map(|run| run.outcome)
}

/// The records of a kind.
pub(crate) fn of_kind<'a>(collected: &'a Collected, kind: &str) -> Vec<&'a Record> {
    collected
        .records
        .iter()
        .filter(|record| record.key.kind.as_str() == kind)
        .collect()
}

/// The record of a kind with a native id.
pub(crate) fn record<'a>(collected: &'a Collected, kind: &str, id: &str) -> &'a Record {
    let found = of_kind(collected, kind)
        .into_iter()
        .find(|record| &*record.key.native_id == id);
    found.unwrap_or_else(|| panic!("no {kind} {id} in {:?}", ids(collected, kind)))
}

/// The native ids of a kind.
pub(crate) fn ids(collected: &Collected, kind: &str) -> Vec<String> {
    of_kind(collected, kind)
        .iter()
        .map(|record| record.key.native_id.to_string())
        .collect()
}

/// A field in a word: its value, `none`, `unknown`, or `not read`.
pub(crate) fn field(record: &Record, name: &str) -> String {
    match record.fields.get(name) {
        Some(Reading::Known(value)) => value.to_string(),
        Some(Reading::None) => "none".to_owned(),
        Some(Reading::Unknown) => "unknown".to_owned(),
        None => "not read".to_owned(),
    }
}

/// All readings of a field of a kind, counted.
pub(crate) fn counted(collected: &Collected, kind: &str, name: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for record in of_kind(collected, kind) {
        *counts.entry(field(record, name)).or_insert(0) += 1;
    }
    counts
}

/// The identifiers of a record, as text.
pub(crate) fn claims(record: &Record) -> Vec<String> {
    record.claims.iter().map(ToString::to_string).collect()
}

/// The codes of all problems.
pub(crate) fn codes(collected: &Collected) -> Vec<&str> {
    collected
        .problems
        .iter()
        .map(|problem| problem.code.as_str())
        .collect()
}

/// A row of a Workday report.
pub(crate) fn worker(id: Json, name: &str) -> Json {
    json!({"Employee_ID": id, "Name": name, "Email_-_Work": format!("{name}@example.com"),
        "Cost_Center": "Sales", "Termination_Date": ""})
}

pub(crate) fn workday(entries: &[Json]) -> Collected {
    run(
        "workday",
        vec![input(
            "people.json",
            json!({"Report_Entry": entries}).to_string(),
        )],
    )
}

/// A connector of lines of JSON, one device each.
const LINES: &str = "
connector: lines
title: Lines
scopes:
  hosts:
    format: ndjson
    matches: has(\"id\")
    emits:
      - kind: device
        key: .id
        fields:
          name: .name
          last seen: {from: .seen, epoch: ms}
          status: .status
          disk encryption: .disk
        claims: {serial number: .serial}
        parts: {apps: {each: '.apps[]', key: .id, kind: app, fields: {name: .name}}}
";

pub(crate) fn lines(inputs: Vec<Input>) -> Collected {
    let connector = read_connector(LINES, "lines.yaml", &vocabulary()).unwrap();
    collect(&connector, &source("lines"), inputs, &vocabulary(), now())
}

pub(crate) fn line(text: &str) -> Collected {
    lines(vec![input("hosts.ndjson", text)])
}

pub(crate) fn reasons(collected: &Collected) -> Vec<String> {
    collected
        .rejected
        .iter()
        .map(|r| format!("{}: {}", r.place, r.reason))
        .collect()
}

/// The identifiers that could be read of a rejected record.
pub(crate) fn claims_of_rejected(collected: &Collected, at: usize) -> Vec<String> {
    collected.rejected[at]
        .claims
        .iter()
        .map(ToString::to_string)
        .collect()
}
