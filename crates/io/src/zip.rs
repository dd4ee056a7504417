//! Files in one zip: the same files always make the same bytes.
//!
//! They are stored as they are, in order of name, without times and owners, because whoever checks
//! a zip has to be able to make it again: a byte that is changed anywhere, even where no file
//! stands, then shows.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _, Write as _},
};

use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// A zip that is not one, or not one of ours.
#[derive(Debug, thiserror::Error)]
pub enum ZipError {
    /// It cannot be read or made.
    #[error("the zip cannot be used: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// It cannot be read or made, by what the system says.
    #[error("the zip cannot be used: {0}")]
    System(#[from] std::io::Error),
    /// Its files would make other bytes.
    #[error("the zip is not as it was packed")]
    Changed,
}

/// Packs files, by name.
///
/// # Errors
/// When one is larger than 4 GiB.
pub fn pack(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files of a zip that [`pack`] made, by name.
///
/// # Errors
/// When it is no zip, or not to the byte the one that these files make.
pub fn unpack(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, ZipError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at)?;
        let name = file.name()?.into_owned();
        // What it says of its size is not believed before it is read.
        let mut content = Vec::new();
        file.read_to_end(&mut content)?;
        files.insert(name, content);
    }
    if pack(&files)? != bytes {
        return Err(ZipError::Changed);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> BTreeMap<String, Vec<u8>> {
        BTreeMap::from([
            ("a/b.txt".to_owned(), b"hello".to_vec()),
            ("c.json".to_owned(), Vec::new()),
        ])
    }

    #[test]
    fn what_was_packed_comes_back() {
        let zip = pack(&files()).unwrap();
        assert_eq!(unpack(&zip).unwrap(), files());
        assert_eq!(pack(&files()).unwrap(), zip);
    }

    #[test]
    fn every_single_byte_counts() {
        let zip = pack(&files()).unwrap();
        for at in 0..zip.len() {
            for bit in 0..8 {
                let mut changed = zip.clone();
                changed[at] ^= 1 << bit;
                assert!(unpack(&changed).is_err(), "byte {at} may change");
            }
        }
        assert!(unpack(&zip[..zip.len() - 1]).is_err());
        assert!(unpack(&[zip.as_slice(), b"\n"].concat()).is_err());
        assert!(unpack(b"").is_err());
    }
}
