//! R23: an assignment over nothing.

use super::{Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r23-assignment-over-nothing",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| {
        let empty = activity.seats.iter().filter(|seat| {
            !seat.scope.is_empty() && seat.over.is_empty() && seat.perhaps.is_empty()
        });
        let rows = empty.map(|seat| {
            let who = seat.party.name(seen);
            let word = seat.letter.word();
            let what = seen.name(id);
            let says = format!(
                "{who} is {word} for {what} for {}: that is nothing",
                seat.scope
            );
            Row::new(
                format!("{} {} {}", seat.letter, seat.party.key(), seat.scope),
                says,
            )
            .parties(seat.person())
            .said(&seat.place, format!("{word} for {}", seat.scope))
            .since(seat.since)
            .about([seat])
            .ways(&[Way::End, Way::Elsewhere])
        });
        Gap::missed(id, rows.collect())
    })
    .collect()
}
