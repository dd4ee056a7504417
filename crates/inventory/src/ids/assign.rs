//! Which cluster keeps which number.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;
use model::{KindName, RecordKey};

use super::{IdEntry, Numbers};

/// A record of a cluster that asks for a number.
#[derive(Clone, Debug)]
pub(crate) struct Claimant {
    pub(crate) key: RecordKey,
    /// Whether its source still holds it: the living keep a number before tombstones do.
    pub(crate) present: bool,
}

/// How much of a number a cluster retains, best first: records still held by their source, all
/// records, then the earliest in the log. Never an age, so that replay gives the same answer.
type Weight = (Reverse<usize>, Reverse<usize>, usize);

/// Gives each cluster of a kind its number, and says what that adds to the log at an instant.
///
/// Clusters are sorted by their smallest record key, and so are the records of each.
pub(crate) fn assign(
    kind: &KindName,
    clusters: &[Vec<Claimant>],
    numbers: &Numbers,
    at: Timestamp,
) -> (Vec<u64>, Vec<IdEntry>) {
    let mut given = inherited(clusters, numbers);
    let mut entries = Vec::new();
    let mut last = numbers.last;
    for (cluster, number) in clusters.iter().zip(&mut given) {
        if number.is_none() {
            last += 1;
            *number = Some(last);
            entries.push(IdEntry::Minted {
                kind: kind.clone(),
                number: last,
                anchor: cluster[0].key.clone(),
                split_from: cluster
                    .iter()
                    .find_map(|claimant| numbers.number_of(&claimant.key)),
                at: Some(at),
            });
        }
    }
    let given: Vec<u64> = given.into_iter().flatten().collect();
    entries.extend(joins(kind, clusters, &given, numbers, at));
    entries.extend(merges(kind, clusters, &given, numbers, at));
    (given, entries)
}

/// Each number goes to the cluster that retains most of it, each cluster keeps one.
fn inherited(clusters: &[Vec<Claimant>], numbers: &Numbers) -> Vec<Option<u64>> {
    let mut bids: Vec<(Weight, u64, usize)> = Vec::new();
    for (index, cluster) in clusters.iter().enumerate() {
        let mut weights: BTreeMap<u64, Weight> = BTreeMap::new();
        for claimant in cluster {
            let Some(&(number, order)) = numbers.records.get(&claimant.key) else {
                continue;
            };
            let weight = weights.entry(numbers.current(number)).or_insert((
                Reverse(0),
                Reverse(0),
                usize::MAX,
            ));
            weight.0.0 += usize::from(claimant.present);
            weight.1.0 += 1;
            weight.2 = weight.2.min(order);
        }
        bids.extend(
            weights
                .into_iter()
                .map(|(number, weight)| (weight, number, index)),
        );
    }
    bids.sort_unstable();
    let mut given = vec![None; clusters.len()];
    let mut taken = BTreeSet::new();
    for (_, number, index) in bids {
        if given[index].is_none() && taken.insert(number) {
            given[index] = Some(number);
        }
    }
    given
}

/// Records whose number is not the one in the log yet.
fn joins(
    kind: &KindName,
    clusters: &[Vec<Claimant>],
    given: &[u64],
    numbers: &Numbers,
    at: Timestamp,
) -> Vec<IdEntry> {
    let mut joins = Vec::new();
    for (cluster, &number) in clusters.iter().zip(given) {
        let anchored = number > numbers.last;
        for claimant in cluster.iter().skip(usize::from(anchored)) {
            if numbers.number_of(&claimant.key) != Some(number) {
                let record = claimant.key.clone();
                joins.push(IdEntry::Joined {
                    kind: kind.clone(),
                    number,
                    record,
                    at: Some(at),
                });
            }
        }
    }
    joins
}

/// Numbers that no cluster keeps: each becomes another name of the cluster with most of it.
fn merges(
    kind: &KindName,
    clusters: &[Vec<Claimant>],
    given: &[u64],
    numbers: &Numbers,
    at: Timestamp,
) -> Vec<IdEntry> {
    let kept: BTreeSet<u64> = given.iter().copied().collect();
    let mut heirs: BTreeMap<u64, BTreeMap<u64, usize>> = BTreeMap::new();
    for (cluster, &number) in clusters.iter().zip(given) {
        for claimant in cluster {
            let before = numbers.number_of(&claimant.key);
            if let Some(before) = before.filter(|before| !kept.contains(before)) {
                *heirs.entry(before).or_default().entry(number).or_default() += 1;
            }
        }
    }
    let most = |heirs: &BTreeMap<u64, usize>| {
        heirs
            .iter()
            .max_by_key(|&(&number, &records)| (records, Reverse(number)))
            .map(|(n, _)| *n)
    };
    heirs
        .iter()
        .filter_map(|(&number, heirs)| {
            let merged_into = most(heirs)?;
            Some(IdEntry::Merged {
                kind: kind.clone(),
                number,
                merged_into,
                at: Some(at),
            })
        })
        .collect()
}

impl Numbers {
    /// The number a record has now.
    pub(super) fn number_of(&self, record: &RecordKey) -> Option<u64> {
        self.records
            .get(record)
            .map(|&(number, _)| self.current(number))
    }
}
