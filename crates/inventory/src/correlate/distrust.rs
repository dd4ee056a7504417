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

/// The values of one kind that too many shared once, and when they last did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Distrusted {
    now: Timestamp,
    last: BTreeMap<Claim, Timestamp>,
}

impl Distrusted {
    /// Nothing is remembered yet of the same instant.
    pub(super) fn nothing_yet(&self) -> Self {
        Self {
            now: self.now,
            last: BTreeMap::new(),
        }
    }

    /// What is remembered of a kind at an instant.
    pub(crate) fn of(remembered: &[Distrust], kind: &KindName, now: Timestamp) -> Self {
        let ours = remembered.iter().filter(|one| one.kind == *kind);
        Self {
            now,
            last: ours.map(|one| (one.claim.clone(), one.last)).collect(),
        }
    }

    /// The values that are not trusted again yet.
    pub(super) fn lately(&self) -> impl Iterator<Item = &Claim> {
        let lately = self
            .last
            .iter()
            .filter(|(_, last)| self.now < again(**last));
        lately.map(|(claim, _)| claim)
    }

    /// All values.
    pub(super) fn ever(&self) -> impl Iterator<Item = &Claim> {
        self.last.keys()
    }

    /// Whether a value is not trusted already.
    pub(super) fn holds(&self, claim: &Claim) -> bool {
        let last = self.last.get(claim);
        last.is_some_and(|last| self.now < again(*last))
    }

    /// What is to be remembered: what was seen now, and what was remembered.
    pub(super) fn remember(mut self, before: &Self) -> Self {
        for (claim, last) in &before.last {
            self.last.entry(claim.clone()).or_insert(*last);
        }
        self
    }

    pub(crate) fn into_list(self, kind: &KindName) -> Vec<Distrust> {
        let one = |(claim, last)| Distrust {
            kind: kind.clone(),
            claim,
            last,
        };
        self.last.into_iter().map(one).collect()
    }

    pub(super) fn reason(&self, claim: &Claim) -> String {
        match self.last.get(claim) {
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
            self.last.insert(claim.clone(), last);
        }
    }
}

fn again(last: Timestamp) -> Timestamp {
    last.checked_add(AGAIN_AFTER).unwrap_or(Timestamp::MAX)
}
