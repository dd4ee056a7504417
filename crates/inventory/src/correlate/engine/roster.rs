//! All records of a kind at once.

use super::{
    card::Card,
    deck::Deck,
    mark::{Exclusive, Mark, Scheme},
    postings::{BUCKET_BITS, BUCKETS},
};

/// Some of the records of a kind, as one thread enters them.
#[derive(Debug)]
pub struct Part {
    scheme: Scheme,
    cards: Vec<Card>,
    /// Where the exclusive values of each record end.
    ends: Vec<u32>,
    exclusives: Vec<Exclusive>,
    /// Entries by bucket, see [`Mark`].
    entries: Vec<Vec<u128>>,
}

impl Part {
    /// Room for about so many records with so many values in all.
    pub fn new(scheme: &Scheme, records: usize, values: usize) -> Self {
        // A tenth more than the mean: a bucket that grows is copied.
        let bucket = values / BUCKETS * 11 / 10;
        Self {
            scheme: scheme.clone(),
            cards: Vec::with_capacity(records),
            ends: Vec::with_capacity(records),
            exclusives: Vec::new(),
            entries: (0..BUCKETS).map(|_| Vec::with_capacity(bucket)).collect(),
        }
    }

    /// Enters a record; its values follow.
    pub fn record(&mut self, card: Card) {
        self.cards.push(card);
        self.ends.push(self.exclusives.len() as u32);
    }

    /// Enters a value of the record entered last.
    pub fn value(&mut self, mark: Mark, scope: Option<&str>) {
        let Some(end) = self.ends.last_mut() else {
            return;
        };
        if self.scheme.is_exclusive(mark.rank()) {
            self.exclusives.push(Exclusive::new(mark, scope));
            *end += 1;
        }
        let record = self.cards.len() as u32 - 1;
        self.entries[mark.part(BUCKET_BITS)].push(mark.entry(record));
    }
}

/// All records of a kind, by number from 0 in the order of the parts.
#[derive(Debug)]
pub struct Roster {
    pub(super) scheme: Scheme,
    pub(super) cards: Vec<Card>,
    ends: Vec<u32>,
    pub(super) exclusives: Vec<Exclusive>,
    /// By bucket and part; a part's records begin at the number beside.
    pub(super) entries: Vec<Vec<(u32, Vec<u128>)>>,
}

impl Roster {
    /// Puts the parts together, one behind the other.
    pub fn new(scheme: &Scheme, parts: impl IntoIterator<Item = Part>) -> Self {
        let mut roster = Self {
            scheme: scheme.clone(),
            cards: Vec::new(),
            ends: Vec::new(),
            exclusives: Vec::new(),
            entries: (0..BUCKETS).map(|_| Vec::new()).collect(),
        };
        for part in parts {
            let first = roster.cards.len() as u32;
            let before = roster.exclusives.len() as u32;
            for (bucket, entries) in roster.entries.iter_mut().zip(part.entries) {
                bucket.push((first, entries));
            }
            if roster.cards.is_empty() {
                roster.cards = part.cards;
                roster.ends = part.ends;
                roster.exclusives = part.exclusives;
            } else {
                roster.cards.extend(part.cards);
                roster.ends.extend(part.ends.iter().map(|end| end + before));
                roster.exclusives.extend(part.exclusives);
            }
        }
        roster
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.cards.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    pub(super) fn range(&self, record: u32) -> std::ops::Range<usize> {
        let at = record as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        start as usize..self.ends[at] as usize
    }
}

impl Deck for Roster {
    fn card(&self, record: u32) -> &Card {
        &self.cards[record as usize]
    }

    fn exclusives(&self, record: u32) -> &[Exclusive] {
        &self.exclusives[self.range(record)]
    }
}
