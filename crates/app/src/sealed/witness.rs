//! A witness: somebody else's machine that remembers what a log said, and signs only what adds to
//! it. It needs the exported files of a log, not its ledger.

use ledger::log::{
    check,
    tlog::{NoteError, SignedCheckpoint, SigningKey, Tree, VerifierKey, cosign::cosign, leaf_hash},
};
use serde::{Deserialize, Serialize};

use super::verify::{self, Against, Report};

/// What a witness remembers, as it keeps it in a file of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The key of the log.
    pub key: String,
    /// Every checkpoint it signed, the oldest first. One would do to notice a change; all of them
    /// tell where it begins.
    pub seen: Vec<String>,
}

impl Memory {
    /// The checkpoints it can read.
    pub fn checkpoints(&self) -> Vec<SignedCheckpoint> {
        let all = self.seen.iter().filter_map(|text| text.parse().ok());
        all.collect()
    }
}

/// What a witness came to.
#[derive(Debug)]
pub enum Witnessed {
    /// The log only grew: its checkpoint, with the witness's signature.
    Grew(Box<SignedCheckpoint>),
    /// It did not, or does not hold: nothing is signed and nothing forgotten.
    Refused(Box<Report>),
}

/// Looks at an exported log and signs its checkpoint, when it holds and adds to what was seen.
///
/// # Errors
/// When the checkpoint is no checkpoint.
pub fn witness(
    kept: &[check::Kept],
    checkpoint: &str,
    memory: &mut Memory,
    log: &VerifierKey,
    (key, at): (&SigningKey, u64),
) -> Result<Witnessed, ledger::log::tlog::CheckpointError> {
    let mut signed: SignedCheckpoint = checkpoint.parse()?;
    let against = Against {
        keys: vec![log.clone()],
        checkpoints: memory.checkpoints(),
    };
    let report = verify::exported(kept, checkpoint, &against);
    let leaves = kept.iter().map(|one| leaf_hash(one.text.as_bytes()));
    let whole = leaves.collect::<Tree>().size() == signed.checkpoint.size;
    if report.first_bad.is_some() || !whole {
        return Ok(Witnessed::Refused(Box::new(report)));
    }
    let wrong = |_| NoteError::Malformed("the witness has no name");
    cosign(&mut signed, key, at).map_err(wrong)?;
    memory.key = log.to_string();
    memory.seen.push(signed.to_string());
    Ok(Witnessed::Grew(Box::new(signed)))
}
