//! Values that more than one record carries, with their gates.

use std::sync::Mutex;

use super::{
    deck::Deck,
    gate::{Gated, gate},
    mark::{Mark, Scheme, Value},
    memory::Memory,
};

/// Entries are sorted in parts that fit the cache of a core.
pub(super) const BUCKET_BITS: u32 = 9;
/// How many parts there are.
pub(super) const BUCKETS: usize = 1 << BUCKET_BITS;

/// Values of one bucket that more than one record carries.
#[derive(Debug, Default)]
pub(super) struct Block {
    heads: Vec<Head>,
    records: Vec<u32>,
    /// Values that identify nothing: position, whole value and reason.
    pub(super) gated: Vec<(u32, Mark, Gated)>,
}

/// One such value.
#[derive(Clone, Copy, Debug)]
struct Head {
    order: u64,
    /// Where its records end.
    end: u32,
    rank: u8,
    active: bool,
}

impl Block {
    /// Groups the entries of a bucket and asks the gate of each value.
    fn new(mut entries: Vec<u128>, deck: &impl Deck, scheme: &Scheme, memory: &Memory) -> Self {
        entries.sort_unstable();
        // A record may carry a value twice.
        entries.dedup();
        let mut block = Self::default();
        for group in entries.chunk_by(|a, b| a >> 32 == b >> 32) {
            let (mark, _) = Mark::of_entry(group[0]);
            let closed = memory.is_closed(mark);
            if group.len() < 2 && !closed {
                continue;
            }
            let start = block.records.len();
            let records = group.iter().map(|entry| Mark::of_entry(*entry).1);
            block
                .records
                .extend(records.filter(|record| memory.speaks(mark, deck.card(*record))));
            if block.records.len() < start + 2 && !closed {
                block.records.truncate(start);
                continue;
            }
            let reason = gate(mark.rank(), &block.records[start..], deck, scheme)
                .or(closed.then_some(Gated::Lately));
            if let Some(reason) = reason {
                let at = block.heads.len() as u32;
                block.gated.push((at, mark, reason));
            }
            block.heads.push(Head {
                order: mark.order(),
                end: block.records.len() as u32,
                rank: mark.rank(),
                active: reason.is_none(),
            });
        }
        block
    }

    pub(super) fn len(&self) -> u32 {
        self.heads.len() as u32
    }

    pub(super) fn is_active(&self, at: u32) -> bool {
        self.heads[at as usize].active
    }

    pub(super) fn value(&self, at: u32) -> Value {
        let head = &self.heads[at as usize];
        Value {
            rank: head.rank,
            order: head.order,
        }
    }

    pub(super) fn records(&self, at: u32) -> &[u32] {
        let start = match at {
            0 => 0,
            at => self.heads[at as usize - 1].end,
        };
        &self.records[start as usize..self.heads[at as usize].end as usize]
    }
}

/// Groups all entries, bucket by bucket, on so many threads.
pub(super) fn group<D: Deck + Sync>(
    entries: Vec<Vec<(u32, Vec<u128>)>>,
    deck: &D,
    scheme: &Scheme,
    memory: &Memory,
    threads: usize,
) -> Vec<Block> {
    let buckets = entries.len();
    let queue = Mutex::new(entries.into_iter().enumerate());
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let work = || {
        let mut done = Vec::new();
        while let Some((at, parts)) = next() {
            done.push((at, Block::new(whole(parts), deck, scheme, memory)));
        }
        done
    };
    let done = super::threads::all(threads, work);
    let mut blocks: Vec<Block> = (0..buckets).map(|_| Block::default()).collect();
    for (at, block) in done.into_iter().flatten() {
        blocks[at] = block;
    }
    blocks
}

/// The entries of a bucket, with the numbers their records have in all parts together.
fn whole(parts: Vec<(u32, Vec<u128>)>) -> Vec<u128> {
    let mut parts = parts.into_iter();
    // The first part's records begin at 0.
    let mut entries = parts.next().map(|(_, entries)| entries).unwrap_or_default();
    for (first, more) in parts {
        entries.extend(more.into_iter().map(|entry| entry + u128::from(first)));
    }
    entries
}
