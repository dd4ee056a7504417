//! The text files of a run: the record book, the quarantine, raw records, and a manifest.

use std::collections::BTreeMap;

use inventory::RecordBook;
use jiff::Timestamp;
use model::{Coverage, Place, Problem, SourceId, record::Rejected};
use serde::{Deserialize, Serialize};

use super::{Read, Settled, Snapshot};
use crate::ports::{Observations, PortError, StoredRun};

const BOOK: &str = "book.json";
const COVERAGE: &str = "coverage.json";
const MANIFEST: &str = "manifest.json";
const QUARANTINE: &str = "quarantine.ndjson";

/// What a run is made of, so that an equal one is not kept twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Digests {
    /// All tables together.
    tables: String,
    /// Raw records by source and scope.
    raw: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    run: u64,
    at: Timestamp,
    digests: Digests,
}

/// The readable part of a run.
#[derive(Debug, Default)]
pub(super) struct RunFiles {
    pub(super) book: RecordBook,
    pub(super) digests: Digests,
    quarantine: Vec<u8>,
    /// What the sources could tell.
    coverage: Coverage,
    /// Scopes whose raw records are new in this run.
    fresh_raw: Vec<String>,
}

impl RunFiles {
    /// Reads what the latest run kept; nothing when there was none.
    pub(super) fn read(stored: Option<&StoredRun>) -> Result<Self, PortError> {
        let Some(stored) = stored else {
            return Ok(Self::default());
        };
        let manifest: Manifest = parse(stored, MANIFEST)?;
        Ok(Self {
            book: parse(stored, BOOK)?,
            digests: manifest.digests,
            quarantine: stored.texts.get(QUARANTINE).cloned().unwrap_or_default(),
            coverage: Coverage::default(),
            fresh_raw: Vec::new(),
        })
    }

    /// The files of the run that is about to be kept.
    pub(super) fn new(book: RecordBook, settled: &Settled, read: &Read, before: &Self) -> Self {
        // A source that was not read now keeps the digest of what it said last.
        let mut raw = before.digests.raw.clone();
        let mut fresh_raw = Vec::new();
        for (name, bytes) in &read.raw {
            let digest = blake3::hash(bytes).to_hex().to_string();
            if raw.get(name) != Some(&digest) && !bytes.is_empty() {
                fresh_raw.push(name.clone());
            }
            raw.insert(name.clone(), digest);
        }
        let digests = Digests {
            tables: digest_of_tables(settled),
            raw,
        };
        Self {
            book,
            digests,
            quarantine: quarantine(read.rejected()),
            coverage: settled.inventory.coverage.clone(),
            fresh_raw,
        }
    }

    /// The texts to keep. Raw records are kept only where they differ from the last ones.
    pub(super) fn texts(
        &self,
        run: u64,
        at: Timestamp,
        raw: &BTreeMap<String, Vec<u8>>,
    ) -> Result<BTreeMap<String, Vec<u8>>, PortError> {
        let manifest = Manifest {
            format: "allhands.observations".to_owned(),
            version: 1,
            run,
            at,
            digests: self.digests.clone(),
        };
        let mut texts = BTreeMap::from([
            (BOOK.to_owned(), to_json(BOOK, &self.book)?),
            (COVERAGE.to_owned(), to_json(COVERAGE, &self.coverage)?),
            (MANIFEST.to_owned(), to_json(MANIFEST, &manifest)?),
            (QUARANTINE.to_owned(), self.quarantine.clone()),
        ]);
        for name in &self.fresh_raw {
            if let Some(bytes) = raw.get(name) {
                texts.insert(format!("raw/{name}.ndjson"), bytes.clone());
            }
        }
        Ok(texts)
    }
}

/// When a run was kept.
pub(super) fn kept_at(observations: &impl Observations, run: u64) -> Result<Timestamp, PortError> {
    let manifest = observations.text(run, MANIFEST)?;
    let texts = manifest.map(|bytes| (MANIFEST.to_owned(), bytes));
    let stored = StoredRun {
        run,
        texts: texts.into_iter().collect(),
    };
    let manifest: Manifest = parse(&stored, MANIFEST)?;
    Ok(manifest.at)
}

/// What the sources could tell in a run; nothing for runs from before that was kept by itself.
pub(super) fn coverage(
    observations: &impl Observations,
    run: u64,
) -> Result<Option<Coverage>, PortError> {
    let Some(text) = observations.text(run, COVERAGE)? else {
        return Ok(None);
    };
    let stored = StoredRun {
        run,
        texts: BTreeMap::from([(COVERAGE.to_owned(), text)]),
    };
    parse(&stored, COVERAGE).map(Some)
}

/// Digests of the raw records of a run, by source and scope (`jamf.computers`).
pub(super) fn raw_digests(stored: &StoredRun) -> Result<BTreeMap<String, String>, PortError> {
    let manifest: Manifest = parse(stored, MANIFEST)?;
    Ok(manifest.digests.raw)
}

/// Which observations a run holds.
pub(super) fn snapshot(stored: Option<&StoredRun>) -> Snapshot {
    let manifest = stored.and_then(|run| run.texts.get(MANIFEST));
    let digest = blake3::hash(manifest.map_or(&[], Vec::as_slice)).to_hex();
    Snapshot {
        run: stored.map_or(0, |run| run.run),
        digest: digest.as_str().chars().take(16).collect(),
    }
}

fn digest_of_tables(settled: &Settled) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, batch) in settled.tables.to_batches() {
        hasher.update(name.as_bytes());
        for column in batch.columns() {
            let data = column.to_data();
            hasher.update(&(data.len() as u64).to_le_bytes());
            digest_array(&mut hasher, &data);
        }
    }
    hasher.finalize().to_hex().to_string()
}

fn digest_array(hasher: &mut blake3::Hasher, data: &arrow_data::ArrayData) {
    for buffer in data.buffers() {
        hasher.update(buffer.as_slice());
    }
    if let Some(nulls) = data.nulls() {
        hasher.update(nulls.validity());
    }
    for child in data.child_data() {
        digest_array(hasher, child);
    }
}

#[derive(Serialize)]
struct QuarantineLine<'a> {
    source: &'a SourceId,
    #[serde(flatten)]
    rejected: &'a Rejected,
}

fn quarantine<'a>(rejected: impl Iterator<Item = (&'a SourceId, &'a Rejected)>) -> Vec<u8> {
    let mut lines = Vec::new();
    for (source, rejected) in rejected {
        // Serialising texts and numbers into memory cannot fail.
        if serde_json::to_writer(&mut lines, &QuarantineLine { source, rejected }).is_ok() {
            lines.push(b'\n');
        }
    }
    lines
}

fn parse<T: for<'de> Deserialize<'de>>(stored: &StoredRun, name: &str) -> Result<T, PortError> {
    let damaged = |why: String| {
        let place = Place::file(format!("runs/{}/{name}", stored.run));
        PortError::Damaged(
            Problem::new("run-damaged", why, place)
                .advise("restore the data folder from a backup, or move it away and run again"),
        )
    };
    let bytes = stored
        .texts
        .get(name)
        .ok_or_else(|| damaged(format!("`{name}` is missing")))?;
    serde_json::from_slice(bytes).map_err(|error| damaged(format!("it cannot be read: {error}")))
}

fn to_json<T: Serialize>(name: &str, value: &T) -> Result<Vec<u8>, PortError> {
    serde_json::to_vec(value).map_err(|error| {
        let says = format!("`{name}` cannot be written as JSON: {error}");
        PortError::Damaged(Problem::new("run-unwritable", says, Place::file(name)))
    })
}
