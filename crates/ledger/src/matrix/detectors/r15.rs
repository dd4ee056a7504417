//! R15: whoever is accountable or responsible may not change the things they answer for.

use std::collections::BTreeSet;

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, SeatSeen, Seen, Topic, Way};
use crate::matrix::{Letter, Scope};

pub(super) const DETECTOR: Detector = Detector {
    id: "r15-answering-without-access",
    needs: &[Topic::Matrix, Topic::Grants],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let granted = |activity: &Activity| activity.about.iter().any(|id| grants(seen, id).is_some());
    let all = seen.activities.iter();
    let all = all.filter(|(_, activity)| granted(activity));
    all.map(|(id, activity)| gap(seen, id, activity)).collect()
}

/// Who may change a thing, where a complete source tells.
pub(super) fn grants<'s>(seen: &'s Seen, thing: &EntityId) -> Option<&'s BTreeSet<EntityId>> {
    seen.things.get(thing)?.grants.as_ref()
}

fn gap(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    let mut shut: Vec<(&EntityId, Vec<&SeatSeen>)> = Vec::new();
    for thing in &activity.about {
        let Some(may) = grants(seen, thing) else {
            continue;
        };
        let over = activity
            .answering()
            .filter(|seat| seat.over.contains(thing));
        let over: Vec<&SeatSeen> = over.filter(|seat| !seat.people.is_empty()).collect();
        let can = over.iter().any(|seat| !seat.people.is_disjoint(may));
        if !can && !over.is_empty() {
            shut.push((thing, over));
        }
    }
    let rows = shut.iter().map(|(thing, over)| {
        let people: BTreeSet<&EntityId> = over.iter().filter_map(|seat| seat.person()).collect();
        let (who, what) = (seen.list(people.iter().copied()), seen.name(thing));
        let says = format!("{who} answers for {what} and may not change it");
        let may = grants(seen, thing).map_or_else(String::new, |may| seen.list(may));
        Row::new(thing.to_string(), says)
            .parties(people)
            .said("may change it", may)
            .vacant(activity, Letter::R, Scope::default())
            .ways(&[Way::Elsewhere, Way::Assign])
    });
    Gap::missed(id, rows.collect())
}
