//! What one rule says of one entity, and the evidence for it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    id::{EntityId, RuleId, SourceId},
    severity::Severity,
    span::Length,
    value::Reading,
};

/// Met, missed, unknown or not applicable. Unknown never counts as met (law 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The rule does not speak of this entity.
    NotApplicable,
    /// It is as expected.
    Met,
    /// The sources do not tell.
    Unknown,
    /// It is not as expected.
    Missed,
}

impl Verdict {
    /// The verdict as people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotApplicable => "not applicable",
            Self::Met => "met",
            Self::Unknown => "unknown",
            Self::Missed => "missed",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Three-valued truth (Kleene).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// Surely not.
    False,
    /// Perhaps.
    Unknown,
    /// Surely.
    True,
}

/// Since when a verdict is unknown by evidence, kept for rules that say `fail after` only.
///
/// While a source that would know is not complete and fresh the time does not count: `since`
/// moves on with it (semantics 17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownSince {
    /// When the time started to count, moved on by all the time that did not.
    pub since: Timestamp,
    /// The pass that saw it last.
    pub seen: Timestamp,
    /// Whether every source that would know was complete and fresh then.
    pub counts: bool,
}

/// Since when verdicts are unknown, by rule and entity; carried from pass to pass.
pub type Unknowns = BTreeMap<RuleId, BTreeMap<EntityId, UnknownSince>>;

impl UnknownSince {
    /// Where the clock stands at an instant, from where it stood at the pass before.
    ///
    /// Time between two passes counts where at both ends all sources were there to answer.
    pub fn next(before: Option<Self>, now: Timestamp, counts: bool) -> Self {
        let since = match before {
            Some(before) if before.counts && counts => before.since,
            Some(before) => {
                let stood = now.duration_since(before.seen).max(SignedDuration::ZERO);
                before.since.checked_add(stood).unwrap_or(now)
            }
            None => now,
        };
        Self {
            since: since.min(now),
            seen: now,
            counts,
        }
    }
}

/// One fact that helped to decide, as the person will read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The condition in the canonical words of the rule.
    pub condition: String,
    /// What it came to.
    pub truth: Truth,
    /// The field or relation looked at, from the subject: `user's department`, `endpoint agents`.
    pub path: String,
    /// What was read there.
    pub reading: Reading,
    /// The sources that said it, or, for something absent, those that would know.
    pub sources: Vec<SourceId>,
    /// The snapshot of the deciding fact, newest of several.
    pub snapshot_at: Option<Timestamp>,
    /// The related row it was read from, when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// A related row that makes a part missed: one item of the finding, with its own clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Stable key of the row within its part: the child's id, or its key within the entity.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Where the clock of this item starts, when the rule's `Count from` names a date on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_from: Option<Timestamp>,
    /// Fields of the row that messages may use, `app.name` style.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shown: BTreeMap<String, String>,
    /// Whether the same facts did not miss yet when they were told: a time ran out since.
    #[serde(default)]
    pub ran_out: bool,
}

/// One `and must` of a rule, on one entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartVerdict {
    /// The rule it stands in: the baseline itself, or a tightening of it.
    pub rule: RuleId,
    /// Its position in that rule, from 0.
    pub part: usize,
    /// What it says of this entity.
    pub verdict: Verdict,
    /// The rows that make it missed; empty when the entity itself does.
    pub items: Vec<Item>,
    /// Keys of rows of which the sources do not tell whether they make it missed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unsure: BTreeSet<String>,
    /// Whether the same facts did not miss it yet when they were told: a time ran out since.
    #[serde(default)]
    pub ran_out: bool,
    /// The newest snapshot among the facts that decided this part.
    #[serde(default)]
    pub snapshot_at: Option<Timestamp>,
    /// The same by source: what each one that told, or would have, had produced by then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<SourceId, Timestamp>,
    /// Whether all facts that decided this part come from scopes that are complete, fresh and
    /// not held.
    #[serde(default)]
    pub complete: bool,
}

/// One rule on one entity, in full: what the ledger, `explain` and messages need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The baseline rule; tightenings of it are parts of the same finding (semantics 18).
    pub rule: RuleId,
    /// The version of the rule: a digest of its tree and those of its tightenings in force.
    pub rule_version: String,
    /// The entity.
    pub entity: EntityId,
    /// The verdict.
    pub verdict: Verdict,
    /// Verdicts of its parts.
    pub parts: Vec<PartVerdict>,
    /// The smallest set of facts that decided it.
    pub reasons: Vec<Reason>,
    /// The verdict in a sentence.
    pub because: String,
    /// The highest severity row that matches; unknown rows count as matching.
    pub severity: Severity,
    /// The shortest `Fix within` row that matches; unknown rows count as matching.
    pub fix_within: Option<Length>,
    /// True where an unknown input shortened the deadline or raised the severity.
    pub worst_assumed: bool,
    /// Where all clocks of the finding start, when `Count from` names a date on the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_from: Option<Timestamp>,
    /// How long it must be missed before anybody hears of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Length>,
    /// The place whose calendar counts its working days: that of the entity's unit. None is the
    /// organisation's usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The newest snapshot among the deciding facts.
    pub snapshot_at: Option<Timestamp>,
    /// Whether every deciding fact comes from a scope that is complete, fresh and not held.
    pub complete: bool,
}
