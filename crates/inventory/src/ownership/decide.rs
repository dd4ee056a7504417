//! Which claim decides: its class, then recency, then the order it was written in.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use model::{EntityId, Owner, OwnerClass, Ownership, RecordKey, WhyUnowned};

use super::Weighed;

/// Orders the claims, picks the owner and says whether others are named as well.
pub(super) fn decide(mut claims: Vec<Weighed>) -> Ownership {
    claims.sort_by(|a, b| order(a).cmp(&order(b)));
    let owner = match claims.first() {
        None => Owner::Unowned(WhyUnowned::NobodyNamed),
        Some(first) if first.void.is_none() => owner(first),
        Some(_) => Owner::Unowned(why_nobody(&claims)),
    };
    let disputed = disputed(&claims);
    Ownership {
        owner,
        claims: claims.into_iter().map(|weighed| weighed.claim).collect(),
        disputed,
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
fn owner(weighed: &Weighed) -> Owner {
    match (&weighed.claim.party, &weighed.claim.people[..]) {
        (Some(party), _) if party.kind.as_str() == "team" => Owner::Team(party.clone()),
        (_, [person, ..]) if person.kind.as_str() == "person" => Owner::Person(person.clone()),
        (_, [account, ..]) => Owner::Account(account.clone()),
        _ => Owner::Unowned(WhyUnowned::NobodyNamed),
    }
}

/// The reason of the strongest claim; a placeholder only if nothing better was named.
fn why_nobody(claims: &[Weighed]) -> WhyUnowned {
    let reasons = || claims.iter().filter_map(|weighed| weighed.void);
    reasons()
        .find(|why| *why != WhyUnowned::Placeholder)
        .or_else(|| reasons().next())
        .unwrap_or(WhyUnowned::NobodyNamed)
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
                    && weighed.told > first.told))
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
