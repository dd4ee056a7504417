//! `MANIFEST` lists every file with its digest, as `sha256sum --check` reads it. `MANIFEST.note`
//! is the digest of that list, signed with the key of the log.

use std::collections::BTreeMap;

use tlog::{Note, NoteError, SigningKey, VerifierKey, digest};

use super::bundle::Files;

/// The list of files.
pub const MANIFEST: &str = "MANIFEST";
/// Its signature.
pub const NOTE: &str = "MANIFEST.note";
/// The first line of what is signed, so that it can never be taken for a checkpoint.
const HEADER: &str = "allhands evidence v1";

/// Adds the list of all other files and its signature.
///
/// # Errors
/// When the key cannot sign.
pub(super) fn sign(files: &mut Files, about: &str, key: &SigningKey) -> Result<(), String> {
    let list: String = files
        .iter()
        .map(|(name, bytes)| format!("{}  {name}\n", digest(bytes).hex()))
        .collect();
    let text = format!(
        "{HEADER}\n{about}\nsha256 {}\n",
        digest(list.as_bytes()).hex()
    );
    let mut note = Note::new(text).map_err(|error| error.to_string())?;
    key.sign(&mut note).map_err(|error| error.to_string())?;
    files.insert(NOTE.to_owned(), note.to_string().into_bytes());
    files.insert(MANIFEST.to_owned(), list.into_bytes());
    Ok(())
}

/// Checks that the files are those that were signed, and no others; says how many.
///
/// # Errors
/// What is wrong first, in a sentence.
pub(super) fn check(files: &Files, key: &VerifierKey) -> Result<usize, String> {
    let list = files.get(MANIFEST).ok_or("`MANIFEST` is missing")?;
    let note = files.get(NOTE).ok_or("`MANIFEST.note` is missing")?;
    let note = std::str::from_utf8(note).map_err(|_| "MANIFEST.note: it is no text")?;
    let said = |error: NoteError| format!("MANIFEST.note: {error}");
    let note: Note = note.parse().map_err(said)?;
    note.verify(std::slice::from_ref(key)).map_err(said)?;
    let ends = format!("\nsha256 {}\n", digest(list).hex());
    if !note.text.starts_with(&format!("{HEADER}\n")) || !note.text.ends_with(&ends) {
        return Err("MANIFEST: it is not the list that was signed".to_owned());
    }
    let list = std::str::from_utf8(list).map_err(|_| "MANIFEST: it is no text")?;
    let mut named: BTreeMap<&str, &str> = BTreeMap::new();
    for line in list.lines() {
        let (sha256, name) = line
            .split_once("  ")
            .ok_or("MANIFEST: a line names no file")?;
        named.insert(name, sha256);
    }
    for (name, sha256) in &named {
        let bytes = files.get(*name);
        let bytes = bytes.ok_or_else(|| format!("MANIFEST: `{name}` is missing"))?;
        if digest(bytes).hex() != *sha256 {
            return Err(format!("MANIFEST: `{name}` was changed"));
        }
    }
    let listed = |name: &str| named.contains_key(name) || [MANIFEST, NOTE].contains(&name);
    match files.keys().find(|name| !listed(name)) {
        Some(added) => Err(format!("MANIFEST: `{added}` was added")),
        None => Ok(named.len()),
    }
}
