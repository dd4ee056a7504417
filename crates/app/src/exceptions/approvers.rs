//! Who may approve an exception.

use std::collections::{BTreeMap, BTreeSet};

use inventory::follow;
use ledger::{exceptions::needed_for, matrix::Letter};
use model::{
    EntityId, Exception,
    exception::{Asked, Level},
};

use super::Desk;
use crate::matrix::{Parties, may::HEAD_OF_SECURITY};

/// One who has to approve: as what, and who may.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Approver {
    /// As what.
    pub level: Level,
    /// Who may; empty where the matrix and the sources name nobody.
    pub people: BTreeSet<EntityId>,
    /// Who did.
    pub approved: Option<EntityId>,
}

/// Who has to approve an exception, level by level.
pub fn who_may(desk: &Desk, exception: &Exception) -> Vec<Approver> {
    let asked = &exception.asked;
    let approver = |level: Level| Approver {
        level,
        people: people(desk, asked, level),
        approved: exception.approved.get(&level).cloned(),
    };
    needed_for(exception).into_iter().map(approver).collect()
}

/// Who is of a level for everything that was asked for; the one who asks is never among them.
fn people(desk: &Desk, asked: &Asked, level: Level) -> BTreeSet<EntityId> {
    let rule = desk.workspace.rule(&asked.rule).map(|loaded| &loaded.rule);
    let mut people = match (level, asked.approver.as_deref()) {
        (Level::Accountable, Some(role)) => role_holder(desk, role),
        (Level::Accountable, None) => for_all(desk, asked, |desk, entity| {
            let activity = rule.and_then(|rule| rule.activity.as_deref());
            accountable(desk, activity.unwrap_or_default(), entity)
        }),
        (Level::DepartmentHead, _) => for_all(desk, asked, head),
        (Level::HeadOfSecurity, _) => role_holder(desk, HEAD_OF_SECURITY),
    };
    people.remove(&asked.requester);
    people
}

fn role_holder(desk: &Desk, role: &str) -> BTreeSet<EntityId> {
    let reached = Parties::new(desk.view()).reach(role);
    reached.person().cloned().into_iter().collect()
}

/// Those who are it for every entity that an exception covers.
fn for_all(
    desk: &Desk,
    asked: &Asked,
    of: impl Fn(&Desk, &EntityId) -> BTreeSet<EntityId>,
) -> BTreeSet<EntityId> {
    let all = asked.frozen.keys().map(|entity| of(desk, entity));
    let all = all.reduce(|a, b| a.intersection(&b).cloned().collect());
    all.unwrap_or_default()
}

/// The people accountable for an activity, for an entity.
pub(super) fn accountable(desk: &Desk, activity: &str, entity: &EntityId) -> BTreeSet<EntityId> {
    let view = desk.view();
    let Some(entity) = view.inventory.get(entity) else {
        return BTreeSet::new();
    };
    let held = view.holders_for(activity, Letter::A, entity);
    held.into_iter().collect()
}

/// The head of the department that an entity belongs to.
fn head(desk: &Desk, entity: &EntityId) -> BTreeSet<EntityId> {
    let view = desk.view();
    let unit = view
        .inventory
        .get(entity)
        .and_then(|entity| view.unit(entity));
    let Some(unit) = unit else {
        return BTreeSet::new();
    };
    let heads = follow(view.inventory, view.vocabulary, unit, &["head".to_owned()]);
    heads.into_iter().filter(|p| view.is_living(p)).collect()
}

/// The departments that an exception is about, each with how many entities.
pub(super) fn departments(desk: &Desk, asked: &Asked) -> BTreeMap<String, usize> {
    let view = desk.view();
    let mut all = BTreeMap::new();
    for entity in asked.frozen.keys().filter_map(|id| view.inventory.get(id)) {
        let unit = view.unit(entity).map(|unit| unit.name.clone());
        *all.entry(unit.unwrap_or_else(|| "no department".to_owned()))
            .or_default() += 1;
    }
    all
}
