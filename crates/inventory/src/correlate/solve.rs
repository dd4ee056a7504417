//! The constrained spanning forest: strongest identifiers first, every union behind its vetoes.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use model::{Claim, ClaimStrength, SourceId};

use super::{Claims, gate::Gate, traits};
use crate::book::Kept;

/// Two records that share an active value.
#[derive(Clone, Debug)]
pub(super) struct Pair<'a> {
    pub(super) strength: ClaimStrength,
    pub(super) claim: &'a Claim,
    pub(super) between: [usize; 2],
}

/// The forest of a kind.
#[derive(Debug, Default)]
pub(super) struct Forest<'a> {
    /// Members of each cluster, ascending; clusters in order of their first member.
    pub(super) clusters: Vec<Vec<usize>>,
    /// Unions that were made.
    pub(super) accepted: Vec<Pair<'a>>,
    /// The first refusal of each two records that stayed apart, with the veto.
    pub(super) refused: Vec<(Pair<'a>, String)>,
}

/// What a growing cluster already is.
#[derive(Clone, Debug, Default)]
struct Group<'a> {
    members: Vec<usize>,
    sources: BTreeSet<&'a SourceId>,
    exclusive: BTreeMap<(&'a str, Option<&'a str>), BTreeSet<&'a str>>,
    platforms: BTreeSet<String>,
    makers: BTreeSet<String>,
}

pub(super) fn solve<'a>(
    records: &'a [&'a Kept],
    claims: &'a [Claims],
    gate: &'a Gate,
) -> Forest<'a> {
    let mut groups: Vec<Option<Group<'a>>> = (0..records.len())
        .map(|at| Some(single(at, records[at], &claims[at], gate)))
        .collect();
    // The position of the group each record is in.
    let mut home: Vec<usize> = (0..records.len()).collect();
    let mut forest = Forest::default();
    let mut told = BTreeSet::new();
    for pair in pairs(records, gate) {
        let [a, b] = pair.between.map(|at| home[at]);
        let (Some(left), Some(right)) = (&groups[a], &groups[b]) else {
            continue;
        };
        if a == b {
            continue;
        }
        if let Some(veto) = veto(left, right, pair.strength) {
            if told.insert(pair.between) {
                forest.refused.push((pair, veto));
            }
            continue;
        }
        let (into, from) = if left.members.len() >= right.members.len() {
            (a, b)
        } else {
            (b, a)
        };
        if let (Some(moved), Some(kept)) = (groups[from].take(), groups[into].as_mut()) {
            for &member in &moved.members {
                home[member] = into;
            }
            kept.absorb(moved);
        }
        forest.accepted.push(pair);
    }
    forest
        .refused
        .retain(|(pair, _)| home[pair.between[0]] != home[pair.between[1]]);
    forest.clusters = groups
        .into_iter()
        .flatten()
        .map(|group| group.members)
        .collect();
    for members in &mut forest.clusters {
        members.sort_unstable();
    }
    forest.clusters.sort_unstable();
    forest
}

/// All pairs that share an active value, strongest first; then those both sources still hold,
/// then by value and record key, so that no order of arrival matters.
fn pairs<'a>(records: &[&Kept], gate: &'a Gate) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for (claim, posting) in &gate.postings {
        if posting.ignored.is_some() || posting.strength == ClaimStrength::Weak {
            continue;
        }
        for (at, &first) in posting.records.iter().enumerate() {
            for &second in &posting.records[at + 1..] {
                let tombstone = !(records[first].present() && records[second].present());
                let order = (Reverse(posting.strength), tombstone, posting.rank);
                let between = [first, second];
                pairs.push((
                    order,
                    Pair {
                        strength: posting.strength,
                        claim,
                        between,
                    },
                ));
            }
        }
    }
    pairs.sort_by(|(a, x), (b, y)| (a, x.claim, x.between).cmp(&(b, y.claim, y.between)));
    pairs.into_iter().map(|(_, pair)| pair).collect()
}

fn single<'a>(at: usize, kept: &'a Kept, claims: &'a Claims, gate: &'a Gate) -> Group<'a> {
    let mut group = Group {
        members: vec![at],
        ..Group::default()
    };
    group.sources.insert(&kept.record.key.source);
    group.platforms.extend(traits::platform(&kept.record));
    group.makers.extend(traits::maker(&kept.record));
    for (claim, posting) in gate.active(claims) {
        if gate.is_exclusive(posting.rank) {
            let key = (claim.key.as_str(), claim.scope.as_deref());
            group.exclusive.entry(key).or_default().insert(&claim.value);
        }
    }
    group
}

/// Why two groups are not one thing although they share an identifier, if they are not.
fn veto(left: &Group<'_>, right: &Group<'_>, strength: ClaimStrength) -> Option<String> {
    for ((key, scope), values) in &left.exclusive {
        let Some(others) = right.exclusive.get(&(*key, *scope)) else {
            continue;
        };
        if values.is_disjoint(others) {
            let (one, other) = (values.first()?, others.first()?);
            let (one, other) = if one < other {
                (one, other)
            } else {
                (other, one)
            };
            return Some(format!("their {key} differs: {one} and {other}"));
        }
    }
    if strength <= ClaimStrength::Medium
        && let Some(source) = left.sources.intersection(&right.sources).next()
    {
        return Some(format!("{source} keeps them as two records"));
    }
    // A key that another source issued outweighs what a machine says of itself.
    if strength == ClaimStrength::Foreign {
        return None;
    }
    differ("operating systems", &left.platforms, &right.platforms)
        .or_else(|| differ("manufacturers", &left.makers, &right.makers))
}

fn differ(what: &str, left: &BTreeSet<String>, right: &BTreeSet<String>) -> Option<String> {
    if !left.is_disjoint(right) {
        return None;
    }
    let (one, other) = (left.first()?, right.first()?);
    let (one, other) = if one < other {
        (one, other)
    } else {
        (other, one)
    };
    Some(format!("their {what} differ: {one} and {other}"))
}

impl Group<'_> {
    fn absorb(&mut self, other: Self) {
        self.members.extend(other.members);
        self.sources.extend(other.sources);
        self.platforms.extend(other.platforms);
        self.makers.extend(other.makers);
        for (key, values) in other.exclusive {
            self.exclusive.entry(key).or_default().extend(values);
        }
    }
}
