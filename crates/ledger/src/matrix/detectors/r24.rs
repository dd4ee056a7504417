//! R24: nothing shows that an activity was done when it should have been.

use super::{Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r24-not-done-in-time",
    needs: &[Topic::Matrix, Topic::Passes],
    look,
};

fn look(seen: &Seen, limits: &Limits) -> Looked {
    let grace = limits.get("days of grace");
    let paced = seen.activities.iter();
    // Without a rule nothing could show it: R11 says so.
    let paced = paced.filter(|(_, it)| {
        it.cadence_days.is_some() && (!it.measured_by.is_empty() || it.shown_here)
    });
    paced
        .map(|(id, activity)| {
            let within = f64::from(activity.cadence_days?) + grace;
            let last = activity.evidence.or(activity.since)?;
            if seen.days_since(last) <= within {
                return None;
            }
            let what = seen.name(id);
            let says = match activity.evidence {
                Some(at) => format!(
                    "{what}: the last evidence is of {}",
                    at.strftime("%Y-%m-%d")
                ),
                None => format!("{what}: nothing ever showed that it was done"),
            };
            let row = Row::new("all", says)
                .parties(activity.answering().filter_map(super::SeatSeen::person))
                .since(Some(last))
                .ways(&[Way::Elsewhere]);
            Gap::missed(id, vec![row])
        })
        .collect()
}
