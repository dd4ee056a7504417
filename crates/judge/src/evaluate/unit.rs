//! Which unit an entity belongs to, for rules that are limited to some (semantics 18).

use std::collections::BTreeMap;

use model::verdict::Truth;

use super::{Frame, Pass};
use crate::{
    bits::{Bits, MISSING},
    tables::State,
};

/// The kind whose entities are units, and its link to the unit around it.
pub(crate) const UNIT: &str = "department";
pub(crate) const AROUND: &str = "parent";

/// What an entity that no path leads to a unit is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unplaced {
    /// It belongs to the organisation only, so to none of the units.
    InNone,
    /// An example of a rule, which belongs wherever the rule applies.
    Wherever,
}

impl<'a> Pass<'a> {
    /// Whether each position is in the units a rule binds, and in none that it does not.
    pub(crate) fn bound(
        &self,
        within: &[String],
        except: &[String],
        unplaced: Unplaced,
        frame: &Frame<'a, '_>,
    ) -> Bits {
        let everywhere = Bits::all(Truth::True, frame.len());
        if within.is_empty() && except.is_empty() {
            return everywhere;
        }
        let units: Vec<Place> = (0..frame.len()).map(|at| self.place(frame, at)).collect();
        let outside = match unplaced {
            Unplaced::InNone => Truth::False,
            Unplaced::Wherever => Truth::True,
        };
        let inside = Bits::collect(frame.len(), |at| match &units[at] {
            _ if within.is_empty() => Truth::True,
            Place::Nowhere | Place::Unknown => outside,
            Place::In(names) => names.truth(within),
        });
        let excepted = Bits::collect(frame.len(), |at| match &units[at] {
            _ if except.is_empty() => Truth::False,
            Place::Nowhere => Truth::False,
            // Perhaps it is in the unit that is not bound: then nothing is missed for sure.
            Place::Unknown if unplaced == Unplaced::InNone => Truth::Unknown,
            Place::Unknown => Truth::False,
            Place::In(names) => names.truth(except),
        });
        inside.and(&excepted.not())
    }

    /// The unit of one position: the first path that resolves wins.
    fn place(&self, frame: &Frame<'a, '_>, at: usize) -> Place {
        let paths: Vec<&String> = self
            .vocabulary
            .lineage(frame.kind)
            .flat_map(|k| &k.unit)
            .collect();
        let own = self.vocabulary.root(frame.kind) == UNIT;
        let mut place = Place::Nowhere;
        if own {
            return self.around(frame.rows.row(at), Truth::True);
        }
        for path in paths {
            let links: Vec<&str> = path.split("'s ").map(str::trim).collect();
            match self.walk(frame.kind, frame.rows.row(at), &links) {
                Walk::Arrived(row, sure) => return self.around(row, sure),
                Walk::Nobody => {}
                Walk::Lost => place = Place::Unknown,
            }
        }
        place
    }

    fn walk(&self, kind: &'a str, row: u32, links: &[&str]) -> Walk {
        let (mut kind, mut row, mut sure) = (kind, row, Truth::True);
        for name in links {
            let Some(link) = self.vocabulary.link(kind, name) else {
                return Walk::Lost;
            };
            let Some(column) = self.table(kind).links.get(*name) else {
                return Walk::Lost;
            };
            if row == MISSING {
                return Walk::Lost;
            }
            match (column.state(row), column.target(row)) {
                (State::Known, Some(target)) => row = target,
                (State::Possible, Some(target)) => (row, sure) = (target, Truth::Unknown),
                (State::None, _) => return Walk::Nobody,
                (State::Unfound, _) if self.is_told(link.to.as_str()) => return Walk::Nobody,
                _ => return Walk::Lost,
            }
            kind = link.to.as_str();
        }
        match self.vocabulary.root(kind) == UNIT {
            true => Walk::Arrived(row, sure),
            false => Walk::Lost,
        }
    }

    /// A unit with those around it: a rule for a unit binds its sub-units.
    ///
    /// Where the units are said to be part of each other in a circle, nobody knows what is
    /// around what: only what was reached before the circle closed is sure.
    fn around(&self, row: u32, sure: Truth) -> Place {
        let table = self.table(UNIT);
        let (mut chain, mut sure, mut row) = (Vec::<(u32, Truth)>::new(), sure, row);
        let others = loop {
            if let Some(first) = chain.iter().position(|(seen, _)| *seen == row) {
                for (_, sure) in &mut chain[first + 1..] {
                    *sure = Truth::Unknown;
                }
                break Truth::Unknown;
            }
            chain.push((row, sure));
            let links = table.links.get(AROUND);
            let state = links.map_or(State::Silent, |links| links.state(row));
            match (state, links.and_then(|links| links.target(row))) {
                (State::Known, Some(next)) => row = next,
                (State::Possible, Some(next)) => (row, sure) = (next, Truth::Unknown),
                (State::None, _) => break Truth::False,
                (State::Unfound, _) if self.is_told(UNIT) => break Truth::False,
                (State::Silent, _) if self.has_top_units() => break Truth::False,
                _ => break Truth::Unknown,
            }
        };
        let mut names = BTreeMap::new();
        for (row, sure) in &chain {
            let known = names
                .entry(table.name(*row).to_lowercase())
                .or_insert(*sure);
            *known = (*known).max(*sure);
        }
        let first = chain.first().map_or(Truth::Unknown, |(_, sure)| *sure);
        let others = match first {
            Truth::True => others,
            _ => Truth::Unknown,
        };
        Place::In(Names { names, others })
    }

    /// Whether a unit of which nobody says what is around it is one at the top: no source tells
    /// of such a thing at all, or all that do were asked.
    fn has_top_units(&self) -> bool {
        let coverage = &self.tables.coverage;
        let mut any = coverage.filling(UNIT, AROUND).map(|_| ());
        any.next().is_none() || self.link_answered(UNIT, AROUND)
    }
}

enum Walk {
    Arrived(u32, Truth),
    Nobody,
    Lost,
}

enum Place {
    /// In a unit.
    In(Names),
    /// Positively in none.
    Nowhere,
    /// Nobody knows.
    Unknown,
}

/// The units an entity is in, from its own outwards.
struct Names {
    names: BTreeMap<String, Truth>,
    /// Whether it is in any other.
    others: Truth,
}

impl Names {
    fn truth(&self, units: &[String]) -> Truth {
        let one = |unit: &String| *self.names.get(&unit.to_lowercase()).unwrap_or(&self.others);
        units.iter().map(one).max().unwrap_or(Truth::False)
    }
}
