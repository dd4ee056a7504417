//! R06: somebody is named whom no source knows.

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Party, Row, Seen, Thing, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r06-named-party-unknown",
    needs: &[Topic::Matrix, Topic::People],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let activities = seen.activities.iter();
    let things = seen.things.iter();
    let activities = activities.map(|(id, activity)| in_matrix(seen, id, activity));
    activities
        .chain(things.map(|(id, thing)| in_sources(seen, id, thing)))
        .collect()
}

fn in_matrix(seen: &Seen, id: &EntityId, activity: &Activity) -> Option<Gap> {
    let rows = activity.seats.iter().filter_map(|seat| {
        let Party::Unknown(written) = &seat.party else {
            return None;
        };
        let role = seat.letter.word();
        let what = seen.name(id);
        let says = format!("“{written}” is {role} for {what}, and nobody is called that");
        let row = Row::new(format!("{} {}", seat.letter, seat.party.key()), says);
        let row = row.said(&seat.place, format!("“{written}” is {role}"));
        Some(
            row.about([seat])
                .since(seat.since)
                .ways(&[Way::Assign, Way::End]),
        )
    });
    Gap::missed(id, rows.collect())
}

fn in_sources(seen: &Seen, id: &EntityId, thing: &Thing) -> Option<Gap> {
    // Where somebody answers anyway, a name that leads nowhere is only untidy.
    if !thing.mine.is_empty() || thing.claims.iter().any(|claim| !claim.people.is_empty()) {
        return None;
    }
    let dangling = thing.claims.iter().filter(|claim| claim.dangling);
    let rows = dangling.map(|claim| {
        let (source, written) = (&claim.source, &claim.written);
        let what = seen.name(id);
        let says = format!("{source} says that “{written}” has {what}, and nobody is called that");
        let row = Row::new(format!("{source} {}", written.to_lowercase()), says);
        let row = row.said(source.as_str(), format!("“{written}”"));
        row.owner().since(Some(claim.at)).ways(&[Way::Assign])
    });
    Gap::missed(id, rows.collect())
}
