//! Hashes of leaves and nodes, as RFC 6962 section 2.1 makes them: SHA-256, with one byte in
//! front that tells a leaf from a node.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::digest::{Context, SHA256};

/// Bytes of a hash.
pub const LENGTH: usize = 32;

/// One SHA-256. Written as standard Base64, as checkpoints and proofs write it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; LENGTH]);

impl Hash {
    /// The root of a tree without entries.
    pub fn empty_root() -> Self {
        digest(b"")
    }

    /// The hash in these bytes.
    ///
    /// # Errors
    /// When there are not 32 of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NoHash> {
        bytes.try_into().map(Self).map_err(|_| NoHash)
    }

    /// As lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads hexadecimal digits.
    ///
    /// # Errors
    /// When these are not 64 of them.
    pub fn from_hex(text: &str) -> Result<Self, NoHash> {
        let text = text.as_bytes();
        if text.len() != 2 * LENGTH {
            return Err(NoHash);
        }
        let mut bytes = [0; LENGTH];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16).ok_or(NoHash);
            let value = digit(0)? << 4 | digit(1)?;
            *byte = u8::try_from(value).map_err(|_| NoHash)?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Self, NoHash> {
        let bytes = STANDARD.decode(text).map_err(|_| NoHash)?;
        Self::from_bytes(&bytes)
    }
}

/// These are not the 32 bytes of a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a hash of 32 bytes")]
pub struct NoHash;

/// SHA-256 of bytes, without a byte in front: of a file, of a text.
pub fn digest(bytes: &[u8]) -> Hash {
    hash(&[bytes])
}

/// The hash of an entry: `SHA-256(0x00 || entry)`.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    hash(&[&[0], entry])
}

/// The hash of two subtrees: `SHA-256(0x01 || left || right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hash(&[&[1], &left.0, &right.0])
}

/// SHA-256 of several pieces as one.
pub fn hash(pieces: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for piece in pieces {
        context.update(piece);
    }
    let mut bytes = [0; LENGTH];
    bytes.copy_from_slice(context.finish().as_ref());
    Hash(bytes)
}
