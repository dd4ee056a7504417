//! Observations as files: one folder per run, and the log of entity numbers.
//!
//! ```text
//! ids.ndjson            the id log: appended to and flushed before a number is used
//! LATEST                the number of the latest whole run, replaced by rename
//! runs/12/book.json     text files as they were given
//! runs/12/raw/...       raw records
//! runs/12/tables/...    one Arrow IPC file per table
//! runs/.new-13/         a run that is being written, or was when the machine stopped
//! ```
//!
//! Killed at any instant, the folder holds the old run or the new one, whole: a run is written
//! under a temporary name, every file and folder of it is flushed, and only then renamed and
//! pointed at.

mod disk;
mod ids;
mod names;
mod runs;
mod trouble;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use app::ports::{IdEntry, NewRun, Observations, PortError, StoredRun};
use arrow_array::RecordBatch;
use model::Problem;

use disk::{Disk, RealDisk};

/// Observations in a folder. One process writes at a time; any number read.
pub struct FolderObservations {
    folder: PathBuf,
    disk: Box<dyn Disk>,
    notes: Vec<Problem>,
}

impl fmt::Debug for FolderObservations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FolderObservations")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl FolderObservations {
    /// Opens the folder, and makes it where there is none.
    ///
    /// # Errors
    /// When it cannot be made or read.
    pub fn open(folder: &Path) -> Result<Self, PortError> {
        Self::open_on(folder, Box::new(RealDisk))
    }

    fn open_on(folder: &Path, disk: Box<dyn Disk>) -> Result<Self, PortError> {
        disk.make_folder(&folder.join(runs::RUNS))
            .map_err(|why| trouble::unwritable(folder, "it cannot be made", &why))?;
        let notes = ids::torn_line(folder)?.into_iter().collect();
        Ok(Self {
            folder: folder.to_owned(),
            disk,
            notes,
        })
    }

    /// What was found when opening that a person may want to know: the last line of the id log
    /// was torn by a crash and is ignored.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }
}

impl Observations for FolderObservations {
    fn latest(&self) -> Result<Option<StoredRun>, PortError> {
        runs::latest(&self.folder)
    }

    fn latest_run(&self) -> Result<Option<u64>, PortError> {
        runs::latest_number(&self.folder)
    }

    fn runs(&self) -> Result<Vec<u64>, PortError> {
        runs::numbers(&self.folder)
    }

    fn run(&self, run: u64) -> Result<StoredRun, PortError> {
        runs::stored(&self.folder, run)
    }

    fn text(&self, run: u64, name: &str) -> Result<Option<Vec<u8>>, PortError> {
        runs::text(&self.folder, run, name)
    }

    fn text_names(&self, run: u64) -> Result<Vec<String>, PortError> {
        runs::text_names(&self.folder, run)
    }

    fn tables(&self, run: u64) -> Result<Vec<(String, RecordBatch)>, PortError> {
        runs::tables(&self.folder, run)
    }

    fn append(&self, run: &NewRun) -> Result<(), PortError> {
        runs::append(&self.folder, self.disk.as_ref(), run)
    }

    fn ids(&self) -> Result<Vec<IdEntry>, PortError> {
        ids::read(&self.folder)
    }

    fn append_ids(&self, entries: &[IdEntry]) -> Result<(), PortError> {
        ids::append(&self.folder, self.disk.as_ref(), entries)
    }
}

#[cfg(test)]
mod tests;
