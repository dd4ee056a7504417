//! R09: two sources name people of different departments for one thing.

use std::collections::BTreeSet;

use model::{EntityId, OwnerClass};

use super::{Detector, Gap, Limits, Looked, OwnerSaid, Row, Seen, Thing, Topic, Way};

pub(super) const DETECTOR: Detector = Detector {
    id: "r09-sources-name-other-owners",
    needs: &[Topic::Owners, Topic::People],
    look,
};

fn look(seen: &Seen, limits: &Limits) -> Looked {
    let fresh = limits.get("days a claim is fresh");
    let all = seen.things.iter();
    all.map(|(id, thing)| gap(seen, id, thing, fresh)).collect()
}

fn gap(seen: &Seen, id: &EntityId, thing: &Thing, fresh: f64) -> Option<Gap> {
    // Whoever said that it is theirs settled it.
    if !thing.mine.is_empty() {
        return None;
    }
    // What is only concluded from behaviour is no word on who answers.
    let counts = |claim: &&OwnerSaid| {
        claim.class >= OwnerClass::Assigned
            && !claim.people.is_empty()
            && seen.days_since(claim.at) <= fresh
            && !claim
                .people
                .iter()
                .all(|person| thing.not_mine.contains(person))
    };
    let claims: Vec<&OwnerSaid> = thing.claims.iter().filter(counts).collect();
    let first = claims.first()?;
    let home = departments(seen, first);
    let other = claims.iter().find(|claim| {
        let theirs = departments(seen, claim);
        claim.source != first.source
            && claim.people.is_disjoint(&first.people)
            && theirs.is_disjoint(&home)
    })?;
    let (a, b) = (seen.list(&first.people), seen.list(&other.people));
    let what = seen.name(id);
    let says = format!(
        "{} says {a} has {what}, {} says {b}",
        first.source, other.source
    );
    let row = Row::new("owner", says)
        .parties(first.people.first().into_iter().chain(other.people.first()))
        .said(first.source.as_str(), a)
        .said(other.source.as_str(), b)
        .since(Some(first.at.max(other.at)))
        .owner()
        .ways(&[Way::Mine, Way::Theirs, Way::Neither, Way::Assign]);
    let told = !home.contains(&None) && !departments(seen, other).contains(&None);
    match told {
        true => Gap::missed(id, vec![row]),
        // Without a department it may still be one team.
        false => Gap::of(id, Vec::new(), vec![row]),
    }
}

/// The departments of those a source names; `None` among them where one is not known.
fn departments<'s>(seen: &'s Seen, claim: &OwnerSaid) -> BTreeSet<Option<&'s EntityId>> {
    let people = claim.people.iter();
    people.map(|person| seen.department_of(person)).collect()
}
