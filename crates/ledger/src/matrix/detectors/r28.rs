//! R28: a unit's table contradicts the organisation's, or asks for less.

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, SeatSeen, Seen, Table, Topic, Way};
use crate::matrix::Letter;

pub(super) const DETECTOR: Detector = Detector {
    id: "r28-unit-table-contradicts",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| {
        let mut rows = contradictions(seen, id, activity);
        rows.extend(weaker(seen, id, activity));
        Gap::missed(id, rows)
    })
    .collect()
}

/// Both tables name somebody for the unit, and not the same.
fn contradictions(seen: &Seen, id: &EntityId, activity: &Activity) -> Vec<Row> {
    let holding: Vec<&SeatSeen> = activity.holding(Letter::A).collect();
    let own = holding
        .iter()
        .filter(|seat| matches!(seat.table, Table::Unit(_)));
    own.filter_map(|own| {
        let Table::Unit(unit) = &own.table else {
            return None;
        };
        let above = holding.iter().find(|seat| {
            seat.table == Table::Organisation
                && seat.unit.as_ref() == Some(unit)
                && seat.party != own.party
        })?;
        let (a, b) = (above.party.name(seen), own.party.name(seen));
        let (what, where_) = (seen.name(id), seen.name(unit));
        let says = format!("for {what} in {where_} the organisation names {a}, {where_} names {b}");
        let row = Row::new(format!("A {unit}"), says)
            .parties(above.person().into_iter().chain(own.person()))
            .said(&above.place, format!("{a} is accountable"))
            .said(&own.place, format!("{b} is accountable"))
            .since(own.since.max(above.since))
            .about([*above, *own]);
        Some(row.ways(&[Way::Mine, Way::Theirs, Way::Neither, Way::Assign]))
    })
    .collect()
}

/// The unit asks for less than the organisation. A unit can only tighten.
fn weaker(seen: &Seen, id: &EntityId, activity: &Activity) -> Vec<Row> {
    let mut rows = Vec::new();
    for says in &activity.unit_says {
        let (what, where_) = (seen.name(id), seen.name(&says.unit));
        let row = |key: &str, text: String, told: String| {
            let row = Row::new(format!("{key} {}", says.unit), text);
            row.said(&says.place, told).ways(&[Way::Elsewhere])
        };
        if let Some(letter) = says.leaves_out {
            let word = letter.word();
            let text = format!("{where_} leaves out who is {word} for {what}");
            rows.push(row("leaves out", text, format!("nobody is {word}")));
        }
        if let (Some(own), Some(all)) = (says.cadence_days, activity.cadence_days)
            && own > all
        {
            let text = format!("{where_} does {what} every {own} days, everybody else every {all}");
            rows.push(row("cadence", text, format!("every {own} days")));
        }
    }
    rows
}
