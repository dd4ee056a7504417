//! Transparency log: the published standards, and nothing of ours.
//!
//! A log is a list of entries that only grows, under a tree of hashes. Whoever holds the root of
//! a size can be shown that one entry is in it (an inclusion proof) and that a later root only
//! added to it (a consistency proof), without seeing any other entry.
//!
//! | module | standard |
//! |---|---|
//! | [`hash`], [`tree`], [`proof`] | RFC 6962, section 2.1 |
//! | [`note`] | <https://c2sp.org/signed-note> |
//! | [`checkpoint`] | <https://c2sp.org/tlog-checkpoint> |
//! | [`tile`] | <https://c2sp.org/tlog-tiles> |
//! | [`entry_proof`] | <https://c2sp.org/tlog-proof> |
//! | [`cosign`] | <https://c2sp.org/tlog-cosignature>, the Ed25519 kind |
//!
//! This crate knows no file, network or clock and none of our nouns. Start with [`tree::Tree`]
//! and [`checkpoint::Checkpoint`].

pub mod checkpoint;
pub mod cosign;
pub mod entry_proof;
pub mod hash;
pub mod note;
pub mod proof;
pub mod tile;
pub mod tree;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use cosign::Cosignature;
pub use entry_proof::EntryProof;
pub use hash::{Hash, digest, leaf_hash, node_hash};
pub use note::{KeyError, Note, NoteError, NoteSignature, SigningKey, VerifierKey};
pub use proof::{ProofError, verify_consistency, verify_inclusion};
pub use tree::Tree;
