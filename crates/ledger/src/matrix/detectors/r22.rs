//! R22: living things that no assignment of their activity is over.

use std::collections::BTreeSet;

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};
use crate::matrix::{Letter, Scope};

pub(super) const DETECTOR: Detector = Detector {
    id: "r22-things-nobody-is-assigned",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    // Where nobody is named at all, R01 says so.
    let named = seen.activities.iter();
    let named = named.filter(|(_, activity)| activity.holding(Letter::A).next().is_some());
    named
        .map(|(id, activity)| gap(seen, id, activity))
        .collect()
}

fn gap(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    let surely = activity.answering().flat_map(|seat| &seat.over);
    let surely: BTreeSet<&EntityId> = surely.collect();
    let perhaps = activity.answering().flat_map(|seat| &seat.perhaps);
    let perhaps: BTreeSet<&EntityId> = perhaps.collect();
    let left: Vec<&EntityId> = activity
        .about
        .iter()
        .filter(|one| !surely.contains(one))
        .collect();
    let (open, out): (Vec<&EntityId>, Vec<&EntityId>) =
        left.into_iter().partition(|one| perhaps.contains(one));
    let row = |things: Vec<&EntityId>, how: &str| {
        let count = things.len();
        let says = format!(
            "{count} of {} {how} anybody's of {}: {}",
            activity.about.len(),
            seen.name(id),
            seen.list(things)
        );
        let boss = activity
            .holding(Letter::A)
            .find_map(super::SeatSeen::person);
        let row = Row::new("all", says).parties(boss);
        let row = row.vacant(activity, Letter::A, Scope::default());
        vec![row.ways(&[Way::Assign])]
    };
    let missed = if out.is_empty() {
        Vec::new()
    } else {
        row(out, "are not")
    };
    let unknown = if open.is_empty() {
        Vec::new()
    } else {
        row(open, "may not be")
    };
    Gap::of(id, missed, unknown)
}
