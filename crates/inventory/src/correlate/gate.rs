//! The gate of each identifier value: a pure function of the records that carry it.

use std::collections::{BTreeMap, BTreeSet};

use model::{Claim, ClaimStrength, SourceId};

use super::{Claims, Identifiers, Ranked};
use crate::book::Kept;

/// More records than this never share an identifier because they are one thing.
const CAP: usize = 24;

/// What is known of one value: who carries it, and why it is ignored, if it is.
#[derive(Clone, Debug)]
pub(super) struct Posting {
    pub(super) rank: usize,
    pub(super) strength: ClaimStrength,
    /// Positions of the records, ascending.
    pub(super) records: Vec<usize>,
    pub(super) ignored: Option<String>,
}

/// All values of a kind, each with its gate.
#[derive(Debug)]
pub(super) struct Gate {
    pub(super) postings: BTreeMap<Claim, Posting>,
    /// How many records carry each value that identifies nothing.
    pub(super) worthless: BTreeMap<Claim, u64>,
    /// Ranks of exclusive identifiers.
    exclusive: BTreeSet<usize>,
}

impl Gate {
    pub(super) fn new(records: &[&Kept], claims: &[Claims], ids: &Identifiers<'_>) -> Self {
        let mut postings: BTreeMap<Claim, Posting> = BTreeMap::new();
        let mut worthless: BTreeMap<Claim, u64> = BTreeMap::new();
        for (record, claims) in claims.iter().enumerate() {
            for valid in &claims.valid {
                let strength = ids[valid.claim.key.as_str()].identifier.strength;
                let posting = postings
                    .entry(valid.claim.clone())
                    .or_insert_with(|| Posting {
                        rank: valid.rank,
                        strength,
                        records: Vec::new(),
                        ignored: None,
                    });
                posting.records.push(record);
            }
            for (claim, _) in &claims.worthless {
                *worthless.entry(claim.clone()).or_default() += 1;
            }
        }
        let exclusive: BTreeSet<usize> = ids
            .values()
            .filter(|r| r.identifier.exclusive)
            .map(|r| r.rank)
            .collect();
        for (claim, posting) in postings.iter_mut().filter(|(_, p)| p.records.len() > 1) {
            posting.ignored = why_ignored(posting, &ids[claim.key.as_str()], records)
                .or_else(|| beside_different(posting, records, claims, &exclusive));
        }
        Self {
            postings,
            worthless,
            exclusive,
        }
    }

    /// The values of a record that may join it to others.
    pub(super) fn active<'a>(
        &'a self,
        claims: &'a Claims,
    ) -> impl Iterator<Item = (&'a Claim, &'a Posting)> {
        let values = claims.valid.iter().map(|valid| &valid.claim);
        values
            .filter_map(|claim| Some((claim, self.postings.get(claim)?)))
            .filter(|(_, posting)| posting.ignored.is_none())
    }

    /// Whether two different values of this identifier keep records apart.
    pub(super) fn is_exclusive(&self, rank: usize) -> bool {
        self.exclusive.contains(&rank)
    }
}

/// Too many records carry it, in all or within one source.
///
/// Only records their source still holds are counted: a failed run must not change identities.
fn why_ignored(posting: &Posting, ranked: &Ranked<'_>, records: &[&Kept]) -> Option<String> {
    let mut by_source: BTreeMap<&SourceId, u32> = BTreeMap::new();
    for &record in &posting.records {
        if records[record].present() {
            *by_source
                .entry(&records[record].record.key.source)
                .or_default() += 1;
        }
    }
    let most = ranked
        .identifier
        .shared_by_most
        .unwrap_or_else(|| default_share(posting.strength));
    if let Some((source, count)) = by_source.iter().find(|(_, count)| **count > most) {
        return Some(format!("{source} gives it to {count} records"));
    }
    let all: u32 = by_source.values().sum();
    (all as usize > CAP).then(|| format!("{all} records carry it"))
}

fn default_share(strength: ClaimStrength) -> u32 {
    match strength {
        ClaimStrength::Strong | ClaimStrength::Foreign => 3,
        ClaimStrength::Weak | ClaimStrength::Medium => 1,
    }
}

/// It stands beside two different values of a stronger identifier that allows only one.
fn beside_different(
    posting: &Posting,
    records: &[&Kept],
    claims: &[Claims],
    exclusive: &BTreeSet<usize>,
) -> Option<String> {
    let mut beside: BTreeMap<(usize, Option<&str>), BTreeSet<&Claim>> = BTreeMap::new();
    for &record in posting
        .records
        .iter()
        .filter(|&&record| records[record].present())
    {
        for valid in &claims[record].valid {
            if valid.rank < posting.rank && exclusive.contains(&valid.rank) {
                let key = (valid.rank, valid.claim.scope.as_deref());
                beside.entry(key).or_default().insert(&valid.claim);
            }
        }
    }
    let different = beside.values().find(|values| values.len() > 1)?;
    let key = &different.first()?.key;
    Some(format!(
        "it stands beside {} different values of `{key}`",
        different.len()
    ))
}
