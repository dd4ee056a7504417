//! The tree of a log, with every hash in it, so that any root and any proof of any earlier size
//! can be told.

use std::ops::Range;

use crate::hash::{Hash, leaf_hash, node_hash};

/// The hashes of a log's tree. It takes about 64 bytes an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// `levels[k][i]` is the hash of the `2^k` entries from `i * 2^k` on; only whole ones.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// A tree without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entries it has.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Appends an entry by its bytes, and says where it is.
    pub fn append(&mut self, entry: &[u8]) -> u64 {
        self.push(leaf_hash(entry))
    }

    /// Appends an entry by the hash of its leaf, and says where it is.
    pub fn push(&mut self, leaf: Hash) -> u64 {
        let index = self.size();
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            self.levels[level].push(hash);
            match self.levels[level].as_slice() {
                [.., left, right] if self.levels[level].len().is_multiple_of(2) => {
                    hash = node_hash(left, right);
                }
                _ => break,
            }
        }
        index
    }

    /// The hash of the leaf at an index.
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.node(0, index)
    }

    /// The hash of the `2^level` entries from `index * 2^level` on, if all of them are there.
    pub fn node(&self, level: usize, index: u64) -> Option<Hash> {
        let index = usize::try_from(index).ok()?;
        self.levels.get(level)?.get(index).copied()
    }

    /// The root as it is now.
    pub fn root(&self) -> Hash {
        self.range(0..self.size())
    }

    /// The root as it was when the log had so many entries; none if it never had so many.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        (size <= self.size()).then(|| self.range(0..size))
    }

    /// That the entry at `index` is in the tree of `size` entries, from the leaf up
    /// (RFC 6962, 2.1.1); none where there is no such entry or tree.
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.size() {
            return None;
        }
        let mut proof = Vec::new();
        let mut within = 0..size;
        while within.end - within.start > 1 {
            let middle = within.start + split(within.end - within.start);
            let (left, right) = (within.start..middle, middle..within.end);
            let (down, beside) = if index < middle {
                (left, right)
            } else {
                (right, left)
            };
            proof.push(self.range(beside));
            within = down;
        }
        proof.reverse();
        Some(proof)
    }

    /// That the tree of `new` entries begins with that of `old` (RFC 6962, 2.1.2); none where
    /// `old` is zero, greater than `new`, or the log never had so many.
    pub fn consistency(&self, old: u64, new: u64) -> Option<Vec<Hash>> {
        if old == 0 || old > new || new > self.size() {
            return None;
        }
        let mut proof = Vec::new();
        let mut within = 0..new;
        // Whether the subtree that is left is the whole old tree, whose root its reader has.
        let mut known = true;
        while within.end != old {
            let middle = within.start + split(within.end - within.start);
            if old <= middle {
                proof.push(self.range(middle..within.end));
                within.end = middle;
            } else {
                proof.push(self.range(within.start..middle));
                within.start = middle;
                known = false;
            }
        }
        if !known {
            proof.push(self.range(within));
        }
        proof.reverse();
        Some(proof)
    }

    /// The hash of entries that make a subtree, all of which are there.
    fn range(&self, entries: Range<u64>) -> Hash {
        let count = entries.end - entries.start;
        if count == 0 {
            return Hash::empty_root();
        }
        let whole = || self.node(count.trailing_zeros() as usize, entries.start / count);
        if count.is_power_of_two()
            && let Some(hash) = whole()
        {
            return hash;
        }
        let middle = entries.start + split(count);
        node_hash(
            &self.range(entries.start..middle),
            &self.range(middle..entries.end),
        )
    }
}

impl Extend<Hash> for Tree {
    fn extend<T: IntoIterator<Item = Hash>>(&mut self, leaves: T) {
        for leaf in leaves {
            self.push(leaf);
        }
    }
}

impl FromIterator<Hash> for Tree {
    fn from_iter<T: IntoIterator<Item = Hash>>(leaves: T) -> Self {
        let mut tree = Self::new();
        tree.extend(leaves);
        tree
    }
}

/// Where a tree of more than one entry is parted: the largest power of two below its size.
fn split(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}
