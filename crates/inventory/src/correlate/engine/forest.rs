//! The constrained spanning forest of one component: strongest first, each union behind vetoes.

use model::ClaimStrength;

use super::{
    deck::Deck,
    mark::{Scheme, Value},
    pins::Pins,
};

/// Two records that share something, so that they may be one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// The two records, by name.
    pub between: [u32; 2],
    /// What they share.
    pub by: By,
}

/// What says that two records are one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// An identifier value that both carry.
    Value(Value),
    /// A person.
    Pin(u64),
}

/// Why two groups of records are not one thing although they share something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Veto {
    /// A person said so.
    Pin(u64),
    /// These two records hold different values of an identifier that allows only one.
    Differ {
        /// The rank of the identifier.
        rank: u8,
        /// A record of each side that holds one.
        records: [u32; 2],
    },
    /// A source keeps them as two records, and what they share proves little.
    Source(u16),
    /// They run different systems: a record of each side that says so.
    Platform([u32; 2]),
    /// They are of different makers: a record of each side that says so.
    Maker([u32; 2]),
}

/// Who wants to know why.
pub(crate) trait Witness {
    /// A union was made.
    fn joined(&mut self, join: Join);
    /// A union was refused.
    fn refused(&mut self, join: Join, veto: Veto);
}

/// Nobody wants to know.
impl Witness for () {
    fn joined(&mut self, _: Join) {}
    fn refused(&mut self, _: Join, _: Veto) {}
}

/// One component: its records and the active values that connect them.
#[derive(Debug)]
pub(super) struct Component<'a> {
    /// Its records, in order of name.
    pub(super) members: Vec<u32>,
    /// Active values of at least medium strength, each with its records.
    pub(super) values: Vec<(Value, &'a [u32])>,
}

/// Where a record ended up: the first record, by name, of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) record: u32,
    /// With strong identifiers and people's decisions alone.
    pub(super) confirmed: u32,
    /// With medium ones too.
    pub(super) probable: u32,
}

/// Room that is used again for the next component.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Position among the members, by record.
    at: Vec<(u32, u32)>,
    edges: Vec<Edge>,
    /// The first member of the group of each member, and the next member in its ring.
    first: Vec<u32>,
    next: Vec<u32>,
    left: Vec<(u64, u64, u32)>,
    right: Vec<(u64, u64, u32)>,
}

/// What is believed before what.
///
/// A person's word comes behind strong identifiers, so that what these hold together is joined as
/// a whole, and before medium ones, which it may contradict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    Foreign,
    Strong,
    Person,
    Medium,
}

impl Trust {
    /// In what a value says; nothing weaker than medium joins.
    fn of(strength: ClaimStrength) -> Self {
        match strength {
            ClaimStrength::Foreign => Self::Foreign,
            ClaimStrength::Strong => Self::Strong,
            ClaimStrength::Medium | ClaimStrength::Weak => Self::Medium,
        }
    }
}

/// A possible union between two members, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    trust: Trust,
    /// Those that both sources still hold before tombstones.
    tombstone: bool,
    rank: u8,
    /// The value, or the number of the pin.
    value: u64,
    between: [u32; 2],
    by: Told,
}

/// What an edge came from; behind everything that orders it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Value(usize),
    Pin(u64),
}

/// Joins the records of one component.
pub(super) fn grow(
    component: &Component<'_>,
    deck: &impl Deck,
    scheme: &Scheme,
    pins: &Pins,
    room: &mut Room,
    witness: &mut impl Witness,
    out: &mut Vec<Placed>,
) {
    let members = &component.members;
    room.enter(members);
    room.edges(component, deck, scheme, pins);
    let edges = std::mem::take(&mut room.edges);
    let turn = edges.partition_point(|edge| edge.trust < Trust::Medium);
    let start = out.len();
    for (at, edge) in edges.iter().enumerate() {
        if at == turn {
            out.extend((0..members.len()).map(|at| room.placed(members, at)));
        }
        let [a, b] = edge.between.map(|at| room.first[at as usize]);
        if a == b {
            continue;
        }
        let join = Join {
            between: edge.between.map(|at| members[at as usize]),
            by: match edge.by {
                Told::Value(at) => By::Value(component.values[at].0),
                Told::Pin(number) => By::Pin(number),
            },
        };
        match room.veto(members, [a, b], edge.trust, deck, pins) {
            Some(veto) => witness.refused(join, veto),
            None => {
                room.unite(a, b);
                witness.joined(join);
            }
        }
    }
    if turn == edges.len() {
        out.extend((0..members.len()).map(|at| room.placed(members, at)));
    }
    for (at, placed) in out[start..].iter_mut().enumerate() {
        placed.probable = members[room.first[at] as usize];
    }
    room.edges = edges;
}

impl Room {
    fn enter(&mut self, members: &[u32]) {
        let count = members.len() as u32;
        self.at.clear();
        self.at.extend(members.iter().copied().zip(0..));
        self.at.sort_unstable();
        self.first.clear();
        self.first.extend(0..count);
        self.next.clear();
        self.next.extend(0..count);
    }

    fn position(&self, record: u32) -> Option<u32> {
        let found = self.at.binary_search_by_key(&record, |(record, _)| *record);
        found.ok().map(|at| self.at[at].1)
    }

    /// All pairs that share an active value or that people speak of, in the order of trust.
    fn edges(&mut self, component: &Component<'_>, deck: &impl Deck, scheme: &Scheme, pins: &Pins) {
        let mut edges = std::mem::take(&mut self.edges);
        edges.clear();
        for (at, (value, records)) in component.values.iter().enumerate() {
            let positions = || records.iter().filter_map(|&record| self.position(record));
            for (skip, first) in positions().enumerate() {
                for second in positions().skip(skip + 1) {
                    let between = [first.min(second), first.max(second)];
                    let present = |at: u32| deck.card(component.members[at as usize]).present;
                    edges.push(Edge {
                        trust: Trust::of(scheme.strength(value.rank)),
                        tombstone: !between.into_iter().all(present),
                        rank: value.rank,
                        value: value.order,
                        between,
                        by: Told::Value(at),
                    });
                }
            }
        }
        for (first, &record) in (0..).zip(&component.members) {
            for (number, other) in pins.same_as(record) {
                let Some(second) = self.position(other).filter(|second| *second > first) else {
                    continue;
                };
                edges.push(Edge {
                    trust: Trust::Person,
                    tombstone: false,
                    rank: 0,
                    value: number,
                    between: [first, second],
                    by: Told::Pin(number),
                });
            }
        }
        edges.sort_unstable();
        self.edges = edges;
    }

    fn placed(&self, members: &[u32], at: usize) -> Placed {
        let first = members[self.first[at] as usize];
        Placed {
            record: members[at],
            confirmed: first,
            probable: first,
        }
    }

    /// Makes two groups one; the first member of all by name stays the first.
    fn unite(&mut self, a: u32, b: u32) {
        let (keep, moved) = (a.min(b), a.max(b));
        let mut at = moved;
        loop {
            self.first[at as usize] = keep;
            at = self.next[at as usize];
            if at == moved {
                break;
            }
        }
        self.next.swap(keep as usize, moved as usize);
    }

    /// The members of the group that begins with a member.
    fn group(&self, first: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = Some(first);
        std::iter::from_fn(move || {
            let at = next?;
            let after = self.next[at as usize];
            next = (after != first).then_some(after);
            Some(at)
        })
    }
}

mod veto;
