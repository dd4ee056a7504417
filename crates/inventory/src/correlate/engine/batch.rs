//! All records at once.

use std::{collections::HashSet, mem, sync::Mutex};

use model::ClaimStrength;

use super::{
    components::{Sets, narrow},
    deck::Deck,
    forest::{self, Component, Placed, Room, Witness},
    gate::Gated,
    mark::{Active, Value},
    memory::Memory,
    pins::Pins,
    postings::{self, Block},
    quiet::{self, Scratch},
    roster::Roster,
    threads,
};

/// Which records are one thing: for every record a record of its cluster, the same for all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    /// Joined by strong identifiers and people's decisions alone.
    pub confirmed: Vec<u32>,
    /// Joined by medium identifiers too. Each confirmed cluster lies within one of these.
    pub probable: Vec<u32>,
}

/// A value that identifies nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The value.
    pub value: Value,
    /// Why.
    pub reason: Gated,
    /// Who carries it, ascending.
    pub records: Vec<u32>,
}

/// What all records came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solved {
    /// Which records are one thing.
    pub clusters: Clusters,
    /// Values that identify nothing, in no order.
    pub ignored: Vec<Ignored>,
}

impl Roster {
    /// Finds out which records are one thing, on so many threads.
    ///
    pub fn solve(self, pins: &Pins, memory: &Memory, threads: usize) -> Solved {
        Batch::new(self, memory, threads).solve(pins, threads)
    }

    /// The same, telling why.
    pub(crate) fn explain(
        self,
        pins: &Pins,
        memory: &Memory,
        witness: &mut impl Witness,
    ) -> Solved {
        Batch::new(self, memory, 1).explain(pins, witness)
    }
}

/// Records with their values grouped.
struct Batch {
    roster: Roster,
    blocks: Vec<Block>,
}

/// Components of two and more records: root, and where its members lie in `members`.
struct Wholes {
    members: Vec<u32>,
    ends: Vec<u32>,
}

impl Wholes {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn of(&self, at: usize) -> &[u32] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.members[start as usize..self.ends[at] as usize]
    }
}

/// Components a thread takes at a time.
const CHUNK: usize = 4096;

impl Batch {
    fn new(mut roster: Roster, memory: &Memory, threads: usize) -> Self {
        let entries = mem::take(&mut roster.entries);
        let scheme = roster.scheme.clone();
        let blocks = postings::group(entries, &roster, &scheme, memory, threads);
        // A value that identifies nothing keeps nothing apart either.
        for block in &blocks {
            for (at, mark, _) in &block.gated {
                if scheme.is_exclusive(mark.rank()) {
                    for &record in block.records(*at) {
                        roster.silence(record, Value::from(*mark));
                    }
                }
            }
        }
        Self { roster, blocks }
    }

    fn solve(self, pins: &Pins, threads: usize) -> Solved {
        let (confirmed, probable) = self.sets(pins);
        let wholes = wholes(&probable);
        let loud = self.loud(&wholes, &confirmed, pins, threads);
        let mut clusters = Clusters {
            confirmed,
            probable,
        };
        let values = self.values(&wholes, &loud, &clusters.probable);
        let queue = Mutex::new(values.chunk_by(|a, b| a.0 == b.0));
        let next = || queue.lock().ok().and_then(|mut queue| queue.next());
        let work = || {
            let (mut placed, mut cut, mut room) = (Vec::new(), Vec::new(), Room::default());
            while let Some(values) = next() {
                let members = wholes.of(values[0].0 as usize);
                let component = self.component(members, values);
                cut.extend(self.grow(component, pins, &mut room, &mut (), &mut placed));
            }
            (placed, cut)
        };
        let done = threads::all(threads, work);
        let mut cuts = Vec::new();
        for (placed, cut) in done {
            clusters.place(&placed);
            cuts.extend(cut);
        }
        self.solved(clusters, cuts)
    }

    fn explain(self, pins: &Pins, witness: &mut impl Witness) -> Solved {
        let (confirmed, probable) = self.sets(pins);
        let wholes = wholes(&probable);
        let all: Vec<u32> = (0..wholes.len() as u32).collect();
        let mut clusters = Clusters {
            confirmed,
            probable,
        };
        let values = self.values(&wholes, &all, &clusters.probable);
        let (mut placed, mut cuts, mut room) = (Vec::new(), Vec::new(), Room::default());
        for values in values.chunk_by(|a, b| a.0 == b.0) {
            let members = wholes.of(values[0].0 as usize);
            let component = self.component(members, values);
            cuts.extend(self.grow(component, pins, &mut room, witness, &mut placed));
        }
        clusters.place(&placed);
        self.solved(clusters, cuts)
    }

    /// Every record's component by strong values and people's decisions, then by all.
    fn sets(&self, pins: &Pins) -> (Vec<u32>, Vec<u32>) {
        let mut sets = Sets::new(self.roster.len());
        pins.same().for_each(|[a, b]| sets.unite(a, b));
        let mut unite = |wanted: fn(ClaimStrength) -> bool| {
            for block in &self.blocks {
                for at in (0..block.len()).filter(|&at| block.is_active(at)) {
                    let strength = self.roster.scheme.strength(block.value(at).rank);
                    if wanted(strength) {
                        let records = block.records(at);
                        records[1..]
                            .iter()
                            .for_each(|&other| sets.unite(records[0], other));
                    }
                }
            }
            sets.roots().to_vec()
        };
        let strong = unite(|strength| strength > ClaimStrength::Medium);
        let all = unite(|strength| strength == ClaimStrength::Medium);
        (strong, all)
    }

    /// Components in which something may be said against a union.
    fn loud(&self, wholes: &Wholes, confirmed: &[u32], pins: &Pins, threads: usize) -> Vec<u32> {
        let queue = Mutex::new((0..wholes.len()).step_by(CHUNK));
        let next = || queue.lock().ok().and_then(|mut queue| queue.next());
        let work = || {
            let (mut found, mut scratch) = (Vec::new(), Scratch::default());
            while let Some(start) = next() {
                for at in start..(start + CHUNK).min(wholes.len()) {
                    let members = wholes.of(at);
                    if !quiet::is_quiet(members, confirmed, &self.roster, pins, &mut scratch) {
                        found.push(at as u32);
                    }
                }
            }
            found
        };
        let mut found: Vec<u32> = threads::all(threads, work).into_iter().flatten().collect();
        found.sort_unstable();
        found
    }

    /// The values of some components: component, block and position, in order of component.
    fn values(&self, wholes: &Wholes, wanted: &[u32], roots: &[u32]) -> Vec<(u32, u32, u32)> {
        const NOT: u32 = u32::MAX;
        let mut component_of = vec![NOT; roots.len()];
        for &at in wanted {
            let root = roots[wholes.of(at as usize)[0] as usize];
            component_of[root as usize] = at;
        }
        let mut values = Vec::new();
        for (block, number) in self.blocks.iter().zip(0..) {
            for at in (0..block.len()).filter(|&at| block.is_active(at)) {
                let component = component_of[roots[block.records(at)[0] as usize] as usize];
                let strength = self.roster.scheme.strength(block.value(at).rank);
                if component != NOT && strength > ClaimStrength::Weak {
                    values.push((component, number, at));
                }
            }
        }
        // A component that people's decisions alone hold together has no value of its own.
        let mut without: HashSet<u32> = wanted.iter().copied().collect();
        values.iter().for_each(|(component, ..)| {
            without.remove(component);
        });
        values.extend(without.into_iter().map(|component| (component, NOT, NOT)));
        values.sort_unstable();
        values
    }

    fn component<'a>(&'a self, members: &[u32], values: &[(u32, u32, u32)]) -> Component<'a> {
        let mut members = members.to_vec();
        members.sort_unstable_by_key(|&record| (self.roster.card(record).name, record));
        let blocks = values
            .iter()
            .filter_map(|&(_, block, at)| Some((self.blocks.get(block as usize)?, at)));
        Component {
            members,
            values: blocks
                .map(|(block, at)| (block.value(at), block.records(at)))
                .collect(),
        }
    }

    /// Joins the records of a component; the values that were cut because it is too wide.
    fn grow(
        &self,
        component: Component<'_>,
        pins: &Pins,
        room: &mut Room,
        witness: &mut impl Witness,
        placed: &mut Vec<Placed>,
    ) -> Vec<Ignored> {
        let same: Vec<[u32; 2]> = pins.same().collect();
        let (pieces, cut) = narrow(component, &same);
        for piece in &pieces {
            let scheme = &self.roster.scheme;
            forest::grow(piece, &self.roster, scheme, pins, room, witness, placed);
        }
        let ignored = cut.into_iter().map(|(value, records)| Ignored {
            value,
            reason: Gated::Wide {
                records: records.len() as u32,
            },
            records: records.to_vec(),
        });
        ignored.collect()
    }

    fn solved(self, clusters: Clusters, cuts: Vec<Ignored>) -> Solved {
        let gated = self.blocks.iter().flat_map(|block| {
            block.gated.iter().map(|(at, mark, reason)| Ignored {
                value: Value::from(*mark),
                reason: *reason,
                records: block.records(*at).to_vec(),
            })
        });
        let ignored = gated.chain(cuts).collect();
        Solved { clusters, ignored }
    }
}

impl Clusters {
    fn place(&mut self, placed: &[Placed]) {
        for one in placed {
            self.confirmed[one.record as usize] = one.confirmed;
            self.probable[one.record as usize] = one.probable;
        }
    }
}

impl Roster {
    fn silence(&mut self, record: u32, value: Value) {
        let range = self.range(record);
        for one in &mut self.exclusives[range] {
            if one.is_of(value) {
                one.activate(Active::No);
            }
        }
    }
}

/// Gathers the members of each component of two and more.
fn wholes(roots: &[u32]) -> Wholes {
    let mut counts = vec![0_u32; roots.len()];
    roots.iter().for_each(|&root| counts[root as usize] += 1);
    let mut ends = Vec::new();
    let mut total = 0;
    // From here on the count of a root is where its next member goes.
    for count in &mut counts {
        let members = mem::replace(count, u32::MAX);
        if members > 1 {
            *count = total;
            total += members;
            ends.push(total);
        }
    }
    let mut members = vec![0_u32; total as usize];
    for (record, &root) in (0..).zip(roots) {
        let next = &mut counts[root as usize];
        if *next != u32::MAX {
            members[*next as usize] = record;
            *next += 1;
        }
    }
    Wholes { members, ends }
}
