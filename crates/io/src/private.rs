//! What only this machine should know: random bytes, and a file that nobody else reads.

use std::{fs, io, io::Write as _, path::Path};

use ring::rand::{SecureRandom as _, SystemRandom};

use crate::texts::{FileError, create_folder};

/// 32 random bytes of the system.
///
/// # Errors
/// When the system has none.
pub fn random() -> Result<[u8; 32], FileError> {
    let mut bytes = [0; 32];
    let filled = SystemRandom::new().fill(&mut bytes);
    let none = |_| io::Error::other("no random bytes");
    let fail = |why| FileError::new("read", Path::new("/dev/urandom"), why);
    filled.map_err(none).map_err(fail)?;
    Ok(bytes)
}

/// Writes a file that is not there yet and that only its owner may read.
///
/// # Errors
/// When the system refuses, or there is one of that name.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let fail = |source| FileError::new("write", path, source);
    let mut file = options.open(path).map_err(fail)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(fail)
}

/// Gives a file another name, in the place of what was called that.
///
/// # Errors
/// When the system refuses.
pub fn rename(from: &Path, to: &Path) -> Result<(), FileError> {
    fs::rename(from, to).map_err(|source| FileError::new("rename", from, source))
}
