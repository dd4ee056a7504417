//! One process at a time works on a workspace.
//!
//! The lock is the operating system's, on an open file: when the process ends, however it ends,
//! the lock is gone. What stands in the file only says who holds it.

use std::{
    fs::{File, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    path::Path,
};

use model::{Place, Problem};

use crate::texts::{FileError, create_folder};

/// The most that is read of who holds a lock, in bytes.
const HOLDER_MOST: u64 = 200;

/// A lock that is held as long as this lives.
#[derive(Debug)]
pub struct Lock {
    // Closing the file is what gives the lock back.
    _file: File,
}

/// A lock that could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else works here: wait for them.
    #[error("another pass is at work here ({holder})")]
    Held {
        /// The file that is locked.
        path: String,
        /// Who holds it, as they said themselves.
        holder: String,
    },
    /// The lock's file cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
}

impl LockError {
    /// The same, for a person: with the next step.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Held { path, .. } => {
                let place = Place::file(path.clone());
                Problem::new("workspace-busy", self.to_string(), place)
                    .advise("wait until it is done, then run the same command again")
                    .advise("asking is possible meanwhile: `allhands finding list`")
            }
            Self::File(error) => error.problem(),
        }
    }
}

/// Takes the lock in a file, which is made where it is missing; `holder` says who takes it.
///
/// # Errors
/// When somebody holds it already, or the file cannot be made or written.
pub fn lock(path: &Path, holder: &str) -> Result<Lock, LockError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    let fail = |source| FileError::new("lock", path, source);
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(fail)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(LockError::Held {
                path: path.display().to_string(),
                holder: named(&mut file),
            });
        }
        Err(TryLockError::Error(error)) => return Err(fail(error).into()),
    }
    file.set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| file.write_all(holder.as_bytes()))
        .map_err(fail)?;
    Ok(Lock { _file: file })
}

/// Who holds a lock. Some systems do not let others read a locked file.
fn named(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.take(HOLDER_MOST).read_to_string(&mut text);
    let told = text.trim();
    if read.is_err() || told.is_empty() {
        "it does not say which".to_owned()
    } else {
        told.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_by_one_and_free_when_they_are_done() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/lock");
        let held = lock(&path, "process 7, `run`").unwrap();
        let refused = lock(&path, "process 8").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "another pass is at work here (process 7, `run`)"
        );
        drop(held);
        lock(&path, "process 8").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "process 8");
    }

    #[test]
    fn a_lock_that_nobody_can_write_says_which_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("data"), "in the way").unwrap();
        let error = lock(&folder.path().join("data/lock"), "me").unwrap_err();
        assert!(error.problem().says.contains("data"), "{error}");
    }
}
