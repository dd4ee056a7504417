//! A log as files that any reader of <https://c2sp.org/tlog-tiles> can check: `checkpoint`,
//! `tile/...` and `tile/entries/...`. There is no personal data in them.

use tlog::{
    Hash, Tree,
    tile::{Shelf, Tile, TileError, read_entries, read_hashes, write_entries, write_hashes},
};

use super::check::Kept;

/// The name of the file with the checkpoint.
pub const CHECKPOINT: &str = "checkpoint";

/// Every file of a log of these entries, by name.
///
/// # Errors
/// When an entry is too long for the format.
pub fn files(
    texts: &[&str],
    tree: &Tree,
    checkpoint: &str,
) -> Result<Vec<(String, Vec<u8>)>, TileError> {
    let size = texts.len() as u64;
    let mut files = vec![(CHECKPOINT.to_owned(), checkpoint.as_bytes().to_vec())];
    for tile in Tile::all(size) {
        let hashes = tile.hashes(tree).unwrap_or_default();
        files.push((tile.to_string(), write_hashes(&hashes)));
    }
    for tile in Tile::of_shelf(Shelf::Entries, size) {
        let range = tile.range();
        let entries =
            (range.start..range.end).filter_map(|at| texts.get(usize::try_from(at).ok()?));
        let bytes = write_entries(entries.map(|text| text.as_bytes()))?;
        files.push((tile.to_string(), bytes));
    }
    Ok(files)
}

/// Reads the entries of an exported log of a size, each with the hash of its tile. A file that is
/// missing or cut ends them: what it held is missing.
pub fn read(size: u64, file: impl Fn(&str) -> Option<Vec<u8>>) -> Vec<Kept> {
    let mut kept = Vec::new();
    for tile in Tile::of_shelf(Shelf::Entries, size) {
        let hashes = Tile {
            shelf: Shelf::Hashes(0),
            ..tile
        };
        let entries = file(&tile.to_string()).and_then(|bytes| read_entries(&bytes).ok());
        let hashes = file(&hashes.to_string()).and_then(|bytes| read_hashes(&bytes).ok());
        let (Some(entries), Some(hashes)) = (entries, hashes) else {
            break;
        };
        let hashes: Vec<Option<Hash>> = hashes.into_iter().map(Some).collect();
        for (at, (place, entry)) in tile.range().zip(entries).enumerate() {
            kept.push(Kept {
                seq: place,
                // What is no text is no entry of ours, and is reported as one that cannot be read.
                text: String::from_utf8_lossy(&entry).into_owned(),
                hash: hashes.get(at).copied().flatten(),
            });
        }
    }
    kept
}
