//! Runs: tables, then texts, then the manifest that makes them a run.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use app::ports::{NewRun, PortError, StoredRun};
use arrow_array::RecordBatch;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectStore, ObjectStoreExt as _, PutMode};

use super::{
    Lake,
    cut::{self, Cut},
    file,
    manifest::{Kept, Manifest},
    trouble,
};
use crate::form;

const RUNS: &str = "runs";
/// How many tables or texts are read or written at a time.
const AT_ONCE: usize = 4;

/// One run, for a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RunShown {
    /// Its number.
    pub run: u64,
    /// How many tables it has.
    pub tables: usize,
    /// How many rows they have together.
    pub rows: usize,
    /// How many bytes its tables take; those of a table that did not change are shared with the
    /// run before.
    pub bytes: usize,
}

/// The numbers in the names of the objects of a folder, in order.
pub(super) async fn numbered(
    lake: &Lake,
    folder: &str,
    suffix: &str,
) -> Result<Vec<u64>, PortError> {
    let listed = lake
        .store
        .list_with_delimiter(Some(&lake.path(folder)))
        .await;
    let listed =
        listed.map_err(|why| trouble::storage(&lake.name, &format!("`{folder}`"), &why))?;
    let names = listed
        .objects
        .iter()
        .filter_map(|object| object.location.filename());
    let mut numbers: Vec<u64> = names
        .filter_map(|name| name.strip_suffix(suffix)?.parse().ok())
        .collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// The runs that are kept, in order.
pub(super) async fn numbers(lake: &Lake) -> Result<Vec<u64>, PortError> {
    numbered(lake, RUNS, ".json").await
}

pub(super) async fn latest(lake: &Lake) -> Result<Option<u64>, PortError> {
    Ok(numbers(lake).await?.last().copied())
}

pub(super) async fn manifest(lake: &Lake, run: u64) -> Result<Manifest, PortError> {
    let name = manifest_name(run);
    let bytes = lake
        .get(&name)
        .await?
        .ok_or_else(|| trouble::no_run(&lake.name, run))?;
    serde_json::from_slice(&bytes)
        .map_err(|why| trouble::damaged(&lake.name, format!("`{name}`: {why}")))
}

pub(super) fn manifest_name(run: u64) -> String {
    format!("{RUNS}/{run}.json")
}

pub(super) fn text_name(run: u64, name: &str) -> String {
    format!("{RUNS}/{run}/{name}")
}

/// A run: its texts without raw records.
pub(super) async fn stored(lake: &Lake, run: u64) -> Result<StoredRun, PortError> {
    let manifest = manifest(lake, run).await?;
    let names = manifest
        .texts
        .into_iter()
        .filter(|name| !name.starts_with("raw/"));
    let read = stream::iter(names).map(async |name| {
        let bytes = whole_text(lake, run, &name).await?;
        Ok::<_, PortError>((name, bytes))
    });
    let texts = read.buffer_unordered(AT_ONCE).try_collect().await?;
    Ok(StoredRun { run, texts })
}

async fn whole_text(lake: &Lake, run: u64, name: &str) -> Result<Vec<u8>, PortError> {
    let within = text_name(run, name);
    let bytes = lake.get(&within).await?;
    let bytes = bytes.ok_or_else(|| trouble::damaged(&lake.name, format!("`{within}` went")))?;
    Ok(bytes.into())
}

/// One text of a run, or `None` when it has none of that name.
pub(super) async fn text(lake: &Lake, run: u64, name: &str) -> Result<Option<Vec<u8>>, PortError> {
    let manifest = manifest(lake, run).await?;
    match manifest.texts.iter().any(|known| known == name) {
        true => whole_text(lake, run, name).await.map(Some),
        false => Ok(None),
    }
}

/// The tables of a run as they were given.
pub(super) async fn tables(lake: &Lake, run: u64) -> Result<Vec<(String, RecordBatch)>, PortError> {
    let manifest = manifest(lake, run).await?;
    let read = stream::iter(manifest.in_order()).map(async |(name, kept)| {
        let read = lake.delta(&kept.folder)?.read(kept.version).await;
        let batch = read.map_err(|why| trouble::table(&lake.name, &name, &why))?;
        Ok::<_, PortError>((name, batch))
    });
    let flat: Vec<_> = read.buffered(AT_ONCE).try_collect().await?;
    form::restore(&flat).map_err(|why| trouble::damaged(&lake.name, why))
}

/// Every run that is kept, for a list.
pub(super) async fn shown(lake: &Lake) -> Result<Vec<RunShown>, PortError> {
    let read = stream::iter(numbers(lake).await?).map(async |run| {
        let manifest = manifest(lake, run).await?;
        let tables = manifest.tables.values();
        Ok::<_, PortError>(RunShown {
            run,
            tables: tables.len(),
            rows: tables.clone().map(|kept| kept.rows).sum(),
            bytes: tables.map(|kept| kept.bytes).sum(),
        })
    });
    read.buffered(AT_ONCE).try_collect().await
}

/// Writes a run. Wherever it stops, the run before is the latest, whole.
pub(super) async fn append(lake: &Lake, run: &NewRun) -> Result<(), PortError> {
    let latest = latest(lake).await?;
    let before = match latest {
        Some(latest) => Some(manifest(lake, latest).await?),
        None => None,
    };
    check(lake, latest, run)?;
    let flat = form::flatten(&run.tables).map_err(|why| trouble::refused(&lake.name, why))?;
    let folders = folders(lake, &flat)?;
    let cuts = cut::cuts(&flat, lake.rows);
    sweep(lake, run.run).await?;

    let writes = stream::iter(flat.into_iter().zip(folders).enumerate());
    let writes = writes.map(async |(at, ((name, rows), folder))| {
        let before = before.as_ref().and_then(|before| before.tables.get(&name));
        let kept = Kept {
            folder,
            version: 0,
            rows: rows.num_rows(),
            bytes: 0,
            digest: String::new(),
            at,
        };
        let cut = cuts.get(&name).cloned();
        let kept = write(lake, &name, (rows, cut), kept, before, run.run).await?;
        Ok::<_, PortError>((name, kept))
    });
    let tables: BTreeMap<String, Kept> = writes.buffer_unordered(AT_ONCE).try_collect().await?;

    let texts = stream::iter(run.texts.keys().cloned()).map(async |name| {
        let bytes = run.texts.get(&name).cloned().unwrap_or_default();
        lake.put(&text_name(run.run, &name), bytes, PutMode::Overwrite)
            .await
    });
    let () = texts.buffer_unordered(AT_ONCE).try_collect().await?;

    let manifest = Manifest::new(run.run, run.texts.keys().cloned().collect(), tables);
    let bytes =
        serde_json::to_vec_pretty(&manifest).map_err(|why| trouble::refused(&lake.name, why))?;
    lake.put(&manifest_name(run.run), bytes, PutMode::Create)
        .await
}

fn check(lake: &Lake, latest: Option<u64>, run: &NewRun) -> Result<(), PortError> {
    // The first run of a lake may carry on where a folder ended.
    if latest.is_some_and(|latest| run.run != latest + 1) || run.run == 0 {
        let next = latest.map_or(1, |latest| latest + 1);
        let says = format!("run {} was to be written where run {next} is next", run.run);
        return Err(trouble::refused(&lake.name, says));
    }
    match run.texts.keys().find(|name| !is_text_name(name)) {
        Some(name) => Err(trouble::refused(
            &lake.name,
            format!("`{name}` is no name of a text file"),
        )),
        None => Ok(()),
    }
}

/// One or two plain parts, nothing that leads elsewhere.
fn is_text_name(name: &str) -> bool {
    let strange = |c: char| c.is_control() || matches!(c, '\\' | ':');
    let plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(strange);
    let mut parts = name.split('/');
    parts.clone().count() <= 2 && parts.all(plain)
}

/// The folders of tables, each its own.
fn folders(lake: &Lake, flat: &[(String, RecordBatch)]) -> Result<Vec<String>, PortError> {
    let mut taken = BTreeSet::new();
    let own = |(name, _): &(String, RecordBatch)| {
        let folder: Vec<String> = name.split('.').map(form::snake).collect();
        let folder = folder.join(".");
        if taken.insert(folder.clone()) {
            return Ok(folder);
        }
        let says = format!("two tables would both be kept as `{folder}`; rename one of the kinds");
        Err(trouble::refused(&lake.name, says))
    };
    flat.iter().map(own).collect()
}

/// Removes texts that a run of this number left when it stopped.
async fn sweep(lake: &Lake, run: u64) -> Result<(), PortError> {
    let left = lake.path(&format!("{RUNS}/{run}"));
    let failed = |why| trouble::storage(&lake.name, "what a stopped run left", &why);
    let left: Vec<_> = lake
        .store
        .list(Some(&left))
        .try_collect()
        .await
        .map_err(failed)?;
    for object in left {
        lake.store.delete(&object.location).await.map_err(failed)?;
    }
    Ok(())
}

/// One table of a run: a version of its own, or the one before where nothing changed.
async fn write(
    lake: &Lake,
    name: &str,
    (rows, cut): (RecordBatch, Option<Cut>),
    mut kept: Kept,
    before: Option<&Kept>,
    run: u64,
) -> Result<Kept, PortError> {
    let rows = Arc::new(rows);
    let whole = Arc::clone(&rows);
    let bytes = tokio::task::spawn_blocking(move || file::encode(&whole, cut.as_ref())).await;
    let refused = |why: &dyn std::fmt::Display| {
        trouble::refused(&lake.name, format!("table `{name}`: {why}"))
    };
    let bytes = bytes
        .map_err(|why| refused(&why))?
        .map_err(|why| refused(&why))?;
    kept.bytes = bytes.len();
    kept.digest = blake3::hash(&bytes).to_hex().to_string();

    let failed = |why| trouble::table(&lake.name, name, &why);
    let delta = lake.delta(&kept.folder)?;
    let table = delta.latest().await.map_err(failed)?;
    let stands = table.as_ref().and_then(deltalake::DeltaTable::version);
    // A version behind the one that the run before saw was left by a crash.
    let same = before.filter(|b| b.digest == kept.digest && Some(b.version) == stands);
    kept.version = match same {
        Some(before) => before.version,
        None => delta
            .replace(table, &rows, Bytes::from(bytes), run)
            .await
            .map_err(failed)?,
    };
    Ok(kept)
}
