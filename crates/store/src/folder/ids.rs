//! The log of entity numbers: one JSON object a line, only ever appended to.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use app::ports::{IdEntry, PortError};
use model::Problem;

use super::{disk::Disk, trouble};

fn log(folder: &Path) -> PathBuf {
    folder.join("ids.ndjson")
}

/// The log as it stands; empty when there is none.
fn bytes(folder: &Path) -> Result<Vec<u8>, PortError> {
    match fs::read(log(folder)) {
        Ok(bytes) => Ok(bytes),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(why) => Err(trouble::unreadable(&log(folder), &why)),
    }
}

/// How much of the log was written whole: up to its last line end. What stands behind it was cut
/// off before `append` returned, so no number of it is in use.
fn whole(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1)
}

/// A note when the last line was cut off.
pub(super) fn torn_line(folder: &Path) -> Result<Option<Problem>, PortError> {
    let bytes = bytes(folder)?;
    let whole = whole(&bytes);
    let lines = bytes[..whole].iter().filter(|byte| **byte == b'\n').count();
    let line = u64::try_from(lines + 1).unwrap_or(u64::MAX);
    Ok((whole < bytes.len()).then(|| trouble::torn(&log(folder), line)))
}

/// All entries, oldest first.
pub(super) fn read(folder: &Path) -> Result<Vec<IdEntry>, PortError> {
    let bytes = bytes(folder)?;
    let lines = bytes[..whole(&bytes)]
        .split(|byte| *byte == b'\n')
        .enumerate();
    let written = lines.filter(|(_, line)| !line.is_empty());
    let entry = |(number, line): (usize, &[u8])| {
        serde_json::from_slice(line)
            .map_err(|why| trouble::damaged(&log(folder), format!("line {}: {why}", number + 1)))
    };
    written.map(entry).collect()
}

/// Appends entries behind the last whole line. When it fails, what it may have written is cut
/// off again, now or by the next append.
pub(super) fn append(folder: &Path, disk: &dyn Disk, entries: &[IdEntry]) -> Result<(), PortError> {
    if entries.is_empty() {
        return Ok(());
    }
    let path = log(folder);
    let mut lines = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut lines, entry)
            .map_err(|why| trouble::refused(&path, format!("an entry cannot be written: {why}")))?;
        lines.push(b'\n');
    }
    let before = bytes(folder)?;
    let after = u64::try_from(whole(&before)).unwrap_or(u64::MAX);
    let done = disk.append(&path, after, &lines).and_then(|()| {
        if before.is_empty() {
            disk.flush_folder(folder)
        } else {
            Ok(())
        }
    });
    if let Err(why) = done {
        // Best effort: a torn line would be ignored anyway, whole ones would only skip numbers.
        drop(disk.append(&path, after, &[]));
        return Err(trouble::unwritable(&path, "numbers cannot be logged", &why));
    }
    Ok(())
}
