//! The lake: what was observed, as Delta tables on any storage.
//!
//! ```text
//! ids/1.ndjson                   the id log, one object for each time numbers were given
//! runs/12.json                   the manifest of run 12: which version of which table, which texts
//! runs/12/book.json              its text files
//! tables/device/                 a Delta table; `tables/device.software/` is a relation
//! ```
//!
//! The rows of a kind are cut into runs, and what belongs to them where they are ([`cut`]), so that
//! a part of a lake can be judged by itself.
//!
//! A run of collecting writes its tables, then its texts, then its manifest, which only one writer
//! can make. A version of a table that no manifest names was never observed: it is what a crash
//! left behind, and the next run puts the right rows in its place.

mod at;
mod cut;
mod delta;
mod durable;
mod file;
mod ids;
mod keep;
mod manifest;
mod opened;
mod runs;
mod stored;
mod trouble;
mod wait;

use std::{fmt, sync::Arc};

use app::ports::{IdEntry, NewRun, Observations, PortError, StoredRun};
use arrow_array::RecordBatch;
use bytes::Bytes;
use model::{Place, Problem};
use object_store::{
    Error as StoreError, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload, path::Path,
};
use url::Url;

pub use at::LakeAt;
pub use keep::{Keep, Vacuumed};
pub(crate) use opened::Opened;
pub use runs::RunShown;
pub(crate) use stored::Stored;
pub(crate) use wait::Workers;

use delta::Delta;

/// Observations in a lake. One process writes at a time; any number read.
pub struct Lake {
    name: String,
    store: Arc<dyn ObjectStore>,
    base: Path,
    url: Url,
    workers: Workers,
    /// How many rows of a kind are read, judged and skipped together.
    rows: usize,
}

impl fmt::Debug for Lake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lake")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Lake {
    /// Opens a lake, and makes its folder where there is none. On storage that speaks S3, those
    /// names of the environment count that begin with `AWS_`.
    ///
    /// # Errors
    /// When the folder cannot be made, or the environment does not say how to reach the storage.
    pub fn open(at: &LakeAt, environment: &[(String, String)]) -> Result<Self, Problem> {
        let (store, base, url) = at.open(environment)?;
        Self::on(at.to_string(), store, base, url)
    }

    fn on(
        name: String,
        store: Arc<dyn ObjectStore>,
        base: Path,
        url: Url,
    ) -> Result<Self, Problem> {
        let workers = Workers::start().map_err(|why| {
            let says = format!("the system gave no room to work in: {why}");
            Problem::new("runtime", says, Place::default())
        })?;
        Ok(Self {
            name,
            store,
            base,
            url,
            workers,
            rows: file::ROWS,
        })
    }

    /// The same lake, which from now on cuts the rows of kinds every so many: tests have few.
    #[doc(hidden)]
    #[must_use]
    pub fn in_runs_of(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// A place in the lake; parts are divided by `/`.
    fn path(&self, within: &str) -> Path {
        within
            .split('/')
            .fold(self.base.clone(), |path, part| path.join(part))
    }

    /// How others write the place of a table.
    fn table_url(&self, folder: &str) -> Result<Url, PortError> {
        let url = self.url.join(&format!("tables/{folder}/"));
        url.map_err(|why| trouble::damaged(&self.name, why))
    }

    /// The Delta table in this folder of `tables/`.
    fn delta(&self, folder: &str) -> Result<Delta, PortError> {
        let url = self.table_url(folder)?;
        Ok(Delta::at(
            &self.store,
            &self.path(&format!("tables/{folder}")),
            &url,
        ))
    }

    /// One object, or `None` where there is none.
    async fn get(&self, within: &str) -> Result<Option<Bytes>, PortError> {
        let failed = |why| trouble::storage(&self.name, &format!("`{within}`"), &why);
        match self.store.get(&self.path(within)).await {
            Ok(got) => got.bytes().await.map(Some).map_err(failed),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(why) => Err(failed(why)),
        }
    }

    /// Writes one object.
    async fn put(&self, within: &str, bytes: Vec<u8>, mode: PutMode) -> Result<(), PortError> {
        let path = self.path(within);
        let put = self
            .store
            .put_opts(&path, PutPayload::from(bytes), mode.into())
            .await;
        put.map(|_| ())
            .map_err(|why| trouble::storage(&self.name, &format!("`{within}`"), &why))
    }
}

impl Observations for Lake {
    fn latest(&self) -> Result<Option<StoredRun>, PortError> {
        self.workers.wait(async {
            match runs::latest(self).await? {
                Some(run) => runs::stored(self, run).await.map(Some),
                None => Ok(None),
            }
        })
    }

    fn latest_run(&self) -> Result<Option<u64>, PortError> {
        self.workers.wait(runs::latest(self))
    }

    fn runs(&self) -> Result<Vec<u64>, PortError> {
        self.workers.wait(runs::numbers(self))
    }

    fn run(&self, run: u64) -> Result<StoredRun, PortError> {
        self.workers.wait(runs::stored(self, run))
    }

    fn text(&self, run: u64, name: &str) -> Result<Option<Vec<u8>>, PortError> {
        self.workers.wait(runs::text(self, run, name))
    }

    fn text_names(&self, run: u64) -> Result<Vec<String>, PortError> {
        self.workers
            .wait(async { Ok(runs::manifest(self, run).await?.texts) })
    }

    fn tables(&self, run: u64) -> Result<Vec<(String, RecordBatch)>, PortError> {
        self.workers.wait(runs::tables(self, run))
    }

    fn append(&self, run: &NewRun) -> Result<(), PortError> {
        self.workers.wait(runs::append(self, run))
    }

    fn ids(&self) -> Result<Vec<IdEntry>, PortError> {
        self.workers.wait(ids::read(self))
    }

    fn append_ids(&self, entries: &[IdEntry]) -> Result<(), PortError> {
        self.workers.wait(ids::append(self, entries))
    }
}

#[cfg(test)]
mod tests;
