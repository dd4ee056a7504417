//! An assignment: one party, one letter of an activity, over a scope and for a time.

use jiff::civil::Date;
use model::{Place, id::ActivityId};
use serde::{Deserialize, Serialize};

use super::Letter;

/// One party holds one letter of an activity, for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Who, what and over what.
    pub seat: Seat,
    /// From when to when.
    pub validity: Validity,
    /// Where it is written.
    pub origin: Origin,
}

/// What an assignment assigns. Acts name an assignment by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seat {
    /// The activity.
    pub activity: ActivityId,
    /// The letter.
    pub letter: Letter,
    /// Who holds it, as written: a mail address, a name, an id, a team, a role.
    pub party: String,
    /// Over what.
    #[serde(default, skip_serializing_if = "Scope::is_whole")]
    pub scope: Scope,
}

/// Over what a letter is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// The unit, as written; none for the whole organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The things, as a condition of the rule language: `services where tier is "critical"`; none
    /// for all that the activity is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
}

/// From when to when something holds, both days included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Validity {
    /// The first day; none for as long as anybody remembers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day; none for until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Where an assignment is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// In a file of the workspace, at this row.
    File(Place),
    /// In the act of this number.
    Act(u64),
}

impl Scope {
    /// Whether it is all that the activity is about, everywhere.
    pub fn is_whole(&self) -> bool {
        self.unit.is_none() && self.selector.is_none()
    }

    /// Whether both say the same, whatever the case and the spaces.
    pub fn is_same(&self, other: &Self) -> bool {
        let even = |text: &Option<String>| text.as_deref().map(folded);
        even(&self.unit) == even(&other.unit) && even(&self.selector) == even(&other.selector)
    }
}

impl Validity {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Seat {
    /// Whether both mean the same assignment, whatever the case and the spaces.
    pub fn is_same(&self, other: &Self) -> bool {
        self.activity == other.activity
            && self.letter == other.letter
            && folded(&self.party) == folded(&other.party)
            && self.scope.is_same(&other.scope)
    }
}

/// A text with spaces and case evened out: how parties, units and titles are compared.
pub fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
