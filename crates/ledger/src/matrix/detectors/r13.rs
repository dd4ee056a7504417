//! R13: a required control that no activity carries, and an activity that carries none.

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r13-control-without-activity",
    needs: &[Topic::Matrix, Topic::Controls],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| {
        if seen.rules_kept_by.as_ref() == Some(id) {
            return uncarried(seen, id).or_else(|| carries_none(seen, id, activity));
        }
        carries_none(seen, id, activity)
    })
    .collect()
}

/// The controls nobody carries: whoever answers for the rules has to find somebody.
fn uncarried(seen: &Seen, keeper: &EntityId) -> Option<Gap> {
    let mut rows = Vec::new();
    for (framework, controls) in &seen.required {
        for control in controls {
            let carried = seen.activities.values().any(|activity| {
                let ids = activity.controls.get(framework);
                ids.is_some_and(|ids| ids.contains(control))
            });
            if !carried {
                let says = format!("no activity carries {control} of {framework}");
                let row = Row::new(format!("{framework} {control}"), says);
                rows.push(row.ways(&[Way::Elsewhere]));
            }
        }
    }
    Gap::missed(keeper, rows)
}

fn carries_none(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    if activity
        .controls
        .values()
        .any(|controls| !controls.is_empty())
    {
        return None;
    }
    let says = format!("{} carries no control of any framework", seen.name(id));
    let row = Row::new("all", says).ways(&[Way::Elsewhere]);
    Gap::missed(id, vec![row]).map(Gap::less)
}
