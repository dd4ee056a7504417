//! Scopes compared on living things, never on their text.

use std::collections::BTreeSet;

use model::EntityId;

use super::{Activity, Gap, Row, SeatSeen, Seen, Way};
use crate::matrix::{Letter, Scope};

/// Whether one letter is held wherever another one is.
pub(super) struct Lacking {
    /// The letter that has to be held.
    pub(super) letter: Letter,
    /// The letter over whose scopes it has to be.
    pub(super) where_held: Letter,
    /// What nobody does: `is accountable for`.
    pub(super) verb: &'static str,
}

impl Lacking {
    /// The gap of one activity.
    pub(super) fn look(&self, seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
        let name = seen.name(id);
        if activity.holding(self.letter).next().is_none() {
            let says = format!("nobody {} {name}", self.verb);
            let others = activity.holding(self.where_held);
            let row = Row::new("all", says).parties(others.filter_map(SeatSeen::person));
            let row = row.vacant(activity, self.letter, Scope::default());
            return Gap::missed(id, vec![row.ways(&[Way::Assign])]);
        }
        let surely = over(activity, self.letter, |seat| &seat.over);
        let perhaps = over(activity, self.letter, |seat| &seat.perhaps);
        let (mut missed, mut unknown) = (Vec::new(), Vec::new());
        for seat in activity.holding(self.where_held) {
            let open: BTreeSet<&EntityId> = seat.over.difference(&surely).collect();
            let sure: Vec<&EntityId> = open
                .iter()
                .copied()
                .filter(|one| !perhaps.contains(*one))
                .collect();
            if open.is_empty() {
                continue;
            }
            let which = if sure.is_empty() {
                open.iter().copied().collect()
            } else {
                sure.clone()
            };
            let says = format!(
                "nobody {} {name}{}: {}",
                self.verb,
                seat.within(),
                seen.list(which)
            );
            let row = Row::new(format!("{} {}", self.where_held, seat.scope), says)
                .parties(seat.person())
                .said(&seat.place, format!("names {} only", self.where_held))
                .since(seat.since)
                .vacant(activity, self.letter, seat.scope_of())
                .ways(&[Way::Assign]);
            if sure.is_empty() {
                unknown.push(row)
            } else {
                missed.push(row)
            }
        }
        Gap::of(id, missed, unknown)
    }
}

/// All that the holders of a letter are over.
pub(super) fn over<'a>(
    activity: &'a Activity,
    letter: Letter,
    what: impl Fn(&'a SeatSeen) -> &'a BTreeSet<EntityId>,
) -> BTreeSet<EntityId> {
    activity.holding(letter).flat_map(what).cloned().collect()
}

/// What two scopes have in common: surely, and at most.
pub(super) struct Shared {
    /// In both for sure.
    pub(super) sure: BTreeSet<EntityId>,
    /// In both for all that is known.
    pub(super) possible: BTreeSet<EntityId>,
}

/// What two holders are both over.
pub(super) fn shared(one: &SeatSeen, two: &SeatSeen) -> Shared {
    let all = |seat: &SeatSeen| seat.over.union(&seat.perhaps).cloned().collect();
    let (a, b): (BTreeSet<EntityId>, BTreeSet<EntityId>) = (all(one), all(two));
    Shared {
        sure: one.over.intersection(&two.over).cloned().collect(),
        possible: a.intersection(&b).cloned().collect(),
    }
}

/// Each pair of holders, in order.
pub(super) fn pairs<'s>(
    seats: &[&'s SeatSeen],
) -> impl Iterator<Item = (&'s SeatSeen, &'s SeatSeen)> {
    let all: Vec<&'s SeatSeen> = seats.to_vec();
    (0..all.len()).flat_map(move |i| {
        let all = all.clone();
        (i + 1..all.len()).map(move |j| (all[i], all[j]))
    })
}
