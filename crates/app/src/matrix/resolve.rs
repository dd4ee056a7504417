//! The matrix followed to people and things.

use std::collections::BTreeMap;

use jiff::civil::Date;
use ledger::matrix::{
    Acknowledgement, Assignment, Delegation, Extent, Held, Matrix, Reached, Resolved, Seat, Through,
};
use model::{EntityId, Life};

use super::Parties;
use crate::parties::View;

/// Resolves a matrix on a day. What selectors mean comes from [`super::extents`].
pub fn resolve(
    matrix: Matrix,
    view: &View,
    things: &BTreeMap<String, Extent>,
    today: Date,
) -> Resolved {
    let parties = Parties::new(*view);
    let resolver = Resolver {
        matrix: &matrix,
        parties: &parties,
        view,
        things,
        today,
    };
    let held = matrix.holding(today);
    let held = held.map(|assignment| resolver.held(assignment)).collect();
    let entities = numbered(view);
    Resolved {
        held,
        entities: matrix
            .activities
            .values()
            .filter_map(|one| Some((one.id.clone(), entities.get(one.id.as_str())?.clone())))
            .collect(),
        activities: matrix.activities,
    }
}

/// The activities that have numbers, by their own id.
fn numbered(view: &View) -> BTreeMap<String, EntityId> {
    let activities = view.inventory.of("activity").iter();
    let living = activities.filter(|entity| entity.life != Life::Gone);
    let ours = living.flat_map(|entity| {
        let members = entity.members.iter();
        let ours = members.filter(|one| one.record.source.as_str() == super::SOURCE);
        ours.map(|one| (one.record.native_id.to_string(), entity.id.clone()))
    });
    ours.collect()
}

struct Resolver<'a> {
    matrix: &'a Matrix,
    parties: &'a Parties<'a>,
    view: &'a View<'a>,
    things: &'a BTreeMap<String, Extent>,
    today: Date,
}

impl Resolver<'_> {
    fn held(&self, assignment: &Assignment) -> Held {
        let seat = &assignment.seat;
        let reached = self.reached(seat);
        let selector = seat.scope.selector.as_ref();
        Held {
            assignment: assignment.clone(),
            unit: seat.scope.unit.as_deref().and_then(|name| self.unit(name)),
            extent: selector.map_or(Extent::Whole, |selector| {
                let known = self.things.get(selector).cloned();
                known.unwrap_or(Extent::Unreadable)
            }),
            acknowledged: self.acknowledged(seat, &reached),
            reached,
        }
    }

    /// Whom a seat reaches: who stands in for it today, else its own party.
    fn reached(&self, seat: &Seat) -> Reached {
        let own = self.parties.reach(&seat.party);
        let stands_in = |one: &&Delegation| one.seat.is_same(seat) && self.today <= one.until;
        let mut latest_first = self.matrix.delegations.iter().rev().filter(stands_in);
        let deputy = latest_first.find_map(|one| {
            let person = self.parties.reach(&one.to).person()?.clone();
            let through = Through::Delegate {
                of: own.person().cloned(),
                until: one.until,
            };
            Some(Reached::Person { person, through })
        });
        deputy.unwrap_or(own)
    }

    /// What whoever is reached last said of a seat; what others said before them does not count.
    fn acknowledged(&self, seat: &Seat, reached: &Reached) -> Option<Acknowledgement> {
        let person = match reached {
            Reached::Person {
                through: Through::Delegate { of, .. },
                ..
            } => of.as_ref()?,
            _ => reached.person()?,
        };
        let about = |said: &Seat| {
            said.activity == seat.activity
                && said.letter == seat.letter
                && said.scope.is_same(&seat.scope)
        };
        let all = self.matrix.acknowledgements.iter().rev();
        all.filter(|one| about(&one.seat))
            .find(|one| self.parties.reach(&one.by).person() == Some(person))
            .cloned()
    }

    fn unit(&self, name: &str) -> Option<EntityId> {
        let wanted = ledger::matrix::folded(name);
        let departments = self.view.inventory.of("department").iter();
        let mut living = departments.filter(|entity| entity.life != Life::Gone);
        let found = living.find(|entity| {
            ledger::matrix::folded(&entity.name) == wanted || entity.id.to_string() == wanted
        });
        found.map(|entity| entity.id.clone())
    }
}
