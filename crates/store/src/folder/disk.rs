//! The few things that are done to the disk, so that a test can make each of them fail.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Every way in which observations change the disk. What returned has reached it.
pub(super) trait Disk: Send + Sync {
    /// Makes a folder and those above it.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
    /// Writes a whole file and flushes it.
    fn write(&self, file: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Appends to a file, first cutting it to so many bytes, and flushes it.
    fn append(&self, file: &Path, after: u64, bytes: &[u8]) -> io::Result<()>;
    /// Flushes what a folder lists.
    fn flush_folder(&self, folder: &Path) -> io::Result<()>;
    /// Renames a file over another, or a folder.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a folder and all in it.
    fn remove_folder(&self, folder: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug)]
pub(super) struct RealDisk;

impl Disk for RealDisk {
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    fn write(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut open = File::create(file)?;
        open.write_all(bytes)?;
        open.sync_all()
    }

    fn append(&self, file: &Path, after: u64, bytes: &[u8]) -> io::Result<()> {
        let mut open = OpenOptions::new().create(true).append(true).open(file)?;
        open.set_len(after)?;
        open.write_all(bytes)?;
        open.sync_all()
    }

    fn flush_folder(&self, folder: &Path) -> io::Result<()> {
        // A folder can be opened and flushed like a file on Unix; elsewhere renames are enough.
        if cfg!(unix) {
            File::open(folder)?.sync_all()
        } else {
            Ok(())
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir_all(folder)
    }
}
