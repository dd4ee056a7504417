//! What the sealed log needs from outside.

use std::future::Future;

use jiff::Timestamp;
use ledger::log::{
    EventItem, Sealing,
    check::Kept,
    tlog::{Hash, SignedCheckpoint},
};
use model::FindingId;

use super::{Act, Decision, PortError};
use crate::govern::Entry;

/// An entry as it is kept, with what stands beside it.
#[derive(Clone, Debug)]
pub struct LogRow {
    /// The entry.
    pub kept: Kept,
    /// What stands beside it; none once that was erased.
    pub private: Option<ledger::log::Private>,
}

/// An event of the ledger, as it is stored.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// Its number.
    pub number: u64,
    /// Whether it follows from what a person did.
    pub act: Option<u64>,
    /// What it says. Who and why are as stored, not behind a commitment.
    pub item: EventItem,
    /// The hash it was sealed with, kept when somebody was erased from it.
    pub sealed: Option<Hash>,
}

/// How a finding stood when it was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingSeal {
    /// The entry.
    pub seq: u64,
    /// The finding.
    pub finding: FindingId,
    /// The hash of how it stood.
    pub hash: Hash,
}

/// What is taken away so that nobody can be known by it, and what stands in its place.
#[derive(Clone, Debug, Default)]
pub struct Erasure {
    /// Entries whose words and salts are dropped.
    pub entries: Vec<u64>,
    /// Acts as they stand without the person.
    pub acts: Vec<Act>,
    /// Decisions as they stand without the person.
    pub decisions: Vec<Decision>,
    /// Steps of rules as they stand without the person, by number.
    pub steps: Vec<(u64, Entry)>,
    /// Events as they stand without the person: number, who and why, and the hash each was sealed
    /// with, from which nothing can be read.
    pub events: Vec<(u64, String, String, Hash)>,
}

/// Where the sealed log rests. Whatever is written to the ledger appends its entry in the same
/// transaction; here is how it is read, and what is sealed for its own sake.
pub trait LogStore: Send + Sync {
    /// Every entry from a place on, in order.
    fn log(&self, from: u64) -> impl Future<Output = Result<Vec<LogRow>, PortError>> + Send;

    /// Events by number, at most so many.
    fn events_from(
        &self,
        first: u64,
        count: u64,
    ) -> impl Future<Output = Result<Vec<EventRow>, PortError>> + Send;

    /// How findings stood, in order of entry and id.
    fn finding_seals(&self) -> impl Future<Output = Result<Vec<FindingSeal>, PortError>> + Send;

    /// Every checkpoint, in the order they were made.
    fn checkpoints(&self) -> impl Future<Output = Result<Vec<String>, PortError>> + Send;

    /// Keeps a checkpoint.
    fn keep_checkpoint(
        &self,
        at: Timestamp,
        signed: &SignedCheckpoint,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Appends an entry about the log itself.
    fn seal(&self, what: &Sealing<'_>) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Erases, and appends the entry that says so, in one transaction.
    fn erase(
        &self,
        what: &Sealing<'_>,
        erasure: &Erasure,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
