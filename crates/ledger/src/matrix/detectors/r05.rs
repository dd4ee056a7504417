//! R05: accountable is a list, a placeholder or a team that nobody leads, and so no one person.

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Party, Row, Seen, Topic, Way};
use crate::matrix::Letter;

pub(super) const DETECTOR: Detector = Detector {
    id: "r05-accountable-is-no-person",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| gap(seen, id, activity)).collect()
}

fn gap(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    let (mut missed, mut unknown) = (Vec::new(), Vec::new());
    for seat in activity.holding(Letter::A) {
        let (name, what) = (seat.party.name(seen), seen.name(id));
        let why = match &seat.party {
            Party::Leaderless(_) => format!("{name} is accountable for {what} and nobody leads it"),
            Party::Nobody(_) => format!("{name} is accountable for {what} and is no one person"),
            Party::NotTold(_) => format!("no source tells yet who {name} is"),
            Party::Person(_) | Party::Vendor(_) | Party::Unknown(_) => continue,
        };
        let row = Row::new(format!("{} {}", seat.party.key(), seat.scope), why)
            .parties(&seat.people)
            .said(&seat.place, format!("{name} is accountable"))
            .since(seat.since)
            .about([seat])
            .ways(&[Way::Assign]);
        match seat.party {
            Party::NotTold(_) => unknown.push(row),
            _ => missed.push(row),
        }
    }
    Gap::of(id, missed, unknown)
}
