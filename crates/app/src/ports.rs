//! What the use cases need from outside: where observations rest, where the ledger rests, bytes.
//!
//! Implementations live in `store` and `io`; the use cases never know which one they have.

mod access;
mod log;
mod poam;

use std::{collections::BTreeMap, future::Future, time::Duration};

use arrow_array::RecordBatch;
pub use inventory::{Decided, Decision, Decisions, IdEntry};
use jiff::Timestamp;
pub use ledger::acts::{Act, Acted};
use model::{
    Event, Finding, FindingId, FindingState, KindName, Problem, RuleId, RunOutcome, Severity,
    SourceId, Vocabulary, verdict::Unknowns,
};
use serde::{Deserialize, Serialize};
use sources::{
    SecretFrom,
    fetch::{Response, Secret, Unreached},
};

pub use access::{AccessStore, AccessToken, Account, Grant, Session, TokenScope};
pub use impact::evidence::PoamRow;
pub use poam::PoamStore;

use crate::govern::Entry;

pub use log::{Erasure, EventRow, FindingSeal, LogRow, LogStore};

/// Something outside did not work. Says what was tried, why it failed and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// The machine's turn: a folder that cannot be written, a full disk, a file in the way.
    #[error("{}", .0.says)]
    Unavailable(Problem),
    /// Ours, or somebody edited the data folder: what was stored cannot be read back.
    #[error("{}", .0.says)]
    Damaged(Problem),
}

impl PortError {
    /// The problem inside, for the person.
    pub fn problem(&self) -> &Problem {
        match self {
            Self::Unavailable(problem) | Self::Damaged(problem) => problem,
        }
    }
}

/// A run of collecting that was committed.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRun {
    /// Its number, from 1.
    pub run: u64,
    /// Its text files by name (`book.json`, `manifest.json`).
    pub texts: BTreeMap<String, Vec<u8>>,
}

/// A run of collecting that is to be committed, all of it or nothing.
#[derive(Clone, Debug, Default)]
pub struct NewRun {
    /// Its number: one more than the latest.
    pub run: u64,
    /// Text files by name; a name may hold one `/`: `raw/jamf.ndjson`.
    pub texts: BTreeMap<String, Vec<u8>>,
    /// Tables by name, as Arrow batches of one schema each.
    pub tables: Vec<(String, RecordBatch)>,
}

/// Where observations rest: append a run, read the latest, the id log.
///
/// Appending is atomic: killed at any instant, the old run or the new one is there, whole.
pub trait Observations: Send + Sync {
    /// The latest run without its tables and raw records, or `None` when nothing was collected.
    ///
    /// # Errors
    /// When the folder cannot be read or what it holds is damaged.
    fn latest(&self) -> Result<Option<StoredRun>, PortError>;

    /// The number of the latest run, or `None` when nothing was collected.
    ///
    /// # Errors
    /// When the folder cannot be read.
    fn latest_run(&self) -> Result<Option<u64>, PortError>;

    /// The numbers of the runs that are kept, in order. Old ones may have been removed.
    ///
    /// # Errors
    /// When what is kept cannot be listed.
    fn runs(&self) -> Result<Vec<u64>, PortError>;

    /// Any run by number, without its tables and raw records.
    ///
    /// # Errors
    /// When the run is not there or damaged.
    fn run(&self, run: u64) -> Result<StoredRun, PortError>;

    /// One text file of a run, or `None` when it has none of that name.
    ///
    /// # Errors
    /// When the run is not there or cannot be read.
    fn text(&self, run: u64, name: &str) -> Result<Option<Vec<u8>>, PortError>;

    /// The names of all text files of a run, raw records too.
    ///
    /// # Errors
    /// When the run is not there or cannot be read.
    fn text_names(&self, run: u64) -> Result<Vec<String>, PortError>;

    /// The tables of a run.
    ///
    /// # Errors
    /// When the run is not there or damaged.
    fn tables(&self, run: u64) -> Result<Vec<(String, RecordBatch)>, PortError>;

    /// Commits a run.
    ///
    /// # Errors
    /// When it cannot be written; the latest run is then the one before.
    fn append(&self, run: &NewRun) -> Result<(), PortError>;

    /// The id log, oldest entry first.
    ///
    /// # Errors
    /// When it cannot be read.
    fn ids(&self) -> Result<Vec<IdEntry>, PortError>;

    /// Appends to the id log. What it returned from survives a crash; numbers are used only then.
    ///
    /// # Errors
    /// When it cannot be written.
    fn append_ids(&self, entries: &[IdEntry]) -> Result<(), PortError>;
}

/// How many entities a rule came to, by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCounts {
    /// As expected.
    pub met: u64,
    /// Not as expected.
    pub missed: u64,
    /// Not told.
    pub unknown: u64,
    /// Not spoken of.
    pub not_applicable: u64,
}

/// A rule as a pass judged it, and since when it reads like that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    /// The version of the rule by itself, without its tightenings.
    pub version: String,
    /// The first pass that judged this version and every one since.
    pub since: Timestamp,
}

/// One pass of judging: what it was made of, so that the same pass is recorded once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassRecord {
    /// Digest of instant, run, rules and vocabulary; equal keys are the same pass.
    pub key: String,
    /// The instant it speaks of.
    pub at: Timestamp,
    /// The run of collecting it judged.
    pub run: u64,
    /// How collecting ended, by source.
    pub sources: BTreeMap<SourceId, RunOutcome>,
    /// Verdict counts by rule.
    pub rules: BTreeMap<RuleId, RuleCounts>,
    /// The rules in force, tightenings too, carried from pass to pass so that the latest answers.
    #[serde(default)]
    pub in_force: BTreeMap<RuleId, InForce>,
    /// Digest of the words they were judged with, see [`LedgerStore::vocabulary`]; empty for
    /// passes from before words were kept.
    #[serde(default)]
    pub vocabulary: String,
}

/// The text of a rule version, kept for as long as findings speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleText {
    /// The rule.
    pub rule: RuleId,
    /// The version.
    pub version: String,
    /// The canonical document.
    pub text: String,
}

/// Everything one pass writes, in one transaction.
#[derive(Clone, Debug)]
pub struct PassWrite {
    /// The pass.
    pub pass: PassRecord,
    /// Findings that are new or changed, whole.
    pub findings: Vec<Finding>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Rule texts; known versions are left alone.
    pub rules: Vec<RuleText>,
    /// The words of the pass; kept once for each digest.
    pub vocabulary: Vocabulary,
    /// Since when verdicts are unknown, in place of what the pass before left.
    pub unknowns: Unknowns,
    /// Exceptions that the pass found stale.
    pub stale: Vec<StaleException>,
}

/// Where findings and their history rest.
pub trait LedgerStore: Send + Sync {
    /// All findings, closed ones too, in order of id.
    fn findings(&self) -> impl Future<Output = Result<Vec<Finding>, PortError>> + Send;

    /// The first findings behind an id, at most so many, in order of id: all of them a stretch at a
    /// time, from `None` on. Any text will do for the id.
    fn findings_behind(
        &self,
        after: Option<&FindingId>,
        most: u32,
    ) -> impl Future<Output = Result<Vec<Finding>, PortError>> + Send;

    /// One finding.
    fn finding(
        &self,
        id: &FindingId,
    ) -> impl Future<Output = Result<Option<Finding>, PortError>> + Send;

    /// What happened to a finding, oldest first.
    fn events(&self, id: &FindingId) -> impl Future<Output = Result<Vec<Event>, PortError>> + Send;

    /// The latest pass.
    fn latest_pass(&self) -> impl Future<Output = Result<Option<PassRecord>, PortError>> + Send;

    /// Since when verdicts are unknown, as the latest pass left it.
    fn unknowns(&self) -> impl Future<Output = Result<Unknowns, PortError>> + Send;

    /// All passes, oldest first.
    fn passes(&self) -> impl Future<Output = Result<Vec<PassRecord>, PortError>> + Send;

    /// The stored text of a rule version.
    fn rule_text(
        &self,
        rule: &RuleId,
        version: &str,
    ) -> impl Future<Output = Result<Option<RuleText>, PortError>> + Send;

    /// The words of a digest that a pass names.
    fn vocabulary(
        &self,
        digest: &str,
    ) -> impl Future<Output = Result<Option<Vocabulary>, PortError>> + Send;

    /// Records a pass in one transaction. A pass whose key is known already and that changes
    /// nothing writes nothing. Returns whether anything was written.
    fn record(&self, write: &PassWrite) -> impl Future<Output = Result<bool, PortError>> + Send;
}

/// Which findings a page shows: those that everything here allows.
#[derive(Clone, Debug, Default)]
pub struct PageAsked {
    /// In one of these states; where none is named, those that are open risk.
    pub states: Vec<FindingState>,
    /// Of this rule.
    pub rule: Option<RuleId>,
    /// As severe as this.
    pub severity: Option<Severity>,
    /// Of entities of this kind.
    pub kind: Option<KindName>,
    /// Due before this instant; at the instant of a pass, those that are overdue.
    pub due_before: Option<Timestamp>,
    /// Behind this one, which is the last one of the page before.
    pub after: Option<FindingId>,
    /// At most so many.
    pub most: u32,
}

/// Findings a page at a time, however many there are.
pub trait FindingPages: Send + Sync {
    /// The most urgent first: those that are open risk before the others, then by deadline, those
    /// without one last, then the more severe first, then by id.
    fn page(
        &self,
        asked: &PageAsked,
    ) -> impl Future<Output = Result<Vec<Finding>, PortError>> + Send;

    /// How many there are on all pages.
    fn how_many(&self, asked: &PageAsked) -> impl Future<Output = Result<u64, PortError>> + Send;
}

/// A text that was signed, with what its words meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptText {
    /// Digest of the two others.
    pub digest: String,
    /// The canonical document of the rule.
    pub text: String,
    /// What its words meant, as JSON of `govern::words`.
    pub words: String,
}

/// Steps about rules that are to be appended, all of them or none.
#[derive(Clone, Debug, Default)]
pub struct GovernWrite {
    /// How many steps the writer knew of: if there are more by now, nothing is written.
    pub known: usize,
    /// The steps, in order.
    pub entries: Vec<Entry>,
    /// The texts they speak of; known ones are left alone.
    pub texts: Vec<KeptText>,
    /// Impact sheets by digest, as JSON.
    pub sheets: Vec<(String, String)>,
}

/// Where it rests how rules came into force.
pub trait GovernanceStore: Send + Sync {
    /// Every step, the oldest first.
    fn entries(&self) -> impl Future<Output = Result<Vec<Entry>, PortError>> + Send;

    /// Every text that steps speak of.
    fn texts(&self) -> impl Future<Output = Result<Vec<KeptText>, PortError>> + Send;

    /// One impact sheet as it was signed.
    fn sheet(&self, digest: &str)
    -> impl Future<Output = Result<Option<String>, PortError>> + Send;

    /// Appends steps in one transaction. Fails, and writes nothing, when there are other steps
    /// than the writer knew of.
    fn append(&self, write: &GovernWrite) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// Where it rests what people decided about records and owners.
pub trait DecisionStore: Send + Sync {
    /// Every decision, the oldest first.
    fn decisions(&self) -> impl Future<Output = Result<Vec<Decision>, PortError>> + Send;

    /// Appends one decision; it survives a crash once this returned. Its number has to be the next
    /// one: when somebody else decided in the meantime, nothing is written.
    fn decide(&self, decision: &Decision) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// An act that is to be appended, with what follows from it, all of it or nothing.
#[derive(Clone, Debug)]
pub struct ActWrite {
    /// The act.
    pub act: Act,
    /// Findings that it changes, whole.
    pub findings: Vec<Finding>,
    /// What happened to them.
    pub events: Vec<Event>,
}

/// An exception that a pass found stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleException {
    /// Which.
    pub exception: u64,
    /// When.
    pub at: Timestamp,
    /// What changed.
    pub because: String,
}

/// Where it rests what people decided about findings, exceptions, responsibilities and duties.
pub trait ActStore: Send + Sync {
    /// Every act, the oldest first.
    fn acts(&self) -> impl Future<Output = Result<Vec<Act>, PortError>> + Send;

    /// Every exception that passes found stale, in order of number.
    fn stale(&self) -> impl Future<Output = Result<Vec<StaleException>, PortError>> + Send;

    /// Appends one act and records what follows from it, in one transaction. Its number has to be
    /// the next one: when somebody else acted in the meantime, nothing is written.
    fn act(&self, write: &ActWrite) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// The files a source names.
pub trait SourceFiles {
    /// Opens them, unreadable ones too.
    ///
    /// # Errors
    /// When what the source names is no file pattern.
    fn inputs(&self, config: &sources::SourceConfig) -> Result<Vec<sources::Input>, Problem>;
}

/// The way to the tools that sources ask.
pub trait Network {
    /// Sends a request and reads its answer to the end. It follows no redirection: whom a proof of
    /// who we are may be shown is decided by whoever makes the requests.
    ///
    /// # Errors
    /// Why there is no whole answer.
    fn send(&self, request: &sources::fetch::Request) -> Result<Response, Unreached>;

    /// Waits, because a tool wants us to.
    fn wait(&self, length: Duration);

    /// Reads a secret from where a source says it is.
    ///
    /// # Errors
    /// There is none; in a sentence that does not hold it.
    fn secret(&self, from: &SecretFrom) -> Result<Secret, String>;
}

/// Who wants to know how long work is coming along.
pub trait Progress {
    /// A step begins: `reading jamf`.
    fn step(&self, what: &str);

    /// The same step gets on: `asking okta for users, page 3`.
    fn note(&self, _what: &str) {}

    /// A clock, where somebody wants to know what judging spends its time on.
    fn stopwatch(&self) -> Option<&dyn judge::Stopwatch> {
        None
    }
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug)]
pub struct Quiet;

impl Progress for Quiet {
    fn step(&self, _what: &str) {}
}
