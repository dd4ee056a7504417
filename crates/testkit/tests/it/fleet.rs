//! The dirty fleet: the same bytes for a seed, as dirty as its rates say, and scored exactly.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use testkit::fleet::{Fleet, FleetRecord, Key, Mutation, Rates, Sources, score};

fn fleet(seed: u64, devices: u32) -> Fleet {
    Fleet::new(seed, Rates::shipped(), devices, Sources::Five)
}

fn digest(records: impl Iterator<Item = FleetRecord>) -> String {
    let mut hasher = blake3::Hasher::new();
    for record in records {
        hasher.update(format!("{record:?}").as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

#[test]
fn one_seed_gives_one_fleet_and_another_gives_another() {
    let bytes = |seed| digest(fleet(seed, 2_000).records());
    assert_eq!(bytes(7), bytes(7));
    assert_ne!(bytes(7), bytes(8));
}

#[test]
fn every_record_has_a_key_of_its_own() {
    let all = Fleet::new(3, Rates::shipped(), 5_000, Sources::All);
    let mut seen = BTreeSet::new();
    for record in all.records() {
        assert!(seen.insert((record.source, record.native_id)));
        assert!(record.truth < all.devices());
    }
}

/// Share of `of` among `all`, held against a rate with room for five standard deviations.
fn about(what: &str, of: usize, all: usize, rate: f64) {
    let share = of as f64 / all as f64;
    let room = 5.0 * (rate * (1.0 - rate) / all as f64).sqrt();
    assert!(
        (share - rate).abs() <= room,
        "{what}: {share} and not {rate}"
    );
}

#[test]
fn sources_know_as_many_devices_as_their_rates_say() {
    let devices = 20_000;
    let all = fleet(11, devices);
    let mut known: BTreeMap<u8, BTreeSet<u32>> = BTreeMap::new();
    let mut records = 0;
    for record in all.records() {
        known.entry(record.source).or_default().insert(record.truth);
        records += 1;
    }
    for (source, rate) in [0.85, 0.80, 0.70, 0.60, 0.95].into_iter().enumerate() {
        let known = known[&u8::try_from(source).unwrap()].len();
        about(all.source_name(source as u8), known, devices as usize, rate);
    }
    // 978,668 records of 250,000 devices in the prototype, so 3.91 of one; here some are twice.
    let each = f64::from(records) / f64::from(devices);
    assert!((3.90..4.00).contains(&each), "{each} records of a device");
}

#[test]
fn what_is_wrong_is_as_frequent_as_the_rates_say() {
    let devices = 20_000;
    let records: Vec<FleetRecord> = fleet(13, devices).records().collect();
    let mdm: Vec<&FleetRecord> = records.iter().filter(|record| record.source == 0).collect();
    let known: BTreeSet<u32> = mdm.iter().map(|record| record.truth).collect();
    about("enrolled again", mdm.len() - known.len(), known.len(), 0.02);

    let value = |record: &FleetRecord, key: Key| {
        let claim = record.claims.iter().find(|claim| claim.key == key);
        claim.map(|claim| claim.value.clone())
    };
    let serials: Vec<String> = mdm
        .iter()
        .filter_map(|r| value(r, Key::SerialNumber))
        .collect();
    let no_serial = |s: &&String| s.len() < 9 || s.contains([' ', '.']) || *s == "0123456789";
    about(
        "placeholders",
        serials.iter().filter(no_serial).count(),
        serials.len(),
        0.03,
    );

    let names: Vec<String> = mdm.iter().filter_map(|r| value(r, Key::Hostname)).collect();
    let defaults = ["desktop", "macbook-pro", "localhost", "iphone", "android"];
    let unnamed = names
        .iter()
        .filter(|name| defaults.contains(&name.as_str()));
    about("default names", unnamed.count(), names.len(), 0.06);

    let mut carriers: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for record in &mdm {
        if let Some(mac) = value(record, Key::MacAddress) {
            carriers.entry(mac).or_default().insert(record.truth);
        }
    }
    let macs: usize = carriers.values().map(BTreeSet::len).sum();
    let docked: usize = carriers
        .values()
        .map(BTreeSet::len)
        .filter(|n| *n > 1)
        .sum();
    // One address in twenty is made up instead.
    about("docked", docked, macs, 0.08 * 0.95);
}

#[test]
fn clones_of_one_image_come_in_groups_of_at_most_49() {
    let mut carriers: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for record in fleet(17, 20_000).records() {
        for claim in record.claims {
            if claim.key == Key::HardwareUuid {
                carriers
                    .entry(claim.value.to_lowercase())
                    .or_default()
                    .insert(record.truth);
            }
        }
    }
    // UUIDs that firmware never set are on more devices than any image.
    let groups = carriers
        .values()
        .map(BTreeSet::len)
        .filter(|n| (2..=49).contains(n));
    let groups: Vec<usize> = groups.collect();
    assert!(groups.len() > 8, "{groups:?}");
    assert!(
        carriers
            .values()
            .filter(|devices| devices.len() > 49)
            .count()
            <= 4
    );
}

#[test]
fn a_file_with_other_rates_gives_another_fleet() {
    let shipped = include_str!("../../fleet.toml");
    let clean = shipped.replace("placeholder = 0.03", "placeholder = 0.0");
    let clean = Fleet::new(7, Rates::read(&clean).unwrap(), 2_000, Sources::Five);
    let placeholders = |fleet: &Fleet| {
        let claims = fleet.records().flat_map(|record| record.claims);
        claims
            .filter(|claim| claim.value == "Default string")
            .count()
    };
    assert_eq!(placeholders(&clean), 0);
    assert!(placeholders(&fleet(7, 2_000)) > 0);
    let unknown = Rates::read(&shipped.replace("docked =", "doked =")).unwrap_err();
    assert!(unknown.to_string().contains("doked"), "{unknown}");
}

#[test]
fn changes_are_the_same_for_a_seed_and_concern_records_that_are_there() {
    let fleet = fleet(19, 500);
    let changes: Vec<Mutation> = fleet.mutations(1).take(3_000).collect();
    assert_eq!(changes, fleet.mutations(1).take(3_000).collect::<Vec<_>>());
    assert_ne!(changes, fleet.mutations(2).take(3_000).collect::<Vec<_>>());

    let key = |record: &FleetRecord| (record.source, record.native_id.clone());
    let mut here: BTreeMap<_, _> = fleet.records().map(|r| (key(&r), r)).collect();
    let mut gone = BTreeMap::new();
    let mut seen = [0_u32; 4];
    for change in changes {
        match change {
            Mutation::Insert(record) => {
                assert!(record.truth >= fleet.devices());
                assert!(here.insert(key(&record), record).is_none());
                seen[0] += 1;
            }
            Mutation::Change(record) => {
                let before = here.insert(key(&record), record.clone()).unwrap();
                assert_eq!(before.truth, record.truth);
                assert_ne!(before.claims, record.claims);
                seen[1] += 1;
            }
            Mutation::Delete { source, native_id } => {
                let record = here.remove(&(source, native_id)).unwrap();
                gone.insert(key(&record), record);
                seen[2] += 1;
            }
            Mutation::Reappear(record) => {
                assert_eq!(gone.remove(&key(&record)).as_ref(), Some(&record));
                here.insert(key(&record), record);
                seen[3] += 1;
            }
        }
    }
    assert!(seen.iter().all(|&times| times > 100), "{seen:?}");
}

/// Every pair of records looked at.
fn by_pairs(records: &[(u32, u32)]) -> (u64, u64, u64) {
    let mut counts = (0, 0, 0);
    for (at, one) in records.iter().enumerate() {
        for other in &records[at + 1..] {
            let (same_device, same_entity) = (one.0 == other.0, one.1 == other.1);
            counts.0 += u64::from(same_device);
            counts.1 += u64::from(same_entity);
            counts.2 += u64::from(same_device && same_entity);
        }
    }
    counts
}

proptest! {
    #[test]
    fn the_score_is_what_looking_at_every_pair_gives(
        records in prop::collection::vec((0..12_u32, 0..12_u32), 0..60)
    ) {
        let scored = score(records.iter().copied());
        let counted = (scored.true_pairs, scored.matched_pairs, scored.right_pairs);
        prop_assert_eq!(counted, by_pairs(&records));
        let mut entities: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (device, entity) in &records {
            entities.entry(*entity).or_default().push(*device);
        }
        prop_assert_eq!(scored.entities, entities.len() as u64);
        let largest = entities.values().map(Vec::len).max().unwrap_or(0);
        prop_assert_eq!(scored.largest, largest as u64);
        let mixed = entities.values().filter(|devices| devices.iter().any(|d| d != &devices[0]));
        prop_assert_eq!(scored.mixed, mixed.count() as u64);
        let devices: BTreeSet<u32> = records.iter().map(|(device, _)| *device).collect();
        prop_assert_eq!(scored.devices, devices.len() as u64);
    }
}

#[test]
fn a_matching_that_is_the_truth_is_right_and_complete() {
    let truth: Vec<(u32, u32)> = fleet(23, 300)
        .records()
        .map(|r| (r.truth, r.truth))
        .collect();
    let scored = score(truth.iter().copied());
    assert_eq!(
        (scored.precision(), scored.recall(), scored.mixed),
        (1.0, 1.0, 0)
    );
    let apart = score(
        truth
            .iter()
            .enumerate()
            .map(|(at, (device, _))| (*device, at as u32)),
    );
    assert_eq!((apart.precision(), apart.recall()), (1.0, 0.0));
    assert_eq!(apart.f1(), 0.0);
}
