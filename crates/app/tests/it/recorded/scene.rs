//! From recorded answers to an inventory: the shipped connectors, then stage 2.

use std::{
    collections::BTreeMap,
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    rc::Rc,
};

use inventory::{Decisions, Delivery, IdBook, RecordBook, Resolution, advance, resolve};
use jiff::Timestamp;
use model::{KindName, RecordKey, SourceId, Vocabulary, vocabulary::Kind};
use serde::Deserialize;
use serde_json::Value;
use sources::{Collected, Connector, Content, Input, collect, read_connector, read_source};

use super::{
    jq::{Names, Programs},
    mapping::{Mapping, Reading, Use},
    view::{self, Item},
};

/// What is read once: vocabulary, connectors, answers, and what came of them.
pub(super) struct Stage<'a> {
    data: &'a Path,
    pub(super) mapping: &'a Mapping,
    vocabulary: Vocabulary,
    connectors: BTreeMap<String, Connector>,
    recordings: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    pub(super) programs: Programs,
    scenes: BTreeMap<Vec<(String, String)>, Rc<Scene>>,
}

/// What some answers come to.
pub(super) struct Scene {
    pub(super) items: Vec<Item>,
    pub(super) collected: BTreeMap<String, Collected>,
    pub(super) book: RecordBook,
    pub(super) resolution: Resolution,
}

pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// The instant the tests happen at.
pub(crate) fn now() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

pub(crate) fn vocabulary() -> Vocabulary {
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
            let name = KindName::new(kind.kind.as_str());
            vocabulary.kinds.insert(name, kind);
        }
    }
    vocabulary
}

impl<'a> Stage<'a> {
    pub(super) fn new(data: &'a Path, mapping: &'a Mapping) -> Self {
        Self {
            data,
            mapping,
            vocabulary: vocabulary(),
            connectors: BTreeMap::new(),
            recordings: BTreeMap::new(),
            programs: Programs::default(),
            scenes: BTreeMap::new(),
        }
    }

    fn connector(&mut self, name: &str) -> &Connector {
        if !self.connectors.contains_key(name) {
            let path = repository("catalogue/connectors").join(name);
            let text = fs::read_to_string(path.join("connector.yaml"))
                .unwrap_or_else(|error| panic!("no connector `{name}`: {error}"));
            let read = read_connector(&text, name, &self.vocabulary)
                .unwrap_or_else(|problems| panic!("{problems}"));
            self.connectors.insert(name.to_owned(), read);
        }
        &self.connectors[name]
    }

    /// The answers of a recording, by variable.
    pub(super) fn recording(&mut self, file: &str) -> &BTreeMap<String, Vec<u8>> {
        if !self.recordings.contains_key(file) {
            let path = self.data.join(format!("{file}.json"));
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{file}: {e}"));
            let bodies = testkit::unwrap::cartography(&text).unwrap();
            let bodies = bodies.into_iter().map(|body| (body.url, body.bytes));
            self.recordings.insert(file.to_owned(), bodies.collect());
        }
        &self.recordings[file]
    }

    /// The files that one answer becomes.
    pub(super) fn inputs(&mut self, file: &str, variable: &str, read: &Reading) -> Vec<Input> {
        let bytes = self.recording(file).get(variable);
        let bytes = bytes.unwrap_or_else(|| panic!("`{file}` holds no `{variable}`"));
        let value: Value = serde_json::from_slice(bytes).unwrap();
        let all = self.recording(file).iter().map(|(name, bytes)| {
            let value = serde_json::from_slice(bytes).unwrap();
            (name.clone(), value)
        });
        let names = Names {
            all: Value::Object(all.collect()),
            ..Names::default()
        };
        let folder = read.folder.clone().unwrap_or_else(|| file.to_owned());
        let files: Vec<(String, Value)> = match (&read.files, &read.wrap) {
            (Some(files), _) => {
                let given = self.programs.first(files, &value, &names);
                let given = given
                    .as_object()
                    .unwrap_or_else(|| panic!("`{files}`: no files"));
                let given = given.iter();
                given
                    .map(|(name, body)| (format!("{folder}/{name}"), body.clone()))
                    .collect()
            }
            (None, Some(wrap)) => {
                let outputs = self.programs.run(wrap, &value, &names);
                let pages = outputs.into_iter().enumerate();
                pages
                    .map(|(at, body)| (format!("{folder}/{variable}-part{at}.json"), body))
                    .collect()
            }
            (None, None) => vec![(format!("{folder}/{variable}.json"), value)],
        };
        let text = |body: &Value| match body {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let input = |(name, body): &(String, Value)| Input {
            name: read.name.clone().unwrap_or_else(|| name.clone()),
            modified: Some("2026-06-01T06:00:00Z".parse().unwrap()),
            content: Content::Bytes(Box::new(Cursor::new(text(body).into_bytes()))),
        };
        files.iter().map(input).collect()
    }

    /// Reads these answers, each `(file, variable)`.
    pub(super) fn scene(&mut self, load: Vec<(String, String)>) -> Rc<Scene> {
        if let Some(scene) = self.scenes.get(&load) {
            return Rc::clone(scene);
        }
        let mut inputs: BTreeMap<(String, String), Vec<Input>> = BTreeMap::new();
        for (file, variable) in &load {
            let Use::Read(readings) = &self.mapping.bodies[file][variable] else {
                continue;
            };
            for read in readings.all() {
                let source = read.source.as_ref().unwrap_or(&read.connector).clone();
                let files = self.inputs(file, variable, read);
                let of_source = inputs.entry((source, read.connector.clone()));
                of_source.or_default().extend(files);
            }
        }
        let scene = Rc::new(self.settle(inputs));
        self.scenes.insert(load, Rc::clone(&scene));
        scene
    }

    pub(super) fn settle(&mut self, inputs: BTreeMap<(String, String), Vec<Input>>) -> Scene {
        let mut collected = BTreeMap::new();
        let mut connectors = BTreeMap::new();
        for ((source, connector), inputs) in inputs {
            let text = format!("connector: {connector}\nfiles: \"**\"\n");
            let config = read_source(&text, "source.yaml", source.as_str().into()).unwrap();
            let vocabulary = self.vocabulary.clone();
            let read = self.connector(&connector);
            let from = collect(read, &config, inputs, &vocabulary, now());
            collected.insert(source.clone(), from);
            connectors.insert(source, connector);
        }
        let deliveries: Vec<Delivery> = collected
            .iter()
            .map(|(source, from): (&String, &Collected)| Delivery {
                source: SourceId::new(source.as_str()),
                runs: from.runs.clone(),
                states: from.states.clone(),
                records: from.records.clone(),
                rejected: from.rejected.clone(),
            })
            .collect();
        let book = advance(&RecordBook::default(), &deliveries, now()).book;
        let resolution = resolve(
            &book,
            &IdBook::default(),
            &Decisions::default(),
            &self.vocabulary,
            now(),
        );
        let raw = raw_records(&collected);
        let items = view::items(&resolution.inventory, &book, &connectors, &raw);
        Scene {
            items,
            collected,
            book,
            resolution,
        }
    }
}

/// One kept raw record.
#[derive(Debug, Deserialize)]
pub(super) struct Raw {
    pub(super) key: Option<String>,
    pub(super) file: Option<String>,
    pub(super) index: Option<u64>,
    pub(super) raw: Value,
}

pub(super) fn raw_of(bytes: &[u8]) -> Vec<Raw> {
    let lines = serde_json::Deserializer::from_slice(bytes).into_iter();
    lines.map(Result::unwrap).collect()
}

fn raw_records(collected: &BTreeMap<String, Collected>) -> BTreeMap<RecordKey, Value> {
    let mut all = BTreeMap::new();
    for from in collected.values() {
        let mut at: BTreeMap<(&str, Option<String>, Option<u64>), Value> = BTreeMap::new();
        for (scope, bytes) in &from.raw {
            for raw in raw_of(bytes) {
                at.insert((scope, raw.file, raw.index), raw.raw);
            }
        }
        for record in &from.records {
            let place = &record.place;
            let index = place.index.or(place.line);
            let key = (record.scope.as_str(), place.file.clone(), index);
            if let Some(raw) = at.get(&key) {
                all.insert(record.key.clone(), raw.clone());
            }
        }
    }
    all
}
