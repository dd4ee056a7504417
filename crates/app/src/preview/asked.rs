//! Whom a rule would ask: the missed by department and by the person they go to.

use std::{cmp::Reverse, collections::BTreeMap};

use model::{Entity, EntityId, Verdict};
use people::Route;
use rules::tree::Rule;

use super::sheet::{DepartmentShare, OwnerShare, Transition};
use crate::parties::View;

/// Missed and unknown entities, each with its department and who would be asked.
#[derive(Debug, Default)]
pub(super) struct Asked {
    departments: BTreeMap<Option<EntityId>, DepartmentShare>,
    owners: BTreeMap<Option<EntityId>, OwnerShare>,
}

impl Asked {
    /// Looks up who would be asked, by the rule that findings carry.
    pub(super) fn of(view: &View, rule: &Rule, transitions: &[Transition]) -> Self {
        let mut asked = Self::default();
        asked.add(view, rule, transitions);
        asked
    }

    /// Adds what another rule asks.
    pub(super) fn add(&mut self, view: &View, rule: &Rule, transitions: &[Transition]) {
        for transition in transitions {
            let known = transition
                .entities
                .iter()
                .filter_map(|id| view.inventory.get(id));
            match transition.to {
                Verdict::Missed => known.for_each(|entity| {
                    self.missed(view, rule, entity, u64::from(transition.is_newly_missed()));
                }),
                Verdict::Unknown => {
                    known.for_each(|entity| self.department(view, entity).unknown += 1);
                }
                Verdict::Met | Verdict::NotApplicable => {}
            }
        }
    }

    fn missed(&mut self, view: &View, rule: &Rule, entity: &Entity, newly: u64) {
        let department = self.department(view, entity);
        department.missed += 1;
        department.newly_missed += newly;
        let person = goes_to(view, rule, entity);
        let owner = self
            .owners
            .entry(person.clone())
            .or_insert_with(|| OwnerShare {
                person,
                missed: 0,
                newly_missed: 0,
            });
        owner.missed += 1;
        owner.newly_missed += newly;
    }

    fn department(&mut self, view: &View, entity: &Entity) -> &mut DepartmentShare {
        let department = view.unit(entity).map(|unit| unit.id.clone());
        self.departments
            .entry(department.clone())
            .or_insert_with(|| DepartmentShare {
                department,
                missed: 0,
                newly_missed: 0,
                unknown: 0,
            })
    }

    /// By department, most missed first.
    pub(super) fn departments(&self) -> Vec<DepartmentShare> {
        let mut all: Vec<_> = self.departments.values().cloned().collect();
        all.sort_by_key(|share| Reverse((share.missed, share.unknown)));
        all
    }

    /// By person, most missed first.
    pub(super) fn owners(&self) -> Vec<OwnerShare> {
        let mut all: Vec<_> = self.owners.values().cloned().collect();
        all.sort_by_key(|share| Reverse(share.missed));
        all
    }
}

/// The person a finding of a rule on an entity would go to.
pub(super) fn goes_to(view: &View, rule: &Rule, entity: &Entity) -> Option<EntityId> {
    match view.route(rule, entity) {
        Route::To { person, .. } => Some(person),
        Route::Nobody { .. } => None,
    }
}
