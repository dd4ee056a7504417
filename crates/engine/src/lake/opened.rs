//! A table of a run that is read only when somebody needs it.

use std::sync::Arc;

use app::ports::PortError;
use object_store::ObjectStore;
use url::Url;

use super::{Lake, delta::Delta, runs, stored::Stored, trouble};

/// One table of one run.
#[derive(Clone)]
pub(crate) struct Opened {
    /// The storage.
    pub(crate) store: Arc<dyn ObjectStore>,
    /// The root of the storage, as others write it.
    pub(crate) url: Url,
    lake: String,
    table: String,
    /// The place of the table, as others write it.
    folder: Url,
    delta: Arc<Delta>,
    version: u64,
}

impl Opened {
    /// The files of the version that the run saw.
    pub(crate) async fn files(&self) -> Result<Vec<String>, PortError> {
        let files = self.delta.files(self.version).await;
        let files = files.map_err(|why| trouble::table(&self.lake, &self.table, &why))?;
        let urls = files.iter().map(|file| self.folder.join(file.as_ref()));
        let urls: Result<Vec<Url>, _> = urls.collect();
        let urls = urls.map_err(|why| trouble::damaged(&self.lake, why))?;
        Ok(urls.into_iter().map(String::from).collect())
    }

    /// The file of that version, to be read in parts.
    pub(crate) async fn stored(&self) -> Result<Stored, PortError> {
        let failed = |why| trouble::table(&self.lake, &self.table, &why);
        let (store, path) = self.delta.file(self.version).await.map_err(failed)?;
        Stored::open(&self.lake, &self.table, store, path).await
    }
}

impl Lake {
    /// The tables of a run, by name.
    pub(crate) async fn opened(&self, run: u64) -> Result<Vec<(String, Opened)>, PortError> {
        let manifest = runs::manifest(self, run).await?;
        let open = |(name, kept): (String, super::manifest::Kept)| {
            let folder = self.table_url(&kept.folder)?;
            let mut url = folder.clone();
            url.set_path("/");
            Ok((
                name.clone(),
                Opened {
                    store: Arc::clone(&self.store),
                    url,
                    lake: self.name.clone(),
                    table: name,
                    folder,
                    delta: Arc::new(self.delta(&kept.folder)?),
                    version: kept.version,
                },
            ))
        };
        manifest.in_order().into_iter().map(open).collect()
    }
}
