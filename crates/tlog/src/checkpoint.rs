//! Checkpoints: how many entries a log has and under which root, signed, as
//! <https://c2sp.org/tlog-checkpoint>.

use std::{fmt, str::FromStr};

use crate::{
    hash::Hash,
    note::{KeyError, Note, NoteError, SigningKey, VerifierKey},
};

/// What a log says of itself at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log it is.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root of its tree.
    pub root: Hash,
    /// Further lines, about which the standard says nothing.
    pub extensions: Vec<String>,
}

/// Why a text is no checkpoint, or one that proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not of the form of a checkpoint.
    #[error("not a checkpoint: {0}")]
    Malformed(&'static str),
    /// It is of another log.
    #[error("the checkpoint is of `{found}`, not of `{expected}`")]
    Origin {
        /// Whose it is.
        found: String,
        /// Whose it should be.
        expected: String,
    },
    /// Its signatures do not hold.
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Checkpoint {
    /// A checkpoint without further lines.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self {
            origin: origin.into(),
            size,
            root,
            extensions: Vec::new(),
        }
    }

    /// Signs it. The name of the key should be the origin.
    ///
    /// # Errors
    /// When the origin or a further line cannot stand in a checkpoint.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedCheckpoint, CheckpointError> {
        let text = self.to_string();
        if text.parse::<Self>().as_ref() != Ok(self) {
            let why = "its origin or a further line is empty or has a line break";
            return Err(CheckpointError::Malformed(why));
        }
        let mut note = Note::new(text)?;
        let named = |_: KeyError| CheckpointError::Malformed("its key has no name");
        key.sign(&mut note).map_err(named)?;
        let checkpoint = self.clone();
        Ok(SignedCheckpoint { checkpoint, note })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            origin,
            size,
            root,
            extensions,
        } = self;
        writeln!(f, "{origin}\n{size}\n{root}")?;
        extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let text = text.strip_suffix('\n');
        let text = text.ok_or(malformed("it does not end in a newline"))?;
        let lines: Vec<&str> = text.split('\n').collect();
        if lines.iter().any(|line| line.is_empty()) {
            return Err(malformed("it has an empty line"));
        }
        let [origin, size, root, extensions @ ..] = lines.as_slice() else {
            return Err(malformed("it has fewer than three lines"));
        };
        let size = decimal(size).ok_or(malformed("its second line is no size"))?;
        let root = root.parse();
        let root = root.map_err(|_| malformed("its third line is no root"))?;
        let extensions = extensions.iter().map(|line| (*line).to_owned()).collect();
        let origin = (*origin).to_owned();
        Ok(Self {
            origin,
            size,
            root,
            extensions,
        })
    }
}

/// A number of decimal digits without a sign and without zeroes in front.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = text == "0" || !text.starts_with('0');
    (digits && plain).then(|| text.parse().ok()).flatten()
}

/// A checkpoint with the note it stands in. Read with [`str::parse`], nothing of it is checked
/// until [`SignedCheckpoint::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note, with the signatures of the log and of witnesses.
    pub note: Note,
}

impl SignedCheckpoint {
    /// Checks that it is signed by one of these keys and that this key speaks for its log: a log
    /// signs under its origin, witnesses under their own name.
    ///
    /// # Errors
    /// When no key of the log signed it, or a known signature is wrong.
    pub fn verify<'k>(
        &self,
        keys: &'k [VerifierKey],
    ) -> Result<Vec<&'k VerifierKey>, CheckpointError> {
        let signers = self.note.verify(keys)?;
        let log = |key: &&&VerifierKey| key.kind() == crate::note::ED25519_TYPE;
        match signers.iter().find(log) {
            Some(key) if key.name() != self.checkpoint.origin => Err(CheckpointError::Origin {
                found: self.checkpoint.origin.clone(),
                expected: key.name().to_owned(),
            }),
            Some(_) => Ok(signers),
            None => {
                let names = self.note.signatures.iter().map(|line| line.name.clone());
                Err(NoteError::Unsigned(names.collect()).into())
            }
        }
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

impl FromStr for SignedCheckpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let note: Note = text.parse()?;
        let checkpoint = note.text.parse()?;
        Ok(Self { checkpoint, note })
    }
}
