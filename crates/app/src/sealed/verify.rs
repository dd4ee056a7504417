//! Whether everything still stands as it was sealed: the entries among themselves, against every
//! checkpoint, and the rows of the ledger against the entries.

mod findings;
mod rows;

use ledger::log::{
    Leaf,
    check::{self, Entries, From, Held, Remark, Trouble},
    tlog::{SignedCheckpoint, Tree, VerifierKey, leaf_hash},
};
use serde::Serialize;

use super::things::{Before, Erased};
pub(super) use findings::item;

use crate::ports::{
    ActStore, DecisionStore, GovernanceStore, LedgerStore, LogRow, LogStore, PortError,
};

/// A ledger with its log.
pub trait Ledger: LogStore + LedgerStore + ActStore + DecisionStore + GovernanceStore {}

impl<T: LogStore + LedgerStore + ActStore + DecisionStore + GovernanceStore> Ledger for T {}

/// What verifying came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// How many entries there are.
    pub entries: u64,
    /// The root over them, Base64.
    pub root: String,
    /// How many of them, from the first on, a checkpoint covers.
    pub covered: u64,
    /// How many checkpoints were held against them.
    pub checkpoints: u64,
    /// The keys of the log.
    pub keys: Vec<String>,
    /// Whether a key or a checkpoint from elsewhere was held against it: without one, whoever can
    /// write the ledger and has its key can write another history.
    pub by_itself: bool,
    /// Events whose rows are as they were sealed.
    pub events: u64,
    /// Findings that stand as they were sealed.
    pub findings: u64,
    /// Entries whose words were erased.
    pub erased: u64,
    /// What was there before the log began, about which it says nothing.
    pub before: Option<Before>,
    /// The first entry that is bad; none when everything holds.
    pub first_bad: Option<u64>,
    /// What does not hold, the first entry first.
    pub troubles: Vec<Trouble>,
    /// What was recorded and a reader should know.
    pub remarks: Vec<Remark>,
}

/// What is held against a log from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// Keys that are known to be the log's.
    pub keys: Vec<VerifierKey>,
    /// Checkpoints that were kept where nobody who can change the log reaches them.
    pub checkpoints: Vec<SignedCheckpoint>,
}

impl Report {
    fn of(entries: &Entries) -> Self {
        Self {
            entries: entries.tree.size(),
            root: entries.tree.root().to_string(),
            troubles: entries.troubles.clone(),
            remarks: entries.remarks.clone(),
            ..Self::default()
        }
    }

    /// Holds entries against checkpoints.
    fn hold(&mut self, entries: &Entries, own: &[String], against: &Against) {
        let mut signed = Vec::new();
        for text in own {
            match text.parse::<SignedCheckpoint>() {
                Ok(one) => signed.push(one),
                Err(why) => {
                    let says = format!("a checkpoint cannot be read: {why}");
                    self.troubles.push(Trouble::at(0, "checkpoint", says));
                }
            }
        }
        let here = Held {
            entries,
            keys: &against.keys,
            from: From::Here,
        };
        let here = here.against(&signed);
        let outside = Held {
            entries,
            keys: &here.keys,
            from: From::Outside,
        };
        let outside = outside.against(&against.checkpoints);
        self.covered = here.until.max(outside.until);
        self.keys = here.keys.iter().map(ToString::to_string).collect();
        self.checkpoints = (own.len() + against.checkpoints.len()) as u64;
        self.by_itself = against.keys.is_empty() && against.checkpoints.is_empty();
        self.troubles.extend(here.troubles);
        self.troubles.extend(outside.troubles);
    }

    fn ended(mut self) -> Self {
        // Where one of several entries was changed and one of them is known to be, it is that one.
        let exact = self.troubles.iter().filter(|one| one.entry == one.until);
        let exact: Vec<u64> = exact.map(|one| one.entry).collect();
        for trouble in &mut self.troubles {
            let known = exact
                .iter()
                .filter(|at| (trouble.entry..=trouble.until).contains(at));
            trouble.entry = known.min().copied().unwrap_or(trouble.entry);
        }
        self.troubles.sort();
        self.troubles.dedup();
        self.first_bad = self.troubles.first().map(|trouble| trouble.entry);
        self
    }
}

/// The tree above entries as they are kept.
pub fn tree(log: &[LogRow]) -> Tree {
    let hashes = log.iter().map(|row| leaf_hash(row.kept.text.as_bytes()));
    hashes.collect()
}

/// Verifies entries that were exported, without a ledger.
pub fn exported(kept: &[check::Kept], checkpoint: &str, against: &Against) -> Report {
    let entries = check::entries(kept);
    let mut report = Report::of(&entries);
    report.hold(&entries, &[checkpoint.to_owned()], against);
    report.ended()
}

/// Verifies a ledger.
///
/// # Errors
/// When it cannot be read.
pub async fn ledger(ledger: &impl Ledger, against: &Against) -> Result<Report, PortError> {
    let log = ledger.log(0).await?;
    let kept: Vec<check::Kept> = log.iter().map(|row| row.kept.clone()).collect();
    let entries = check::entries(&kept);
    let mut report = Report::of(&entries);
    report.hold(&entries, &ledger.checkpoints().await?, against);
    let sealed = Sealed::of(&entries, &log);
    report.erased = sealed.erased.entries.len() as u64;
    report.before = sealed.before;
    report.troubles.extend(sealed.words());
    report.troubles.extend(rows::check(ledger, &sealed).await?);
    let (events, troubles) = findings::events(ledger, &sealed).await?;
    report.events = events;
    report.troubles.extend(troubles);
    let (findings, troubles) = findings::findings(ledger, &sealed).await?;
    report.findings = findings;
    report.troubles.extend(troubles);
    Ok(report.ended())
}

/// Entries that can be read, with what stands beside each.
struct Sealed<'a> {
    entries: Vec<(&'a Leaf, Option<&'a ledger::log::Private>)>,
    erased: Erased,
    before: Option<Before>,
    /// How many entries there are: what is not sealed comes after the last of them.
    size: u64,
}

impl<'a> Sealed<'a> {
    fn of(entries: &'a Entries, log: &'a [LogRow]) -> Self {
        let pairs = entries.leaves.iter().zip(log);
        let pairs = pairs.filter_map(|(leaf, row)| Some((leaf.as_ref()?, row.private.as_ref())));
        let pairs: Vec<_> = pairs.collect();
        let began = pairs
            .iter()
            .find(|(leaf, _)| leaf.kind == ledger::log::Kind::Began);
        let before =
            began.and_then(|(_, private)| serde_json::from_str(&private.as_ref()?.after).ok());
        Self {
            erased: Erased::of(pairs.iter().map(|(leaf, _)| *leaf)),
            entries: pairs,
            before,
            size: entries.tree.size(),
        }
    }

    /// Whether the words beside each entry are those it was sealed with.
    fn words(&self) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        for (leaf, private) in &self.entries {
            match private {
                Some(private) => troubles.extend(check::private(leaf, private).err()),
                None if self.erased.entries.contains(&leaf.seq) => {}
                None => {
                    let says = format!(
                        "the words beside {} are gone, and no entry says that they were erased",
                        leaf.named()
                    );
                    troubles.push(Trouble::at(leaf.seq, "words-missing", says));
                }
            }
        }
        troubles
    }
}
