//! R11: an activity that no rule measures.

use model::RuleId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r11-nothing-measures",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| {
        let said = activity.unmeasured_because.as_ref();
        let excused = said.is_some() && !activity.first_tier;
        if !activity.measured_by.is_empty() || activity.shown_here || excused {
            return None;
        }
        let says = format!("no rule in force measures {}", seen.name(id));
        let mut row = Row::new("all", says)
            .parties(activity.answering().filter_map(super::SeatSeen::person))
            .ways(ways(activity))
            .measure(activity);
        if let Some(said) = said {
            row = row.said("its page", said);
        }
        if !activity.could_measure.is_empty() {
            let rules = activity.could_measure.iter().map(RuleId::as_str);
            let rules: Vec<&str> = rules.collect();
            let would = format!("{} would, not in force yet", rules.join(", "));
            row = row.said("shipped rules", would);
        }
        let gap = Gap::missed(id, vec![row])?;
        Some(if activity.first_tier { gap } else { gap.less() })
    })
    .collect()
}

/// What depends on an activity of tier 1 is too much to be left unmeasured.
fn ways(activity: &Activity) -> &'static [Way] {
    match (activity.could_measure.is_empty(), activity.first_tier) {
        (true, true) => &[Way::Elsewhere],
        (true, false) => &[Way::Unmeasured],
        (false, true) => &[Way::Adopt],
        (false, false) => &[Way::Adopt, Way::Unmeasured],
    }
}
