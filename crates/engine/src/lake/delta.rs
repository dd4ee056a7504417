//! One Delta table: what its versions hold, and the next one.

use std::sync::Arc;

use arrow_array::RecordBatch;
use bytes::Bytes;
use deltalake::{
    DeltaTable, DeltaTableError,
    kernel::{
        Action, Add, MetadataExt, StructType, Version,
        engine::arrow_conversion::TryIntoKernel,
        transaction::{CommitBuilder, CommitProperties},
    },
    logstore::{LogStoreRef, StorageConfig, default_logstore},
    operations::create::CreateBuilder,
    protocol::{DeltaOperation, SaveMode},
};
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload, path::Path, prefix::PrefixStore};
use url::Url;

use super::file;

type Result<T> = std::result::Result<T, DeltaTableError>;

/// One table of a lake.
pub(super) struct Delta {
    /// The storage, from the folder of the table.
    inside: Arc<dyn ObjectStore>,
    log: LogStoreRef,
}

impl Delta {
    /// The table in this folder; it need not be there yet.
    pub(super) fn at(store: &Arc<dyn ObjectStore>, folder: &Path, url: &Url) -> Self {
        let inside: Arc<dyn ObjectStore> =
            Arc::new(PrefixStore::new(Arc::clone(store), folder.clone()));
        let config = StorageConfig::default();
        let log = default_logstore(Arc::clone(&inside), Arc::clone(store), url, &config);
        Self { inside, log }
    }

    /// The table as it stands, or `None` where nothing was ever written.
    pub(super) async fn latest(&self) -> Result<Option<DeltaTable>> {
        let mut table = DeltaTable::new(Arc::clone(&self.log));
        if !table.verify_deltatable_existence().await? {
            return Ok(None);
        }
        table.load().await?;
        Ok(Some(table))
    }

    /// The files of one version, from the folder of the table.
    pub(super) async fn files(&self, version: Version) -> Result<Vec<Path>> {
        let mut table = DeltaTable::new(Arc::clone(&self.log));
        table.load_version(version).await?;
        files(&table)
    }

    /// The one file of a version, with where it lies.
    pub(super) async fn file(&self, version: Version) -> Result<(Arc<dyn ObjectStore>, Path)> {
        let mut files = self.files(version).await?;
        match (files.pop(), files.len()) {
            (Some(file), 0) => Ok((Arc::clone(&self.inside), file)),
            (_, more) => {
                let says = format!("version {version} has not one file, but {more} others");
                Err(DeltaTableError::Generic(says))
            }
        }
    }

    /// Reads one version.
    pub(super) async fn read(&self, version: Version) -> Result<RecordBatch> {
        let (inside, file) = self.file(version).await?;
        let bytes = inside.get(&file).await?.bytes().await?;
        let read = tokio::task::spawn_blocking(move || file::decode(bytes)).await;
        read.map_err(|why| DeltaTableError::Generic(why.to_string()))?
            .map_err(|why| DeltaTableError::Generic(why.to_string()))
    }

    /// Puts the next version in place of what `table` holds: these rows and no others.
    pub(super) async fn replace(
        &self,
        table: Option<DeltaTable>,
        rows: &RecordBatch,
        bytes: Bytes,
        run: u64,
    ) -> Result<Version> {
        let next = table
            .as_ref()
            .and_then(DeltaTable::version)
            .map_or(0, |version| version + 1);
        // A name of its own: the file of a commit that was never pointed at may still lie there.
        let path = format!("run-{run}-v{next}.parquet");
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.inside
            .put(&Path::from(path.as_str()), PutPayload::from(bytes))
            .await?;
        let put = self.inside.head(&Path::from(path.as_str())).await?;
        let add = Action::Add(Add {
            path,
            size,
            modification_time: put.last_modified.timestamp_millis(),
            data_change: true,
            stats: Some(file::statistics(rows)),
            ..Add::default()
        });
        let schema: StructType = rows.schema_ref().as_ref().try_into_kernel()?;
        match table {
            None => self.create(schema, add).await,
            Some(table) => self.commit(&table, &schema, add, run).await,
        }
    }

    async fn create(&self, schema: StructType, add: Action) -> Result<Version> {
        // Which versions are kept is decided by the runs that are, and by nobody's calendar.
        let forever = [
            ("delta.enableExpiredLogCleanup", "false"),
            ("delta.logRetentionDuration", "interval 36500 days"),
            ("delta.deletedFileRetentionDuration", "interval 36500 days"),
        ];
        let kept = forever.map(|(key, value)| (key.to_owned(), Some(value.to_owned())));
        let made = CreateBuilder::new()
            .with_log_store(Arc::clone(&self.log))
            .with_columns(schema.fields().cloned())
            .with_configuration(kept)
            .with_save_mode(SaveMode::ErrorIfExists)
            .with_actions([add])
            .await?;
        Ok(made.version().unwrap_or(0))
    }

    async fn commit(
        &self,
        table: &DeltaTable,
        schema: &StructType,
        add: Action,
        run: u64,
    ) -> Result<Version> {
        let now = table.snapshot()?;
        let mut actions: Vec<Action> = now
            .log_data()
            .iter()
            .map(|file| Action::Remove(file.remove_action(true)))
            .collect();
        if now.schema().as_ref() != schema {
            actions.push(Action::Metadata(
                now.metadata().clone().with_schema(schema)?,
            ));
        }
        actions.push(add);
        let properties = CommitProperties::default()
            .with_metadata([("allhandsRun".to_owned(), run.into())])
            // Whoever else wrote here would be overwritten by trying again.
            .with_max_retries(0)
            .with_cleanup_expired_logs(Some(false));
        let write = DeltaOperation::Write {
            mode: SaveMode::Overwrite,
            partition_by: None,
            predicate: None,
        };
        let done = CommitBuilder::from(properties)
            .with_actions(actions)
            .build(Some(now), Arc::clone(&self.log), write)
            .await?;
        Ok(done.version())
    }
}

/// The files of a table as it was loaded.
pub(super) fn files(table: &DeltaTable) -> Result<Vec<Path>> {
    let data = table.snapshot()?.log_data();
    Ok(data.iter().map(|file| file.object_store_path()).collect())
}
