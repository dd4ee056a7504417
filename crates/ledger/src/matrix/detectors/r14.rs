//! R14: accountable for a department they have no authority in.

use std::collections::BTreeSet;

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Manager, Row, Seen, Thing, Topic, Way};
use crate::matrix::Letter;

pub(super) const DETECTOR: Detector = Detector {
    id: "r14-accountable-from-elsewhere",
    needs: &[Topic::Matrix, Topic::People],
    look,
};

const WAYS: &[Way] = &[Way::Assign, Way::Elsewhere];

fn look(seen: &Seen, _: &Limits) -> Looked {
    let activities = seen.activities.iter();
    let things = seen
        .things
        .iter()
        .filter(|(_, it)| it.cost_centre.is_some());
    let activities = activities.map(|(id, activity)| of_activity(seen, id, activity));
    activities
        .chain(things.map(|(id, thing)| of_thing(seen, id, thing)))
        .collect()
}

/// Whether somebody works in a department or in one above it, or heads one of these; none where
/// their own department is not known.
fn has_authority(seen: &Seen, person: &EntityId, unit: &EntityId) -> Option<bool> {
    let mut above = BTreeSet::new();
    let mut next = Some(unit);
    while let Some(one) = next.filter(|one| above.insert((*one).clone())) {
        let department = seen.departments.get(one);
        if department.is_some_and(|it| it.head == Manager::Is(person.clone())) {
            return Some(true);
        }
        next = department.and_then(|it| it.parent.as_ref());
    }
    let home = seen.department_of(person)?;
    Some(above.contains(home))
}

fn of_activity(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    let (mut missed, mut unknown) = (Vec::new(), Vec::new());
    for seat in activity.holding(Letter::A) {
        let (Some(person), Some(unit)) = (seat.person(), &seat.unit) else {
            continue;
        };
        let (who, what, where_) = (seen.name(person), seen.name(id), seen.name(unit));
        let row = |says: String| {
            let head = seen.departments.get(unit).map(|it| &it.head);
            let head = match head {
                Some(Manager::Is(head)) => Some(head),
                _ => None,
            };
            let row = Row::new(format!("{person} {unit}"), says);
            let row = row.parties([person].into_iter().chain(head));
            row.said(&seat.place, format!("{who} is accountable"))
                .since(seat.since)
                .about([seat])
                .ways(WAYS)
        };
        match has_authority(seen, person, unit) {
            Some(true) => {}
            Some(false) => missed.push(row(format!(
                "{who} is accountable for {what} in {where_} and works in {}",
                seen.department_of(person)
                    .map_or_else(String::new, |it| seen.name(it)),
            ))),
            None => unknown.push(row(format!("in which department {who} works is not known"))),
        }
    }
    Gap::of(id, missed, unknown)
}

fn of_thing(seen: &Seen, id: &EntityId, thing: &Thing) -> Option<Gap> {
    let pays = thing.cost_centre.as_ref()?;
    let owner = thing.mine.first();
    let owner = owner.or_else(|| thing.claims.first()?.people.first())?;
    if has_authority(seen, owner, pays)? {
        return None;
    }
    let (who, what, where_) = (seen.name(owner), seen.name(id), seen.name(pays));
    let says = format!("{who} answers for {what}, and {where_} pays for it");
    let row = Row::new("owner", says).parties([owner]).owner().ways(WAYS);
    Gap::missed(id, vec![row])
}
