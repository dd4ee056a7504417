//! Who gets a finding: the first living person among those who can fix it.

use model::{EntityId, WhyUnowned};
use serde::{Deserialize, Serialize};

/// One entry of a rule's `Fixed by`, already followed to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// The path as the rule says it: `user`, `department's security contact`.
    pub how: String,
    /// Whom it leads to, best first; teams and accounts already followed to their people.
    pub people: Vec<EntityId>,
}

/// How a person was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "as", content = "of")]
pub enum How {
    /// The rule's `Fixed by` leads to them, through this path.
    FixedBy(String),
    /// They are responsible for the rule's activity.
    Responsible(String),
    /// Nobody else could be found.
    SecurityContact,
    /// A dispute about whose it is was settled so.
    Settled,
}

/// Where a finding goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// To a person.
    To {
        /// The person.
        person: EntityId,
        /// How they were found.
        how: How,
    },
    /// To nobody: the unowned queue answers.
    Nobody {
        /// The strongest reason of all that were tried.
        why: WhyUnowned,
        /// What was tried, in order, in the rule's words.
        tried: Vec<String>,
    },
}

/// The row of the responsibility matrix that a rule belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Its name; empty where the rule names none.
    pub name: String,
    /// Who is responsible, best first.
    pub responsible: Vec<EntityId>,
}

/// Picks who gets a finding: the first living person of the candidates in their order, else of
/// those responsible for the activity, else the security contact.
///
/// `living` tells whether a person is still here. Only people count: a team or an account that
/// could not be followed to a person cannot read a message.
pub fn route(
    candidates: &[Candidates],
    activity: &Activity,
    security_contact: Option<&EntityId>,
    living: impl Fn(&EntityId) -> bool,
) -> Route {
    let fixers = candidates
        .iter()
        .map(|entry| (How::FixedBy(entry.how.clone()), entry.people.as_slice()));
    let responsible = (!activity.name.is_empty() || !activity.responsible.is_empty()).then(|| {
        (
            How::Responsible(activity.name.clone()),
            activity.responsible.as_slice(),
        )
    });
    let contact = security_contact
        .map(std::slice::from_ref)
        .unwrap_or_default();
    let ways: Vec<_> = fixers
        .chain(responsible)
        .chain([(How::SecurityContact, contact)])
        .collect();

    for (how, parties) in &ways {
        if let Some(person) = parties
            .iter()
            .find(|party| is_person(party) && living(party))
        {
            return Route::To {
                person: person.clone(),
                how: how.clone(),
            };
        }
    }
    let named: Vec<&EntityId> = ways
        .iter()
        .flat_map(|(_, parties)| parties.iter())
        .collect();
    Route::Nobody {
        why: reason(&named),
        tried: ways.iter().map(|(how, _)| how.tried()).collect(),
    }
}

fn is_person(party: &EntityId) -> bool {
    party.kind.as_str() == "person"
}

/// Why none of the parties named can be told.
fn reason(named: &[&EntityId]) -> WhyUnowned {
    if named.is_empty() {
        WhyUnowned::NobodyNamed
    } else if named.iter().any(|party| is_person(party)) {
        WhyUnowned::EverybodyLeft
    } else if named.iter().any(|party| party.kind.as_str() == "team") {
        WhyUnowned::TeamEmpty
    } else {
        WhyUnowned::NameUnknown
    }
}

impl How {
    /// The way in the rule's words, for the list of what was tried.
    fn tried(&self) -> String {
        match self {
            Self::FixedBy(path) => path.clone(),
            Self::Responsible(activity) if activity.is_empty() => "activity".to_owned(),
            Self::Responsible(activity) => format!("responsible for {activity}"),
            Self::SecurityContact => "security contact".to_owned(),
            Self::Settled => "settled dispute".to_owned(),
        }
    }

    /// The role it gives a person, after "we write to you as".
    pub fn role(&self, thing: &str) -> String {
        match self {
            Self::FixedBy(path) if path.contains("'s ") => format!("the {path}"),
            Self::FixedBy(path) if path == "person" => format!("the person behind {thing}"),
            Self::FixedBy(path) => format!("the {path} of {thing}"),
            Self::Responsible(activity) if activity.is_empty() => {
                format!("the one responsible for {thing}")
            }
            Self::Responsible(activity) => {
                format!("the one responsible for `{activity}`")
            }
            Self::SecurityContact => "the security contact".to_owned(),
            Self::Settled => format!("the one to whom {thing} was given"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u64) -> EntityId {
        EntityId::new("person", number)
    }

    fn by(how: &str, people: &[EntityId]) -> Candidates {
        Candidates {
            how: how.to_owned(),
            people: people.to_vec(),
        }
    }

    fn patching(responsible: &[EntityId]) -> Activity {
        Activity {
            name: "Patching".to_owned(),
            responsible: responsible.to_vec(),
        }
    }

    const LEFT: u64 = 9;

    fn here(party: &EntityId) -> bool {
        party.number != LEFT
    }

    #[test]
    fn the_first_candidate_who_is_still_here_gets_it() {
        let candidates = [
            by("user", &[person(LEFT)]),
            by("manager", &[person(LEFT), person(2)]),
        ];
        let route = route(&candidates, &patching(&[person(3)]), Some(&person(4)), here);
        assert_eq!(
            route,
            Route::To {
                person: person(2),
                how: How::FixedBy("manager".to_owned())
            }
        );
    }

    #[test]
    fn without_a_candidate_the_activity_answers() {
        let route = route(
            &[by("user", &[])],
            &patching(&[person(3)]),
            Some(&person(4)),
            here,
        );
        let how = How::Responsible("Patching".to_owned());
        assert_eq!(
            route,
            Route::To {
                person: person(3),
                how
            }
        );
    }

    #[test]
    fn last_comes_the_security_contact() {
        let route = route(&[], &patching(&[person(LEFT)]), Some(&person(4)), here);
        assert_eq!(
            route,
            Route::To {
                person: person(4),
                how: How::SecurityContact
            }
        );
    }

    #[test]
    fn a_team_without_people_cannot_read_a_message() {
        let team = EntityId::new("team", 1);
        let to = route(&[by("team", &[team])], &Activity::default(), None, here);
        let tried = vec!["team".to_owned(), "security contact".to_owned()];
        assert_eq!(
            to,
            Route::Nobody {
                why: WhyUnowned::TeamEmpty,
                tried
            }
        );
    }

    #[test]
    fn nobody_is_told_apart_from_everybody_left() {
        let why = |route| match route {
            Route::Nobody { why, .. } => why,
            Route::To { person, .. } => panic!("went to {person}"),
        };
        let none = route(&[by("user", &[])], &Activity::default(), None, here);
        assert_eq!(why(none), WhyUnowned::NobodyNamed);
        let left = route(
            &[by("user", &[person(LEFT)])],
            &Activity::default(),
            None,
            here,
        );
        assert_eq!(why(left), WhyUnowned::EverybodyLeft);
    }
}
