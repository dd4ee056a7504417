//! R20: so many are asked, or told, that nobody feels meant.

use std::collections::BTreeSet;

use model::EntityId;

use super::{Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};
use crate::matrix::Letter;

pub(super) const DETECTOR: Detector = Detector {
    id: "r20-too-many-asked",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, limits: &Limits) -> Looked {
    let limits = [
        (Letter::C, limits.get("consulted at most")),
        (Letter::I, limits.get("informed at most")),
    ];
    let all = seen.activities.iter();
    all.map(|(id, activity)| {
        let rows = limits.iter().filter_map(|(letter, most)| {
            let holding = activity.holding(*letter);
            let who: BTreeSet<String> = holding.map(|seat| seat.party.key()).collect();
            if who.len() as f64 <= *most {
                return None;
            }
            let (word, what) = (letter.word(), seen.name(id));
            let says = format!(
                "{} are {word} about {what}; {most:.0} are enough",
                who.len()
            );
            let boss: Option<&EntityId> = activity
                .holding(Letter::A)
                .find_map(super::SeatSeen::person);
            let row = Row::new(word, says).parties(boss);
            Some(row.pick(activity.holding(*letter)).ways(&[Way::End]))
        });
        Gap::missed(id, rows.collect())
    })
    .collect()
}
