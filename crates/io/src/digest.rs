//! What a file holds, as one number.

use std::{fs, io::Read as _, path::Path};

use ring::digest::{Context, SHA256};

use crate::texts::FileError;

/// SHA-256 of a file's bytes, in hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn sha256(path: &Path) -> Result<String, FileError> {
    let wrong = |why| FileError::new("read", path, why);
    let mut file = fs::File::open(path).map_err(wrong)?;
    let mut digest = Context::new(&SHA256);
    let mut block = [0; 64 * 1024];
    loop {
        match file.read(&mut block).map_err(wrong)? {
            0 => break,
            read => digest.update(&block[..read]),
        }
    }
    let digest = digest.finish();
    Ok(digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
