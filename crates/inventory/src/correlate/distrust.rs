//! Values that were shared by too many a short time ago: trusted again only after a while.
//!
//! A gate looks at the records of one instant. Without memory, a value that a golden image hands
//! out would join machines in every run in which two of them happen to be missing.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use model::{Claim, ClaimStrength, KindName};
use serde::{Deserialize, Serialize};

use super::{
    cluster::Words,
    engine::{Gated, Ignored},
};

/// How long a value must not have been shared by too many before it is trusted again.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A value that was shared by too many records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Distrust {
    /// The root kind of the records.
    pub kind: KindName,
    /// The value.
    pub claim: Claim,
    /// The newest snapshot in which too many shared it.
    pub last: Timestamp,
}

/// The values of one kind that are not trusted, and when too many last shared them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Distrusted(BTreeMap<Claim, Timestamp>);

impl Distrusted {
    /// What is remembered of a kind and still holds at an instant.
    pub(crate) fn of(remembered: &[Distrust], kind: &KindName, now: Timestamp) -> Self {
        let holds = |one: &&Distrust| one.kind == *kind && now < again(one.last);
        let holding = remembered.iter().filter(holds);
        Self(holding.map(|one| (one.claim.clone(), one.last)).collect())
    }

    pub(super) fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.0.keys()
    }

    /// Whether a value is not trusted already.
    pub(super) fn holds(&self, claim: &Claim) -> bool {
        self.0.contains_key(claim)
    }

    /// What is to be remembered: what was seen now, and what was remembered and still holds.
    pub(super) fn remember(mut self, before: &Self) -> Self {
        for (claim, last) in &before.0 {
            self.0.entry(claim.clone()).or_insert(*last);
        }
        self
    }

    pub(crate) fn into_list(self, kind: &KindName) -> Vec<Distrust> {
        let one = |(claim, last)| Distrust {
            kind: kind.clone(),
            claim,
            last,
        };
        self.0.into_iter().map(one).collect()
    }

    pub(super) fn reason(&self, claim: &Claim) -> String {
        match self.0.get(claim) {
            Some(last) => format!(
                "too many records carried it until {}; it is trusted again from {}",
                last.strftime("%Y-%m-%d"),
                again(*last).strftime("%Y-%m-%d")
            ),
            None => "too many records carried it lately".to_owned(),
        }
    }

    /// Takes note of a value that too many records share now.
    pub(super) fn note(&mut self, words: &Words<'_>, ignored: &Ignored, claim: &Claim) {
        let crowded = matches!(
            ignored.reason,
            Gated::BySource { .. } | Gated::ByAll { .. } | Gated::Beside { .. }
        );
        let strength = words.identifiers.get(claim.key.as_str());
        let strength = strength.map(|ranked| ranked.identifier.strength);
        if !crowded || strength.is_none_or(|strength| strength == ClaimStrength::Weak) {
            return;
        }
        let kept = ignored.records.iter().map(|&at| words.records[at as usize]);
        let last = kept
            .filter(|kept| kept.present())
            .map(|kept| kept.last_seen);
        if let Some(last) = last.max() {
            self.0.insert(claim.clone(), last);
        }
    }
}

fn again(last: Timestamp) -> Timestamp {
    last.checked_add(AGAIN_AFTER).unwrap_or(Timestamp::MAX)
}
