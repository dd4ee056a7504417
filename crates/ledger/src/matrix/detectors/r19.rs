//! R19: one person did what takes two.

use std::collections::BTreeMap;

use model::EntityId;

use super::{Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r19-one-person-for-two",
    needs: &[Topic::Checks],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let mut rows: BTreeMap<&EntityId, Vec<Row>> = BTreeMap::new();
    for one in &seen.duties {
        let all = rows.entry(&one.subject).or_default();
        let alone = !one.checked_by.is_empty() && one.checked_by.iter().all(|who| *who == one.by);
        if alone {
            let who = seen.name(&one.by);
            let says = format!(
                "{who} {} and alone {}: {}",
                one.did,
                one.then,
                seen.name(&one.subject)
            );
            let row = Row::new(one.key.as_str(), says).parties([&one.by]);
            all.push(row.since(Some(one.at)).ways(&[Way::Elsewhere]));
        }
    }
    rows.into_iter()
        .map(|(id, rows)| Gap::missed(id, rows))
        .collect()
}
