//! Who may say who does what of an activity. One answer for every command that changes the matrix.

use std::collections::BTreeSet;

use inventory::follow;
use ledger::matrix::{Held, Letter, Reached, Resolved, Scope, Through, Unreached, folded};
use model::{Entity, EntityId, Problem, id::ActivityId, problem::Place};

use super::{Parties, acting::KEEPING};
use crate::{decisions::Author, parties::View, workspace::Workspace};

/// The role that leads security.
pub const HEAD_OF_SECURITY: &str = "Head of Security";

/// Who may change the matrix as it stands.
#[derive(Clone, Debug)]
pub struct Changers<'a> {
    view: View<'a>,
    matrix: &'a Resolved,
    /// Who may change all of it.
    everywhere: BTreeSet<EntityId>,
}

impl<'a> Changers<'a> {
    /// For a matrix: who is accountable for keeping it or for the security rules, and the Head of
    /// Security, may change all of it.
    pub fn new(view: View<'a>, matrix: &'a Resolved, workspace: &Workspace) -> Self {
        let keeping = [KEEPING, workspace.settings.security_activity.as_str()];
        let keeping = keeping
            .into_iter()
            .filter_map(|title| matrix.activity(title));
        let held = keeping.flat_map(|one| matrix.whole(&one.id, Letter::A));
        let mut everywhere: BTreeSet<EntityId> = held
            .filter_map(|held| held.reached.person().cloned())
            .collect();
        let lead = Parties::new(view).reach(HEAD_OF_SECURITY);
        everywhere.extend(lead.person().cloned());
        Self {
            view,
            matrix,
            everywhere,
        }
    }

    /// Who may say who does what of an activity over a scope: those above, who is accountable for
    /// it there, and the head of their department and of the scope's unit. Nobody where none of
    /// these is here: then anybody may, because somebody has to be the first.
    pub fn of(&self, activity: &ActivityId, scope: &Scope) -> BTreeSet<EntityId> {
        let mut may = self.everywhere.clone();
        let held = self.matrix.holders(activity, Letter::A);
        for held in held.filter(|held| covers(held, scope)) {
            may.extend(held.reached.person().cloned());
            let home = named(held).and_then(|person| self.view.inventory.get(person));
            let unit = home.and_then(|person| self.view.unit(person));
            may.extend(unit.into_iter().flat_map(|unit| self.head(unit)));
        }
        if let Some(unit) = &scope.unit {
            let departments = self.view.inventory.of("department").iter();
            let meant = departments.filter(|one| folded(&one.name) == folded(unit));
            may.extend(meant.flat_map(|one| self.head(one)));
        }
        may
    }

    /// Says no to whom may not, with the names of those who may.
    ///
    /// # Errors
    /// When the author is none of them.
    pub fn refuse_others(
        &self,
        (activity, scope): (&ActivityId, &Scope),
        author: &Author,
    ) -> Result<(), Problem> {
        let may = self.of(activity, scope);
        if may.is_empty() || may.contains(&author.person) {
            return Ok(());
        }
        let says = format!("{} may not say who does this", author.name);
        let problem = Problem::new("matrix-not-yours", says, Place::file("command line"));
        Err(problem.advise(format!("{} may", self.names(&may).join(" or "))))
    }

    /// What people are called, in order.
    pub fn names(&self, people: &BTreeSet<EntityId>) -> Vec<String> {
        let people = people.iter().filter_map(|id| self.view.inventory.get(id));
        let names: BTreeSet<String> = people.map(|person| person.name.clone()).collect();
        names.into_iter().collect()
    }

    fn head(&self, unit: &Entity) -> Vec<EntityId> {
        let path = ["head".to_owned()];
        let heads = follow(self.view.inventory, self.view.vocabulary, unit, &path);
        let heads = heads.into_iter();
        heads.filter(|person| self.view.is_living(person)).collect()
    }
}

/// Whoever holds it for one unit has no say about another one, nor about the whole.
fn covers(held: &Held, scope: &Scope) -> bool {
    let even = |unit: &Option<String>| unit.as_deref().map(folded);
    let over = &held.assignment.seat.scope;
    over.unit.is_none() || even(&over.unit) == even(&scope.unit)
}

/// The person an assignment names, also one who left: their department still has a head.
fn named(held: &Held) -> Option<&EntityId> {
    match &held.reached {
        Reached::Person {
            through: Through::Delegate { of, .. },
            ..
        } => of.as_ref(),
        Reached::Nobody(Unreached::Left(person) | Unreached::NotYet(person)) => Some(person),
        reached => reached.person(),
    }
}
