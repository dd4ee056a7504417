//! R21: something was decided and whoever has to be asked gave no answer.

use std::collections::BTreeMap;

use model::EntityId;

use super::{Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};
use crate::matrix::Letter;

pub(super) const DETECTOR: Detector = Detector {
    id: "r21-decided-without-asking",
    needs: &[Topic::Matrix, Topic::Consultations],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let mut rows: BTreeMap<&EntityId, Vec<Row>> = BTreeMap::new();
    for decided in &seen.consultations {
        let all = rows.entry(&decided.activity).or_default();
        let Some(activity) = seen.activities.get(&decided.activity) else {
            continue;
        };
        for seat in activity.holding(Letter::C) {
            let Some(person) = seat.person() else {
                continue;
            };
            // Who came to be asked later could not have been.
            let later = seat.since.is_some_and(|since| since > decided.at);
            if later || decided.answered.contains(person) {
                continue;
            }
            let day = decided.at.strftime("%Y-%m-%d");
            let says = format!(
                "{} on {day} without an answer of {}, who has to be asked",
                decided.what,
                seen.name(person)
            );
            let boss = activity
                .holding(Letter::A)
                .find_map(super::SeatSeen::person);
            let row = Row::new(format!("{} {person}", decided.what), says);
            let row = row
                .parties([person].into_iter().chain(boss))
                .since(Some(decided.at));
            let row = row.answer(activity, &decided.what);
            all.push(row.ways(&[Way::Mine, Way::Elsewhere]));
        }
    }
    rows.into_iter()
        .map(|(id, rows)| Gap::missed(id, rows))
        .collect()
}
