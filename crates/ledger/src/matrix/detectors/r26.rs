//! R26: tickets that are handed on again and again: nobody in fact has what the matrix says.

use std::collections::BTreeMap;

use model::EntityId;

use super::{Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};
use crate::matrix::{Letter, Scope};

pub(super) const DETECTOR: Detector = Detector {
    id: "r26-tickets-handed-on",
    needs: &[Topic::Matrix, Topic::Tickets],
    look,
};

fn look(seen: &Seen, limits: &Limits) -> Looked {
    let most = limits.get("times handed on");
    let mut rows: BTreeMap<&EntityId, Vec<Row>> = BTreeMap::new();
    for ticket in &seen.tickets {
        let all = rows.entry(&ticket.about).or_default();
        if f64::from(ticket.handed_on) >= most {
            let says = format!(
                "{} about {} was handed on {} times, last between {}",
                ticket.name,
                seen.name(&ticket.about),
                ticket.handed_on,
                seen.list(&ticket.between)
            );
            let row = Row::new(ticket.name.as_str(), says).parties(&ticket.between);
            let row = match seen.activities.get(&ticket.about) {
                Some(activity) => row.vacant(activity, Letter::R, Scope::default()),
                None => row.owner(),
            };
            all.push(row.ways(&[Way::Mine, Way::Assign]));
        }
    }
    rows.into_iter()
        .map(|(id, rows)| Gap::missed(id, rows))
        .collect()
}
