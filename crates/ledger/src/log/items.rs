//! What the root of one entry covers: each event and each finding, so that one of them can be
//! proven by itself.

use jiff::Timestamp;
use model::{CloseReason, EntityId, Event, Finding, FindingId, FindingState, RuleId, Severity};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tlog::{Hash, Tree, leaf_hash};

use super::{
    canonical,
    commitment::{Digest, Part, Salt},
};

/// What the ledger says of an event, as it is hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventItem {
    /// The finding.
    pub finding: FindingId,
    /// When.
    pub at: Timestamp,
    /// Who: `judge`, or for what a person did the commitment of the entry.
    pub actor: String,
    /// What happened, as it is stored.
    pub what: Value,
    /// Why, or for what a person did the commitment of the entry.
    pub reason: String,
    /// What it rests on, as it is stored.
    pub evidence: Value,
}

impl EventItem {
    /// An event as it stands in the ledger. What people wrote goes behind the salt of the entry:
    /// `act` tells that the event follows from what a person did.
    pub fn of(event: &Event, act: Option<&Salt>) -> Self {
        let Event {
            finding,
            at,
            actor,
            what,
            reason,
            evidence,
        } = event;
        let json = |value: Result<Value, serde_json::Error>| value.unwrap_or_default();
        let hidden = |part, text: &String| match act {
            Some(salt) => salt.commit(part, text).0.hex(),
            None => text.clone(),
        };
        Self {
            finding: finding.clone(),
            at: *at,
            actor: hidden(Part::Actor, actor),
            what: json(serde_json::to_value(what)),
            reason: hidden(Part::Reason, reason),
            evidence: json(serde_json::to_value(evidence)),
        }
    }

    /// Its canonical text.
    pub fn text(&self) -> String {
        text(self)
    }

    /// The hash of its leaf in the tree of its entry.
    pub fn hash(&self) -> Hash {
        leaf_hash(self.text().as_bytes())
    }
}

/// How a finding stands, as it is hashed: what a report or a deadline rests on. It is written
/// here field by field, so that a later field of findings does not change what was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingItem {
    /// The finding.
    pub finding: FindingId,
    /// Its rule.
    pub rule: RuleId,
    /// The version that was judged.
    pub version: String,
    /// The entity.
    pub entity: EntityId,
    /// Its state.
    pub state: FindingState,
    /// Why it is closed.
    pub closed_because: Option<CloseReason>,
    /// How much harm it can do.
    pub severity: Severity,
    /// Since when it is missed.
    pub missed_since: Timestamp,
    /// When it opened.
    pub opened_at: Option<Timestamp>,
    /// When it closed.
    pub closed_at: Option<Timestamp>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// How often it came back.
    pub regressions: u32,
    /// Its episode.
    pub episode: u32,
}

impl FindingItem {
    /// A finding as it stands in the ledger.
    pub fn of(finding: &Finding) -> Self {
        Self {
            finding: finding.id.clone(),
            rule: finding.rule.clone(),
            version: finding.rule_version.clone(),
            entity: finding.entity.clone(),
            state: finding.state,
            closed_because: finding.closed_because,
            severity: finding.severity,
            missed_since: finding.missed_since,
            opened_at: finding.opened_at,
            closed_at: finding.closed_at,
            due: finding.due,
            regressions: finding.regressions,
            episode: finding.episode,
        }
    }

    /// Its canonical text.
    pub fn text(&self) -> String {
        text(self)
    }

    /// The hash of its leaf in the tree of its entry.
    pub fn hash(&self) -> Hash {
        leaf_hash(self.text().as_bytes())
    }
}

fn text(item: &impl Serialize) -> String {
    canonical(&serde_json::to_value(item).unwrap_or_default())
}

/// The root over items in their order.
pub fn root_of(items: impl IntoIterator<Item = Hash>) -> Digest {
    Digest(items.into_iter().collect::<Tree>().root())
}
