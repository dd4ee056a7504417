//! R16: somebody does most of the work, or may change most of the things, and is not named.

use std::collections::BTreeMap;

use model::EntityId;

use super::{Activity, Detector, Gap, Limits, Looked, Row, Seen, Topic, Way, r15::grants};
use crate::matrix::{Letter, Scope};

pub(super) const DETECTOR: Detector = Detector {
    id: "r16-acts-without-a-name",
    needs: &[Topic::Matrix, Topic::Fixes],
    look,
};

const WAYS: &[Way] = &[Way::Mine, Way::Assign, Way::Elsewhere];

fn look(seen: &Seen, limits: &Limits) -> Looked {
    let all = seen.activities.iter();
    all.map(|(id, activity)| gap(seen, id, activity, limits))
        .collect()
}

fn gap(seen: &Seen, id: &EntityId, activity: &Activity, limits: &Limits) -> Option<Gap> {
    let (share, least) = (
        limits.get("percent of the work"),
        limits.get("acts at least"),
    );
    let named = activity.people();
    let mut fixes: BTreeMap<&EntityId, u32> = BTreeMap::new();
    for fix in seen.fixes.iter().filter(|fix| fix.activity == *id) {
        *fixes.entry(&fix.by).or_default() += 1;
    }
    let mut access: BTreeMap<&EntityId, u32> = BTreeMap::new();
    let things: Vec<_> = activity
        .about
        .iter()
        .filter_map(|one| grants(seen, one))
        .collect();
    for person in things.iter().copied().flatten() {
        *access.entry(person).or_default() += 1;
    }
    let most = |counts: &BTreeMap<&EntityId, u32>, all: u32, person: &EntityId| {
        let own = counts.get(person).copied().unwrap_or(0);
        let all = f64::from(all);
        (all >= least && f64::from(own) * 100.0 > share * all).then_some(own)
    };
    let all_fixes = fixes.values().sum();
    let all_things = u32::try_from(things.len()).unwrap_or(u32::MAX);
    let people = fixes.keys().chain(access.keys()).copied();
    let mut people: Vec<&EntityId> = people.filter(|one| !named.contains(one)).collect();
    people.sort();
    people.dedup();
    let rows = people.into_iter().filter_map(|person| {
        let did =
            most(&fixes, all_fixes, person).map(|own| format!("made {own} of {all_fixes} fixes"));
        let may = most(&access, all_things, person)
            .map(|own| format!("may change {own} of {all_things} things"));
        let does = did.or(may)?;
        let (who, what) = (seen.name(person), seen.name(id));
        let says = format!("{who} {does} of {what} and is neither A nor R");
        let holder = activity.answering().find_map(super::SeatSeen::person);
        let row = Row::new(person.to_string(), says).parties([person].into_iter().chain(holder));
        Some(row.vacant(activity, Letter::R, Scope::default()).ways(WAYS))
    });
    Gap::missed(id, rows.collect())
}
