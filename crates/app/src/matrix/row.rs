//! One row of a table of responsibilities, however it was written.

use std::collections::BTreeMap;

use ledger::matrix::{Assignment, Letter, Origin, Scope, Seat, Validity, folded};
use model::{Place, Problem, id::ActivityId};
use serde::Serialize;

/// One row: an activity and who does what of it, over a scope and for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The activity, by title or id.
    pub activity: String,
    /// Over what.
    pub scope: Scope,
    /// From when to when.
    pub validity: Validity,
    /// Who holds which letter, as written.
    pub parties: BTreeMap<Letter, Vec<String>>,
    /// Where it stands.
    pub place: Place,
}

impl Row {
    /// Who holds a letter, as written.
    pub fn of(&self, letter: Letter) -> &[String] {
        self.parties.get(&letter).map_or(&[], Vec::as_slice)
    }

    /// The assignments it makes.
    pub(super) fn assignments(&self, activity: &ActivityId) -> Vec<Assignment> {
        let one = |letter: Letter, party: &String| Assignment {
            seat: Seat {
                activity: activity.clone(),
                letter,
                party: party.clone(),
                scope: self.scope.clone(),
            },
            validity: self.validity,
            origin: Origin::File(self.place.clone()),
        };
        let letters = self.parties.iter();
        letters
            .flat_map(|(letter, parties)| parties.iter().map(move |party| one(*letter, party)))
            .collect()
    }

    /// Whether both are about the same activity, scope and time.
    fn is_same(&self, other: &Self) -> bool {
        folded(&self.activity) == folded(&other.activity)
            && self.scope.is_same(&other.scope)
            && self.validity == other.validity
    }
}

/// The rows that count: of two about the same thing in one file the first.
pub(super) fn once_each(rows: Vec<Row>, problems: &mut Vec<Problem>) -> Vec<Row> {
    let mut all: Vec<Row> = Vec::new();
    for row in rows {
        if let Some(first) = all.iter().find(|known| known.is_same(&row)) {
            let says = format!(
                "`{}` is assigned a second time; the first row, {}, counts",
                row.activity, first.place
            );
            let problem = Problem::new("responsibilities-twice", says, row.place);
            problems.push(problem.advise("keep one row for an activity, a unit and a time"));
        } else {
            all.push(row);
        }
    }
    all
}

/// What a row without anybody accountable is told. A row for a unit or for some things may leave
/// that to the row for all.
pub(super) fn nobody(row: &Row) -> Option<Problem> {
    if !row.of(Letter::A).is_empty() || !row.scope.is_whole() {
        return None;
    }
    let says = format!("nobody is accountable for `{}`", row.activity);
    let problem = Problem::new("responsibilities-nobody", says, row.place.clone());
    Some(problem.advise("name one person, by mail address or full name"))
}

/// The parties of a cell, separated by semicolons, bars or lines: `Ana Lima <ana@example.org>; Bo
/// Berg`.
pub(super) fn parties(cell: &str) -> Vec<String> {
    let one = |text: &str| match text.split_once('<') {
        Some((_, mail)) => mail.trim_end_matches('>').trim().to_owned(),
        None => text.trim().to_owned(),
    };
    cell.split([';', '\n', '|'])
        .map(one)
        .filter(|name| !name.is_empty() && name != "-")
        .collect()
}

/// A text where there is one.
pub(super) fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
