//! The matrix as people read it: names instead of ids, gaps in words.

use std::collections::BTreeMap;

use jiff::civil::Date;
use ledger::matrix::{Answer, Held, Letter, Reached, Resolved, Scope, Seat, Through, Validity};
use model::{EntityId, Problem, RuleId, id::ActivityId, problem::Place};
use serde::Serialize;

use super::{day, why_unreached};
use crate::{parties::View, workspace::nearest};

/// The matrix, or a part of it.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// One row for each activity and scope.
    pub rows: Vec<Line>,
}

/// One activity over one scope.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The activity.
    pub activity: ActivityId,
    /// Its number, where a pass has given it one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
    /// What people call it.
    pub title: String,
    /// Over what.
    #[serde(skip_serializing_if = "Scope::is_whole")]
    pub scope: Scope,
    /// Who holds which letter.
    pub held: BTreeMap<Letter, Vec<Party>>,
    /// Rules whose verdicts show whether it is done.
    pub measured_by: Vec<RuleId>,
    /// When whoever is accountable last said that it is theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_on: Option<Date>,
}

/// A party as people read it.
#[derive(Clone, Debug, Serialize)]
pub struct Party {
    /// As written.
    pub written: String,
    /// Whom it reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<EntityId>,
    /// Their name, else what was written.
    pub name: String,
    /// How they are reached where it is not by name: `leads IT`, `for Ana Lima until 2026-08-31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
    /// Why nobody is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nobody: Option<String>,
    /// From when to when.
    pub validity: Validity,
    /// What they last said about it, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<(Answer, Date)>,
}

/// What one person answers for.
#[derive(Clone, Debug, Serialize)]
pub struct Duties {
    /// The person.
    pub person: EntityId,
    /// Their name.
    pub name: String,
    /// What they hold, accountable first.
    pub duties: Vec<OneDuty>,
}

/// One thing that a person answers for.
#[derive(Clone, Debug, Serialize)]
pub struct OneDuty {
    /// As what.
    pub letter: Letter,
    /// The activity.
    pub activity: ActivityId,
    /// What people call it.
    pub title: String,
    /// The assignment.
    #[serde(flatten)]
    pub party: Party,
    /// Over what.
    #[serde(skip_serializing_if = "Scope::is_whole")]
    pub scope: Scope,
}

/// The matrix in rows: activities by title, the whole organisation before its units.
pub fn table(matrix: &Resolved, view: &View) -> Table {
    let mut rows = Vec::new();
    for activity in matrix.activities.values() {
        let held = matrix.held.iter();
        let held: Vec<&Held> = held
            .filter(|held| held.assignment.seat.activity == activity.id)
            .collect();
        let mut scopes: Vec<Scope> = Vec::new();
        for one in &held {
            let scope = &one.assignment.seat.scope;
            if !scopes.iter().any(|known| known.is_same(scope)) {
                scopes.push(scope.clone());
            }
        }
        if scopes.is_empty() {
            scopes.push(Scope::default());
        }
        scopes.sort();
        for scope in scopes {
            let here = held
                .iter()
                .filter(|one| one.assignment.seat.scope.is_same(&scope));
            rows.push(line(
                matrix,
                view,
                &activity.id,
                scope.clone(),
                here.copied(),
            ));
        }
    }
    rows.sort_by(|a, b| (&a.title, &a.scope).cmp(&(&b.title, &b.scope)));
    Table { rows }
}

fn line<'a>(
    matrix: &Resolved,
    view: &View,
    id: &ActivityId,
    scope: Scope,
    held: impl Iterator<Item = &'a Held>,
) -> Line {
    let mut parties: BTreeMap<Letter, Vec<Party>> = BTreeMap::new();
    for one in held {
        let letter = one.assignment.seat.letter;
        parties.entry(letter).or_default().push(party(one, view));
    }
    let accountable = parties.get(&Letter::A).map_or(&[][..], Vec::as_slice);
    let mine = accountable.iter().map(|party| match party.answer {
        Some((Answer::Mine, day)) => Some(day),
        _ => None,
    });
    let acknowledged_on = mine.min().flatten();
    let activity = matrix.activities.get(id);
    Line {
        entity: matrix.entities.get(id).cloned(),
        title: activity.map_or_else(|| id.to_string(), |one| one.title.clone()),
        measured_by: activity.map_or_else(Vec::new, |one| one.measured_by.clone()),
        activity: id.clone(),
        scope,
        held: parties,
        acknowledged_on,
    }
}

/// A held assignment as people read it.
pub fn party(held: &Held, view: &View) -> Party {
    let written = held.assignment.seat.party.clone();
    let name = |id: &EntityId| {
        let entity = view.inventory.get(id);
        entity.map_or_else(|| id.to_string(), |entity| entity.name.clone())
    };
    let (person, through, nobody) = match &held.reached {
        Reached::Person { person, through } => {
            let how = match through {
                Through::Name => None,
                Through::Lead(team) => Some(format!("leads {}", name(team))),
                Through::Head(unit) => Some(format!("heads {}", name(unit))),
                Through::Role(role) => Some(role.clone()),
                Through::Delegate { of, until } => {
                    let of = of.as_ref().map_or_else(|| written.clone(), name);
                    Some(format!("for {of} until {until}"))
                }
            };
            (Some(person.clone()), how, None)
        }
        Reached::Nobody(why) => (None, None, Some(why_unreached(why, view))),
    };
    Party {
        name: person.as_ref().map_or_else(|| written.clone(), name),
        answer: held
            .acknowledged
            .as_ref()
            .map(|said| (said.answer, day(said.at, view.zone))),
        validity: held.assignment.validity,
        written,
        person,
        through,
        nobody,
    }
}

/// What a person answers for, also in the place of others.
pub fn duties(matrix: &Resolved, view: &View, person: &EntityId) -> Duties {
    let held = matrix.held.iter();
    let mut duties: Vec<OneDuty> = held
        .filter(|held| held.reached.person() == Some(person))
        .map(|held| {
            let seat = &held.assignment.seat;
            let activity = matrix.activities.get(&seat.activity);
            OneDuty {
                letter: seat.letter,
                activity: seat.activity.clone(),
                title: activity.map_or_else(|| seat.activity.to_string(), |one| one.title.clone()),
                party: party(held, view),
                scope: seat.scope.clone(),
            }
        })
        .collect();
    duties.sort_by(|a, b| (a.letter, &a.title, &a.scope).cmp(&(b.letter, &b.title, &b.scope)));
    let entity = view.inventory.get(person);
    Duties {
        person: person.clone(),
        name: entity.map_or_else(|| person.to_string(), |entity| entity.name.clone()),
        duties,
    }
}

/// The activity of a title, id or number.
///
/// # Errors
/// When there is none, with the nearest.
pub fn find(matrix: &Resolved, text: &str) -> Result<ActivityId, Problem> {
    if let Some(found) = matrix.activity(text) {
        return Ok(found.id.clone());
    }
    let numbered = matrix.entities.iter();
    let mut numbered = numbered.filter(|(_, entity)| entity.to_string() == text.trim());
    if let Some((id, _)) = numbered.next() {
        return Ok(id.clone());
    }
    let says = format!("no activity is called `{text}`");
    let problem = Problem::new("activity-unknown", says, Place::file("command line"));
    let titles = matrix.activities.values().map(|one| one.title.as_str());
    Err(match nearest(text, titles) {
        Some(near) => problem.advise(format!("did you mean `{near}`?")),
        None => problem.advise("`allhands matrix show` names them all"),
    })
}

/// An assignment in words: `Ana Lima is accountable for Vendor reviews in Sales`.
pub fn says(seat: &Seat, title: &str) -> String {
    let mut text = format!("{} is {} for {title}", seat.party, seat.letter.word());
    if let Letter::C | Letter::I = seat.letter {
        text = format!("{} is {} about {title}", seat.party, seat.letter.word());
    }
    if let Letter::S = seat.letter {
        text = format!("{} supports {title}", seat.party);
    }
    if let Some(unit) = &seat.scope.unit {
        text.push_str(&format!(" in {unit}"));
    }
    if let Some(selector) = &seat.scope.selector {
        text.push_str(&format!(", for {selector}"));
    }
    text
}
