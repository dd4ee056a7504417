//! Whom the matrix reaches at an instant, among those who are there.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use model::{EntityId, id::ActivityId};
use serde::{Deserialize, Serialize};

use super::{Acknowledgement, Activity, Assignment, Letter, folded};

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
    /// It names a person who has not started yet.
    NotYet(EntityId),
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

impl Extent {
    /// Whether an entity is surely in it; everything is in the whole.
    pub fn surely_holds(&self, entity: &EntityId) -> bool {
        match self {
            Self::Whole => true,
            Self::Entities { sure, .. } => sure.contains(entity),
            Self::Unreadable => false,
        }
    }
}

impl Resolved {
    /// An activity by id or title, whatever the case and the spaces.
    pub fn activity(&self, text: &str) -> Option<&Activity> {
        let wanted = folded(text);
        let mut all = self.activities.values();
        all.find(|one| folded(one.id.as_str()) == wanted || folded(&one.title) == wanted)
    }

    /// Who holds a letter of an activity anywhere, in the order they are written.
    pub fn holders(&self, activity: &ActivityId, letter: Letter) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(move |held| {
            held.assignment.seat.activity == *activity && held.assignment.seat.letter == letter
        })
    }

    /// Who holds a letter of an activity for the whole organisation.
    pub fn whole(&self, activity: &ActivityId, letter: Letter) -> impl Iterator<Item = &Held> {
        self.holders(activity, letter)
            .filter(|held| held.assignment.seat.scope.is_whole())
    }

    /// Who holds a letter of an activity for an entity, the narrowest scope first: things before a
    /// unit, a near unit before one around it, and the whole organisation last.
    ///
    /// `units` are the units the entity is in, the nearest first. What is only possibly in a scope
    /// is not in it.
    pub fn holders_for(
        &self,
        activity: &ActivityId,
        letter: Letter,
        entity: &EntityId,
        units: &[EntityId],
    ) -> Vec<&Held> {
        let mut held: Vec<(usize, usize, &Held)> = self
            .holders(activity, letter)
            .filter(|held| held.extent.surely_holds(entity))
            .filter_map(|held| {
                let scope = &held.assignment.seat.scope;
                let things = usize::from(scope.selector.is_none());
                let unit = match (&scope.unit, &held.unit) {
                    (None, _) => units.len(),
                    (Some(_), unit) => units.iter().position(|one| Some(one) == unit.as_ref())?,
                };
                Some((things, unit, held))
            })
            .collect();
        held.sort_by_key(|(things, unit, _)| (*things, *unit));
        held.into_iter().map(|(_, _, held)| held).collect()
    }
}
