//! R02: two people accountable for one thing, also where two selectors overlap on it.

use super::{
    Activity, Detector, Gap, Limits, Looked, Row, SeatSeen, Seen, Topic, Way,
    scopes::{pairs, shared},
};
use crate::matrix::Letter;
use model::EntityId;

pub(super) const DETECTOR: Detector = Detector {
    id: "r02-several-accountable",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| gap(seen, id, activity)).collect()
}

fn gap(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    let (mut missed, mut unknown) = (Vec::new(), Vec::new());
    let holding: Vec<&SeatSeen> = activity.holding(Letter::A).collect();
    for (one, two) in pairs(&holding) {
        if one.party == two.party {
            continue;
        }
        let both = shared(one, two);
        let what = if both.sure.is_empty() {
            &both.possible
        } else {
            &both.sure
        };
        if what.is_empty() {
            continue;
        }
        let says = format!(
            "{} and {} are both accountable for {}: {}",
            party(seen, one),
            party(seen, two),
            seen.name(id),
            seen.list(what)
        );
        let row = Row::new(format!("{} and {}", key(one), key(two)), says)
            .parties(one.person().into_iter().chain(two.person()))
            .said(
                &one.place,
                format!("{} is accountable{}", party(seen, one), one.within()),
            )
            .said(
                &two.place,
                format!("{} is accountable{}", party(seen, two), two.within()),
            )
            .since(one.since.max(two.since))
            .about([one, two])
            .ways(&[Way::Mine, Way::Theirs, Way::Neither, Way::Assign]);
        if both.sure.is_empty() {
            unknown.push(row)
        } else {
            missed.push(row)
        }
    }
    Gap::of(id, missed, unknown)
}

fn party(seen: &Seen, seat: &SeatSeen) -> String {
    seat.party.name(seen)
}

fn key(seat: &SeatSeen) -> String {
    format!("{} {}", seat.party.key(), seat.scope)
        .trim()
        .to_owned()
}
