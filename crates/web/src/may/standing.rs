//! What somebody is in the organisation, and how things stand to them.

use std::{collections::BTreeSet, sync::Arc};

use app::{
    parties::View,
    ports::{Account, Grant},
};
use inventory::follow;
use ledger::matrix::Letter;
use model::{Entity, EntityId, Finding, Life};

use super::{Relation, Role};
use crate::snapshot::{Reach, Snapshot};

/// Somebody who asks, as the organisation knows them.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The person; none for an account of the house, and for somebody who left.
    pub person: Option<EntityId>,
    /// What they are.
    pub roles: BTreeSet<Role>,
    /// The people of the teams they lead, and who reports to them.
    pub led: BTreeSet<EntityId>,
    /// The teams they lead.
    pub teams: BTreeSet<EntityId>,
    /// The departments they head, and what those are made of.
    pub headed: BTreeSet<EntityId>,
}

impl Standing {
    /// What an account stands for; worked out once in a snapshot.
    pub fn of(account: &Account, snapshot: &Snapshot) -> Arc<Self> {
        let key = (account.person.clone(), account.grants.clone());
        snapshot.standing(key, |(person, grants)| {
            Self::worked_out(person.as_ref(), grants, snapshot)
        })
    }

    fn worked_out(
        person: Option<&EntityId>,
        grants: &BTreeSet<Grant>,
        snapshot: &Snapshot,
    ) -> Self {
        let mut this = Self::default();
        for grant in grants {
            this.roles.insert(match grant {
                Grant::Administrator => Role::Administrator,
                Grant::Auditor => Role::Auditor,
            });
        }
        let view = snapshot.view();
        let person = person.and_then(|id| view.inventory.get(id));
        if let Some(person) = person.filter(|person| view.is_living(&person.id)) {
            this.person = Some(person.id.clone());
            this.roles.insert(Role::Employee);
            this.leads(&view, &person.id);
            this.heads(&view, &person.id);
            this.signs(snapshot, &person.id);
        }
        this
    }

    fn leads(&mut self, view: &View<'_>, person: &EntityId) {
        for team in view
            .inventory
            .of("team")
            .iter()
            .filter(|team| team.life != Life::Gone)
        {
            if to(view, team, "lead").contains(person) {
                self.teams.insert(team.id.clone());
                self.led.extend(view.people_behind(&team.id));
            }
        }
        if let Some(entity) = view.inventory.get(person) {
            let reports = to(view, entity, "reports").into_iter();
            self.led
                .extend(reports.filter(|report| view.is_living(report)));
        }
        self.led.remove(person);
        if !self.led.is_empty() || !self.teams.is_empty() {
            self.roles.insert(Role::TeamLead);
        }
    }

    fn heads(&mut self, view: &View<'_>, person: &EntityId) {
        let departments: Vec<&Entity> = view.inventory.of("department").iter().collect();
        for department in &departments {
            if department.life != Life::Gone && to(view, department, "head").contains(person) {
                self.headed.insert(department.id.clone());
            }
        }
        // What is part of a department is headed with it, however deep; a circle ends.
        loop {
            let before = self.headed.len();
            for department in &departments {
                if to(view, department, "parent")
                    .iter()
                    .any(|id| self.headed.contains(id))
                {
                    self.headed.insert(department.id.clone());
                }
            }
            if self.headed.len() == before {
                break;
            }
        }
        if !self.headed.is_empty() {
            self.roles.insert(Role::DepartmentHead);
        }
    }

    fn signs(&mut self, snapshot: &Snapshot, person: &EntityId) {
        let matrix = &snapshot.known.matrix;
        let accountable = matrix.held.iter().any(|held| {
            held.assignment.seat.letter == Letter::A && held.reached.person() == Some(person)
        });
        if accountable || !self.headed.is_empty() {
            self.roles.insert(Role::Approver);
        }
        if snapshot.security_leads().contains(person) {
            self.roles.insert(Role::SecurityLead);
        }
    }

    /// How something in the inventory stands to them.
    pub fn to_thing(&self, snapshot: &Snapshot, entity: &Entity) -> Relation {
        match snapshot.reach(&entity.id) {
            Some(reach) => self.nearest(&entity.id, reach, None),
            None => Relation::Elsewhere,
        }
    }

    /// How a finding stands to them: it is theirs as well where they are the one to act.
    pub fn to_finding(&self, snapshot: &Snapshot, finding: &Finding) -> Relation {
        // A number that was merged into another one is looked up by that.
        let entity = snapshot.known.inventory.get(&finding.entity);
        let reach = entity.and_then(|entity| snapshot.reach(&entity.id));
        match (entity, reach) {
            (Some(entity), Some(reach)) => {
                self.nearest(&entity.id, reach, snapshot.goes_to(&finding.id))
            }
            _ => Relation::Elsewhere,
        }
    }

    /// How a department stands to them.
    pub fn to_department(&self, department: &EntityId) -> Relation {
        match self.headed.contains(department) {
            true => Relation::Own,
            false => Relation::Elsewhere,
        }
    }

    fn nearest(&self, thing: &EntityId, reach: &Reach, acts: Option<&EntityId>) -> Relation {
        let people = || reach.people.iter().chain(acts);
        if self
            .person
            .as_ref()
            .is_some_and(|person| people().any(|one| one == person))
        {
            return Relation::Own;
        }
        if self.teams.contains(thing) || people().any(|one| self.led.contains(one)) {
            return Relation::Team;
        }
        match reach
            .unit
            .as_ref()
            .is_some_and(|unit| self.headed.contains(unit))
        {
            true => Relation::Department,
            false => Relation::Elsewhere,
        }
    }
}

/// Whom or what a link leads to.
fn to(view: &View<'_>, entity: &Entity, link: &str) -> Vec<EntityId> {
    follow(view.inventory, view.vocabulary, entity, &[link.to_owned()])
}
