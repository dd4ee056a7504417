//! R04: whoever is accountable or responsible left, is disabled or away, and nobody stands in.

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, SeatSeen, Seen, Status, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r04-answering-person-gone",
    needs: &[Topic::Matrix, Topic::People],
    look,
};

fn look(seen: &Seen, limits: &Limits) -> Looked {
    let away = limits.get("days away");
    let all = seen.activities.iter();
    all.map(|(id, activity)| gap(seen, id, activity, away))
        .collect()
}

fn gap(seen: &Seen, id: &EntityId, activity: &Activity, away: f64) -> Option<Gap> {
    let (mut missed, mut unknown) = (Vec::new(), Vec::new());
    for seat in activity.answering() {
        let Some(person) = seat.person() else {
            continue;
        };
        if seat.delegate.as_ref().is_some_and(|one| is_here(seen, one)) {
            continue;
        }
        match seen.people.get(person).map(|one| &one.status) {
            Some(Status::Here) => {}
            Some(Status::Away(since)) if seen.days_since(*since) <= away => {}
            Some(status) => missed.push(row(seen, id, seat, person, &why(status))),
            None => unknown.push(row(
                seen,
                id,
                seat,
                person,
                "is known to no source of people",
            )),
        }
    }
    Gap::of(id, missed, unknown)
}

fn is_here(seen: &Seen, person: &EntityId) -> bool {
    seen.people
        .get(person)
        .is_some_and(|one| one.status == Status::Here)
}

fn why(status: &Status) -> String {
    match status {
        Status::Here => "is here".to_owned(),
        Status::Left(on) if on.is_empty() => "left".to_owned(),
        Status::Left(on) => format!("left on {on}"),
        Status::Disabled(source) => format!("cannot sign in any more, says {source}"),
        Status::Away(since) => format!("is away since {}", since.strftime("%Y-%m-%d")),
    }
}

fn row(seen: &Seen, id: &EntityId, seat: &SeatSeen, person: &EntityId, why: &str) -> Row {
    let (who, what) = (seen.name(person), seen.name(id));
    let letter = seat.letter.word();
    let says = format!("{who}, {letter} for {what}{}, {why}", seat.within());
    Row::new(format!("{} {person} {}", seat.letter, seat.scope), says)
        .parties([person])
        .said(&seat.place, format!("{who} is {letter}"))
        .since(seat.since)
        .about([seat])
        .ways(&[Way::Assign, Way::Delegate])
}
