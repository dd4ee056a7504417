//! Columns of 32-bit numbers as files, which every language reads in one call.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

/// A column while it is written.
pub struct Writer(BufWriter<File>);

impl Writer {
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self(BufWriter::with_capacity(1 << 18, File::create(path)?)))
    }

    pub fn push(&mut self, number: u32) -> io::Result<()> {
        self.0.write_all(&number.to_le_bytes())
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Reads a whole column.
pub fn read(path: &Path) -> io::Result<Vec<u32>> {
    let bytes = fs::read(path)
        .map_err(|error| io::Error::other(format!("`{}`: {error}", path.display())))?;
    let numbers = bytes.chunks_exact(4);
    Ok(numbers
        .map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]]))
        .collect())
}
