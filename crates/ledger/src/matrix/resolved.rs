//! Whom the matrix reaches at an instant, among those who are there.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use model::{EntityId, id::ActivityId};
use serde::{Deserialize, Serialize};

use super::{Acknowledgement, Activity, Assignment, Letter};

/// The matrix on a day, with parties followed to people and scopes to living entities.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Resolved {
    /// The activities by id.
    pub activities: BTreeMap<ActivityId, Activity>,
    /// The activities as entities, where a pass has given them numbers.
    pub entities: BTreeMap<ActivityId, EntityId>,
    /// The assignments that hold on the day.
    pub held: Vec<Held>,
}

/// An assignment that holds, with whom it reaches and what it is over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    /// The assignment.
    pub assignment: Assignment,
    /// Whom its party comes to.
    pub reached: Reached,
    /// The unit of its scope; none for the whole organisation, and where no unit is called that.
    pub unit: Option<EntityId>,
    /// What it is over.
    pub extent: Extent,
    /// What the party last said about it.
    pub acknowledged: Option<Acknowledgement>,
}

/// What a party that was written down comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// A living person.
    Person {
        /// The person.
        person: EntityId,
        /// How the text led there.
        through: Through,
    },
    /// Nobody who could act.
    Nobody(Unreached),
}

/// How a text led to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Through {
    /// It names them: mail address, name or id.
    Name,
    /// It names a team, and they lead it.
    Lead(EntityId),
    /// It names a department, and they are its head.
    Head(EntityId),
    /// It names a role, and they hold it: `Head of Security`.
    Role(String),
    /// They stand in for somebody.
    Delegate {
        /// For whom; none where that party reaches nobody.
        of: Option<EntityId>,
        /// The last day on which they do.
        until: Date,
    },
}

/// Why a text leads to nobody who could act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreached {
    /// It names a person who left.
    Left(EntityId),
    /// It names a team or department that nobody leads.
    NobodyLeads(EntityId),
    /// It names several people; one has to be meant.
    Several(Vec<EntityId>),
    /// It stands for nobody: `tbd`, `guests`, a shared mailbox.
    Placeholder,
    /// Nobody and nothing is called that.
    Unknown,
    /// The source that would know is not complete.
    NotKnown,
}

/// What an assignment is over, among what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// Work that is about no kind of thing: the whole of it.
    #[default]
    Whole,
    /// These entities.
    Entities {
        /// Surely in it.
        sure: BTreeSet<EntityId>,
        /// In it for all that is known: counted apart.
        possible: BTreeSet<EntityId>,
    },
    /// The selector cannot be read; a problem says why.
    Unreadable,
}

impl Reached {
    /// The person, if it is one.
    pub fn person(&self) -> Option<&EntityId> {
        match self {
            Self::Person { person, .. } => Some(person),
            Self::Nobody(_) => None,
        }
    }
}

impl Resolved {
    /// Who holds a letter of an activity, in the order they are written.
    pub fn holders(&self, activity: &ActivityId, letter: Letter) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(move |held| {
            held.assignment.seat.activity == *activity && held.assignment.seat.letter == letter
        })
    }
}
