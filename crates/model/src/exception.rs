//! Exceptions: what is accepted for a time, by whom, and the one answer to whether one applies.
//!
//! Everything that has to know (a pass, a guardrail, a report, a page) asks [`applies`] and nothing
//! else, so that no two of them can differ.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{EntityId, RuleId},
    severity::Severity,
};

/// What an exception covers, besides its rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    /// These entities and no others.
    Entities(BTreeSet<EntityId>),
    /// Every entity of which this condition is surely true, in the words of the rule language:
    /// `service where tags contains "legacy"`.
    Where(String),
}

/// How things stood for one entity when the exception was asked for. Worse than this makes it
/// stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// How much harm the miss could do.
    pub severity: Severity,
    /// In how many whole days the first of it had to be fixed, from where its clock started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    /// What was missed: the keys of the clocks that ran, each with its due date.
    pub items: BTreeMap<String, Option<Timestamp>>,
}

/// What somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The one rule it is an exception of: a baseline or a tightening.
    pub rule: RuleId,
    /// What it covers.
    pub covers: Covers,
    /// When it ends at the latest. There is none without an end.
    pub until: Timestamp,
    /// Who asked.
    pub requester: EntityId,
    /// Who carries the risk meanwhile: somebody accountable for the rule's activity.
    pub risk_owner: EntityId,
    /// The role that the rule wants to approve it, beside whoever has to anyway; it stands for
    /// whoever is accountable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// What is done instead, in words; empty for nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instead: String,
    /// The rule that measures what is done instead. Once it is missed, the exception is stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watched_by: Option<RuleId>,
    /// The exception that it renews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<u64>,
    /// How things stood when it was asked for.
    pub frozen: BTreeMap<EntityId, Frozen>,
}

/// Who may approve, from the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Whoever is accountable for the rule's activity.
    Accountable,
    /// The head of the department that has the risk.
    DepartmentHead,
    /// The one who leads security.
    HeadOfSecurity,
}

impl Level {
    /// The level as people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Accountable => "the one accountable for the activity",
            Self::DepartmentHead => "the head of the department",
            Self::HeadOfSecurity => "the head of security",
        }
    }
}

/// Where an exception is in its life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    /// Asked for; some who have to approve have not.
    Requested,
    /// Approved by all who have to.
    Approved {
        /// Since when it counts.
        since: Timestamp,
    },
    /// Over, for ever.
    Ended {
        /// Since when it counted, if it ever did.
        since: Option<Timestamp>,
        /// When it ended.
        at: Timestamp,
        /// Why.
        why: Ended,
    },
}

/// Why an exception is over before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Ended {
    /// Somebody who may said no.
    Refused,
    /// Somebody took it back.
    Revoked,
    /// Another one took its place.
    Renewed,
    /// What it was granted for is not what is there any more.
    Stale {
        /// What changed, in a sentence.
        because: String,
    },
}

/// An exception, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The number of the act that asked for it.
    pub number: u64,
    /// What was asked for. Its end is the one that was approved.
    pub asked: Asked,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Why, in the words of who asked.
    pub because: String,
    /// Who has approved so far, as what.
    pub approved: BTreeMap<Level, EntityId>,
    /// How often the same has been renewed before.
    pub renewals: u32,
    /// When the first of the row of renewals began to count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Timestamp>,
    /// A due date that the approver set for when it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Where it stands.
    pub standing: Standing,
}

impl Exception {
    /// Why it does not apply any more at an instant, in a sentence.
    pub fn why_over(&self, now: Timestamp) -> String {
        match &self.standing {
            Standing::Ended { why, .. } => match why {
                Ended::Refused => "it was refused".to_owned(),
                Ended::Revoked => "it was revoked".to_owned(),
                Ended::Renewed => "another one took its place".to_owned(),
                Ended::Stale { because } => because.clone(),
            },
            Standing::Requested => "not everybody approved it who has to".to_owned(),
            Standing::Approved { .. } if now > self.asked.until => "its time is over".to_owned(),
            Standing::Approved { .. } => "it does not cover all that is missed".to_owned(),
        }
    }
}

/// What is asked about: an entity, and which conditions are surely true of it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The entity.
    pub entity: &'a EntityId,
    /// The conditions of exceptions that are surely true of it; unknown is not.
    pub surely: &'a BTreeSet<String>,
}

/// Whether an exception is in force for a rule on a subject at an instant.
pub fn applies(exception: &Exception, subject: Subject<'_>, rule: &RuleId, now: Timestamp) -> bool {
    let Standing::Approved { since } = exception.standing else {
        return false;
    };
    let asked = &exception.asked;
    asked.rule == *rule
        && since <= now
        && now <= asked.until
        && match &asked.covers {
            Covers::Entities(entities) => entities.contains(subject.entity),
            Covers::Where(condition) => subject.surely.contains(condition),
        }
}
