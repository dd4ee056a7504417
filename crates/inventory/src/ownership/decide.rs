//! Which claim decides: its class, then recency, then the order it was written in.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;
use model::{EntityId, Owner, OwnerClaim, OwnerClass, Ownership, RecordKey, WhyUnowned};

use super::{Weighed, decay};
use crate::decisions::Said;

/// Orders the claims, picks the owner and says whether others are named as well.
pub(super) fn decide(mut claims: Vec<Weighed>, now: Timestamp) -> Ownership {
    age(&mut claims, now);
    claims.sort_by(|a, b| order(a).cmp(&order(b)));
    let owner = match claims.first() {
        None => Owner::Unowned(WhyUnowned::NobodyNamed),
        Some(first) if first.void.is_none() => owner(&first.claim),
        Some(_) => Owner::Unowned(why_nobody(&claims)),
    };
    let disputed = disputed(&claims);
    Ownership {
        owner,
        claims: claims.into_iter().map(|weighed| weighed.claim).collect(),
        disputed,
        denied: Vec::new(),
    }
}

/// Marks claims that should be confirmed. Where all that count are too old to name anybody, none
/// of them does: as long as one is not, age moves nobody.
fn age(claims: &mut [Weighed], now: Timestamp) {
    let counts = |weighed: &&mut Weighed| weighed.void.is_none();
    let mut expired = Vec::new();
    for weighed in claims.iter_mut().filter(counts) {
        let (class, confirmed) = (weighed.claim.class, weighed.claim.confirmed);
        weighed.claim.to_confirm = decay::to_confirm(class, confirmed, now);
        expired.push(decay::expired(class, confirmed, now));
    }
    if expired.iter().any(Option::is_none) {
        return;
    }
    for weighed in claims.iter_mut().filter(counts) {
        let day = weighed.claim.confirmed.strftime("%Y-%m-%d");
        weighed.claim.void = Some(format!("nobody has confirmed it since {day}"));
        weighed.void = Some(WhyUnowned::Expired);
    }
}

fn order(weighed: &Weighed) -> impl Ord {
    (
        weighed.void.is_some(),
        Reverse(weighed.claim.class),
        Reverse(weighed.told),
        weighed.claim.record.clone(),
        weighed.position,
    )
}

/// A team answers as a team, an account as its person where that is known.
pub(super) fn owner(claim: &OwnerClaim) -> Owner {
    match (&claim.party, &claim.people[..]) {
        (Some(party), _) if party.kind.as_str() == "team" => Owner::Team(party.clone()),
        (_, [person, ..]) if person.kind.as_str() == "person" => Owner::Person(person.clone()),
        (_, [account, ..]) => Owner::Account(account.clone()),
        _ => Owner::Unowned(WhyUnowned::NobodyNamed),
    }
}

/// A reason that speaks of people who are still here, else that of the strongest claim; a
/// placeholder only if nothing better was named.
fn why_nobody(claims: &[Weighed]) -> WhyUnowned {
    let reasons = || claims.iter().filter_map(|weighed| weighed.void);
    let here = [WhyUnowned::Expired, WhyUnowned::Denied, WhyUnowned::Moved];
    let of_people_here = here
        .into_iter()
        .find(|why| reasons().any(|one| one == *why));
    of_people_here
        .or_else(|| reasons().find(|why| *why != WhyUnowned::Placeholder))
        .or_else(|| reasons().next())
        .unwrap_or(WhyUnowned::NobodyNamed)
}

/// Whether a declaration came after an answer: it was not there yet when a person gave it, or a
/// source that passes answers on tells an older one.
fn later(declared: &Weighed, answer: &Weighed) -> bool {
    match &answer.known {
        Some(known) => !known.contains(&Said::of(&declared.claim)),
        None => declared.told > answer.told,
    }
}

/// Whether two records name different people with the deciding class, or a later declaration
/// contradicts an answer. The names of one record are owners together.
fn disputed(claims: &[Weighed]) -> bool {
    let Some(first) = claims.first().filter(|first| first.void.is_none()) else {
        return false;
    };
    let rivals = |weighed: &&Weighed| {
        weighed.void.is_none()
            && (weighed.claim.class == first.claim.class
                || (first.claim.class == OwnerClass::Answered
                    && weighed.claim.class == OwnerClass::Declared
                    && later(weighed, first)))
    };
    let mut named: BTreeMap<&RecordKey, BTreeSet<&EntityId>> = BTreeMap::new();
    for weighed in claims.iter().filter(rivals) {
        named
            .entry(&weighed.claim.record)
            .or_default()
            .extend(&weighed.claim.people);
    }
    let Some(deciding) = named.get(&first.claim.record) else {
        return false;
    };
    // One inside the other agree: a team, and one of its members.
    named
        .values()
        .any(|others| !others.is_subset(deciding) && !deciding.is_subset(others))
}
