//! Stand-ins of our own that need no library: components over shared values, gated or not.

use std::{cmp::Ordering, collections::HashMap, io, path::Path};

use testkit::fleet::{Key, Score, score};

use crate::{keys, rows};

/// A value and one record that carries it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// 61 bits of hash, and the key in the lowest three.
    pub value: u64,
    pub record: u32,
}

impl Entry {
    pub fn key(&self) -> Key {
        Key::ALL[(self.value & 7) as usize]
    }
}

/// Every value of every record, and which source keeps the record.
#[derive(Default)]
pub struct Values {
    pub sources: Vec<u8>,
    pub entries: Vec<Entry>,
}

/// Reads, normalises and hashes every identifier of the fleet once.
pub fn read(folder: &Path, threads: usize) -> io::Result<Values> {
    let start = || (Values::default(), Vec::new());
    let parts = rows::read(folder, threads, start, |(values, room), row| {
        let record = values.sources.len() as u32;
        values.sources.push(row.source);
        for claim in row.claims() {
            let key = Key::ALL[usize::from(claim.key)];
            if keys::normalise(key, claim.value, room) {
                let value = keys::hash(key, room, claim.scope) & !7 | u64::from(claim.key);
                values.entries.push(Entry { value, record });
            }
        }
    })?;
    let mut all = Values::default();
    for (mut part, _) in parts {
        let first = all.sources.len() as u32;
        for entry in &mut part.entries {
            entry.record += first;
        }
        all.sources.append(&mut part.sources);
        all.entries.append(&mut part.entries);
    }
    Ok(all)
}

impl Values {
    /// Brings records that share a value together.
    pub fn group(&mut self) {
        self.entries.sort_unstable();
        self.entries.dedup();
    }

    /// Values that more than one record carries, after [`Values::group`].
    pub fn shared(&self) -> impl Iterator<Item = &[Entry]> {
        let postings = self.entries.chunk_by(|a, b| a.value == b.value);
        postings.filter(|posting| posting.len() > 1)
    }

    /// Whether a value may join records: not weak, and few of a source carry it.
    pub fn passes(&self, posting: &[Entry]) -> bool {
        let most = match posting[0].key() {
            Key::ManagementId | Key::HardwareUuid | Key::SerialNumber => 3,
            Key::AgentId | Key::MacAddress | Key::Hostname => 1,
            Key::IpAddress => return false,
        };
        let mut of_source = [0_u32; 32];
        posting.len() <= CAP
            && posting.iter().all(|entry| {
                let count = &mut of_source[usize::from(self.sources[entry.record as usize])];
                *count += 1;
                *count <= most
            })
    }
}

/// More records than this never share a value because they are one thing.
const CAP: usize = 24;

/// Sets of records; the smallest of each stands for it.
pub struct Sets(Vec<u32>);

impl Sets {
    pub fn new(records: usize) -> Self {
        Self((0..records as u32).collect())
    }

    fn find(&mut self, mut record: u32) -> u32 {
        while self.0[record as usize] != record {
            let up = self.0[self.0[record as usize] as usize];
            self.0[record as usize] = up;
            record = up;
        }
        record
    }

    pub fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.find(one), self.find(other));
        match one.cmp(&other) {
            Ordering::Less => self.0[other as usize] = one,
            Ordering::Greater => self.0[one as usize] = other,
            Ordering::Equal => {}
        }
    }

    pub fn labels(mut self) -> Vec<u32> {
        (0..self.0.len() as u32)
            .map(|record| self.find(record))
            .collect()
    }
}

/// Components over the values that `allowed` lets through.
pub fn join(values: &Values, allowed: impl Fn(&[Entry]) -> bool) -> Vec<u32> {
    let mut sets = Sets::new(values.sources.len());
    for posting in values.shared().filter(|posting| allowed(posting)) {
        for entry in &posting[1..] {
            sets.join(posting[0].record, entry.record);
        }
    }
    sets.labels()
}

/// The most that any matching by equal identifiers could find: records of one device that share
/// a value, directly or over others of that device.
pub fn reachable(values: &Values, truth: &[u32]) -> Vec<u32> {
    let mut sets = Sets::new(values.sources.len());
    let mut first: HashMap<u32, u32> = HashMap::new();
    for posting in values
        .shared()
        .filter(|posting| posting[0].key() != Key::IpAddress)
    {
        first.clear();
        for entry in posting {
            let device = truth[entry.record as usize];
            let first = first.entry(device).or_insert(entry.record);
            sets.join(*first, entry.record);
        }
    }
    sets.labels()
}

/// Labels beside the truth.
pub fn scored(truth: &[u32], labels: &[u32]) -> Score {
    score(truth.iter().copied().zip(labels.iter().copied()))
}
