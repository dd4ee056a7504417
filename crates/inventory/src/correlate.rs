//! Correlation: which records of one kind are one thing.
//!
//! Identifiers are normalised, each value passes a gate of its own, and what is left joins
//! records by a constrained minimum spanning forest: strongest first, ties by record key, each
//! union subject to vetoes. The result depends on the records alone, never on their order.

mod cluster;
mod gate;
pub(crate) mod normalise;
mod solve;
mod traits;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::{
    Claim, ClaimStrength, Tier,
    entity::{Edge, RefusedEdge, Suppressed},
    vocabulary::{Identifier, Kind},
};

use crate::book::Kept;
use gate::Gate;
use normalise::{Reader, Worthless};

/// Records that are one thing, and why.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    /// Positions in the kind's records, ascending, so in order of key.
    pub(crate) members: Vec<usize>,
    pub(crate) proof: Vec<Edge>,
    pub(crate) refused: Vec<RefusedEdge>,
    pub(crate) suppressed: Vec<Suppressed>,
    pub(crate) tier: Tier,
}

/// How an identifier of the kind ranks, and what the vocabulary says of it.
#[derive(Clone, Debug)]
pub(crate) struct Ranked<'a> {
    /// From 0, strongest first: by strength, then exclusive ones, then as listed.
    pub(crate) rank: usize,
    pub(crate) identifier: &'a Identifier,
    pub(crate) reader: Reader,
}

/// The identifiers of a kind by name, with their rank.
pub(crate) type Identifiers<'a> = BTreeMap<&'a str, Ranked<'a>>;

/// One identifier of one record that could be read.
#[derive(Clone, Debug)]
pub(crate) struct Valid {
    pub(crate) rank: usize,
    pub(crate) claim: Claim,
}

/// Identifiers one record may use; what a poisoned record holds beyond them is ignored.
const MOST_CLAIMS: usize = 64;

/// Ranks the identifiers of a kind.
pub(crate) fn identifiers(listed: &IndexMap<String, Identifier>) -> Identifiers<'_> {
    let mut order: Vec<(usize, (&String, &Identifier))> = listed.iter().enumerate().collect();
    order.sort_by_key(|(at, (_, id))| (std::cmp::Reverse(id.strength), !id.exclusive, *at));
    order
        .into_iter()
        .enumerate()
        .map(|(rank, (_, (name, identifier)))| {
            let reader = Reader::new(identifier);
            let ranked = Ranked {
                rank,
                identifier,
                reader,
            };
            (name.as_str(), ranked)
        })
        .collect()
}

/// What one record's identifiers come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claims {
    pub(crate) valid: Vec<Valid>,
    pub(crate) worthless: Vec<(Claim, Worthless)>,
}

/// Reads the identifiers of a record; those of other kinds are left alone.
pub(crate) fn read_claims(claims: &[Claim], identifiers: &Identifiers<'_>) -> Claims {
    let mut read = Claims::default();
    for claim in claims {
        let Some(ranked) = identifiers.get(claim.key.as_str()) else {
            continue;
        };
        match ranked.reader.normalise(claim) {
            Ok(claim) => read.valid.push(Valid {
                rank: ranked.rank,
                claim,
            }),
            Err(Worthless::Blank) => {}
            Err(why) => read.worthless.push((normalise::tidy(claim), why)),
        }
    }
    read.valid
        .sort_by(|a, b| (a.rank, &a.claim).cmp(&(b.rank, &b.claim)));
    read.valid.dedup_by(|a, b| a.claim == b.claim);
    for extra in read.valid.split_off(read.valid.len().min(MOST_CLAIMS)) {
        read.worthless.push((extra.claim, Worthless::TooMany));
    }
    read.worthless.sort();
    read.worthless.dedup();
    read
}

/// Finds out which records of a kind are one thing.
///
/// `records` are in order of key; so are the clusters, by their first record.
pub(crate) fn correlate(kind: Option<&Kind>, records: &[&Kept]) -> (Vec<Cluster>, Vec<Claims>) {
    let none = IndexMap::new();
    let identifiers = identifiers(kind.map_or(&none, |kind| &kind.identifiers));
    let claims: Vec<Claims> = records
        .iter()
        .map(|kept| read_claims(&kept.record.claims, &identifiers))
        .collect();
    let gate = Gate::new(records, &claims, &identifiers);
    let forest = solve::solve(records, &claims, &gate);
    let clusters = cluster::describe(forest, records, &claims, &gate);
    (clusters, claims)
}

/// What an edge of this strength proves.
fn tier_of(strength: ClaimStrength) -> Tier {
    if strength > ClaimStrength::Medium {
        Tier::Confirmed
    } else {
        Tier::Probable
    }
}
