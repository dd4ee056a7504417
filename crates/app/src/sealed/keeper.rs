//! Who keeps the log: it signs what the log has become, and never a history that is not the one it
//! signed before.

use jiff::Timestamp;
use ledger::log::{
    Kind, Leaf,
    tlog::{Checkpoint, EntryProof, KeyError, SignedCheckpoint, SigningKey, VerifierKey},
};
use model::{Place, Problem};

use super::{things, verify};
use crate::ports::{LogRow, LogStore, PortError};

/// The name of an organisation's log, where no other is set: `linden-energy/allhands`.
pub fn origin(organisation: &str) -> String {
    let dash = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let name: String = organisation.to_lowercase().chars().map(dash).collect();
    let parts: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => "allhands".to_owned(),
        parts => format!("{}/allhands", parts.join("-")),
    }
}

/// Whether entries name a key that signs them. A log without one takes the first that comes.
pub fn has_key(log: &[LogRow]) -> bool {
    leaves(log).any(|leaf| leaf.kind == Kind::Key)
}

fn leaves(log: &[LogRow]) -> impl Iterator<Item = Leaf> {
    log.iter().filter_map(|row| Leaf::read(&row.kept.text).ok())
}

/// Signs the log as it is now. What was signed already is answered again.
///
/// # Errors
/// When the ledger cannot be read or written, when the key is not the log's, or when the entries
/// are not those that were signed before: another history is never signed.
pub async fn checkpoint(
    ledger: &impl LogStore,
    key: &SigningKey,
    at: Timestamp,
) -> Result<SignedCheckpoint, PortError> {
    let verifier = key.verifier().map_err(|why| no_key(&why))?;
    let mut log = ledger.log(0).await?;
    let name = verifier.to_string();
    // A key that was handed over signs nothing any more.
    let newest = leaves(&log).filter(|leaf| leaf.kind == Kind::Key).last();
    match newest {
        Some(leaf) if leaf.subject != name => return Err(another_key(&name)),
        Some(_) => {}
        None => {
            ledger.seal(&things::key(at, &name, None)).await?;
            log = ledger.log(0).await?;
        }
    }
    sign(ledger, &log, (key, &verifier), at).await
}

/// Hands the log over to a new key. The old key signs the entry that introduces it, so that whoever
/// knows the old one can follow; from there on only the new one signs.
///
/// # Errors
/// As [`checkpoint`], for either key.
pub async fn rotate(
    ledger: &impl LogStore,
    (old, new): (&SigningKey, &SigningKey),
    at: Timestamp,
    by: (&str, &str),
) -> Result<SignedCheckpoint, PortError> {
    checkpoint(ledger, old, at).await?;
    let verifier = old.verifier().map_err(|why| no_key(&why))?;
    let name = new.verifier().map_err(|why| no_key(&why))?.to_string();
    ledger.seal(&things::key(at, &name, Some(by))).await?;
    sign(ledger, &ledger.log(0).await?, (old, &verifier), at).await?;
    checkpoint(ledger, new, at).await
}

/// Signs entries with a key that may.
async fn sign(
    ledger: &impl LogStore,
    log: &[LogRow],
    (key, verifier): (&SigningKey, &VerifierKey),
    at: Timestamp,
) -> Result<SignedCheckpoint, PortError> {
    let tree = verify::tree(log);
    let kept = ledger.checkpoints().await?;
    let latest = kept
        .last()
        .and_then(|text| text.parse::<SignedCheckpoint>().ok());
    if let Some(latest) = latest {
        let before = &latest.checkpoint;
        if tree.root_at(before.size) != Some(before.root) {
            return Err(another_history(before.size));
        }
        if before.size == tree.size() && latest.verify(std::slice::from_ref(verifier)).is_ok() {
            return Ok(latest);
        }
    }
    let signed = Checkpoint::new(key.name(), tree.size(), tree.root()).sign(key);
    let signed = signed.map_err(|why| no_key(&why))?;
    ledger.keep_checkpoint(at, &signed).await?;
    Ok(signed)
}

/// The proof of one entry under the latest checkpoint, with the entry itself as what travels with
/// it; none where no checkpoint covers it.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn proof(ledger: &impl LogStore, index: u64) -> Result<Option<EntryProof>, PortError> {
    let log = ledger.log(0).await?;
    let kept = ledger.checkpoints().await?;
    let latest = kept
        .last()
        .and_then(|text| text.parse::<SignedCheckpoint>().ok());
    let row = usize::try_from(index).ok().and_then(|at| log.get(at));
    let (Some(signed), Some(row)) = (latest, row) else {
        return Ok(None);
    };
    let path = verify::tree(&log).inclusion(index, signed.checkpoint.size);
    Ok(path.map(|path| EntryProof {
        extra: Some(row.kept.text.clone().into_bytes()),
        index,
        path,
        signed,
    }))
}

fn no_key(why: &impl std::fmt::Display) -> PortError {
    let says = format!("the log cannot be signed: {why}");
    let problem = Problem::new("log-key", says, Place::file("allhands.toml"));
    PortError::Unavailable(
        problem.advise("set `log_name` to a name without spaces, or leave it out"),
    )
}

/// Says what to do about a key that is not the one the log names.
pub fn another_key(key: &str) -> PortError {
    let says = format!("the log is signed with another key than `{key}`");
    let problem = Problem::new("log-key", says, Place::file("allhands.toml"));
    PortError::Unavailable(
        problem.advise("bring back the key that signed before: `log_key` says where it is"),
    )
}

fn another_history(size: u64) -> PortError {
    let says = format!(
        "the first {size} entries of the log are not those that were signed: nothing is signed"
    );
    let problem = Problem::new("log-changed", says, Place::file("ledger"));
    PortError::Damaged(problem.advise("see what was changed: `allhands log verify`"))
}

/// Why a name or a seed makes no key, for whoever makes one.
///
/// # Errors
/// When the name cannot name a key.
pub fn key_text(name: &str, seed: &[u8; 32]) -> Result<String, PortError> {
    SigningKey::text(name, seed).map_err(|why: KeyError| no_key(&why))
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn a_log_is_named_after_its_organisation() {
        for (organisation, name) in [
            ("Linden Energy", "linden-energy/allhands"),
            ("A+B  (Nord)", "a-b-nord/allhands"),
            ("", "allhands"),
        ] {
            assert_eq!(origin(organisation), name);
        }
    }
}
