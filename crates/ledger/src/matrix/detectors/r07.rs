//! R07: whoever was named says that it is not theirs, and nobody says that it is.

use model::EntityId;

use super::{
    Activity, Detector, Gap, Limits, Looked, Row, Seen, Thing, Topic, Way, scopes::shared,
};
use crate::matrix::Answer;

pub(super) const DETECTOR: Detector = Detector {
    id: "r07-nobody-says-mine",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let activities = seen.activities.iter();
    let things = seen.things.iter();
    let activities = activities.map(|(id, activity)| of_activity(seen, id, activity));
    activities
        .chain(things.map(|(id, thing)| of_thing(seen, id, thing)))
        .collect()
}

fn of_activity(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    let denied = activity
        .answering()
        .filter(|seat| seat.says(Answer::NotMine));
    let rows = denied.filter_map(|seat| {
        let takes = |other: &&super::SeatSeen| {
            other.letter == seat.letter
                && other.says(Answer::Mine)
                && !shared(seat, other).sure.is_empty()
        };
        if activity.seats.iter().any(|other| takes(&other)) {
            return None;
        }
        let name = seat.party.name(seen);
        let what = format!("{}{}", seen.name(id), seat.within());
        let says = format!("{name} says that {what} is not theirs, and nobody says that it is");
        let row = Row::new(
            format!("{} {} {}", seat.letter, seat.party.key(), seat.scope),
            says,
        )
        .parties(seat.person())
        .said(&seat.place, format!("{name} is {}", seat.letter.word()))
        .said(&name, "not mine");
        let since = seat.answer.map(|answer| answer.at);
        Some(
            row.about([seat])
                .since(since)
                .ways(&[Way::Assign, Way::Mine]),
        )
    });
    Gap::missed(id, rows.collect())
}

fn of_thing(seen: &Seen, id: &EntityId, thing: &Thing) -> Option<Gap> {
    if thing.not_mine.is_empty() || !thing.mine.is_empty() {
        return None;
    }
    let others = thing.claims.iter().flat_map(|claim| &claim.people);
    let mut others = others.filter(|person| !thing.not_mine.contains(*person));
    // Somebody else is named by a source: they have not denied it.
    if others.next().is_some() {
        return None;
    }
    let (who, what) = (seen.list(&thing.not_mine), seen.name(id));
    let says = format!("{who} says that {what} is not theirs, and nobody says that it is");
    let mut row = Row::new("owner", says).parties(&thing.not_mine);
    for claim in &thing.claims {
        row = row.said(claim.source.as_str(), claim.written.clone());
    }
    let row = row
        .said(who, "not mine")
        .owner()
        .ways(&[Way::Assign, Way::Mine]);
    Gap::missed(id, vec![row])
}
