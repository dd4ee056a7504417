//! The entries of the sealed log that are about a scope, each with its proof.

use std::collections::{BTreeMap, BTreeSet};

use impact::evidence::{Beside, Evidence, Opened, ProvenItem, Sealed, SealedRecord};
use ledger::log::{
    EventItem, EventRange, FindingItem, Kind, Leaf, Part, Private,
    tlog::{EntryProof, Hash, SignedCheckpoint, Tree, leaf_hash},
};
use model::{Finding, FindingId};

use super::names::{Names, People};
use crate::ports::{EventRow, FindingSeal, LogRow, LogStore, PortError};

/// How many earlier checkpoints a bundle can be held to, the latest ones.
const EARLIER: usize = 100;

/// What an entry is asked about.
struct Asked<'e> {
    findings: BTreeMap<&'e FindingId, &'e Finding>,
    rules: BTreeSet<&'e str>,
    people: &'e People,
    names: Names,
    everything: bool,
}

/// The part of the log that is about the evidence, under this checkpoint of all of it.
pub(super) async fn sealed(
    ledger: &impl LogStore,
    evidence: &Evidence<'_>,
    people: &People,
    names: Names,
    checkpoint: SignedCheckpoint,
) -> Result<Sealed, PortError> {
    let mut log = ledger.log(0).await?;
    // What came after it was signed is for the next bundle.
    log.truncate(usize::try_from(checkpoint.checkpoint.size).unwrap_or(usize::MAX));
    let tree = crate::sealed::verify::tree(&log);
    let asked = Asked {
        findings: evidence
            .findings
            .iter()
            .map(|a| (&a.finding.id, a.finding))
            .collect(),
        rules: evidence.rules.keys().map(|rule| rule.as_str()).collect(),
        people,
        names,
        everything: evidence.scopes.contains(&impact::evidence::Scope::All),
    };
    let mut seals: BTreeMap<u64, Vec<FindingSeal>> = BTreeMap::new();
    for seal in ledger.finding_seals().await? {
        seals.entry(seal.seq).or_default().push(seal);
    }
    let mut records = Vec::new();
    for row in &log {
        // An entry that cannot be read proves nothing; `log verify` tells of it.
        let Ok(leaf) = Leaf::read(&row.kept.text) else {
            continue;
        };
        let of_entry = seals.get(&leaf.seq).map_or(&[][..], Vec::as_slice);
        let events = match leaf.events {
            Some(EventRange { first, count, .. }) => ledger.events_from(first, count).await?,
            None => Vec::new(),
        };
        let beside = asked.beside(&leaf, row, &events, of_entry);
        if asked.is_about(&leaf, &beside) {
            records.push(SealedRecord {
                proof: proof(&tree, leaf.seq, &checkpoint),
                entry: row.kept.text.clone(),
                beside,
            });
        }
    }
    let since = earlier(&ledger.checkpoints().await?, &tree);
    Ok(Sealed {
        checkpoint,
        records,
        since,
    })
}

fn proof(tree: &Tree, index: u64, signed: &SignedCheckpoint) -> EntryProof {
    EntryProof {
        extra: None,
        index,
        path: tree.inclusion(index, tree.size()).unwrap_or_default(),
        signed: signed.clone(),
    }
}

/// Proofs that the log only grew since its latest checkpoints.
fn earlier(checkpoints: &[String], tree: &Tree) -> Vec<(u64, Vec<Hash>)> {
    let sizes = checkpoints
        .iter()
        .filter_map(|text| text.parse::<SignedCheckpoint>().ok())
        .map(|signed| signed.checkpoint.size);
    let sizes: BTreeSet<u64> = sizes.collect();
    let proof = |size: u64| Some((size, tree.consistency(size, tree.size())?));
    sizes
        .into_iter()
        .rev()
        .take(EARLIER)
        .filter_map(proof)
        .collect()
}

impl Asked<'_> {
    /// Whether an entry is about what was asked: one that is about the log itself always is.
    fn is_about(&self, leaf: &Leaf, beside: &Beside) -> bool {
        let of_findings = !beside.events.is_empty() || !beside.findings.is_empty();
        match leaf.kind {
            Kind::Began | Kind::Key | Kind::Erasure => true,
            Kind::Pass => of_findings,
            Kind::Rule => self.everything || self.rules.contains(leaf.subject.as_str()),
            Kind::Act => of_findings || self.everything || self.names_subject(leaf),
            Kind::Decision => self.everything,
        }
    }

    fn names_subject(&self, leaf: &Leaf) -> bool {
        self.findings.contains_key(&FindingId::new(&leaf.subject))
    }

    fn beside(
        &self,
        leaf: &Leaf,
        row: &LogRow,
        events: &[EventRow],
        seals: &[FindingSeal],
    ) -> Beside {
        let private = row.private.as_ref();
        Beside {
            opened: match self.names {
                Names::Shown => private.map(opened).unwrap_or_default(),
                Names::Withheld => Vec::new(),
            },
            events: self.events(leaf, private, events),
            findings: self.states(seals),
        }
    }

    /// The events of findings in the scope, each with its way to the root of the entry. One that
    /// names somebody is left out where names are withheld: its text cannot be changed.
    fn events(&self, leaf: &Leaf, private: Option<&Private>, rows: &[EventRow]) -> Vec<ProvenItem> {
        let hidden = |row: &EventRow| match (leaf.kind, private) {
            (Kind::Act, Some(private)) => hidden(&row.item, private),
            _ => row.item.clone(),
        };
        let texts: Vec<String> = rows.iter().map(|row| hidden(row).text()).collect();
        let hash = |(row, text): (&EventRow, &String)| {
            let as_kept = leaf_hash(text.as_bytes());
            row.sealed.unwrap_or(as_kept)
        };
        let hashes: Vec<Hash> = rows.iter().zip(&texts).map(hash).collect();
        let told = |at: usize| {
            let (row, text) = (&rows[at], &texts[at]);
            let erased = row.sealed.is_some();
            let named = self.names == Names::Withheld && self.people.named_in(text);
            self.findings.contains_key(&row.item.finding) && !erased && !named
        };
        proven(&hashes, (0..rows.len()).filter(|at| told(*at)), |at| {
            texts[at].clone()
        })
    }

    /// How findings in the scope stand, where this entry is the one that says so.
    fn states(&self, seals: &[FindingSeal]) -> Vec<ProvenItem> {
        let hashes: Vec<Hash> = seals.iter().map(|seal| seal.hash).collect();
        let stands = |at: &usize| {
            let finding = self.findings.get(&seals[*at].finding)?;
            let item = FindingItem::of(finding);
            (item.hash() == seals[*at].hash).then(|| item.text())
        };
        let told: BTreeMap<usize, String> = (0..seals.len())
            .filter_map(|at| Some((at, stands(&at)?)))
            .collect();
        proven(&hashes, told.keys().copied(), |at| told[&at].clone())
    }
}

/// The words beside an entry, each with its salt.
fn opened(private: &Private) -> Vec<Opened> {
    let one = |opened: ledger::log::Opened| Opened {
        part: match opened.part {
            Part::Actor => "actor",
            Part::Reason => "reason",
            Part::After => "after",
        }
        .to_owned(),
        salt: opened.salt.0.hex(),
        text: opened.text,
    };
    private.opened().into_iter().map(one).collect()
}

/// An event that follows from what a person did, as it was sealed: who and why behind the salt.
fn hidden(item: &EventItem, private: &Private) -> EventItem {
    let behind = |part, text: &str| private.salt.commit(part, text).0.hex();
    EventItem {
        actor: behind(Part::Actor, &item.actor),
        reason: behind(Part::Reason, &item.reason),
        ..item.clone()
    }
}

/// Items of a tree with their ways to its root.
fn proven(
    hashes: &[Hash],
    told: impl Iterator<Item = usize>,
    text: impl Fn(usize) -> String,
) -> Vec<ProvenItem> {
    let tree: Tree = hashes.iter().copied().collect();
    let item = |at: usize| {
        let index = at as u64;
        let path = tree.inclusion(index, tree.size())?;
        Some(ProvenItem::new(index, text(at), &path))
    };
    told.filter_map(item).collect()
}
