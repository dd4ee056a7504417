//! R12: a rule that belongs to no activity, or whose author has no part in it.

use std::collections::BTreeMap;

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r12-rule-without-activity",
    needs: &[Topic::Matrix, Topic::Rules],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let mut rows: BTreeMap<&EntityId, Vec<Row>> = BTreeMap::new();
    for (rule, of) in &seen.rules {
        let (subject, says) = match (&of.activity, &of.owner) {
            (None, _) => {
                let says = match &of.names {
                    Some(name) => format!("{rule} names the activity “{name}”, and there is none"),
                    None => format!("{rule} belongs to no activity"),
                };
                (seen.rules_kept_by.as_ref(), says)
            }
            (Some(activity), Some(owner)) => {
                let known = seen.activities.get(activity);
                let keeps = seen.rules_kept_by.as_ref();
                let keeps = keeps.and_then(|id| seen.activities.get(id));
                // Whoever keeps the rules may propose one for anybody, who then signs it.
                let has_part = |it: &Activity| it.people().contains(owner);
                if known.is_none_or(has_part) || keeps.is_some_and(has_part) {
                    continue;
                }
                let (who, what) = (seen.name(owner), seen.name(activity));
                let says = format!("{who} keeps {rule} and is neither A nor R of {what}");
                (Some(activity), says)
            }
            (Some(_), None) => continue,
        };
        let Some(subject) = subject else { continue };
        let row = Row::new(rule.as_str(), says).parties(of.owner.as_ref());
        let row = row.ways(&[Way::Elsewhere]);
        rows.entry(subject).or_default().push(row);
    }
    let subjects = seen.activities.keys();
    subjects
        .map(|id| Gap::missed(id, rows.remove(id).unwrap_or_default()))
        .collect()
}
