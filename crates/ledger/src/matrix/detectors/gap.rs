//! What a detector finds: a gap, its rows, who is named and how to settle it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{EntityId, RuleId, Verdict, id::ActivityId};
use serde::Serialize;

use super::{Activity, SeatSeen};
use crate::matrix::{Letter, Scope, Seat};

/// What a detector looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looked {
    /// How many subjects.
    pub subjects: u64,
    /// Those that are missed or unknown.
    pub gaps: Vec<Gap>,
}

/// Each subject that was looked at: with its gap, or `None` where it is as it should be.
impl FromIterator<Option<Gap>> for Looked {
    fn from_iter<T: IntoIterator<Item = Option<Gap>>>(subjects: T) -> Self {
        let mut looked = Self::default();
        for gap in subjects {
            looked.subjects += 1;
            looked.gaps.extend(gap);
        }
        looked
    }
}

/// One subject that is not as it should be, or of which that is not known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// What it is about: an activity, a thing, a person, a department.
    pub subject: EntityId,
    /// Missed or unknown.
    pub verdict: Verdict,
    /// Which of the detector's two severities it has.
    pub weight: Weight,
    /// What is not as it should be, one row each; for unknown, what is not known.
    pub rows: Vec<Row>,
    /// Keys of rows of a missed gap of which it is not known whether they are missed.
    #[serde(skip)]
    pub unsure: BTreeSet<String>,
}

/// Which of a detector's severities a gap has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Its severity.
    Full,
    /// The lower one, where it has two.
    Less,
}

impl Gap {
    /// What comes of the rows of a subject: missed where there is any, unknown where something
    /// is not known, and else nothing.
    pub fn of(subject: &EntityId, missed: Vec<Row>, unknown: Vec<Row>) -> Option<Self> {
        let unsure = unknown.iter().map(|row| row.key.clone()).collect();
        let (verdict, rows) = match (missed.is_empty(), unknown.is_empty()) {
            (false, _) => (Verdict::Missed, missed),
            (true, false) => (Verdict::Unknown, unknown),
            (true, true) => return None,
        };
        Some(Self {
            subject: subject.clone(),
            verdict,
            weight: Weight::Full,
            rows,
            unsure,
        })
    }

    /// Missed where there are rows.
    pub fn missed(subject: &EntityId, rows: Vec<Row>) -> Option<Self> {
        Self::of(subject, rows, Vec::new())
    }

    /// The same with the lower severity.
    #[must_use]
    pub fn less(self) -> Self {
        Self {
            weight: Weight::Less,
            ..self
        }
    }

    /// The first row: what a line about the gap says.
    pub fn says(&self) -> &str {
        self.rows.first().map_or("", |row| &row.says)
    }
}

/// One thing that is not as it should be with a subject: a scope, a person, a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Tells the rows of a subject apart, and stays from pass to pass.
    pub key: String,
    /// What is wrong, in a sentence that names people and things.
    pub says: String,
    /// The two at most who can settle it, or who disagree.
    pub parties: Vec<EntityId>,
    /// What each source says, where sources differ.
    pub said: Vec<Said>,
    /// Since when, where that is known.
    pub since: Option<Timestamp>,
    /// The steps that settle it, best first.
    pub ways: Vec<Way>,
    /// What a decision about it would change.
    #[serde(skip)]
    pub handle: Handle,
}

/// What a decision about a row changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Handle {
    /// Nothing here: it is settled outside.
    #[default]
    Outside,
    /// These assignments, each with the person it comes to.
    Seats(Vec<(Seat, Option<EntityId>)>),
    /// A letter that nobody holds; the party of the seat is empty.
    Vacant(Seat),
    /// The answer of somebody who has to be asked about this.
    Answer {
        /// The activity they are asked about.
        activity: ActivityId,
        /// What was decided.
        about: String,
    },
    /// Who answers for the thing.
    Owner,
    /// Some of these assignments: which of them, somebody has to choose.
    Pick(Vec<Seat>),
    /// What measures an activity.
    Measure {
        /// The activity.
        activity: ActivityId,
        /// Shipped rules that would, and are not in force.
        rules: Vec<RuleId>,
    },
}

/// What one source says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Who or what: a source, a table with its row, a person.
    pub who: String,
    /// What it says.
    pub says: String,
}

/// One step that settles a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// One of the two says that it is theirs.
    Mine,
    /// One of the two says that it is the other's.
    Theirs,
    /// Both say that it is neither's.
    Neither,
    /// Somebody is named.
    Assign,
    /// Somebody stands in for a time.
    Delegate,
    /// What is written ends.
    End,
    /// A shipped rule that measures it is adopted.
    Adopt,
    /// No tool keeps a record of it, and somebody says so.
    Unmeasured,
    /// Something has to be done outside: the detector's steps say what.
    Elsewhere,
}

impl Row {
    /// A row with what is wrong.
    pub fn new(key: impl Into<String>, says: impl Into<String>) -> Self {
        let key: String = key.into();
        Self {
            key: key.trim().to_owned(),
            says: says.into(),
            parties: Vec::new(),
            said: Vec::new(),
            since: None,
            ways: Vec::new(),
            handle: Handle::Outside,
        }
    }

    /// About these assignments.
    #[must_use]
    pub fn about<'s>(mut self, seats: impl IntoIterator<Item = &'s SeatSeen>) -> Self {
        let seats = seats.into_iter();
        let known = seats.filter_map(|one| Some((one.seat.clone()?, one.person().cloned())));
        self.handle = Handle::Seats(known.collect());
        self
    }

    /// About a letter of an activity that nobody holds within a scope.
    #[must_use]
    pub fn vacant(mut self, activity: &Activity, letter: Letter, scope: Scope) -> Self {
        if let Some(id) = &activity.id {
            self.handle = Handle::Vacant(Seat {
                activity: id.clone(),
                letter,
                party: String::new(),
                scope,
            });
        }
        self
    }

    /// About the answer of somebody who has to be asked.
    #[must_use]
    pub fn answer(mut self, activity: &Activity, about: &str) -> Self {
        if let Some(id) = &activity.id {
            self.handle = Handle::Answer {
                activity: id.clone(),
                about: about.to_owned(),
            };
        }
        self
    }

    /// About some of these assignments, which somebody has to choose.
    #[must_use]
    pub fn pick<'s>(mut self, seats: impl IntoIterator<Item = &'s SeatSeen>) -> Self {
        let seats = seats.into_iter().filter_map(|one| one.seat.clone());
        self.handle = Handle::Pick(seats.collect());
        self
    }

    /// About what measures an activity.
    #[must_use]
    pub fn measure(mut self, activity: &Activity) -> Self {
        if let Some(id) = &activity.id {
            self.handle = Handle::Measure {
                activity: id.clone(),
                rules: activity.could_measure.iter().cloned().collect(),
            };
        }
        self
    }

    /// About who answers for a thing.
    #[must_use]
    pub fn owner(mut self) -> Self {
        self.handle = Handle::Owner;
        self
    }

    /// With who can settle it. More than two are never named: two can agree.
    #[must_use]
    pub fn parties<'i>(mut self, parties: impl IntoIterator<Item = &'i EntityId>) -> Self {
        for party in parties {
            if self.parties.len() < 2 && !self.parties.contains(party) {
                self.parties.push(party.clone());
            }
        }
        self
    }

    /// With what somebody says.
    #[must_use]
    pub fn said(mut self, who: impl Into<String>, says: impl Into<String>) -> Self {
        let (who, says) = (who.into(), says.into());
        if !who.is_empty() {
            self.said.push(Said { who, says });
        }
        self
    }

    /// With since when.
    #[must_use]
    pub fn since(mut self, since: Option<Timestamp>) -> Self {
        self.since = since;
        self
    }

    /// With how to settle it.
    #[must_use]
    pub fn ways(mut self, ways: &[Way]) -> Self {
        self.ways = ways.to_vec();
        self
    }
}
