//! R27: a vendor does the work, without a contract or without anybody here who answers for it.

use model::EntityId;

use super::{
    Activity, Detector, Gap, Limits, Looked, Party, Row, SeatSeen, Seen, Topic, Way, scopes::shared,
};
use crate::matrix::{Letter, Scope};

pub(super) const DETECTOR: Detector = Detector {
    id: "r27-vendor-alone",
    needs: &[Topic::Matrix, Topic::Vendors],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let is_vendor = |seat: &SeatSeen| matches!(seat.party, Party::Vendor(_));
    let all = seen.activities.iter();
    let all = all.filter(|(_, activity)| activity.holding(Letter::R).any(is_vendor));
    all.map(|(id, activity)| gap(seen, id, activity)).collect()
}

fn gap(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    let (mut missed, mut unknown) = (Vec::new(), Vec::new());
    for seat in activity.holding(Letter::R) {
        let Party::Vendor(vendor) = &seat.party else {
            continue;
        };
        let (who, what) = (seen.name(vendor), seen.name(id));
        let row = |key: &str, says: String| {
            let row = Row::new(format!("{vendor} {key}"), says);
            let inside = activity.holding(Letter::A).filter_map(SeatSeen::person);
            row.parties(inside)
                .said(&seat.place, format!("{who} is responsible"))
                .since(seat.since)
        };
        let inside = activity
            .holding(Letter::A)
            .any(|one| one.person().is_some() && !shared(seat, one).possible.is_empty());
        if !inside {
            let says = format!("{who} does {what}, and nobody here is accountable for it");
            let row = row("inside", says).vacant(activity, Letter::A, Scope::default());
            missed.push(row.ways(&[Way::Assign]));
        }
        match seen.vendors.get(vendor).and_then(|one| one.contract) {
            Some(true) => {}
            Some(false) => {
                let says = format!("{who} does {what} without a contract");
                missed.push(row("contract", says).ways(&[Way::Elsewhere]));
            }
            None => {
                let says = format!("whether {who} has a contract is not known");
                unknown.push(row("contract", says));
            }
        }
    }
    Gap::of(id, missed, unknown)
}
