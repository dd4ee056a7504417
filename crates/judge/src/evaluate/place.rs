//! Where an entity's people work, so that its working days are counted by their calendar.
//!
//! The nearest place that was ever told counts: the entity's own, then along the paths to its
//! unit, then that of the units around. It does not grow stale: nobody moves because an export is
//! late, and a rule must not change its answer for that (law 1).

use std::{collections::BTreeSet, rc::Rc};

use arrow_array::Array as _;
use model::Calendar;

use super::{
    Frame, Pass,
    unit::{AROUND, UNIT},
};
use crate::{
    bits::MISSING,
    tables::{State, Table, Written, word_at},
};

/// The field that names a place.
pub(crate) const PLACE: &str = "place";

/// Where a walk along a path ended.
enum Found<'a> {
    At(&'a str),
    /// The path leads to a unit, and no place is known there or on the way.
    Unit,
    Nothing,
}

impl<'a> Pass<'a> {
    /// The calendar of each position; nothing where there is but one.
    pub(super) fn calendars(&self, frame: &Frame<'a, '_>) -> Option<Vec<&'a Calendar>> {
        self.clock.calendars.places().next()?;
        let all = &self.clock.calendars;
        let places = (0..frame.len()).map(|at| all.of(self.place_at(frame, at)));
        Some(places.collect())
    }

    /// The place of one position, by what is nearest to it.
    pub(crate) fn place_at(&self, frame: &Frame<'a, '_>, at: usize) -> Option<&'a str> {
        let row = frame.rows.row(at);
        if row == MISSING {
            return None;
        }
        if let Some(place) = own_place(frame.table, row) {
            return Some(place);
        }
        let part = self.vocabulary.kind(frame.kind)?.part_of.as_ref();
        match (part, &frame.outer) {
            // A part is where its whole is.
            (Some(_), Some((outer, positions))) => self.place_at(outer, positions[at] as usize),
            (Some(whole), None) => {
                let kind = self.vocabulary.root(whole.as_str());
                let row = self.wholes(frame.kind, kind)[row as usize];
                match own_place(self.table(kind), row) {
                    None if row != MISSING => self.place_of(kind, row),
                    place => place,
                }
            }
            (None, _) => self.place_of(frame.kind, row),
        }
    }

    /// Along the paths to the unit; the first that leads to one is the last that is tried.
    fn place_of(&self, kind: &'a str, row: u32) -> Option<&'a str> {
        if self.vocabulary.root(kind) == UNIT {
            return self.place_around(row);
        }
        for path in self.vocabulary.lineage(kind).flat_map(|k| &k.unit) {
            match self.towards(kind, row, path) {
                Found::At(place) => return Some(place),
                Found::Unit => return None,
                Found::Nothing => {}
            }
        }
        None
    }

    fn towards(&self, kind: &'a str, row: u32, path: &str) -> Found<'a> {
        let (mut kind, mut row) = (kind, row);
        for name in path.split("'s ").map(str::trim) {
            let link = self.vocabulary.link(kind, name);
            let next = self.leads(kind, name, row);
            let (Some(link), Some(next)) = (link, next) else {
                return Found::Nothing;
            };
            (kind, row) = (link.to.as_str(), next);
            if let Some(place) = own_place(self.table(kind), row) {
                return Found::At(place);
            }
        }
        match self.vocabulary.root(kind) == UNIT {
            true => self.place_around(row).map_or(Found::Unit, Found::At),
            false => Found::Nothing,
        }
    }

    /// The place of a unit, else of the nearest around it that has one.
    fn place_around(&self, row: u32) -> Option<&'a str> {
        let mut seen = BTreeSet::new();
        let mut next = Some(row);
        while let Some(row) = next.filter(|row| seen.insert(*row)) {
            if let Some(place) = own_place(self.table(UNIT), row) {
                return Some(place);
            }
            next = self.leads(UNIT, AROUND, row);
        }
        None
    }

    fn leads(&self, kind: &str, link: &str, row: u32) -> Option<u32> {
        let links = self.table(kind).links.get(link)?;
        match links.state(row) {
            State::Known | State::Possible => links.target(row),
            _ => None,
        }
    }

    /// The row of the entity that each row of a part kind is part of.
    fn wholes(&self, part: &'a str, whole: &str) -> Rc<Vec<u32>> {
        if let Some(known) = self.wholes.borrow().get(part) {
            return known.clone();
        }
        let mut rows = vec![MISSING; self.table(part).len()];
        let parents = u32::try_from(self.table(whole).len()).unwrap_or(MISSING);
        for kind in self.vocabulary.family(whole) {
            let relations = kind.links.iter().filter(|(_, link)| link.many);
            for (name, _) in relations.filter(|(_, link)| link.to.as_str() == part) {
                let Some(edges) = self.tables.edges(whole, name) else {
                    continue;
                };
                for parent in 0..parents {
                    for row in edges.of(parent).filter_map(|edge| edges.row(edge)) {
                        rows[row as usize] = parent;
                    }
                }
            }
        }
        let rows = Rc::new(rows);
        self.wholes.borrow_mut().insert(part, rows.clone());
        rows
    }
}

/// The place that a row itself was last said to be at.
fn own_place(table: &Table, row: u32) -> Option<&str> {
    let column = table.columns.get(PLACE).filter(|_| row != MISSING)?;
    let Written::Words(words) = &column.values else {
        return None;
    };
    let known = column.state(row) == State::Known && words.is_valid(row as usize);
    let place = known.then(|| word_at(words, row as usize)).flatten()?;
    (!place.trim().is_empty()).then_some(place)
}
