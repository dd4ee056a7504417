//! R10: whoever was named never said yes, or said so too long ago.

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, Seen, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r10-not-acknowledged",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, limits: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| gap(seen, id, activity, limits))
        .collect()
}

fn gap(seen: &Seen, id: &EntityId, activity: &Activity, limits: &Limits) -> Option<Gap> {
    let (answer_within, holds_for) = (
        limits.get("days to answer"),
        limits.get("days an answer holds"),
    );
    let (mut missed, mut unknown) = (Vec::new(), Vec::new());
    for seat in activity.answering() {
        let Some(person) = seat.person() else {
            continue;
        };
        let (who, what) = (seen.name(person), seen.name(id));
        let role = seat.letter.word();
        let (says, sure) = match (seat.answer, seat.since) {
            (Some(answer), _) if seen.days_since(answer.at) <= holds_for => continue,
            (Some(answer), _) => {
                let day = answer.at.strftime("%Y-%m-%d");
                (
                    format!("{who} last said on {day} that {what} is theirs"),
                    true,
                )
            }
            (None, Some(since)) if seen.days_since(since) <= answer_within => continue,
            (None, Some(since)) => {
                let day = since.strftime("%Y-%m-%d");
                (
                    format!("{who} is {role} for {what} since {day} and never answered"),
                    true,
                )
            }
            (None, None) => {
                let says = format!("since when {who} is {role} for {what} is not known");
                (says, false)
            }
        };
        let row = Row::new(format!("{} {person} {}", seat.letter, seat.scope), says)
            .parties([person])
            .said(&seat.place, format!("{who} is {role}"))
            .since(seat.answer.map(|answer| answer.at).or(seat.since))
            .about([seat])
            .ways(&[Way::Mine, Way::Neither]);
        if sure {
            missed.push(row)
        } else {
            unknown.push(row)
        }
    }
    Gap::of(id, missed, unknown)
}
