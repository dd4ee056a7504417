//! Cosignatures: a witness says that a checkpoint only adds to what it saw before, with the time
//! it said so, as <https://c2sp.org/tlog-cosignature> (the Ed25519 kind).

use crate::{
    checkpoint::SignedCheckpoint,
    note::{COSIGNATURE_TYPE, KeyError, NoteError, NoteSignature, SigningKey, VerifierKey},
};

/// Bytes of the time in front of the signature.
const TIME: usize = 8;

/// Who cosigned, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// The name of the witness.
    pub witness: String,
    /// Seconds since the epoch, as the witness says.
    pub at: u64,
}

/// Adds a witness's cosignature, in place of an earlier one of the same key. Whether the
/// checkpoint only adds to what the witness saw before is for the witness to check first.
///
/// # Errors
/// None for a key that was made by [`SigningKey::from_seed`].
pub fn cosign(signed: &mut SignedCheckpoint, key: &SigningKey, at: u64) -> Result<(), KeyError> {
    let cosigner = key.cosigner()?;
    let mut bytes = at.to_be_bytes().to_vec();
    bytes.extend(key.sign_bytes(message(&signed.note.text, at).as_bytes()));
    let (name, id) = (cosigner.name().to_owned(), cosigner.id());
    let lines = &mut signed.note.signatures;
    lines.retain(|line| !cosigner.made(line));
    lines.push(NoteSignature { name, id, bytes });
    Ok(())
}

/// The cosignatures of known witnesses.
///
/// # Errors
/// When one of a known witness is not over this checkpoint.
pub fn cosignatures(
    signed: &SignedCheckpoint,
    witnesses: &[VerifierKey],
) -> Result<Vec<Cosignature>, NoteError> {
    let mut found = Vec::new();
    for key in witnesses {
        if key.kind() != COSIGNATURE_TYPE {
            continue;
        }
        let mut lines = signed.note.signatures.iter();
        let Some(line) = lines.find(|line| key.made(line)) else {
            continue;
        };
        key.check(&signed.note.text, line)?;
        if let Some((time, _)) = line.bytes.split_first_chunk::<TIME>() {
            let (witness, at) = (key.name().to_owned(), u64::from_be_bytes(*time));
            found.push(Cosignature { witness, at });
        }
    }
    Ok(found)
}

/// Whether these bytes, a time and a signature, are over a checkpoint's text.
pub(crate) fn is_over(key: &VerifierKey, text: &str, bytes: &[u8]) -> bool {
    let Some((time, signature)) = bytes.split_first_chunk::<TIME>() else {
        return false;
    };
    let at = u64::from_be_bytes(*time);
    let in_range = i64::try_from(at).is_ok();
    in_range && key.is_signed(message(text, at).as_bytes(), signature)
}

fn message(text: &str, at: u64) -> String {
    format!("cosignature/v1\ntime {at}\n{text}")
}
