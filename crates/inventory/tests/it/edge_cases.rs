//! The edge cases real inventories have, group by group, in the shipped vocabulary.
//!
//! A record is written as a line: `source/kind/native id: claim=value; field: value; -> link kind
//! claim=value`. What came of a day is written as `jamf/1 + edr/a | jamf/2`: records that are one
//! thing, and the things apart.

mod clones;
mod disagreement;
mod names;
mod network;
mod people;
mod poison;
mod repositories;
mod serials;
mod services_and_vendors;
mod time_and_paging;
mod twins;

use std::{collections::BTreeMap, fs, path::Path};

use inventory::{Decisions, Delivery, IdBook, IdEntry, RecordBook, Resolution, advance, resolve};
use model::{Entity, Record, Vocabulary, vocabulary::Kind};
use serde::Deserialize;

use crate::support::{Fill, complete, day, record, text};

/// The vocabulary as it is shipped.
fn shipped() -> Vocabulary {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/vocabulary");
    let mut kinds = indexmap::IndexMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for document in serde_yaml_ng::Deserializer::from_str(&text) {
            let kind = Kind::deserialize(document).unwrap();
            kinds.insert(kind.kind.clone(), kind);
        }
    }
    Vocabulary { kinds }
}

/// An organisation, day by day.
struct Tale {
    book: RecordBook,
    log: Vec<IdEntry>,
    words: Vocabulary,
    today: u32,
    sources: BTreeMap<String, ()>,
}

impl Tale {
    fn new() -> Self {
        Self {
            book: RecordBook::default(),
            log: Vec::new(),
            words: shipped(),
            today: 0,
            sources: BTreeMap::new(),
        }
    }

    /// The next day, on which every source that was ever named answers in full.
    fn day(&mut self, lines: &[&str]) -> Resolution {
        let mut by_source: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for line in lines {
            let record = written(line);
            let source = record.key.source.to_string();
            self.sources.insert(source.clone(), ());
            by_source.entry(source).or_default().push(record);
        }
        let at = day(self.today);
        let deliveries: Vec<Delivery> = self
            .sources
            .keys()
            .map(|source| {
                let records = by_source.remove(source).unwrap_or_default();
                complete(source, at, records)
            })
            .collect();
        self.deliver(&deliveries)
    }

    /// The next day, with answers of another sort.
    fn deliver(&mut self, deliveries: &[Delivery]) -> Resolution {
        let now = day(self.today);
        self.today += 1;
        self.book = advance(&self.book, deliveries, now).book;
        let ids = IdBook::replay(&self.log);
        let resolution = resolve(&self.book, &ids, &Decisions::default(), &self.words, now);
        self.log.extend(resolution.minted.iter().cloned());
        resolution
    }
}

/// A record as a line says it.
fn written(line: &str) -> Record {
    let (path, said) = line.split_once(':').unwrap_or((line, ""));
    let mut parts = Vec::new();
    for part in said
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        parts.push(part);
    }
    let claims: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| part.contains('=') && !part.starts_with("->"))
        .collect();
    let mut record = record(path, &claims);
    for part in parts {
        if let Some(link) = part.strip_prefix("-> ") {
            let (link, by) = link.split_once(", ").unwrap();
            let (link, to) = link.split_once(" to ").unwrap();
            record = record.link(link, to, by);
        } else if let Some((field, value)) = part.split_once(": ").filter(|_| !part.contains('=')) {
            record = record.with(field, text(value));
        }
    }
    record
}

/// What one day's records come to.
fn things_of(kind: &str, lines: &[&str]) -> String {
    things(&Tale::new().day(lines), kind)
}

/// The things of a kind that are not gone: their records, in order.
fn things(resolution: &Resolution, kind: &str) -> String {
    let entities = resolution.inventory.of(kind).iter();
    let alive = entities.filter(|entity| entity.life != model::Life::Gone);
    let mut things: Vec<String> = alive.map(records).collect();
    things.sort();
    things.join(" | ")
}

fn records(entity: &Entity) -> String {
    let keys = entity.members.iter().map(|member| &member.record);
    let names = keys.map(|key| format!("{}/{}", key.source, key.native_id));
    names.collect::<Vec<_>>().join(" + ")
}

/// The entity of a record: `jamf/1`.
#[track_caller]
fn of<'a>(resolution: &'a Resolution, record: &str) -> &'a Entity {
    let (source, id) = record.split_once('/').unwrap();
    let holds = |entity: &&Entity| {
        let mut keys = entity.members.iter().map(|member| &member.record);
        keys.any(|key| key.source.as_str() == source && &*key.native_id == id)
    };
    resolution.inventory.all().find(holds).unwrap()
}

/// Why what a record was joined by was ignored, or what kept it apart.
fn why(resolution: &Resolution, record: &str) -> String {
    let entity = of(resolution, record);
    let ignored = entity.suppressed.iter().map(|s| s.reason.clone());
    let refused = entity.refused.iter().map(|r| r.veto.clone());
    ignored.chain(refused).collect::<Vec<_>>().join("; ")
}
