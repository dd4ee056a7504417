//! A sealed log about the invented organisation, and a bundle made of it.

use impact::evidence::{
    Beside, Files, Opened, OscalVersion, ProvenItem, Scope, Sealed, SealedRecord, bundle,
};
use model::{Event, Finding};
use serde_json::{Value, json};
use tlog::{Checkpoint, EntryProof, Hash, SignedCheckpoint, SigningKey, Tree, VerifierKey};

use super::world::World;

const ORIGIN: &str = "example.org/log";

/// The key of the log.
pub(crate) fn key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, &[7; 32]).expect("a key")
}

/// Somebody else's key, under the same name.
pub(crate) fn other_key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, &[8; 32]).expect("a key")
}

pub(crate) fn vkey() -> VerifierKey {
    key().verifier().expect("a key")
}

/// A log of three entries: it began, a pass found everything, a person claimed a fix.
pub(crate) struct Log {
    entries: Vec<(String, Beside)>,
    tree: Tree,
}

impl Log {
    pub(crate) fn of(world: &World) -> Self {
        let audited = world.audited();
        let events = audited
            .iter()
            .flat_map(|audited| &audited.events)
            .map(event);
        let mut findings: Vec<&Finding> = world.findings.iter().collect();
        findings.sort_by_key(|finding| &finding.id);
        let findings = findings.into_iter().map(state);
        let mut log = Self {
            entries: Vec::new(),
            tree: Tree::new(),
        };
        log.append("began", &[], Beside::default());
        let (events, root_of_events) = proven(events.collect());
        let (findings, root_of_findings) = proven(findings.collect());
        let covers = [("events", root_of_events), ("findings", root_of_findings)];
        let beside = Beside {
            opened: Vec::new(),
            events,
            findings,
        };
        log.append("pass", &covers, beside);
        let opened = |part: &str, text: &str| Opened {
            part: part.to_owned(),
            salt: "5a".repeat(32),
            text: text.to_owned(),
        };
        let opened = [
            opened("actor", "ana@example.org"),
            opened("reason", "it was replaced"),
        ];
        let commitments = opened.each_ref().map(|part| {
            let commitment = part.commitment().expect("a salt");
            (part.part.as_str(), Value::from(commitment))
        });
        let beside = Beside {
            opened: opened.to_vec(),
            ..Beside::default()
        };
        log.append("act", &commitments, beside);
        log
    }

    fn append(&mut self, kind: &str, fields: &[(&str, Value)], beside: Beside) {
        let mut entry = json!({"action": "judged", "kind": kind, "seq": self.tree.size()});
        for (name, value) in fields {
            entry[name] = value.clone();
        }
        let entry = entry.to_string();
        self.tree.append(entry.as_bytes());
        self.entries.push((entry, beside));
    }

    /// The checkpoint when it had so many entries.
    pub(crate) fn checkpoint(&self, size: u64) -> SignedCheckpoint {
        let root = self.tree.root_at(size).expect("a root");
        Checkpoint::new(ORIGIN, size, root)
            .sign(&key())
            .expect("signed")
    }

    /// All of it, for an auditor who may see who did what, unless that was erased.
    pub(crate) fn sealed(&self, opened: bool) -> Sealed {
        let size = self.tree.size();
        let checkpoint = self.checkpoint(size);
        let record = |(index, (entry, beside)): (u64, &(String, Beside))| {
            let path = self.tree.inclusion(index, size).expect("a way");
            let mut beside = beside.clone();
            beside.opened.retain(|_| opened);
            SealedRecord {
                entry: entry.clone(),
                proof: EntryProof {
                    extra: None,
                    index,
                    path,
                    signed: checkpoint.clone(),
                },
                beside,
            }
        };
        Sealed {
            records: (0..).zip(&self.entries).map(record).collect(),
            since: (1..=size)
                .map(|old| (old, self.tree.consistency(old, size).expect("a proof")))
                .collect(),
            checkpoint,
        }
    }

    /// The files of a bundle about everything.
    pub(crate) fn bundle(&self, world: &World, opened: bool) -> Files {
        let scopes = [Scope::All];
        let evidence = world.evidence(&scopes);
        let sealed = self.sealed(opened);
        bundle::files(&evidence, &sealed, OscalVersion::V1_2_1, &key()).expect("a bundle")
    }
}

/// An event as the log hashes it.
fn event(event: &Event) -> String {
    serde_json::to_string(event).expect("JSON")
}

/// How a finding stands, as the log hashes it.
fn state(finding: &Finding) -> String {
    json!({
        "finding": finding.id,
        "state": finding.state,
        "severity": finding.severity,
        "missed_since": finding.missed_since,
        "opened_at": finding.opened_at,
        "due": finding.due,
        "closed_at": finding.closed_at,
        "regressions": finding.regressions,
    })
    .to_string()
}

/// Items with their ways, and what an entry says of them.
fn proven(texts: Vec<String>) -> (Vec<ProvenItem>, Value) {
    let hashes = texts.iter().map(|text| tlog::leaf_hash(text.as_bytes()));
    let tree: Tree = hashes.collect::<Vec<Hash>>().into_iter().collect();
    let item = |(index, text): (u64, String)| {
        let path = tree.inclusion(index, tree.size()).expect("a way");
        ProvenItem::new(index, text, &path)
    };
    let says = json!({"count": tree.size(), "root": tree.root().hex()});
    ((0..).zip(texts).map(item).collect(), says)
}
