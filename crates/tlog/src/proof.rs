//! Checking of proofs against roots. What was proven is computed anew from the proof, in the way
//! of RFC 9162 section 2.1.3.2 and 2.1.4.2, and compared.

use crate::hash::{Hash, node_hash};

/// Why a proof proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The index lies outside the tree.
    #[error("entry {index} is not in a tree of {size}")]
    OutOfTree {
        /// The index.
        index: u64,
        /// How many entries the tree has.
        size: u64,
    },
    /// The proof has too many or too few hashes for these sizes.
    #[error("the proof has {found} hashes where these sizes make {expected}")]
    Length {
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// The later tree is the smaller one.
    #[error("the log went back from {old} entries to {new}")]
    Shrunk {
        /// Size of the earlier tree.
        old: u64,
        /// Size of the later one.
        new: u64,
    },
    /// Every tree begins with the empty one, so that no proof says anything about it.
    #[error("an empty tree cannot be compared with")]
    Empty,
    /// What the proof leads to is not the root of the earlier tree.
    #[error("the proof does not lead to the earlier root")]
    OldRoot,
    /// What the proof leads to is not the root.
    #[error("the proof does not lead to the root")]
    Root,
}

/// Checks that the leaf at `index` is in the tree of `size` entries under `root`.
///
/// # Errors
/// Why it proves nothing.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    let found = root_of_inclusion(leaf, index, size, proof)?;
    matches(&found, root, ProofError::Root)
}

/// The root that an inclusion proof leads to.
///
/// # Errors
/// When the index is outside or the proof has the wrong length.
pub fn root_of_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
) -> Result<Hash, ProofError> {
    if index >= size {
        return Err(ProofError::OutOfTree { index, size });
    }
    let (inner, border) = parts(index, size);
    has_length(proof, inner + border)?;
    let (inner, border) = proof.split_at(inner);
    Ok(up_the_border(up_inside(*leaf, inner, index), border))
}

/// Checks that the tree of `new` entries begins with that of `old`.
///
/// # Errors
/// Why it proves nothing.
pub fn verify_consistency(
    old: u64,
    new: u64,
    proof: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), ProofError> {
    if new < old {
        return Err(ProofError::Shrunk { old, new });
    }
    if old == 0 {
        return Err(ProofError::Empty);
    }
    if old == new {
        has_length(proof, 0)?;
        return matches(new_root, old_root, ProofError::Root);
    }
    let (inner, border) = parts(old - 1, new);
    // The proof starts with the rightmost whole subtree of the old tree; where that is the whole
    // old tree, its root is known and left out.
    let shift = old.trailing_zeros();
    let inner = inner - shift as usize;
    let (seed, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        let first = proof.split_first();
        first.ok_or(ProofError::Length {
            found: 0,
            expected: 1 + inner + border,
        })?
    };
    has_length(rest, inner + border)?;
    let (inner, border) = rest.split_at(inner);
    let mask = (old - 1) >> shift;

    let old_found = up_the_border(up_left_only(*seed, inner, mask), border);
    matches(&old_found, old_root, ProofError::OldRoot)?;
    let new_found = up_the_border(up_inside(*seed, inner, mask), border);
    matches(&new_found, new_root, ProofError::Root)
}

/// How many hashes of a proof lie below, and how many above, the place where the ways to `index`
/// and to the last entry part.
fn parts(index: u64, size: u64) -> (usize, usize) {
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let above = index.checked_shr(inner).unwrap_or(0).count_ones();
    (inner as usize, above as usize)
}

/// Below that place a neighbour is to the left or to the right, as the index says.
fn up_inside(seed: Hash, proof: &[Hash], index: u64) -> Hash {
    let step = |hash: Hash, (at, beside): (usize, &Hash)| {
        if index >> at & 1 == 0 {
            node_hash(&hash, beside)
        } else {
            node_hash(beside, &hash)
        }
    };
    proof.iter().enumerate().fold(seed, step)
}

/// As the tree was when it ended here: what is to the right was not there.
fn up_left_only(seed: Hash, proof: &[Hash], index: u64) -> Hash {
    let left = |(at, _): &(usize, &Hash)| index >> at & 1 == 1;
    let step = |hash: Hash, (_, beside): (usize, &Hash)| node_hash(beside, &hash);
    proof.iter().enumerate().filter(left).fold(seed, step)
}

/// Above that place every neighbour is to the left.
fn up_the_border(seed: Hash, proof: &[Hash]) -> Hash {
    let step = |hash: Hash, beside: &Hash| node_hash(beside, &hash);
    proof.iter().fold(seed, step)
}

fn has_length(proof: &[Hash], expected: usize) -> Result<(), ProofError> {
    let found = proof.len();
    if found == expected {
        Ok(())
    } else {
        Err(ProofError::Length { found, expected })
    }
}

fn matches(found: &Hash, expected: &Hash, error: ProofError) -> Result<(), ProofError> {
    if found == expected {
        Ok(())
    } else {
        Err(error)
    }
}
