//! What both documents say in the same way: ids, texts, who is who, what was seen.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{EntityId, Event, finding::EventKind};
use uuid::Uuid;

use super::{
    OscalVersion,
    parts::{
        Actor, Component, InventoryItem, LogEntry, LoggedBy, Metadata, Observation, Origin, Party,
        Property, RelevantEvidence, RiskLog, State, Subject,
    },
};
use crate::evidence::{
    Audited, Evidence,
    states::{elsewhere, status_after},
};

/// The namespace of our own properties.
pub(super) const OURS: &str = "urn:allhands:oscal";

/// The actor of events that no person made.
const JUDGE: &str = "judge";

/// Ids and texts of the documents about one organisation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shared<'e> {
    pub(super) evidence: &'e Evidence<'e>,
    namespace: Uuid,
}

impl<'e> Shared<'e> {
    pub(super) fn new(evidence: &'e Evidence<'e>) -> Self {
        let name = format!("allhands:{}", evidence.origin);
        let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes());
        Self {
            evidence,
            namespace,
        }
    }

    /// The id of something of ours.
    pub(super) fn uuid(&self, kind: &str, name: impl std::fmt::Display) -> Uuid {
        Uuid::new_v5(&self.namespace, format!("{kind}:{name}").as_bytes())
    }

    /// The id of a document about this scope at this instant.
    pub(super) fn document(&self, kind: &str) -> Uuid {
        let scopes: Vec<String> = self
            .evidence
            .scopes
            .iter()
            .map(ToString::to_string)
            .collect();
        let since = self.evidence.since.map(|at| at.to_string());
        let name = (
            scopes.join(" "),
            since.unwrap_or_default(),
            self.evidence.at,
        );
        self.uuid(kind, format!("{} {} {}", name.0, name.1, name.2))
    }

    pub(super) fn metadata(&self, title: &str, version: OscalVersion) -> Metadata {
        let evidence = self.evidence;
        Metadata {
            title: line(&format!("{title}: {}", evidence.about())),
            last_modified: evidence.at.to_string(),
            version: evidence.at.to_string(),
            oscal_version: version.as_str(),
            remarks: None,
            parties: self.parties(),
        }
    }

    /// The organisation, and every person who did something that the documents tell of.
    fn parties(&self) -> Vec<Party> {
        let people: BTreeSet<&str> = self
            .evidence
            .findings
            .iter()
            .flat_map(|audited| &audited.events)
            .map(|event| event.actor.as_str())
            .filter(|actor| *actor != JUDGE)
            .collect();
        let person = |name: &str| Party {
            uuid: self.uuid("party", name),
            kind: "person",
            name: line(name),
        };
        let organisation = Party {
            uuid: self.uuid("organisation", ""),
            kind: "organization",
            name: line(self.evidence.organisation),
        };
        std::iter::once(organisation)
            .chain(people.into_iter().map(person))
            .collect()
    }

    /// The product, as the tool that looked.
    pub(super) fn tool(&self) -> Component {
        Component {
            uuid: self.uuid("tool", "allhands"),
            kind: "software",
            title: "Allhands".to_owned(),
            description: "Judges what the organisation's own tools report against its rules."
                .to_owned(),
            status: State {
                state: "operational",
                reason: None,
                remarks: None,
            },
        }
    }

    pub(super) fn origin(&self) -> Origin {
        Origin {
            actors: vec![Actor {
                kind: "tool",
                actor_uuid: self.uuid("tool", "allhands"),
            }],
        }
    }

    /// Everything something was found on.
    pub(super) fn inventory(&self) -> Vec<InventoryItem> {
        let mut things: BTreeMap<&EntityId, &str> = BTreeMap::new();
        for audited in &self.evidence.findings {
            things.insert(&audited.finding.entity, &audited.thing);
            things.insert(&audited.host, &audited.host_name);
        }
        let item = |(id, name): (&EntityId, &str)| InventoryItem {
            uuid: self.uuid("entity", id),
            description: line(name),
            props: vec![property("asset-id", id)],
        };
        things.into_iter().map(item).collect()
    }

    /// What was seen of one finding.
    pub(super) fn observation(&self, audited: &Audited<'_>) -> Observation {
        let finding = audited.finding;
        let seen = finding.clocks.iter().map(|clock| clock.last_seen).max();
        let mut props = vec![
            property("finding-id", &finding.id),
            property("state", word(finding.state)),
            property("severity", finding.severity),
            property("ocsf-status-id", elsewhere(finding).ocsf),
            property("missed-since", finding.missed_since),
            property("regressions", finding.regressions),
        ];
        props.extend(
            finding
                .closed_because
                .map(|why| property("close-reason", word(why))),
        );
        Observation {
            uuid: self.observed(audited),
            title: line(&format!(
                "{}: {}",
                self.evidence.title(&finding.rule),
                audited.thing
            )),
            description: line(&audited.because),
            methods: ["TEST"],
            types: ["finding"],
            origins: vec![self.origin()],
            subjects: vec![Subject {
                subject_uuid: self.uuid("entity", &finding.entity),
                kind: "inventory-item",
                title: Some(line(&audited.thing)),
            }],
            collected: seen.unwrap_or(self.evidence.at).to_string(),
            props,
            relevant_evidence: vec![RelevantEvidence {
                href: "../sources.json".to_owned(),
                description: "What the sources had said, with digests of the raw records."
                    .to_owned(),
            }],
        }
    }

    /// The id of what was seen of one finding: a new one for each episode.
    pub(super) fn observed(&self, audited: &Audited<'_>) -> Uuid {
        let finding = audited.finding;
        self.uuid("observation", format!("{} {}", finding.id, finding.episode))
    }

    /// What happened to findings, oldest first, as the log of one risk.
    pub(super) fn log(&self, risk: Uuid, audited: &[&Audited<'_>]) -> Option<RiskLog> {
        let mut all: Vec<(&Event, usize)> = audited
            .iter()
            .flat_map(|audited| audited.events.iter().zip(0..))
            .collect();
        all.sort_by_key(|(event, nth)| (event.at, &event.finding, *nth));
        let entry = |(event, nth): (&Event, usize)| LogEntry {
            uuid: self.uuid("event", format!("{risk} {} {nth}", event.finding)),
            title: line(&format!("{}: {}", event.finding, kind_of(&event.what))),
            description: line(&event.reason),
            start: event.at.to_string(),
            status_change: status_after(&event.what),
            logged_by: match event.actor.as_str() {
                JUDGE => Vec::new(),
                person => vec![LoggedBy {
                    party_uuid: self.uuid("party", person),
                }],
            },
        };
        let entries: Vec<LogEntry> = all.into_iter().map(entry).collect();
        (!entries.is_empty()).then_some(RiskLog { entries })
    }
}

/// The name of what happened.
fn kind_of(what: &EventKind) -> String {
    let json = serde_json::to_value(what).unwrap_or_default();
    let name = json.get("event").and_then(|name| name.as_str());
    name.unwrap_or("changed").replace('_', " ")
}

/// A word of ours as JSON writes it: `fixed_verified`.
pub(crate) fn word(word: impl serde::Serialize) -> String {
    let json = serde_json::to_value(word).unwrap_or_default();
    json.as_str().unwrap_or("unknown").to_owned()
}

/// A property of our own.
pub(super) fn property(name: &'static str, value: impl std::fmt::Display) -> Property {
    Property {
        name,
        ns: OURS,
        value: line(&value.to_string()),
    }
}

/// A text on one line: the schemas allow no empty text and no line break in most places.
pub(super) fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.is_empty() {
        true => "-".to_owned(),
        false => words.join(" "),
    }
}

/// A name that may stand where OSCAL wants a token: what begins otherwise gets a `_`, and what
/// may not stand in one becomes `-`. Control enhancements are written as OSCAL does: `ac-2.1`.
pub(super) fn token(text: &str) -> String {
    let text = text.to_lowercase().replace('(', ".").replace(')', "");
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut token: String = text
        .chars()
        .map(|c| if fits(c) { c } else { '-' })
        .collect();
    if !token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        token.insert(0, '_');
    }
    token
}

/// When something is to be done by, as OSCAL writes it.
pub(super) fn instant(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}
