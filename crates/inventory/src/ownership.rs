//! Ownership: who answers for each entity, on what evidence, and why nobody does (semantics 20).

mod decide;
mod default;
mod inherit;
mod left;
mod party;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{EntityId, Inventory, OwnerClaim, Ownership, Problem, Vocabulary, WhyUnowned};

use crate::{decisions::Decisions, links::Named};
use party::Parties;

/// A claim with what decides its place, and why it does not count, if it does not.
#[derive(Clone, Debug)]
struct Weighed {
    claim: OwnerClaim,
    void: Option<WhyUnowned>,
    told: Timestamp,
    position: usize,
}

/// Settles the ownership of every entity and marks links to those who left; reports links that
/// lead in a circle.
pub(crate) fn settle(
    inventory: &mut Inventory,
    named: BTreeMap<EntityId, Vec<Named>>,
    _decisions: &Decisions,
    vocabulary: &Vocabulary,
    now: Timestamp,
) -> Vec<Problem> {
    let (owners, left, notes) = {
        let parties = Parties::new(inventory, vocabulary, now);
        let mut weighed: BTreeMap<EntityId, Vec<Weighed>> = BTreeMap::new();
        for (entity, named) in named {
            let claims = named
                .into_iter()
                .filter_map(|named| parties.weigh(named))
                .collect();
            weighed.insert(entity, claims);
        }
        let notes = inherit::inherit(inventory, vocabulary, &mut weighed);
        default::default(inventory, vocabulary, &parties, &mut weighed);
        let owners: BTreeMap<EntityId, Ownership> = weighed
            .into_iter()
            .map(|(entity, claims)| (entity, decide::decide(claims)))
            .collect();
        (owners, left::left(inventory, &parties, vocabulary), notes)
    };
    left::mark(inventory, left);
    for entity in inventory.kinds.values_mut().flatten() {
        if let Some(ownership) = owners.get(&entity.id) {
            entity.ownership = ownership.clone();
        }
    }
    notes
}
