//! How right the matching is, counted on a generated fleet that is as dirty as real ones.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use inventory::{Decisions, IdBook, RecordBook, Resolution, advance, resolve};
use model::{Record, RecordKey, Tier, Vocabulary, vocabulary::Identifier};
use testkit::fleet::{Fleet, Rates, Score, Sources, score};

use crate::support::{day, snapshot, vocabulary};

/// The identifiers of devices as they are shipped, not as a test would like them.
fn shipped() -> Vocabulary {
    let text = include_str!("../../../../catalogue/vocabulary/devices.yaml");
    let mut kinds = text.split("\n---\n");
    let kind = kinds.find(|kind| kind.contains("kind: device\n")).unwrap();
    let mut kind: BTreeMap<String, serde_yaml_ng::Value> = serde_yaml_ng::from_str(kind).unwrap();
    let identifiers: IndexMap<String, Identifier> =
        serde_yaml_ng::from_value(kind.remove("identifiers").unwrap()).unwrap();
    let mut vocabulary = vocabulary();
    let device = vocabulary
        .kinds
        .values_mut()
        .find(|kind| kind.kind.as_str() == "device");
    device.unwrap().identifiers = identifiers;
    vocabulary
}

/// Entities as they are, and as they would be if only what is confirmed counted.
struct Matched {
    all: Score,
    confirmed: Score,
}

fn matched(fleet: &Fleet) -> Matched {
    let mut truth: BTreeMap<RecordKey, u32> = BTreeMap::new();
    let mut records: Vec<Record> = Vec::new();
    for told in fleet.records() {
        let record = fleet.to_record(&told, day(0));
        truth.insert(record.key.clone(), told.truth);
        records.push(record);
    }
    let book = advance(&RecordBook::default(), &snapshot(day(0), records), day(0)).book;
    let resolution = resolve(
        &book,
        &IdBook::default(),
        &Decisions::default(),
        &shipped(),
        day(0),
    );
    let scored = |labels: BTreeMap<&RecordKey, u32>| {
        assert_eq!(labels.len(), truth.len());
        score(labels.into_iter().map(|(key, entity)| (truth[key], entity)))
    };
    Matched {
        all: scored(entities(&resolution)),
        confirmed: scored(confirmed(&resolution)),
    }
}

fn entities(resolution: &Resolution) -> BTreeMap<&RecordKey, u32> {
    let devices = resolution.inventory.of("device").iter();
    devices
        .flat_map(|entity| {
            entity
                .members
                .iter()
                .map(|m| (&m.record, entity.id.number as u32))
        })
        .collect()
}

/// What the confirmed part of the proofs joins: strongest joins come first, so that this is what
/// matching without the weaker identifiers would give.
fn confirmed(resolution: &Resolution) -> BTreeMap<&RecordKey, u32> {
    let mut label: BTreeMap<&RecordKey, u32> = BTreeMap::new();
    for entity in resolution.inventory.of("device") {
        for member in &entity.members {
            label.insert(&member.record, label.len() as u32);
        }
        for edge in entity
            .proof
            .iter()
            .filter(|edge| edge.tier == Tier::Confirmed)
        {
            let [one, other] = edge.between.each_ref().map(|key| label[key]);
            for member in &entity.members {
                if label[&member.record] == other {
                    label.insert(&member.record, one);
                }
            }
        }
    }
    label
}

fn figures(what: &str, score: &Score) -> String {
    format!(
        "{what}: {} records, {} entities of {} devices, precision {:.5}, recall {:.4}, \
         largest {}, mixed {}",
        score.records,
        score.entities,
        score.devices,
        score.precision(),
        score.recall(),
        score.largest,
        score.mixed
    )
}

#[allow(
    clippy::print_stdout,
    reason = "figures for who runs it with --nocapture"
)]
fn check(sources: Sources, least: [f64; 2]) {
    let fleet = Fleet::new(4, Rates::shipped(), 3_000, sources);
    let matched = matched(&fleet);
    let told = [
        figures("confirmed", &matched.confirmed),
        figures("with probable", &matched.all),
    ];
    println!("{}", told.join("\n"));
    assert_eq!(matched.confirmed.mixed, 0, "{told:?}");
    assert_eq!(matched.confirmed.precision(), 1.0, "{told:?}");
    assert!(matched.all.precision() >= 0.999, "{told:?}");
    assert!(matched.confirmed.recall() >= least[0], "{told:?}");
    assert!(matched.all.recall() >= least[1], "{told:?}");
}

#[test]
fn of_five_dirty_sources_no_confirmed_device_is_two() {
    check(Sources::Five, [0.58, 0.85]);
}

#[test]
fn of_eight_dirty_sources_no_confirmed_device_is_two() {
    check(Sources::All, [0.45, 0.85]);
}
