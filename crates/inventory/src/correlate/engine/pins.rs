//! What people decided: these two records are one thing, or they are not.

use std::collections::BTreeMap;

/// A decision about two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pin {
    /// They are one thing, whatever speaks against it.
    Same,
    /// They are two things, whatever speaks for one.
    Apart,
}

/// The decisions in force, each with its number; one for every two records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pins {
    /// By the two records, the smaller first.
    pins: BTreeMap<[u32; 2], (u64, Pin)>,
    /// The other records of the pins of each record.
    others: BTreeMap<u32, Vec<u32>>,
}

impl Pins {
    /// Enters a decision; a later one about the same two records takes its place. A record is
    /// always the same as itself.
    pub fn enter(&mut self, number: u64, records: [u32; 2], pin: Pin) {
        let [a, b] = sorted(records);
        if a == b {
            return;
        }
        if self.pins.insert([a, b], (number, pin)).is_none() {
            self.others.entry(a).or_default().push(b);
            self.others.entry(b).or_default().push(a);
        }
    }

    /// Takes a decision back.
    pub fn withdraw(&mut self, records: [u32; 2]) {
        let [a, b] = sorted(records);
        if self.pins.remove(&[a, b]).is_some() {
            for (one, other) in [(a, b), (b, a)] {
                if let Some(others) = self.others.get_mut(&one) {
                    others.retain(|kept| *kept != other);
                    if others.is_empty() {
                        self.others.remove(&one);
                    }
                }
            }
        }
    }

    /// The records that a person said are the same as this one.
    pub(super) fn same_as(&self, record: u32) -> impl Iterator<Item = (u64, u32)> {
        self.of(record)
            .filter_map(|(number, pin, other)| (pin == Pin::Same).then_some((number, other)))
    }

    /// The records that a person said are something else than this one.
    pub(super) fn apart_from(&self, record: u32) -> impl Iterator<Item = (u64, u32)> {
        self.of(record)
            .filter_map(|(number, pin, other)| (pin == Pin::Apart).then_some((number, other)))
    }

    /// Whether anybody said anything of a record.
    pub(super) fn speak_of(&self, record: u32) -> bool {
        self.others.contains_key(&record)
    }

    /// All pairs that a person said are the same.
    pub(super) fn same(&self) -> impl Iterator<Item = [u32; 2]> {
        let same = self.pins.iter().filter(|(_, (_, pin))| *pin == Pin::Same);
        same.map(|(records, _)| *records)
    }

    fn of(&self, record: u32) -> impl Iterator<Item = (u64, Pin, u32)> {
        let others = self.others.get(&record).map_or(&[][..], Vec::as_slice);
        others.iter().filter_map(move |&other| {
            let (number, pin) = self.pins.get(&sorted([record, other]))?;
            Some((*number, *pin, other))
        })
    }
}

fn sorted([a, b]: [u32; 2]) -> [u32; 2] {
    if a <= b { [a, b] } else { [b, a] }
}
