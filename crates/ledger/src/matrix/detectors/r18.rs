//! R18: somebody is responsible, there is something to do, and they did nothing of it.

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};
use crate::matrix::Letter;

pub(super) const DETECTOR: Detector = Detector {
    id: "r18-responsible-and-idle",
    needs: &[Topic::Matrix, Topic::Passes, Topic::Fixes],
    look,
};

fn look(seen: &Seen, limits: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| gap(seen, id, activity, limits))
        .collect()
}

fn gap(seen: &Seen, id: &EntityId, activity: &Activity, limits: &Limits) -> Option<Gap> {
    if activity.open_findings == 0 {
        return None;
    }
    let usual = limits.get("days of a cadence nobody named");
    let cadence = activity.cadence_days.map_or(usual, f64::from);
    let within = cadence * limits.get("cadences");
    let rows = activity.holding(Letter::R).filter_map(|seat| {
        let held = seat.since.or(activity.since);
        if held.is_none_or(|since| seen.days_since(since) < within) || seat.people.is_empty() {
            return None;
        }
        let acted = seen.fixes.iter().any(|fix| {
            fix.activity == *id
                && seat.people.contains(&fix.by)
                && seen.days_since(fix.at) <= within
        });
        if acted {
            return None;
        }
        let (who, what) = (seat.party.name(seen), seen.name(id));
        let says = format!(
            "{who} closed nothing of {what} in {within:.0} days, and {} are open",
            activity.open_findings
        );
        let row = Row::new(format!("{} {}", seat.party.key(), seat.scope), says);
        let boss = activity
            .holding(Letter::A)
            .find_map(super::SeatSeen::person);
        let row = row.parties(seat.person().into_iter().chain(boss));
        Some(
            row.about([seat])
                .since(held)
                .ways(&[Way::Assign, Way::Elsewhere]),
        )
    });
    Gap::missed(id, rows.collect())
}
