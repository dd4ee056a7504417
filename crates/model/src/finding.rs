//! What the ledger keeps: findings, their parts and items, and every change of them as an event.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{EntityId, FindingId, RuleId, SourceId},
    severity::Severity,
};

/// Where a finding is in its life. One state, never several flags.
///
/// Claims, disputes and exceptions add their states with the ledger's own issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Missed, but still within the rule's `Wait`: uncounted and untold.
    Detected,
    /// Somebody has to act.
    Open,
    /// Over, with a reason.
    Closed,
}

/// Why a finding is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// Evidence shows each missed part and item met.
    FixedVerified,
    /// The facts changed so that the rule no longer speaks of the entity.
    NoLongerApplies,
    /// The rule changed, and its new version does not miss.
    Superseded,
    /// The rule is no longer in force.
    RuleRetired,
    /// Missing in two complete runs of every source that reported it.
    EntityGone,
    /// The entity was merged into another one that has the same finding.
    DuplicateOf,
}

/// One clock of a finding: a part as a whole, or one related row of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The part, and the item's key when it is about one row.
    pub key: String,
    /// What people call it; empty for a part as a whole.
    pub label: String,
    /// Where it starts counting.
    pub anchor: Timestamp,
    /// When the evidence first and last showed it missed.
    pub first_seen: Timestamp,
    /// See `first_seen`.
    pub last_seen: Timestamp,
    /// When it is due; none for a rule without a deadline.
    pub due: Option<Timestamp>,
    /// When evidence showed it met or gone.
    pub cleared_at: Option<Timestamp>,
}

impl Clock {
    /// The rule whose part it is: the finding's own, or one that tightens it.
    pub fn rule(&self) -> &str {
        self.key.split_once('#').map_or(&self.key, |(rule, _)| rule)
    }
}

/// One baseline rule that one entity misses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `rule@entity`.
    pub id: FindingId,
    /// The rule.
    pub rule: RuleId,
    /// The version of the rule that was last judged.
    pub rule_version: String,
    /// The entity.
    pub entity: EntityId,
    /// Its state.
    pub state: FindingState,
    /// Why it is closed, when it is.
    pub closed_because: Option<CloseReason>,
    /// How much harm it can do.
    pub severity: Severity,
    /// Since when it is missed, as far as the evidence proves; again so when it comes back.
    pub missed_since: Timestamp,
    /// When it opened (this episode); none while it was only ever `Detected`: such a finding is
    /// uncounted and untold, also when it is closed.
    pub opened_at: Option<Timestamp>,
    /// When it closed.
    pub closed_at: Option<Timestamp>,
    /// The earliest due date of its open clocks; once closed, as it stood then.
    pub due: Option<Timestamp>,
    /// An unknown input shortened the deadline or raised the severity.
    pub worst_assumed: bool,
    /// How often it came back.
    pub regressions: u32,
    /// Its episode, from 1; a new one starts when it comes back long after a verified fix.
    pub episode: u32,
    /// Its clocks, open and cleared, in order of key.
    pub clocks: Vec<Clock>,
    /// Snapshots that showed it clean since it was last missed (at most two are kept).
    pub clean_snapshots: Vec<Timestamp>,
    /// The newest snapshot that showed it missed.
    pub missed_snapshot: Option<Timestamp>,
    /// The same by source, so that a fix shown by a slow source counts although a fast one has
    /// long been newer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub missed_evidence: BTreeMap<SourceId, Timestamp>,
    /// The latest verdict in a sentence.
    pub because: String,
}

/// One change, append-only. Who did it and why is never lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The finding.
    pub finding: FindingId,
    /// When, by the pass's own clock.
    pub at: Timestamp,
    /// Who: `judge` for a pass, else a person.
    pub actor: String,
    /// What happened.
    pub what: EventKind,
    /// Why, in a sentence.
    pub reason: String,
}

/// What can happen to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum EventKind {
    /// Missed, still within `Wait`.
    Detected,
    /// Opened.
    Opened,
    /// Came back after it was closed.
    Reopened,
    /// Closed.
    Closed {
        /// Why.
        because: CloseReason,
    },
    /// Met again, or fallen away, before its `Wait` was over: it never opened, or not again.
    Lapsed {
        /// Why.
        because: CloseReason,
    },
    /// A row or part became missed in an open finding.
    ItemAdded {
        /// Its clock.
        key: String,
    },
    /// A row or part was shown met or gone; the rest stays open.
    ItemCleared {
        /// Its clock.
        key: String,
    },
    /// The due date moved.
    DeadlineMoved {
        /// From when.
        from: Option<Timestamp>,
        /// To when.
        to: Option<Timestamp>,
    },
    /// The severity moved.
    SeverityMoved {
        /// From what.
        from: Severity,
        /// To what.
        to: Severity,
    },
    /// Judged by another version of its rule.
    RuleChanged {
        /// The new version.
        to: String,
    },
    /// A clean observation that is not yet enough to close it.
    SeenClean {
        /// The snapshot that showed it.
        snapshot_at: Timestamp,
    },
}
