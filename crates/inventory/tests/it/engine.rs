//! The engine: all at once equals one change after the other, in any order and on any number of
//! threads.

use std::collections::{BTreeMap, BTreeSet};

use inventory::correlate::engine::{
    Card, Change, Clusters, Diff, Mark, Memory, Part, Pin, Pins, Roster, Rule, Scheme, Standing,
    name_of, word_of,
};
use model::ClaimStrength::{self, Foreign, Medium, Strong, Weak};
use proptest::prelude::*;

/// A record with few values to choose from, so that many share them.
#[derive(Clone, Debug)]
struct Entered {
    card: Card,
    /// Rank, value and scope.
    values: Vec<(u8, u8, Option<&'static str>)>,
}

#[derive(Clone, Debug)]
enum Step {
    Put(u32, Entered),
    Take(u32),
    Decide([u32; 2], Option<Pin>),
}

fn scheme() -> Scheme {
    let rule = |strength: ClaimStrength, exclusive: bool, most: u32| Rule {
        strength,
        exclusive,
        most,
    };
    Scheme::new([
        rule(Foreign, false, 3),
        rule(Strong, true, 3),
        rule(Strong, false, 3),
        rule(Medium, false, 1),
        rule(Medium, true, 2),
        rule(Weak, false, 1),
    ])
}

fn any_record(id: u32) -> impl Strategy<Value = Entered> {
    let value = (
        0..6_u8,
        0..5_u8,
        prop::option::weighted(0.1, Just("tenant")),
    );
    let values = prop::collection::vec(value, 0..5);
    (
        0..4_u16,
        0..3_u8,
        0..3_u8,
        prop::bool::weighted(0.85),
        values,
    )
        .prop_map(move |(source, platform, maker, present, values)| Entered {
            card: Card {
                name: name_of("device", "source", &format!("record {id}")),
                maker: word_of(["", "dell", "hp"][usize::from(maker)]),
                source,
                platform,
                present,
            },
            values,
        })
}

/// Some values were shared by too many once, one of them a short time ago.
fn memory() -> Memory {
    let mark = |rank: u8, value: u8| Mark::new(rank, &[value], None);
    Memory {
        lately: [mark(2, 0)].into(),
        ever: [mark(2, 0), mark(1, 1), mark(3, 2)].into(),
    }
}

const RECORDS: u32 = 24;

fn any_step() -> impl Strategy<Value = Step> {
    let id = 0..RECORDS;
    let pin = prop::option::of(prop::sample::select(vec![Pin::Same, Pin::Apart]));
    prop_oneof![
        12 => id.clone().prop_flat_map(|id| any_record(id).prop_map(move |r| Step::Put(id, r))),
        3 => id.clone().prop_map(Step::Take),
        1 => (id.clone(), id, pin).prop_map(|(a, b, pin)| Step::Decide([a, b], pin)),
    ]
}

fn marks(entered: &Entered) -> Vec<(Mark, Option<&'static str>)> {
    let values = entered.values.iter();
    values
        .map(|&(rank, value, scope)| (Mark::new(rank, &[value], scope), scope))
        .collect()
}

/// What was entered so far, and what was decided.
#[derive(Clone, Debug, Default)]
struct Known {
    records: BTreeMap<u32, Entered>,
    pins: BTreeMap<[u32; 2], (u64, Pin)>,
}

/// Clusters as sets of records.
type Partition = BTreeSet<Vec<u32>>;

impl Known {
    fn take_in(&mut self, number: u64, step: &Step) {
        match step {
            Step::Put(id, entered) => drop(self.records.insert(*id, entered.clone())),
            Step::Take(id) => drop(self.records.remove(id)),
            Step::Decide([a, b], pin) => {
                let key = [*a.min(b), *a.max(b)];
                match pin {
                    Some(pin) => drop(self.pins.insert(key, (number, *pin))),
                    None => drop(self.pins.remove(&key)),
                }
            }
        }
    }

    /// All at once: in an order, in so many parts, on so many threads.
    fn at_once(&self, order: &[u32], parts: usize, threads: usize) -> [Partition; 2] {
        let order: Vec<u32> = order
            .iter()
            .copied()
            .filter(|id| self.records.contains_key(id))
            .collect();
        let scheme = scheme();
        let chunk = order.len().div_ceil(parts).max(1);
        let parts = order.chunks(chunk).map(|ids| {
            let mut part = Part::new(&scheme, ids.len(), 0);
            for id in ids {
                part.record(self.records[id].card);
                for (mark, scope) in marks(&self.records[id]) {
                    part.value(mark, scope);
                }
            }
            part
        });
        let roster = Roster::new(&scheme, parts);
        let mut pins = Pins::default();
        let at = |id: &u32| order.iter().position(|other| other == id);
        for (records, (number, pin)) in &self.pins {
            if let [Some(a), Some(b)] = [at(&records[0]), at(&records[1])] {
                pins.enter(*number, [a as u32, b as u32], *pin);
            }
        }
        let solved = roster.solve(&pins, &memory(), threads);
        partitions(&solved.clusters, |at| Some(order[at]))
    }
}

fn partitions(clusters: &Clusters, id: impl Fn(usize) -> Option<u32>) -> [Partition; 2] {
    [&clusters.confirmed, &clusters.probable].map(|labels| {
        let mut sets: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (at, label) in labels.iter().enumerate() {
            if let Some(id) = id(at) {
                sets.entry(*label).or_default().push(id);
            }
        }
        let sorted = sets.into_values().map(|mut set| {
            set.sort_unstable();
            set
        });
        sorted.collect()
    })
}

fn tell(standing: &mut Standing, number: u64, step: &Step) -> Diff {
    match step {
        Step::Put(id, entered) => standing.change(Change::Put {
            record: *id,
            card: entered.card,
            values: &marks(entered),
        }),
        Step::Take(id) => standing.change(Change::Take(*id)),
        Step::Decide(records, pin) => standing.change(Change::Decide {
            number,
            records: *records,
            pin: *pin,
        }),
    }
}

fn cases(normally: u32) -> ProptestConfig {
    let more = std::env::vars().find(|(name, _)| name == "ALLHANDS_CASES");
    let cases = more.and_then(|(_, n)| n.parse().ok()).unwrap_or(normally);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn after_every_change_what_stands_equals_all_at_once(
        steps in prop::collection::vec(any_step(), 1..60),
    ) {
        let mut standing = Standing::new(&scheme(), Pins::default(), memory());
        let mut known = Known::default();
        let order: Vec<u32> = (0..RECORDS).collect();
        let mut before = Partition::new();
        for (number, step) in (1..).zip(&steps) {
            let diff = tell(&mut standing, number, step);
            known.take_in(number, step);
            let here = |at: usize| Some(at as u32).filter(|id| known.records.contains_key(id));
            let stands = partitions(&standing.clusters(), here);
            prop_assert_eq!(&stands, &known.at_once(&order, 1, 1), "after step {}", number);
            // What is reported as changed is what changed.
            for gone in &diff.before {
                prop_assert!(before.remove(gone), "{:?} was no cluster", gone);
            }
            before.extend(diff.after);
            prop_assert_eq!(&before, &stands[1]);
        }
    }

    #[test]
    fn neither_order_nor_parts_nor_threads_change_a_cluster(
        steps in prop::collection::vec(any_step(), 1..80),
        order in Just((0..RECORDS).collect::<Vec<u32>>()).prop_shuffle(),
        parts in 1..5_usize,
        threads in 1..4_usize,
    ) {
        let mut known = Known::default();
        for (number, step) in (1..).zip(&steps) {
            known.take_in(number, step);
        }
        let sorted: Vec<u32> = (0..RECORDS).collect();
        prop_assert_eq!(known.at_once(&order, parts, threads), known.at_once(&sorted, 1, 1));
    }

    #[test]
    fn every_confirmed_cluster_lies_within_a_probable_one(
        steps in prop::collection::vec(any_step(), 1..80),
    ) {
        let mut known = Known::default();
        for (number, step) in (1..).zip(&steps) {
            known.take_in(number, step);
        }
        let order: Vec<u32> = (0..RECORDS).collect();
        let [confirmed, probable] = known.at_once(&order, 1, 1);
        for cluster in &confirmed {
            prop_assert!(probable.iter().any(|wide| cluster.iter().all(|id| wide.contains(id))));
        }
    }

    #[test]
    fn who_is_pinned_apart_is_never_one_thing(
        steps in prop::collection::vec(any_step(), 1..80),
    ) {
        let mut known = Known::default();
        for (number, step) in (1..).zip(&steps) {
            known.take_in(number, step);
        }
        let order: Vec<u32> = (0..RECORDS).collect();
        for partition in known.at_once(&order, 1, 1) {
            for ([a, b], (_, pin)) in &known.pins {
                let together = partition.iter().any(|set| set.contains(a) && set.contains(b));
                prop_assert!(a == b || *pin != Pin::Apart || !together);
            }
        }
    }
}

/// Records with one strong value each shared by two neighbours: a chain of any length.
fn chain(length: u32) -> Roster {
    let scheme = scheme();
    let mut part = Part::new(&scheme, length as usize, 2 * length as usize);
    for id in 0..length {
        part.record(Card {
            name: name_of("device", "source", &id.to_string()),
            maker: 0,
            source: (id % 3) as u16,
            platform: 0,
            present: true,
        });
        for value in [id, id + 1] {
            part.value(Mark::new(2, &value.to_le_bytes(), None), None);
        }
    }
    Roster::new(&scheme, [part])
}

fn largest(clusters: &Clusters) -> usize {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for label in &clusters.probable {
        *sizes.entry(*label).or_default() += 1;
    }
    sizes.into_values().max().unwrap_or(0)
}

#[test]
fn what_connects_more_than_five_hundred_records_is_cut_and_told() {
    let narrow = chain(500).solve(&Pins::default(), &Memory::default(), 1);
    assert_eq!(largest(&narrow.clusters), 500);
    assert_eq!(narrow.ignored, []);
    let wide = chain(501).solve(&Pins::default(), &Memory::default(), 2);
    assert_eq!(largest(&wide.clusters), 1);
    assert_eq!(wide.ignored.len(), 500);
}
