//! Correlation: which records of one kind are one thing.
//!
//! Identifiers are normalised, each value passes a gate of its own, and what is left joins
//! records by a constrained minimum spanning forest: strongest first, ties by record key, each
//! union subject to vetoes. The result depends on the records alone, never on their order.

mod cluster;
mod distrust;
pub mod engine;
pub(crate) mod normalise;
mod notes;
mod table;
mod traits;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::{
    Claim, ClaimStrength, KindName, Problem, Tier, Vocabulary,
    entity::{Edge, RefusedEdge, Suppressed},
    vocabulary::Identifier,
};

use crate::{book::Kept, decisions::Pin};
use cluster::{Said, Words};
use engine::Memory;
use normalise::{Reader, Worthless};
use table::Sources;

pub use distrust::Distrust;
pub(crate) use distrust::Distrusted;

/// The name of a person's decision where an identifier would stand.
pub(crate) const DECISION: &str = "decision";

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

impl Default for Cluster {
    /// Nothing yet; records that needed no joining are one thing for sure.
    fn default() -> Self {
        Self {
            members: Vec::new(),
            proof: Vec::new(),
            refused: Vec::new(),
            suppressed: Vec::new(),
            tier: Tier::Confirmed,
        }
    }
}

/// What correlation made of the records of a kind.
#[derive(Debug)]
pub(crate) struct Correlated {
    /// In order of their first record.
    pub(crate) clusters: Vec<Cluster>,
    /// Values that too many records share, to be remembered.
    pub(crate) distrusted: Distrusted,
    /// What a person should look at.
    pub(crate) notes: Vec<Problem>,
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

impl Ranked<'_> {
    /// Records of one source that may share a value.
    fn most(&self) -> u32 {
        let by_default = match self.identifier.strength {
            ClaimStrength::Strong | ClaimStrength::Foreign => 3,
            ClaimStrength::Weak | ClaimStrength::Medium => 1,
        };
        self.identifier.shared_by_most.unwrap_or(by_default)
    }
}

/// What people decided, and what is remembered of the runs before.
#[derive(Debug)]
pub(crate) struct Before<'a> {
    pub(crate) pins: &'a [Pin<'a>],
    pub(crate) distrusted: Distrusted,
}

/// Finds out which records of a kind are one thing.
///
/// `records` are in order of key; so are the clusters, by their first record.
pub(crate) fn correlate(
    kind: &KindName,
    vocabulary: &Vocabulary,
    records: &[&Kept],
    before: &Before<'_>,
) -> (Correlated, Vec<Claims>) {
    let none = IndexMap::new();
    let known = vocabulary.kind(kind.as_str());
    let identifiers = identifiers(known.map_or(&none, |kind| &kind.identifiers));
    let claims: Vec<Claims> = records
        .iter()
        .map(|kept| read_claims(&kept.record.claims, &identifiers))
        .collect();
    let scheme = table::scheme(&identifiers);
    let sources = Sources::of(records);
    let roster = table::roster(records, &claims, &scheme, &sources);
    let about = |pin: &&Pin<'_>| vocabulary.root(pin.records[0].kind.as_str()) == kind.as_str();
    let pins: Vec<Pin<'_>> = before.pins.iter().filter(about).cloned().collect();
    let entered = table::pins(records, &pins);
    let mut said = Said::default();
    let memory = memory(&before.distrusted, &identifiers);
    let solved = roster.explain(&entered, &memory, &mut said);
    let words = Words {
        records,
        claims: &claims,
        identifiers: &identifiers,
        sources: &sources,
        pins: &pins,
        distrusted: &before.distrusted,
    };
    let mut correlated = words.describe(&solved, said);
    correlated.distrusted = correlated.distrusted.remember(&before.distrusted);
    (correlated, claims)
}

/// The marks of the values that are not trusted yet, and of those that ever were not.
fn memory(distrusted: &Distrusted, identifiers: &Identifiers<'_>) -> Memory {
    let mark = |claim: &Claim| {
        let ranked = identifiers.get(claim.key.as_str())?;
        table::mark(ranked.rank, claim)
    };
    Memory {
        lately: distrusted.lately().filter_map(mark).collect(),
        ever: distrusted.ever().filter_map(mark).collect(),
    }
}

/// What an edge of this strength proves.
fn tier_of(strength: ClaimStrength) -> Tier {
    if strength > ClaimStrength::Medium {
        Tier::Confirmed
    } else {
        Tier::Probable
    }
}
