//! Runs: written beside, flushed, renamed, then pointed at.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use app::ports::{NewRun, PortError, StoredRun};
use arrow_array::RecordBatch;
use arrow_ipc::{reader::FileReader, writer::FileWriter};
use arrow_schema::ArrowError;

use super::{disk::Disk, names, trouble};

/// The folder of runs.
pub(super) const RUNS: &str = "runs";
/// The folder of tables within a run.
pub(super) const TABLES: &str = "tables";
/// The folder of raw records within a run.
const RAW: &str = "raw";
/// Names the latest run.
const LATEST: &str = "LATEST";
/// How the names of unfinished runs begin.
const UNFINISHED: &str = ".new-";

fn run_folder(folder: &Path, run: u64) -> PathBuf {
    folder.join(RUNS).join(run.to_string())
}

/// The number of the latest run.
pub(super) fn latest_number(folder: &Path) -> Result<Option<u64>, PortError> {
    let path = folder.join(LATEST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(trouble::unreadable(&path, &why)),
    };
    let number = text.trim().parse();
    let what = || format!("`{}` is not the number of a run", text.trim());
    number
        .map(Some)
        .map_err(|_| trouble::damaged(&path, what()))
}

/// The numbers of all whole runs, in order.
pub(super) fn numbers(folder: &Path) -> Result<Vec<u64>, PortError> {
    let latest = latest_number(folder)?;
    let listed = listing(&folder.join(RUNS))?.into_iter();
    let numbers = listed.filter_map(|(name, _)| name.parse().ok());
    // A run that was renamed and never pointed at is none.
    let mut numbers: Vec<u64> = numbers.filter(|run| Some(*run) <= latest).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// The names of all text files of a run.
pub(super) fn text_names(folder: &Path, run: u64) -> Result<Vec<String>, PortError> {
    let mut names = Vec::new();
    for (name, path) in listing(&existing(folder, run)?)? {
        if path.is_file() {
            names.push(name);
        } else if name != TABLES {
            let inner = listing(&path)?.into_iter();
            names.extend(inner.map(|(inner, _)| format!("{name}/{inner}")));
        }
    }
    Ok(names)
}

/// The latest run: its text files without raw records.
pub(super) fn latest(folder: &Path) -> Result<Option<StoredRun>, PortError> {
    match latest_number(folder)? {
        Some(run) => stored(folder, run).map(Some),
        None => Ok(None),
    }
}

/// One text file of a run; none when it has none of that name.
pub(super) fn text(folder: &Path, run: u64, name: &str) -> Result<Option<Vec<u8>>, PortError> {
    let path = existing(folder, run)?.join(name);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(trouble::unreadable(&path, &why)),
    }
}

/// A run: its text files without raw records.
pub(super) fn stored(folder: &Path, run: u64) -> Result<StoredRun, PortError> {
    let home = existing(folder, run)?;
    let mut texts = BTreeMap::new();
    for (name, path) in listing(&home)? {
        if path.is_file() {
            texts.insert(name, read(&path)?);
        } else if name != TABLES && name != RAW {
            for (inner, path) in listing(&path)? {
                texts.insert(format!("{name}/{inner}"), read(&path)?);
            }
        }
    }
    Ok(StoredRun { run, texts })
}

/// The tables of a run, by name; several batches of one name in the order they were given.
pub(super) fn tables(folder: &Path, run: u64) -> Result<Vec<(String, RecordBatch)>, PortError> {
    let home = existing(folder, run)?.join(TABLES);
    let mut tables = Vec::new();
    for (file, path) in listing(&home)? {
        let Some(name) = names::table_name(&file) else {
            continue;
        };
        let open = fs::File::open(&path).map_err(|why| trouble::unreadable(&path, &why))?;
        let batches = FileReader::try_new_buffered(open, None)
            .and_then(|reader| reader.collect::<Result<Vec<_>, _>>())
            .map_err(|why| trouble::damaged(&path, why))?;
        tables.extend(batches.into_iter().map(|batch| (name.clone(), batch)));
    }
    tables.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(tables)
}

fn existing(folder: &Path, run: u64) -> Result<PathBuf, PortError> {
    let home = run_folder(folder, run);
    if home.is_dir() {
        Ok(home)
    } else {
        Err(trouble::damaged(&home, "this run is not there"))
    }
}

/// What a folder holds, by name.
fn listing(folder: &Path) -> Result<BTreeMap<String, PathBuf>, PortError> {
    let unreadable = |why: io::Error| trouble::unreadable(folder, &why);
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        found.insert(
            entry.file_name().to_string_lossy().into_owned(),
            entry.path(),
        );
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, PortError> {
    fs::read(path).map_err(|why| trouble::unreadable(path, &why))
}

/// Commits a run. Only where the very last flush fails, behind the rename that makes it the
/// latest, may it be there although this says that it failed.
pub(super) fn append(folder: &Path, disk: &dyn Disk, run: &NewRun) -> Result<(), PortError> {
    let expected = latest_number(folder)?.map_or(1, |latest| latest + 1);
    if run.run != expected {
        let what = format!(
            "run {} was to be written where run {expected} is next",
            run.run
        );
        return Err(trouble::refused(folder, what));
    }
    if let Some(name) = run.texts.keys().find(|name| !names::is_text_name(name)) {
        return Err(trouble::refused(
            folder,
            format!("`{name}` is no name of a text file"),
        ));
    }
    let tables = encode(&run.tables).map_err(|why| trouble::refused(folder, why))?;
    let failed = |why| trouble::unwritable(folder, "the run cannot be written", &why);
    sweep(folder, disk, run.run).map_err(failed)?;
    write(folder, disk, run, &tables).map_err(failed)
}

/// Tables as Arrow IPC files, by file name; batches of one name share a file.
fn encode(tables: &[(String, RecordBatch)]) -> Result<BTreeMap<String, Vec<u8>>, ArrowError> {
    let mut by_name: BTreeMap<&str, Vec<&RecordBatch>> = BTreeMap::new();
    for (name, batch) in tables {
        by_name.entry(name).or_default().push(batch);
    }
    let mut files = BTreeMap::new();
    for (name, batches) in by_name {
        let mut bytes = Vec::new();
        let mut writer = FileWriter::try_new(&mut bytes, &batches[0].schema())?;
        for batch in batches {
            if batch.schema() != *writer.schema() {
                let why = format!("batches of table `{name}` differ in their columns");
                return Err(ArrowError::SchemaError(why));
            }
            writer.write(batch)?;
        }
        writer.finish()?;
        drop(writer);
        files.insert(names::table_file(name), bytes);
    }
    Ok(files)
}

/// Removes what a crash left behind: unfinished runs, and this one if it was never pointed at.
fn sweep(folder: &Path, disk: &dyn Disk, run: u64) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(RUNS))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(UNFINISHED) || *name == run.to_string() {
            disk.remove_folder(&entry.path())?;
        }
    }
    Ok(())
}

fn write(
    folder: &Path,
    disk: &dyn Disk,
    run: &NewRun,
    tables: &BTreeMap<String, Vec<u8>>,
) -> io::Result<()> {
    let runs = folder.join(RUNS);
    let unfinished = runs.join(format!("{UNFINISHED}{}", run.run));
    let mut folders = vec![unfinished.clone(), unfinished.join(TABLES)];
    let texts = run.texts.keys();
    let nested = texts
        .filter_map(|name| name.split_once('/'))
        .map(|(outer, _)| outer);
    folders.extend(nested.map(|outer| unfinished.join(outer)));
    folders.dedup();
    for inner in &folders {
        disk.make_folder(inner)?;
    }
    for (name, bytes) in &run.texts {
        disk.write(&unfinished.join(name), bytes)?;
    }
    for (file, bytes) in tables {
        disk.write(&unfinished.join(TABLES).join(file), bytes)?;
    }
    for inner in folders.iter().rev() {
        disk.flush_folder(inner)?;
    }
    disk.rename(&unfinished, &run_folder(folder, run.run))?;
    disk.flush_folder(&runs)?;
    // From here on the run is whole; this makes it the latest.
    let pointer = folder.join(format!("{LATEST}.new"));
    disk.write(&pointer, format!("{}\n", run.run).as_bytes())?;
    disk.rename(&pointer, &folder.join(LATEST))?;
    disk.flush_folder(folder)
}
