//! What makes a run whole: a manifest that is written last and names everything of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a run consists of. It is there whole or not at all, and so is its run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Always `allhands.lake`.
    pub(super) format: String,
    /// Of this form: 1.
    pub(super) version: u32,
    /// The run.
    pub(super) run: u64,
    /// The names of its text files.
    pub(super) texts: Vec<String>,
    /// Its tables by name.
    pub(super) tables: BTreeMap<String, Kept>,
}

/// One table of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The folder of the Delta table below `tables/`.
    pub(super) folder: String,
    /// The version of it that the run saw.
    pub(super) version: u64,
    /// How many rows it has there.
    pub(super) rows: usize,
    /// How many bytes they take.
    pub(super) bytes: usize,
    /// BLAKE3 digest of the file, hexadecimal: equal tables are not written twice.
    pub(super) digest: String,
    /// The place among the tables that the run was given.
    pub(super) at: usize,
}

impl Manifest {
    pub(super) fn new(run: u64, texts: Vec<String>, tables: BTreeMap<String, Kept>) -> Self {
        Self {
            format: "allhands.lake".to_owned(),
            version: 1,
            run,
            texts,
            tables,
        }
    }

    /// Its tables in the order in which the run was given them.
    pub(super) fn in_order(self) -> Vec<(String, Kept)> {
        let mut tables: Vec<(String, Kept)> = self.tables.into_iter().collect();
        tables.sort_by_key(|(_, kept)| kept.at);
        tables
    }
}
