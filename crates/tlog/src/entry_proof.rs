//! The proof of one entry in one file that needs no network, as <https://c2sp.org/tlog-proof>.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    checkpoint::{CheckpointError, SignedCheckpoint, decimal},
    hash::{Hash, leaf_hash},
    note::VerifierKey,
    proof::{ProofError, verify_inclusion},
};

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// No tree has longer proofs: it would have more than 2^63 entries.
const MAX_PATH: usize = 64;

/// That one entry is in a log: a checkpoint and the way from the entry to its root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryProof {
    /// Bytes that travel with it and prove nothing.
    pub extra: Option<Vec<u8>>,
    /// Where the entry is, from 0.
    pub index: u64,
    /// The way from the leaf up.
    pub path: Vec<Hash>,
    /// The checkpoint it leads to, signed.
    pub signed: SignedCheckpoint,
}

/// Why a proof of one entry does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryProofError {
    /// Not of the form of a proof.
    #[error("not a proof of an entry: {0}")]
    Malformed(&'static str),
    /// The checkpoint does not hold.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The way does not lead from the entry to the root.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl EntryProof {
    /// Checks that the entry is in the log that these keys speak for.
    ///
    /// # Errors
    /// When no key of the log signed the checkpoint, or this entry is not in it.
    pub fn verify(&self, entry: &[u8], keys: &[VerifierKey]) -> Result<(), EntryProofError> {
        self.signed.verify(keys)?;
        let at = &self.signed.checkpoint;
        let leaf = leaf_hash(entry);
        verify_inclusion(&leaf, self.index, at.size, &self.path, &at.root)?;
        Ok(())
    }
}

impl fmt::Display for EntryProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path
            .iter()
            .try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.signed)
    }
}

impl FromStr for EntryProof {
    type Err = EntryProofError;

    fn from_str(text: &str) -> Result<Self, EntryProofError> {
        let malformed = EntryProofError::Malformed;
        let (head, checkpoint) = text
            .split_once("\n\n")
            .ok_or(malformed("no empty line before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(malformed("its first line is not `c2sp.org/tlog-proof@v1`"));
        }
        let mut extra = None;
        if let Some(base64) = lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            let bytes = STANDARD.decode(base64);
            extra = Some(bytes.map_err(|_| malformed("its extra data is not Base64"))?);
            lines.next();
        }
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.and_then(decimal);
        let index = index.ok_or(malformed("no line `index` with a number"))?;
        let path: Result<Vec<Hash>, _> = lines.map(str::parse).collect();
        let path = path.map_err(|_| malformed("a line of the way is no hash"))?;
        if path.len() > MAX_PATH {
            return Err(malformed("its way is longer than any tree is high"));
        }
        let signed = checkpoint.parse()?;
        Ok(Self {
            extra,
            index,
            path,
            signed,
        })
    }
}
