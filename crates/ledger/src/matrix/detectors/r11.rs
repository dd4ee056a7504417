//! R11: an activity that no rule measures.

use super::{Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r11-nothing-measures",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| {
        let said = activity.unmeasured_because.as_ref();
        if !activity.measured_by.is_empty() || (said.is_some() && !activity.first_tier) {
            return None;
        }
        let says = format!("no rule in force measures {}", seen.name(id));
        let row = Row::new("all", says)
            .parties(activity.answering().filter_map(super::SeatSeen::person))
            .said(
                "its page",
                said.cloned()
                    .unwrap_or_else(|| "says nothing of it".to_owned()),
            )
            .ways(&[Way::Elsewhere]);
        let gap = Gap::missed(id, vec![row])?;
        Some(if activity.first_tier { gap } else { gap.less() })
    })
    .collect()
}
