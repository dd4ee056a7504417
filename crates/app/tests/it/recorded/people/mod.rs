//! People that several tools know come out as one person each, by safe proof alone.
//!
//! `CORRELATION.json` of the real data lists addresses that stand, letter for letter, in the
//! answers of several tools. All answers are read together, and each address must lead to exactly
//! one person, with every tool joined to her: by a record that is part of her, or by an account
//! or a device whose link leads to her. Where a tool is not joined, `people.yaml` says which keys
//! hold the address in its answers, and why what they hold is no proof. Which answers are whose
//! is read at run time, so no name is written here.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use model::{Entity, EntityId};
use serde::Deserialize;
use serde_json::Value;

use super::{
    data,
    mapping::{Mapping, Use},
    scene::{Scene, Stage},
    traffic,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    /// Keys that hold an address which proves nothing, each with the reason.
    #[serde(rename = "no proof")]
    no_proof: BTreeMap<String, String>,
    /// Tools whose answers no connector reads yet, each with the reason.
    #[serde(rename = "not read")]
    not_read: BTreeMap<String, String>,
}

/// All recorded answers read together; each recording is a source of its own, because recordings
/// of one tool are of different days.
struct Everything {
    scene: Scene,
    /// The folder each source stands in: `har/okta`.
    folders: BTreeMap<String, String>,
    /// The answers of each folder.
    answers: BTreeMap<String, Vec<Value>>,
}

fn everything(stage: &mut Stage<'_>, data: &Path) -> Everything {
    let mapping = stage.mapping;
    let mut inputs = BTreeMap::new();
    let mut folders = BTreeMap::new();
    let mut answers: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (file, variables) in &mapping.bodies {
        let folder = format!("cartography/{}", file.split('/').next().unwrap_or_default());
        for (variable, becomes) in variables {
            let Use::Read(readings) = becomes else {
                continue;
            };
            let bytes = stage.recording(file)[variable].clone();
            let body = serde_json::from_slice(&bytes).unwrap();
            answers.entry(folder.clone()).or_default().push(body);
            for read in readings.all() {
                let of = read.source.as_ref().unwrap_or(&read.connector);
                let source = format!("{of}/{file}/{variable}").replace('/', "-");
                folders.insert(source.clone(), folder.clone());
                let files = stage.inputs(file, variable, read);
                let of_source: &mut Vec<_> =
                    inputs.entry((source, read.connector.clone())).or_default();
                of_source.extend(files);
            }
        }
    }
    let har = data.parent().unwrap().join("har");
    for (name, product) in &traffic::products() {
        for (file, path) in traffic::recordings(&har, name) {
            let folder = format!("har/{name}");
            for answer in stage.traffic(product, &file, &path).answers {
                let source = format!("{name}-{file}");
                folders.insert(source.clone(), folder.clone());
                let of_source: &mut Vec<_> = inputs
                    .entry((source, answer.connector.clone()))
                    .or_default();
                of_source.push(answer.input());
                answers.entry(folder.clone()).or_default().push(answer.body);
            }
        }
    }
    let scene = stage.settle(inputs);
    Everything {
        scene,
        folders,
        answers,
    }
}

impl Everything {
    /// The people whose records claim this address.
    fn people(&self, address: &str) -> BTreeSet<&EntityId> {
        let claims = |entity: &&Entity| {
            let records = entity
                .members
                .iter()
                .map(|one| &self.scene.book.records[&one.record]);
            entity.id.kind.as_str() == "person"
                && records
                    .flat_map(|kept| &kept.record.claims)
                    .any(|claim| claim.key == "email" && claim.value.eq_ignore_ascii_case(address))
        };
        let all = self.scene.resolution.inventory.all();
        all.filter(claims).map(|entity| &entity.id).collect()
    }

    /// The folders joined to a person, by a record of hers or by a thing that leads to her.
    fn joined(&self, person: &EntityId) -> BTreeSet<&str> {
        let hers = |entity: &&Entity| {
            let mut targets = entity.links.values().flat_map(|links| &links.targets);
            entity.id == *person || targets.any(|target| target.to.as_ref() == Some(person))
        };
        let entities = self.scene.resolution.inventory.all().filter(hers);
        let records = entities.flat_map(|entity| &entity.members);
        let sources = records.map(|member| member.record.source.as_str());
        sources
            .map(|source| self.folders[source].as_str())
            .collect()
    }

    /// The keys that hold an address in the answers of a folder.
    fn keys(&self, folder: &str, address: &str) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for answer in self.answers.get(folder).into_iter().flatten() {
            holding(answer, "", address, &mut keys);
        }
        keys
    }
}

fn holding(value: &Value, key: &str, address: &str, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(all) => {
            for (key, value) in all {
                holding(value, key, address, keys);
            }
        }
        Value::Array(all) => all
            .iter()
            .for_each(|value| holding(value, key, address, keys)),
        Value::String(text) if text.eq_ignore_ascii_case(address) => {
            keys.insert(key.to_owned());
        }
        _ => {}
    }
}

#[test]
fn people_that_several_tools_know_are_one_person_each() {
    let Some(data) = data() else { return };
    let text = fs::read_to_string(data.parent().unwrap().join("CORRELATION.json")).unwrap();
    let truth: Value = serde_json::from_str(&text).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/recorded/people/people.yaml");
    let told: People = serde_yaml_ng::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mapping = Mapping::read();
    let mut stage = Stage::new(&data, &mapping);
    let everything = everything(&mut stage, &data);
    let (mut wrong, mut joined, mut explained, mut unread) = (Vec::new(), 0, 0, 0);
    let mut used = BTreeSet::new();
    for (address, folders) in truth["people"].as_object().unwrap() {
        let people = everything.people(address);
        if people.len() != 1 {
            wrong.push(format!("{address} is {} people", people.len()));
        }
        let Some(person) = people.first() else {
            continue;
        };
        let hers = everything.joined(person);
        for folder in folders.as_array().unwrap() {
            let folder = folder.as_str().unwrap();
            if told.not_read.contains_key(folder) {
                unread += 1;
                used.insert(folder.to_owned());
                continue;
            }
            if hers.contains(folder) {
                joined += 1;
                continue;
            }
            let keys = everything.keys(folder, address);
            let no_proof = |key: &String| told.no_proof.contains_key(&format!("{folder} {key}"));
            if !keys.is_empty() && keys.iter().all(no_proof) {
                explained += 1;
                used.extend(keys.iter().map(|key| format!("{folder} {key}")));
            } else {
                wrong.push(format!(
                    "{address} of {folder} is not joined; it is in {keys:?}"
                ));
            }
        }
    }
    println!("{joined} joined, {explained} without safe proof, {unread} in answers nobody reads");
    let told = told.no_proof.keys().chain(told.not_read.keys());
    wrong.extend(
        told.filter(|key| !used.contains(*key))
            .map(|key| format!("`{key}` explains nothing")),
    );
    let list: Vec<String> = wrong.iter().map(|one| format!("- {one}")).collect();
    assert!(wrong.is_empty(), "{}", list.join("\n"));
}
