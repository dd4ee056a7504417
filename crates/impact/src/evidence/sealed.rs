//! What of the sealed log goes into a bundle: entries with their proofs, and what stands beside
//! them as far as the auditor may see it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use tlog::{EntryProof, Hash, SignedCheckpoint, hash::hash};

/// What a commitment of the log begins with, before the salt and the text.
const COMMITMENT: &[u8] = b"allhands.commitment/1\0";

/// The part of the log that is about a scope.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The checkpoint that all proofs lead to.
    pub checkpoint: SignedCheckpoint,
    /// The entries, in their order.
    pub records: Vec<SealedRecord>,
    /// That the log only grew since it had so many entries.
    pub since: Vec<(u64, Vec<Hash>)>,
}

/// One entry of the log.
#[derive(Clone, Debug)]
pub struct SealedRecord {
    /// Its text, to the byte.
    pub entry: String,
    /// That it is in the log.
    pub proof: EntryProof,
    /// What stands beside it.
    pub beside: Beside,
}

/// What stands beside an entry and can be held to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Who, why and what, where the auditor may see it and nobody has erased it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opened: Vec<Opened>,
    /// Events under its root.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<ProvenItem>,
    /// How findings stood after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<ProvenItem>,
}

impl Beside {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a commitment in an entry is to: who did it, why, or what was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The field of the entry that holds the commitment: `actor`, `reason`, `after`.
    pub part: String,
    /// The salt of this part alone, hexadecimal.
    pub salt: String,
    /// The text.
    pub text: String,
}

impl Opened {
    /// The commitment that has to stand in the entry, hexadecimal:
    /// `SHA-256("allhands.commitment/1" 00 salt text)`. None where the salt is none.
    pub fn commitment(&self) -> Option<String> {
        let salt = Hash::from_hex(&self.salt).ok()?;
        Some(hash(&[COMMITMENT, &salt.0, self.text.as_bytes()]).hex())
    }
}

/// One of the things that the root in an entry covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvenItem {
    /// Its place under the root, from 0.
    pub index: u64,
    /// Its text, to the byte.
    pub text: String,
    /// The way from it to the root: SHA-256 in Base64.
    pub path: Vec<String>,
}

impl ProvenItem {
    /// An item with its way.
    pub fn new(index: u64, text: String, path: &[Hash]) -> Self {
        let path = path.iter().map(|hash| STANDARD.encode(hash.0)).collect();
        Self { index, text, path }
    }

    /// The way, read; none where a line of it is no hash.
    pub fn hashes(&self) -> Option<Vec<Hash>> {
        let one = |text: &String| Hash::from_bytes(&STANDARD.decode(text).ok()?).ok();
        self.path.iter().map(one).collect()
    }
}
