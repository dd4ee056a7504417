//! R08: two people both say that it is theirs.

use model::EntityId;

use super::{
    Activity, Detector, Gap, Limits, Looked, Row, SeatSeen, Seen, Thing, Topic, Way,
    scopes::{pairs, shared},
};
use crate::matrix::{Answer, Letter};

pub(super) const DETECTOR: Detector = Detector {
    id: "r08-two-say-mine",
    needs: &[Topic::Matrix],
    look,
};

const WAYS: &[Way] = &[Way::Mine, Way::Theirs, Way::Neither, Way::Assign];

fn look(seen: &Seen, _: &Limits) -> Looked {
    let activities = seen.activities.iter();
    let things = seen.things.iter();
    let activities = activities.map(|(id, activity)| of_activity(seen, id, activity));
    activities
        .chain(things.map(|(id, thing)| of_thing(seen, id, thing)))
        .collect()
}

fn of_activity(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    let mine = activity
        .holding(Letter::A)
        .filter(|seat| seat.says(Answer::Mine));
    let mine: Vec<&SeatSeen> = mine.collect();
    let rows = pairs(&mine).filter_map(|(one, two)| {
        if one.party == two.party || shared(one, two).sure.is_empty() {
            return None;
        }
        let (a, b) = (one.party.name(seen), two.party.name(seen));
        let says = format!("{a} and {b} both say that {} is theirs", seen.name(id));
        let row = Row::new(format!("{} and {}", one.party.key(), two.party.key()), says)
            .parties(one.person().into_iter().chain(two.person()))
            .said(a, "mine")
            .said(b, "mine");
        let since = one.answer.map(|it| it.at).max(two.answer.map(|it| it.at));
        Some(row.about([one, two]).since(since).ways(WAYS))
    });
    Gap::missed(id, rows.collect())
}

fn of_thing(seen: &Seen, id: &EntityId, thing: &Thing) -> Option<Gap> {
    if thing.mine.len() < 2 {
        return None;
    }
    let says = format!(
        "{} all say that {} is theirs",
        seen.list(&thing.mine),
        seen.name(id)
    );
    let mut row = Row::new("owner", says).parties(&thing.mine);
    for person in &thing.mine {
        row = row.said(seen.name(person), "mine");
    }
    Gap::missed(id, vec![row.owner().ways(WAYS)])
}
