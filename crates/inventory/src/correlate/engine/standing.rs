//! Records that are kept in memory and told one change after the other.
//!
//! A change is solved again where it reaches, by the same gates and forests as all records at
//! once: the values of the record, the records that share them, and what these are connected to.
//! Where that ends nothing else can have changed, so the clusters equal those of a full solve.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

use model::ClaimStrength;
use smallvec::SmallVec;

use super::{
    batch::Clusters,
    card::Card,
    components::{narrow, pieces},
    deck::Deck,
    forest::{self, Component, Placed, Room},
    gate::{Gated, gate},
    mark::{Active, Exclusive, Mark, Scheme, Value},
    memory::Memory,
    pins::{Pin, Pins},
};

/// One change.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// A record that is new, or is as follows from now on.
    Put {
        /// Its number.
        record: u32,
        /// The record.
        card: Card,
        /// Its values, each with its scope.
        values: &'a [(Mark, Option<&'a str>)],
    },
    /// A record that is no more.
    Take(u32),
    /// A decision of a person.
    Decide {
        /// The number of the decision.
        number: u64,
        /// About which records.
        records: [u32; 2],
        /// What was decided; nothing takes an earlier decision back.
        pin: Option<Pin>,
    },
}

/// Clusters that are not what they were: their records, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Clusters that were.
    pub before: Vec<Vec<u32>>,
    /// Clusters that are.
    pub after: Vec<Vec<u32>>,
}

/// All records of a kind, kept.
#[derive(Debug)]
pub struct Standing {
    scheme: Scheme,
    pins: Pins,
    memory: Memory,
    records: Vec<Option<Held>>,
    postings: HashMap<Mark, Posting, BuildHasherDefault<AlreadyHashed>>,
    room: Room,
}

/// One record.
#[derive(Debug)]
struct Held {
    card: Card,
    marks: SmallVec<[Mark; 4]>,
    exclusives: SmallVec<[Exclusive; 2]>,
    confirmed: u32,
    probable: u32,
}

/// The label of a record that was entered and not placed yet.
const NOWHERE: u32 = u32::MAX;

/// One value.
#[derive(Debug, Default)]
struct Posting {
    /// Its records, ascending.
    records: SmallVec<[u32; 4]>,
    gated: Option<Gated>,
}

/// A mark is a hash; hashing it again would be a waste.
#[derive(Debug, Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only marks are hashed, and they come through the function below.
        self.0 = bytes
            .iter()
            .fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u128(&mut self, mark: u128) {
        self.0 = (mark >> 32) as u64 ^ mark as u64;
    }
}

impl Standing {
    /// No records yet.
    pub fn new(scheme: &Scheme, pins: Pins, memory: Memory) -> Self {
        Self {
            scheme: scheme.clone(),
            pins,
            memory,
            records: Vec::new(),
            postings: HashMap::default(),
            room: Room::default(),
        }
    }

    /// Takes a change in; which clusters it changed.
    pub fn change(&mut self, change: Change<'_>) -> Diff {
        let mut touched = Touched::default();
        match change {
            Change::Put {
                record,
                card,
                values,
            } => {
                self.remove(record, &mut touched);
                self.insert(record, card, values, &mut touched);
            }
            Change::Take(record) => self.remove(record, &mut touched),
            Change::Decide {
                number,
                records,
                pin,
            } => {
                match pin {
                    Some(pin) => self.pins.enter(number, records, pin),
                    None => self.pins.withdraw(records),
                }
                touched.seeds.extend(records);
            }
        }
        self.ask_gates(&mut touched);
        self.settle(touched)
    }

    /// Which records are one thing; a record that is not there is its own.
    pub fn clusters(&self) -> Clusters {
        let label = |of: fn(&Held) -> u32| {
            let held = self.records.iter().zip(0..);
            held.map(|(held, record)| held.as_ref().map_or(record, of))
                .collect()
        };
        Clusters {
            confirmed: label(|held| held.confirmed),
            probable: label(|held| held.probable),
        }
    }

    fn held(&self, record: u32) -> Option<&Held> {
        self.records.get(record as usize)?.as_ref()
    }

    fn remove(&mut self, record: u32, touched: &mut Touched) {
        let Some(held) = self.records.get_mut(record as usize).and_then(Option::take) else {
            return;
        };
        touched.before.push((record, held.probable));
        let pinned = self.pins.same_as(record).map(|(_, other)| other);
        touched.seeds.extend(pinned);
        for mark in held.marks {
            let Some(posting) = self.postings.get_mut(&mark) else {
                continue;
            };
            // What a value joined has to be looked at again, whatever its gate says afterwards.
            if posting.gated.is_none() {
                touched.seeds.extend(posting.records.iter().copied());
            }
            posting.records.retain(|other| *other != record);
            touched.marks.push(mark);
        }
    }

    fn insert(
        &mut self,
        record: u32,
        card: Card,
        values: &[(Mark, Option<&str>)],
        touched: &mut Touched,
    ) {
        let mut held = Held {
            card,
            marks: SmallVec::new(),
            exclusives: SmallVec::new(),
            confirmed: NOWHERE,
            probable: NOWHERE,
        };
        for (mark, scope) in values {
            if self.scheme.is_exclusive(mark.rank()) {
                held.exclusives.push(Exclusive::new(*mark, *scope));
            }
            held.marks.push(*mark);
        }
        held.marks.sort_unstable();
        held.marks.dedup();
        for mark in &held.marks {
            // As in a full pass, where such a record is not among those of the value.
            if !self.memory.speaks(*mark, &card) {
                continue;
            }
            let posting = self.postings.entry(*mark).or_default();
            if let Err(at) = posting.records.binary_search(&record) {
                posting.records.insert(at, record);
            }
            touched.marks.push(*mark);
        }
        let at = record as usize;
        if self.records.len() <= at {
            self.records.resize_with(at + 1, || None);
        }
        self.records[at] = Some(held);
        touched.seeds.push(record);
    }

    /// Asks the gates of all values that were touched.
    fn ask_gates(&mut self, touched: &mut Touched) {
        touched.marks.sort_unstable();
        touched.marks.dedup();
        for mark in &touched.marks {
            let Some(posting) = self.postings.get(mark) else {
                continue;
            };
            let closed = self.memory.is_closed(*mark).then_some(Gated::Lately);
            let gated = gate(mark.rank(), &posting.records, &*self, &self.scheme).or(closed);
            let Some(posting) = self.postings.get_mut(mark) else {
                continue;
            };
            let was = std::mem::replace(&mut posting.gated, gated);
            let joins = self.scheme.strength(mark.rank()) > ClaimStrength::Weak;
            if joins && (gated.is_none() || was.is_none()) {
                touched.seeds.extend(posting.records.iter().copied());
            }
            // A value that identifies nothing keeps nothing apart either.
            if self.scheme.is_exclusive(mark.rank()) {
                let active = if gated.is_none() {
                    Active::Yes
                } else {
                    Active::No
                };
                for &record in &posting.records {
                    let held = self
                        .records
                        .get_mut(record as usize)
                        .and_then(Option::as_mut);
                    let all = held.into_iter().flat_map(|held| &mut held.exclusives);
                    all.filter(|one| one.is_of(Value::from(*mark)))
                        .for_each(|one| one.activate(active));
                }
                // Its word counts in every component it stands in, also where it joins nothing.
                if was.is_none() != gated.is_none() {
                    touched.seeds.extend(posting.records.iter().copied());
                }
            }
            if posting.records.is_empty() {
                self.postings.remove(mark);
            }
        }
    }

    /// Solves again all that the seeds are connected to.
    fn settle(&mut self, touched: Touched) -> Diff {
        let (members, marks) = self.reach(&touched.seeds);
        let mut placed: Vec<Placed> = Vec::with_capacity(members.len());
        let mut room = std::mem::take(&mut self.room);
        let same: Vec<[u32; 2]> = self.pins.same().collect();
        let values = marks.iter().filter_map(|mark| {
            let posting = self.postings.get(mark)?;
            Some((Value::from(*mark), posting.records.as_slice()))
        });
        let whole = Component {
            members,
            values: values.collect(),
        };
        for component in pieces(whole, &same) {
            for piece in narrow(component, &same).0 {
                let (scheme, pins) = (&self.scheme, &self.pins);
                forest::grow(
                    &piece,
                    &*self,
                    scheme,
                    pins,
                    &mut room,
                    &mut (),
                    &mut placed,
                );
            }
        }
        self.room = room;
        let mut before: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut after: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (record, label) in touched.before {
            before.entry(label).or_default().push(record);
        }
        for one in &placed {
            let held = self
                .records
                .get_mut(one.record as usize)
                .and_then(Option::as_mut);
            let Some(held) = held else { continue };
            if held.probable != NOWHERE {
                before.entry(held.probable).or_default().push(one.record);
            }
            after.entry(one.probable).or_default().push(one.record);
            held.confirmed = one.confirmed;
            held.probable = one.probable;
        }
        Diff::new(before, after)
    }

    /// The records that active values and people connect the seeds to, in order of name, and
    /// these values.
    fn reach(&self, seeds: &[u32]) -> (Vec<u32>, Vec<Mark>) {
        let mut records: HashSet<u32> = HashSet::new();
        let mut marks: HashSet<Mark, BuildHasherDefault<AlreadyHashed>> = HashSet::default();
        let mut next: Vec<u32> = seeds.to_vec();
        while let Some(record) = next.pop() {
            let Some(held) = self.held(record) else {
                continue;
            };
            if !records.insert(record) {
                continue;
            }
            for mark in &held.marks {
                let joins = self.scheme.strength(mark.rank()) > ClaimStrength::Weak;
                let Some(posting) = self.postings.get(mark).filter(|_| joins) else {
                    continue;
                };
                if posting.gated.is_none() && posting.records.len() > 1 && marks.insert(*mark) {
                    next.extend(posting.records.iter().copied());
                }
            }
            next.extend(self.pins.same_as(record).map(|(_, other)| other));
        }
        let mut records: Vec<u32> = records.into_iter().collect();
        records.sort_unstable_by_key(|&record| (self.card(record).name, record));
        let mut marks: Vec<Mark> = marks.into_iter().collect();
        marks.sort_unstable();
        (records, marks)
    }
}

/// What a change has touched.
#[derive(Debug, Default)]
struct Touched {
    /// Values whose gate has to be asked.
    marks: Vec<Mark>,
    /// Records that may be in another cluster now.
    seeds: Vec<u32>,
    /// The record that was taken, and the label of its cluster.
    before: Vec<(u32, u32)>,
}

impl Diff {
    fn new(before: BTreeMap<u32, Vec<u32>>, after: BTreeMap<u32, Vec<u32>>) -> Self {
        let sorted = |clusters: BTreeMap<u32, Vec<u32>>| -> HashSet<Vec<u32>> {
            let each = clusters.into_values().map(|mut records| {
                records.sort_unstable();
                records.dedup();
                records
            });
            each.collect()
        };
        let (before, after) = (sorted(before), sorted(after));
        let only = |these: &HashSet<Vec<u32>>, those: &HashSet<Vec<u32>>| {
            let mut only: Vec<Vec<u32>> = these.difference(those).cloned().collect();
            only.sort_unstable();
            only
        };
        Self {
            before: only(&before, &after),
            after: only(&after, &before),
        }
    }
}

/// What stands where a record is asked for that is no more; nobody's card.
const NOBODY: Card = Card {
    name: 0,
    maker: 0,
    source: 0,
    platform: 0,
    present: false,
};

impl Deck for Standing {
    fn card(&self, record: u32) -> &Card {
        self.held(record).map_or(&NOBODY, |held| &held.card)
    }

    fn exclusives(&self, record: u32) -> &[Exclusive] {
        self.held(record).map_or(&[], |held| &held.exclusives)
    }
}
