//! Who may change a rule: whoever is accountable for its activity, and for the rule of a unit the
//! unit's head.

use inventory::follow;
use jiff::Timestamp;
use ledger::matrix::{Letter, Matrix};
use rules::tree::Rule;
use serde::Serialize;

use crate::{parties::View, workspace::Workspace};

/// Who may change a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answerable {
    /// By name; empty where nobody is known.
    pub people: Vec<String>,
    /// As what: `accountable for "Endpoint protection"`, `head of Finance`.
    pub role: String,
    /// What to do where nobody is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Answerable {
    /// Who may change a rule. Without a view of what was observed only tables can tell.
    pub fn of(rule: &Rule, workspace: &Workspace, view: Option<&View<'_>>) -> Self {
        match rule.within.as_slice() {
            units if rule.tightens.is_some() && !units.is_empty() => heads(units, view),
            _ => accountable(rule, workspace, view),
        }
    }

    /// In words: `Ana Lima, head of Finance`.
    pub fn says(&self) -> String {
        match (self.people.as_slice(), &self.advice) {
            ([], Some(advice)) => format!("nobody is {} yet: {advice}", self.role),
            ([], None) => format!("nobody is {} yet", self.role),
            (people, _) => format!("{}, {}", people.join(" and "), self.role),
        }
    }
}

fn heads(units: &[String], view: Option<&View<'_>>) -> Answerable {
    let people = view.map(|view| {
        let departments = view.inventory.of("department").iter();
        let named = departments.filter(|department| {
            units
                .iter()
                .any(|unit| unit.eq_ignore_ascii_case(&department.name))
        });
        let heads = named.flat_map(|department| {
            follow(
                view.inventory,
                view.vocabulary,
                department,
                &["head".to_owned()],
            )
        });
        let heads = heads.filter_map(|id| view.inventory.get(&id));
        heads.map(|head| head.name.clone()).collect::<Vec<_>>()
    });
    let people = people.unwrap_or_default();
    let advice = "the source of departments names its head";
    Answerable {
        advice: people.is_empty().then(|| advice.to_owned()),
        people,
        role: format!("head of {}", units.join(" or ")),
    }
}

fn accountable(rule: &Rule, workspace: &Workspace, view: Option<&View<'_>>) -> Answerable {
    let Some(activity) = &rule.activity else {
        return Answerable {
            people: Vec::new(),
            role: "accountable for it".to_owned(),
            advice: Some("the rule needs an `Activity`".to_owned()),
        };
    };
    let people = match view.and_then(|view| Some((view, view.matrix?))) {
        Some((view, matrix)) => {
            let id = matrix.activity(activity).map(|activity| &activity.id);
            let held = id.into_iter().flat_map(|id| matrix.whole(id, Letter::A));
            let people = held.filter_map(|held| held.reached.person());
            let people = people.filter_map(|person| view.inventory.get(person));
            people.map(|person| person.name.clone()).collect()
        }
        None => as_written(&workspace.matrix(Timestamp::MAX), activity),
    };
    let advice = "name them in a table of `responsibilities/`";
    Answerable {
        advice: people.is_empty().then(|| advice.to_owned()),
        people,
        role: format!("accountable for \"{activity}\""),
    }
}

/// Who is accountable until further notice, as written.
fn as_written(matrix: &Matrix, activity: &str) -> Vec<String> {
    let Some(activity) = matrix.activity(activity) else {
        return Vec::new();
    };
    let mine = matrix.assignments.iter().filter(|one| {
        one.seat.activity == activity.id
            && one.seat.letter == Letter::A
            && one.seat.scope.is_whole()
            && one.validity.until.is_none()
    });
    mine.map(|one| one.seat.party.clone()).collect()
}
