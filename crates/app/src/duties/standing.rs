//! How a guideline stands: whom it concerns, who has acknowledged the version that holds.

use std::collections::BTreeSet;

use jiff::civil::Date;
use ledger::matrix::{
    duties::{Duties, Guideline},
    folded,
};
use model::{Entity, EntityId, Reading, Value, entity::LinkTarget};
use serde::Serialize;

use super::readers;
use crate::{matrix::day, parties::View, workspace::Workspace};

/// How the version of a guideline that holds stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its id.
    pub guideline: String,
    /// What people call it.
    pub title: String,
    /// The version that holds.
    pub version: String,
    /// Whom it concerns, as written.
    pub audience: String,
    /// Since when, as a day where the organisation is.
    pub published_on: Date,
    /// Who published it.
    pub published_by: String,
    /// People who are here and whom it concerns.
    pub concerns: usize,
    /// Of these, how many acknowledged this version.
    pub acknowledged: usize,
    /// Those who have not, by name.
    pub waiting: Vec<Waiting>,
    /// People whom it may concern: what is known of them does not tell.
    pub unclear: usize,
}

/// Somebody who has not acknowledged a version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Waiting {
    /// What people call them.
    pub name: String,
    /// Their id.
    pub person: EntityId,
}

/// How every guideline that holds stands, by id.
pub fn standing(workspace: &Workspace, view: &View, duties: &Duties) -> Vec<Standing> {
    let latest = duties.latest();
    let holding: Vec<&Guideline> = latest
        .values()
        .filter_map(|one| duties.current(&one.id))
        .collect();
    let audiences = holding.iter().map(|one| one.audience.as_str());
    let meant = readers(workspace, view.inventory, view.at, audiences);
    let stands = |one: &&Guideline| {
        let concerned = &meant[&one.audience];
        let here = |people: &BTreeSet<EntityId>| -> BTreeSet<EntityId> {
            let living = people.iter().filter(|person| view.is_living(person));
            living.cloned().collect()
        };
        let sure = here(&concerned.sure);
        let signed = signers(view, duties, one);
        let waiting = sure.difference(&signed).filter_map(|person| {
            let entity = view.inventory.get(person)?;
            Some(Waiting {
                name: entity.name.clone(),
                person: person.clone(),
            })
        });
        let waiting: BTreeSet<Waiting> = waiting.collect();
        Standing {
            guideline: one.id.clone(),
            title: one.title.clone(),
            version: one.version.clone(),
            audience: one.audience.clone(),
            published_on: day(one.published_at, view.zone),
            published_by: one.by.clone(),
            concerns: sure.len(),
            acknowledged: sure.len() - waiting.len(),
            waiting: waiting.into_iter().collect(),
            unclear: here(&concerned.possible).len(),
        }
    };
    holding.iter().map(stands).collect()
}

/// Everybody who acknowledged a version, here or in a register.
fn signers(view: &View, duties: &Duties, guideline: &Guideline) -> BTreeSet<EntityId> {
    let acts = duties.acknowledgements.iter();
    let acts = acts.filter(|one| one.guideline == guideline.id && one.version == guideline.version);
    let people = acts.filter_map(|one| view.find_person(&one.by).ok());
    let mut signed: BTreeSet<EntityId> = people.map(|person| person.id.clone()).collect();
    let registered = view.inventory.of("policy acknowledgement").iter();
    let registered = registered.filter(|one| is_of(one, guideline));
    signed.extend(registered.flat_map(|one| {
        let links = one.links.get("person");
        let targets = links.map_or(&[][..], |links| links.targets.as_slice());
        let sure = targets.iter().filter(|target: &&LinkTarget| target.sure);
        sure.filter_map(|target| target.to.clone())
    }));
    signed
}

/// Whether a registered acknowledgement is of a version.
fn is_of(acknowledgement: &Entity, guideline: &Guideline) -> bool {
    let says = |field: &str, wanted: &str| match acknowledgement.reading(field) {
        Reading::Known(Value::Text(text)) => folded(text) == folded(wanted),
        _ => false,
    };
    says("policy", &guideline.title) && says("version", &guideline.version)
}
