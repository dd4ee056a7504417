//! Where a workspace keeps what was observed: in plain folders, or in a lake.

use app::{
    collect::carry,
    ports::{IdEntry, NewRun, Observations, PortError, StoredRun},
};
use arrow_array::RecordBatch;
use engine::{Lake, LakeAt};
use model::{Place, Problem};
use store::FolderObservations;

use super::{SETTINGS, Site};
use crate::outcome::CommandError;

/// Says in the folder that what it holds is in a lake by now, and in which one.
const CARRIED: &str = "CARRIED";

/// What was observed, wherever it is kept.
#[derive(Debug)]
pub(crate) enum Observed {
    /// In plain folders.
    Folder(FolderObservations),
    /// In a lake.
    Lake(Box<Lake>),
}

impl Observed {
    fn port(&self) -> &dyn Observations {
        match self {
            Self::Folder(folder) => folder,
            Self::Lake(lake) => lake.as_ref(),
        }
    }
}

impl Site {
    /// What was observed. Where a lake was named and nothing was carried over to it yet, that is
    /// still what the folder holds.
    pub(crate) fn observations(&self) -> Result<Observed, CommandError> {
        let folder = self.data().join("observations");
        let carried = folder.join(CARRIED);
        if self.workspace.settings.lake.is_none() {
            if carried.is_file() {
                let lake = io::read_text(&carried)?;
                return Err(CommandError::wrong(no_longer_here(lake.trim())));
            }
            return Ok(Observed::Folder(FolderObservations::open(&folder)?));
        }
        if folder.is_dir() && !carried.is_file() {
            return Ok(Observed::Folder(FolderObservations::open(&folder)?));
        }
        Ok(Observed::Lake(Box::new(self.lake()?)))
    }

    /// The same for a run, which first carries over to the lake what the folder holds. Stopped at
    /// any instant, the next run goes on with it.
    pub(crate) fn observations_for_a_run(&self) -> Result<Observed, CommandError> {
        let kept = self.observations()?;
        match (&kept, &self.workspace.settings.lake) {
            (Observed::Folder(folder), Some(name)) => {
                let lake = self.lake()?;
                carry::carry_over(folder, &lake, &self.workspace.vocabulary)?;
                let carried = self.data().join("observations").join(CARRIED);
                io::write_text(&carried, format!("{name}\n").as_bytes())?;
                Ok(Observed::Lake(Box::new(lake)))
            }
            _ => Ok(kept),
        }
    }

    /// The lake that the workspace names.
    pub(crate) fn lake(&self) -> Result<Lake, CommandError> {
        let Some(setting) = &self.workspace.settings.lake else {
            let says = "this workspace has no lake: what was observed is kept in plain folders";
            let problem = Problem::new("no-lake", says, Place::file(SETTINGS));
            return Err(CommandError::wrong(problem.advise(
                "write `lake = \"data/lake\"` into allhands.toml, then `allhands run`",
            )));
        };
        let at = LakeAt::read(setting, &self.root).map_err(CommandError::wrong)?;
        Lake::open(&at, &storage_environment()).map_err(CommandError::wrong)
    }
}

/// What the environment says of how to reach storage.
#[allow(
    clippy::disallowed_methods,
    reason = "who may reach the storage is told in the environment, and only the binary reads it"
)]
fn storage_environment() -> Vec<(String, String)> {
    let all = std::env::vars_os();
    let texts =
        all.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    texts.filter(|(name, _)| name.starts_with("AWS_")).collect()
}

fn no_longer_here(lake: &str) -> Problem {
    let says = format!("what was observed was carried over to the lake `{lake}`");
    Problem::new("lake-left", says, Place::file(SETTINGS))
        .advise(format!("name it again: `lake = \"{lake}\"`"))
        .advise("or remove data/observations to begin anew: entities then get new numbers")
}

impl Observations for Observed {
    fn latest(&self) -> Result<Option<StoredRun>, PortError> {
        self.port().latest()
    }

    fn latest_run(&self) -> Result<Option<u64>, PortError> {
        self.port().latest_run()
    }

    fn runs(&self) -> Result<Vec<u64>, PortError> {
        self.port().runs()
    }

    fn run(&self, run: u64) -> Result<StoredRun, PortError> {
        self.port().run(run)
    }

    fn text(&self, run: u64, name: &str) -> Result<Option<Vec<u8>>, PortError> {
        self.port().text(run, name)
    }

    fn text_names(&self, run: u64) -> Result<Vec<String>, PortError> {
        self.port().text_names(run)
    }

    fn tables(&self, run: u64) -> Result<Vec<(String, RecordBatch)>, PortError> {
        self.port().tables(run)
    }

    fn append(&self, run: &NewRun) -> Result<(), PortError> {
        self.port().append(run)
    }

    fn ids(&self) -> Result<Vec<IdEntry>, PortError> {
        self.port().ids()
    }

    fn append_ids(&self, entries: &[IdEntry]) -> Result<(), PortError> {
        self.port().append_ids(entries)
    }
}
