//! Tiles: a log as files that never change, 256 hashes or entries each, as
//! <https://c2sp.org/tlog-tiles>.

use std::{fmt, str::FromStr};

use crate::{checkpoint::decimal, hash, hash::Hash, tree::Tree};

/// Hashes or entries in a full tile.
pub const FULL: u64 = 256;
/// Levels of the tree in one tile.
const HEIGHT: u32 = 8;
/// The highest level a tile can have.
const TOP: u8 = 63;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// Hashes: at level 0 of leaves, above of full tiles of the level below.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// The name of one tile: `tile/0/x001/x234/067.p/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// What it holds.
    pub shelf: Shelf,
    /// Its place in its level.
    pub index: u64,
    /// How much of it there is: 1 to 256.
    pub width: u16,
}

/// Why a text or bytes are no tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// Not a name of a tile.
    #[error("not the name of a tile, such as `tile/0/x001/067` or `tile/entries/000.p/12`")]
    Name,
    /// Not a whole number of hashes, or of entries with their length in front.
    #[error("the bytes are not a whole number of hashes or entries")]
    Bytes,
    /// An entry is too long for the two bytes of its length.
    #[error("an entry of {0} bytes is too long: 65,535 are possible")]
    Long(usize),
}

impl Tile {
    /// The tiles of a shelf for a tree of a size, in order; the last one may be partial. For
    /// hashes this is one level.
    pub fn of_shelf(shelf: Shelf, size: u64) -> impl Iterator<Item = Self> {
        let level = match shelf {
            Shelf::Hashes(level) => u32::from(level),
            Shelf::Entries => 0,
        };
        let count = size.checked_shr(HEIGHT * level).unwrap_or(0);
        let last = u16::try_from(count % FULL).unwrap_or_default();
        let full = (0..count / FULL).map(move |index| Self {
            shelf,
            index,
            width: 256,
        });
        let partial = (last > 0).then_some(Self {
            shelf,
            index: count / FULL,
            width: last,
        });
        full.chain(partial)
    }

    /// Every tile of hashes for a tree of a size, level by level.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0..8u8).take_while(move |level| size >> (HEIGHT * u32::from(*level)) > 0);
        levels.flat_map(move |level| Self::of_shelf(Shelf::Hashes(level), size))
    }

    /// The first entry it speaks of, and how many: by index of entry for entries and leaves, by
    /// index of hash above.
    pub fn range(&self) -> std::ops::Range<u64> {
        let start = self.index * FULL;
        start..start + u64::from(self.width)
    }

    /// The hashes of a tile of hashes; none where the tree is too small for it, or for entries.
    pub fn hashes(&self, tree: &Tree) -> Option<Vec<Hash>> {
        let Shelf::Hashes(level) = self.shelf else {
            return None;
        };
        let level = usize::from(level) * HEIGHT as usize;
        self.range().map(|at| tree.node(level, at)).collect()
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shelf {
            Shelf::Hashes(level) => write!(f, "tile/{level}/")?,
            Shelf::Entries => write!(f, "tile/entries/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        while let Some(group) = groups.pop() {
            let more = !groups.is_empty();
            let (x, slash) = if more { ("x", "/") } else { ("", "") };
            write!(f, "{x}{group:03}{slash}")?;
        }
        if u64::from(self.width) < FULL {
            write!(f, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

impl FromStr for Tile {
    type Err = TileError;

    fn from_str(text: &str) -> Result<Self, TileError> {
        let rest = text.strip_prefix("tile/").ok_or(TileError::Name)?;
        let (shelf, rest) = rest.split_once('/').ok_or(TileError::Name)?;
        let level = || decimal(shelf).and_then(|level| u8::try_from(level).ok());
        let shelf = match shelf {
            "entries" => Shelf::Entries,
            _ => match level() {
                Some(level) if level <= TOP => Shelf::Hashes(level),
                _ => return Err(TileError::Name),
            },
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, decimal(width).ok_or(TileError::Name)?),
            None => (rest, FULL),
        };
        let partial = rest.contains(".p/");
        if width == 0 || width > FULL || partial && width == FULL {
            return Err(TileError::Name);
        }
        let tile = Self {
            shelf,
            index: place(index).ok_or(TileError::Name)?,
            width: u16::try_from(width).map_err(|_| TileError::Name)?,
        };
        // One name a tile: `x000/001` is not another name of `001`.
        (tile.to_string() == text)
            .then_some(tile)
            .ok_or(TileError::Name)
    }
}

/// `x001/x234/067` as a number.
fn place(text: &str) -> Option<u64> {
    text.split('/').try_fold(0u64, |number, group| {
        let digits = group.strip_prefix('x').unwrap_or(group);
        let three = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let value: u64 = three.then(|| digits.parse().ok()).flatten()?;
        let number = number.checked_mul(1000)?.checked_add(value)?;
        // Past it no tree of 2^63 entries has tiles.
        (number < 1 << 55).then_some(number)
    })
}

/// Hashes as the bytes of a tile.
pub fn write_hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The hashes of a tile.
///
/// # Errors
/// When the bytes are not a whole number of hashes.
pub fn read_hashes(bytes: &[u8]) -> Result<Vec<Hash>, TileError> {
    let hashes = bytes.chunks(hash::LENGTH).map(Hash::from_bytes);
    hashes
        .collect::<Result<_, _>>()
        .map_err(|_| TileError::Bytes)
}

/// Entries as the bytes of a bundle: each with its length in two bytes, big end first.
///
/// # Errors
/// When an entry is longer than 65,535 bytes.
pub fn write_entries<'a>(
    entries: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<u8>, TileError> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length = entry.len();
        let length = u16::try_from(length).map_err(|_| TileError::Long(length))?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle.
///
/// # Errors
/// When the bytes end within an entry.
pub fn read_entries(mut bytes: &[u8]) -> Result<Vec<Vec<u8>>, TileError> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or(TileError::Bytes)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length).ok_or(TileError::Bytes)?;
        entries.push(entry.to_vec());
        bytes = rest;
    }
    Ok(entries)
}
