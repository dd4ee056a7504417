//! What a run of a source delivered, and what may be concluded from what it did not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::id::{KindName, SourceId};

/// How a run of one scope ended. Only `Complete` may end a record (law 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeOutcome {
    /// Everything the source has of this scope was read.
    Complete,
    /// Some of it; what is absent proves nothing.
    Partial,
    /// Nothing usable.
    Failed,
}

/// One scope of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeRun {
    /// The scope's name in the connector: `computers`, `people`.
    pub scope: String,
    /// How it ended.
    pub outcome: ScopeOutcome,
    /// Why it is not complete, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When the source produced what was read; `None` when nothing was.
    pub snapshot_at: Option<Timestamp>,
    /// Records accepted.
    pub accepted: u64,
    /// Records rejected.
    pub rejected: u64,
}

/// How a whole run ended: the worst of its scopes.
pub type RunOutcome = ScopeOutcome;

/// What one scope of one source can tell, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// The source.
    pub source: SourceId,
    /// The connector that reads it; `trust first` of a field names connectors.
    #[serde(default)]
    pub connector: String,
    /// The scope.
    pub scope: String,
    /// How its latest run ended.
    pub outcome: ScopeOutcome,
    /// Held after a sudden drop: nothing may be concluded from absence.
    pub held: bool,
    /// A sudden drop was meant: snapshots up to this day are believed at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept_drop: Option<Date>,
    /// When the source produced the latest answer that was read.
    pub snapshot_at: Option<Timestamp>,
    /// How long an answer stays fresh.
    pub fresh_for: SignedDuration,
    /// The root kinds it gives records of.
    pub kinds: BTreeSet<KindName>,
    /// Fields (and words) it fills, by root kind.
    pub fields: BTreeMap<KindName, BTreeSet<String>>,
    /// Fields for which no record about an entity means none (`no record means: none`), by root
    /// kind; holds only while the scope tells absence (semantics 6).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub absent_means_none: BTreeMap<KindName, BTreeSet<String>>,
    /// Relations it supplies in full, as (root kind, link); empty `only` means for every entity.
    pub supplies: Vec<Supplies>,
}

/// "This scope knows all rows of this relation."
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplies {
    /// The root kind that has the link.
    pub kind: KindName,
    /// The to-many link.
    pub relation: String,
    /// For entities whose field has one of these values only; empty means for all.
    #[serde(default, rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
    pub only: BTreeMap<String, Vec<String>>,
}

impl SourceState {
    /// Whether what it does not mention is really absent: complete, fresh and not held.
    ///
    /// A source is fresh by `snapshot_at`, never by when it was read (semantics 5).
    pub fn tells_absence(&self, now: Timestamp) -> bool {
        self.outcome == ScopeOutcome::Complete && !self.held && self.is_fresh(now)
    }

    /// Whether a drop in a snapshot was announced (`accept drop`), by the day in UTC.
    pub fn accepts_drop(&self, snapshot_at: Timestamp) -> bool {
        let day = snapshot_at.to_zoned(TimeZone::UTC).date();
        self.accept_drop.is_some_and(|until| day <= until)
    }

    /// Whether its latest answer is recent enough.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.snapshot_at
            .is_some_and(|at| now.duration_since(at) <= self.fresh_for)
    }
}

/// What all sources together can tell: the input that makes absence a fact or a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// One state per source and scope, in order of name.
    pub scopes: Vec<SourceState>,
}

impl Coverage {
    /// The state of one scope of one source.
    pub fn of(&self, source: &SourceId, scope: &str) -> Option<&SourceState> {
        self.scopes
            .iter()
            .find(|state| &state.source == source && state.scope == scope)
    }

    /// The scopes that fill a field of a root kind.
    pub fn filling<'a>(
        &'a self,
        kind: &'a str,
        field: &'a str,
    ) -> impl Iterator<Item = &'a SourceState> {
        self.scopes.iter().filter(move |state| {
            state
                .fields
                .get(kind)
                .is_some_and(|set| set.contains(field))
        })
    }

    /// The scopes that supply a relation of a root kind.
    pub fn supplying<'a>(
        &'a self,
        kind: &'a str,
        relation: &'a str,
    ) -> impl Iterator<Item = (&'a SourceState, &'a Supplies)> {
        self.scopes.iter().flat_map(move |state| {
            state
                .supplies
                .iter()
                .filter(move |s| s.kind.as_str() == kind && s.relation == relation)
                .map(move |s| (state, s))
        })
    }
}
