//! The record book: every record ever kept, and what each scope of each source can tell.

mod advance;
mod scope;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Life, Problem, Record, RecordKey, Rejected, ScopeRun, SourceId, SourceState};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::correlate::Distrust;
pub use advance::{advance, advance_with};

/// What one source delivered in one run of collecting.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The source.
    pub source: SourceId,
    /// How each of its scopes ended.
    pub runs: Vec<ScopeRun>,
    /// What each of its scopes can tell, as its connector declares it.
    pub states: Vec<SourceState>,
    /// Accepted records, of all scopes.
    pub records: Vec<Record>,
    /// Rejected records, of all scopes.
    pub rejected: Vec<Rejected>,
}

/// One record with its history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// As it was last seen.
    pub record: Record,
    /// Live, unconfirmed or gone. Stale is never stored: it follows from `now`.
    pub life: Life,
    /// Complete snapshots in a row that did not hold it, each counted once.
    pub misses: u32,
    /// The snapshot it was first seen in.
    pub first_seen: Timestamp,
    /// The snapshot it was last seen in.
    pub last_seen: Timestamp,
    /// The run it was first seen in.
    pub first_run: u64,
}

impl Kept {
    /// Whether the newest complete snapshot of its scope still held it.
    ///
    /// Correlation asks this and not `life`, so that a failed run changes no identity.
    pub(crate) fn present(&self) -> bool {
        self.life != Life::Gone && self.misses == 0
    }
}

/// What is remembered of one scope of one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScopeBook {
    /// What it can tell; none once it is no longer configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<SourceState>,
    /// Why it tells less than everything, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The newest complete snapshot whose absences were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Timestamp>,
    /// Records that snapshot held.
    #[serde(default)]
    pub seen: u64,
    /// What its latest usable run rejected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<Rejected>,
}

/// Every record ever kept, and every scope ever read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordBook {
    /// The run that last changed it, from 1; 0 when nothing was ever collected.
    pub run: u64,
    /// Records by key.
    #[serde(serialize_with = "write_records", deserialize_with = "read_records")]
    pub records: BTreeMap<RecordKey, Kept>,
    /// Scopes by source and name.
    pub scopes: BTreeMap<SourceId, BTreeMap<String, ScopeBook>>,
    /// Identifier values that too many records shared a short time ago, as the latest resolution
    /// left them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distrusted: Vec<Distrust>,
    /// When the latest decision was made that the latest resolution knew of: what people decided
    /// about records since is followed from the next run on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Timestamp>,
}

impl RecordBook {
    /// One scope of one source.
    pub fn scope(&self, source: &SourceId, scope: &str) -> Option<&ScopeBook> {
        self.scopes.get(source)?.get(scope)
    }

    /// What all configured scopes can tell, in order of name.
    pub fn states(&self) -> impl Iterator<Item = &SourceState> {
        self.scopes
            .values()
            .flat_map(BTreeMap::values)
            .filter_map(|scope| scope.state.as_ref())
    }

    /// The state a record is in at an instant: stale once its scope is older than it should be.
    pub fn life(&self, kept: &Kept, now: Timestamp) -> Life {
        let scope = self.scope(&kept.record.key.source, &kept.record.scope);
        let stale = scope
            .and_then(|s| s.state.as_ref())
            .is_some_and(|s| !s.is_fresh(now));
        if stale {
            kept.life.max(Life::Stale)
        } else {
            kept.life
        }
    }
}

/// What came of taking deliveries in.
#[derive(Clone, Debug, PartialEq)]
pub struct Advanced {
    /// The book afterwards.
    pub book: RecordBook,
    /// Whether anything moved.
    pub changed: bool,
    /// What a person should look at: held scopes, old files, sources that were taken out.
    pub notes: Vec<Problem>,
}

fn write_records<S: Serializer>(
    records: &BTreeMap<RecordKey, Kept>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(records.values())
}

fn read_records<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<RecordKey, Kept>, D::Error> {
    let list = Vec::<Kept>::deserialize(deserializer)?;
    Ok(list
        .into_iter()
        .map(|kept| (kept.record.key.clone(), kept))
        .collect())
}
