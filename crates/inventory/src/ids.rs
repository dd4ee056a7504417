//! The id log: which number belongs to which records, for ever.
//!
//! A number is never reused. A merge leaves an alias, a split mints a new number and notes which
//! one it came from. Replaying the log gives back the same numbers (semantics 3).

mod assign;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{EntityId, KindName, RecordKey};
use serde::{Deserialize, Serialize};

pub(crate) use assign::{Claimant, assign};

/// One line of the append-only id log. It is written before the number is used anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum IdEntry {
    /// A new number, and the record it was made for.
    Minted {
        /// The root kind.
        kind: KindName,
        /// The number.
        number: u64,
        /// The smallest key among its first records.
        anchor: RecordKey,
        /// The number its records had before, when it was split off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        split_from: Option<u64>,
        /// When it was written; none in a log from before it was noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// A record that belongs to a number from here on.
    Joined {
        /// The root kind.
        kind: KindName,
        /// The number.
        number: u64,
        /// The record.
        record: RecordKey,
        /// When it was written; none in a log from before it was noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// A number that is another name of a second one from here on.
    Merged {
        /// The root kind.
        kind: KindName,
        /// The number that ends.
        number: u64,
        /// The number that stays.
        merged_into: u64,
        /// When it was written; none in a log from before it was noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
}

/// Records that left one entity for another one, which still is another one: a split.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// When the log says so.
    pub at: Timestamp,
    /// The entity they belonged to, by its number of today.
    pub from: EntityId,
    /// The entity they belong to since, by its number of today.
    pub to: EntityId,
}

/// What the id log says, replayed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdBook {
    kinds: BTreeMap<KindName, Numbers>,
}

/// The numbers of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// The highest number ever given.
    last: u64,
    /// Each record's number as it was last written, and the place in the log of its first.
    records: BTreeMap<RecordKey, (u64, usize)>,
    /// Ended numbers, and what they are another name of.
    merged: BTreeMap<u64, u64>,
    /// When records went from one number to another, each pair of numbers once an instant.
    moved: BTreeSet<(Timestamp, u64, u64)>,
}

impl IdBook {
    /// Reads the log, oldest entry first.
    pub fn replay<'a>(entries: impl IntoIterator<Item = &'a IdEntry>) -> Self {
        let mut book = Self::default();
        for (order, entry) in entries.into_iter().enumerate() {
            book.apply(order, entry);
        }
        book
    }

    /// The same log with more entries.
    pub(crate) fn with(&self, entries: &[IdEntry]) -> Self {
        let mut book = self.clone();
        for entry in entries {
            book.apply(usize::MAX, entry);
        }
        book
    }

    /// The other names of each number of a kind, in order.
    pub(crate) fn aliases(&self, kind: &KindName) -> BTreeMap<u64, Vec<u64>> {
        let mut aliases: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        let Some(numbers) = self.kinds.get(kind) else {
            return aliases;
        };
        for &ended in numbers.merged.keys() {
            aliases
                .entry(numbers.current(ended))
                .or_default()
                .push(ended);
        }
        aliases
    }

    /// Every split, the oldest first: records that left one entity for another one. What later
    /// became one entity again is none; nor is what a log does not date.
    pub(crate) fn moves(&self) -> Vec<Move> {
        let of_kind = |(kind, numbers): (&KindName, &Numbers)| -> Vec<Move> {
            let id = |number| EntityId::new(kind.clone(), numbers.current(number));
            let moves = numbers.moved.iter().map(|&(at, from, to)| Move {
                at,
                from: id(from),
                to: id(to),
            });
            moves.filter(|one| one.from != one.to).collect()
        };
        let moves: BTreeSet<Move> = self.kinds.iter().flat_map(of_kind).collect();
        moves.into_iter().collect()
    }

    pub(crate) fn of(&self, kind: &KindName) -> Numbers {
        self.kinds.get(kind).cloned().unwrap_or_default()
    }

    fn apply(&mut self, order: usize, entry: &IdEntry) {
        match entry {
            IdEntry::Minted {
                kind,
                number,
                anchor,
                at,
                ..
            } => {
                let numbers = self.kinds.entry(kind.clone()).or_default();
                numbers.last = numbers.last.max(*number);
                numbers.join(anchor, *number, order, *at);
            }
            IdEntry::Joined {
                kind,
                number,
                record,
                at,
            } => {
                self.kinds
                    .entry(kind.clone())
                    .or_default()
                    .join(record, *number, order, *at);
            }
            IdEntry::Merged {
                kind,
                number,
                merged_into,
                ..
            } => {
                let numbers = self.kinds.entry(kind.clone()).or_default();
                numbers.merged.insert(*number, *merged_into);
            }
        }
    }
}

impl Numbers {
    fn join(&mut self, record: &RecordKey, number: u64, order: usize, at: Option<Timestamp>) {
        let before = self.number_of(record).filter(|before| *before != number);
        if let (Some(before), Some(at)) = (before, at) {
            self.moved.insert((at, before, number));
        }
        self.records
            .entry(record.clone())
            .or_insert((number, order))
            .0 = number;
    }

    /// The number that another name stands for now.
    fn current(&self, mut number: u64) -> u64 {
        // A chain longer than the number of merges would be a damaged log; stop there.
        for _ in 0..=self.merged.len() {
            match self.merged.get(&number) {
                Some(&next) => number = next,
                None => break,
            }
        }
        number
    }
}
