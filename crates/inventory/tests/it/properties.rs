//! Laws: no order of arrival matters, replay gives the same numbers, failure ends nothing.

use inventory::{Decisions, Delivery, IdBook, RecordBook, advance, resolve};
use model::{Life, Record, ScopeOutcome};
use proptest::prelude::*;

use crate::support::{Fill, World, day, record, run, text, vocabulary};

/// A record out of few values, so that many share identifiers.
fn any_record() -> impl Strategy<Value = Record> {
    let source = prop::sample::select(vec!["jamf", "edr", "cmdb"]);
    let claims = prop::collection::vec((0..4usize, 0..6u8), 0..4);
    let system = prop::sample::select(vec!["", "macOS", "Windows"]);
    (source, 0..12u8, claims, system, 0..3i64).prop_map(|(source, id, claims, system, hours)| {
        let keys = ["serial number", "hardware uuid", "hostname", "agent id"];
        let claims: Vec<String> = claims
            .into_iter()
            .map(|(key, n)| match key {
                1 => format!("{}=4c4c4544-0051-3010-8036-b4c04f4e313{n}", keys[key]),
                _ => format!("{}=VALUE{n}", keys[key]),
            })
            .collect();
        let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
        let record = record(&format!("{source}/device/{id}"), &claims)
            .dated(day(0) + jiff::SignedDuration::from_hours(hours));
        let digest = format!("{claims:?}{system}");
        let record = if system.is_empty() {
            record
        } else {
            record.with("operating system", text(system))
        };
        Record {
            raw_digest: digest,
            ..record
        }
    })
}

fn any_outcome() -> impl Strategy<Value = ScopeOutcome> {
    prop::sample::select(vec![
        ScopeOutcome::Complete,
        ScopeOutcome::Complete,
        ScopeOutcome::Partial,
        ScopeOutcome::Failed,
    ])
}

/// One run of all three sources.
fn any_run() -> impl Strategy<Value = (Vec<Record>, [ScopeOutcome; 3])> {
    let outcomes = [any_outcome(), any_outcome(), any_outcome()];
    (prop::collection::vec(any_record(), 0..25), outcomes)
}

fn deliveries(n: u32, records: &[Record], outcomes: [ScopeOutcome; 3]) -> Vec<Delivery> {
    let sources = ["cmdb", "edr", "jamf"].into_iter().zip(outcomes);
    sources
        .map(|(source, outcome)| {
            let at = (outcome != ScopeOutcome::Failed).then(|| day(n));
            let ours = records
                .iter()
                .filter(|record| record.key.source.as_str() == source);
            let records = if at.is_some() {
                ours.cloned().collect()
            } else {
                Vec::new()
            };
            run(source, outcome, at, records)
        })
        .collect()
}

fn world(runs: &[(Vec<Record>, [ScopeOutcome; 3])]) -> World {
    let mut world = World::default();
    for (n, (records, outcomes)) in runs.iter().enumerate() {
        let n = n as u32;
        world.pass(&deliveries(n, records, *outcomes), day(n));
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_order_of_arrival_changes_nothing(
        (records, shuffled) in prop::collection::vec(any_record(), 0..25)
            .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle()))
    ) {
        let all = [ScopeOutcome::Complete; 3];
        let mut backwards = deliveries(0, &shuffled, all);
        backwards.reverse();
        let one = World::default().pass(&deliveries(0, &records, all), day(0));
        let other = World::default().pass(&backwards, day(0));
        prop_assert_eq!(one, other);
    }

    #[test]
    fn replaying_the_same_runs_gives_the_same_numbers(
        runs in prop::collection::vec(any_run(), 1..5)
    ) {
        let (one, other) = (world(&runs), world(&runs));
        prop_assert_eq!(&one.log, &other.log);
        let now = day(runs.len() as u32);
        let ids = IdBook::replay(&one.log);
        let again = resolve(&one.book, &ids, &Decisions::default(), &vocabulary(), now);
        prop_assert!(again.minted.is_empty(), "{:?}", again.minted);
    }

    #[test]
    fn every_record_is_in_one_entity_and_every_merge_has_its_proof(
        runs in prop::collection::vec(any_run(), 1..4)
    ) {
        let mut world = world(&runs);
        let resolution = world.resolve(day(runs.len() as u32));
        let mut seen = std::collections::BTreeSet::new();
        for entity in resolution.inventory.all() {
            prop_assert_eq!(entity.proof.len() + 1, entity.members.len());
            for member in &entity.members {
                prop_assert!(seen.insert(member.record.clone()));
            }
        }
        prop_assert_eq!(seen.len(), world.book.records.len());
    }

    #[test]
    fn a_run_that_is_not_complete_ends_no_record_and_changes_no_number(
        runs in prop::collection::vec(any_run(), 1..4), failures in 1..4u32
    ) {
        let mut world = world(&runs);
        let gone = |book: &RecordBook| {
            book.records.values().filter(|kept| kept.life == Life::Gone).count()
        };
        let before = gone(&world.book);
        let last = world.resolve(day(runs.len() as u32));
        for n in 0..failures {
            let now = day(runs.len() as u32 + n);
            let after = world.pass(&deliveries(0, &[], [ScopeOutcome::Failed; 3]), now);
            prop_assert!(after.minted.is_empty());
            prop_assert_eq!(ids(&after), ids(&last));
        }
        prop_assert_eq!(gone(&world.book), before);
    }

    #[test]
    fn taking_the_same_deliveries_in_twice_changes_nothing(
        runs in prop::collection::vec(any_run(), 1..5)
    ) {
        let mut book = RecordBook::default();
        for (n, (records, outcomes)) in runs.iter().enumerate() {
            let n = n as u32;
            let deliveries = deliveries(n, records, *outcomes);
            book = advance(&book, &deliveries, day(n)).book;
            let again = advance(&book, &deliveries, day(n));
            prop_assert!(!again.changed);
            prop_assert_eq!(&again.book, &book);
        }
    }

    #[test]
    fn no_entity_holds_two_serial_numbers_that_count(
        runs in prop::collection::vec(any_run(), 1..4)
    ) {
        let mut world = world(&runs);
        let resolution = world.resolve(day(runs.len() as u32));
        for entity in resolution.inventory.all() {
            for edge in &entity.proof {
                let serials = edge.between.each_ref().map(|key| serials(&world, key, entity));
                let [one, other] = serials;
                prop_assert!(one.is_empty() || other.is_empty() || !one.is_disjoint(&other));
            }
        }
    }
}

fn ids(resolution: &inventory::Resolution) -> Vec<String> {
    let entities = resolution.inventory.all();
    entities
        .map(|entity| format!("{} {}", entity.id, crate::support::members(entity)))
        .collect()
}

/// The serial numbers of a record that its entity does not ignore.
fn serials(
    world: &World,
    key: &model::RecordKey,
    entity: &model::Entity,
) -> std::collections::BTreeSet<String> {
    let claims = &world.book.records[key].record.claims;
    let counts = |claim: &&model::Claim| {
        claim.key == "serial number" && !entity.suppressed.iter().any(|s| s.claim == **claim)
    };
    claims
        .iter()
        .filter(counts)
        .map(|claim| claim.value.clone())
        .collect()
}
