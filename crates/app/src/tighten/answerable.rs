//! Who may change a rule: whoever is accountable for its activity, and for the rule of a unit the
//! unit's head.

use inventory::follow;
use rules::tree::Rule;
use serde::Serialize;

use crate::{
    govern::responsibilities::{Approvers as _, Responsibilities},
    parties::View,
};

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
    pub fn of(rule: &Rule, duties: &Responsibilities, view: Option<&View<'_>>) -> Self {
        match rule.within.as_slice() {
            units if rule.tightens.is_some() && !units.is_empty() => heads(units, view),
            _ => accountable(rule, duties, view),
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

fn accountable(rule: &Rule, duties: &Responsibilities, view: Option<&View<'_>>) -> Answerable {
    let Some(activity) = &rule.activity else {
        return Answerable {
            people: Vec::new(),
            role: "accountable for it".to_owned(),
            advice: Some("the rule needs an `Activity`".to_owned()),
        };
    };
    let written = duties
        .duty(activity, None)
        .map(|duty| duty.accountable.as_slice());
    let name = |written: &String| {
        let found = view.and_then(|view| view.find_person(written).ok());
        found.map_or_else(|| written.clone(), |person| person.name.clone())
    };
    let people: Vec<String> = written.unwrap_or_default().iter().map(name).collect();
    let advice = "name them in a table of `responsibilities/`";
    Answerable {
        advice: people.is_empty().then(|| advice.to_owned()),
        people,
        role: format!("accountable for \"{activity}\""),
    }
}
