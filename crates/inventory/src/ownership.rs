//! Ownership: who answers for each entity, on what evidence, and why nobody does (semantics 20).

mod answers;
mod decay;
mod decide;
mod default;
mod inherit;
mod left;
mod party;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{EntityId, Inventory, OwnerClaim, Ownership, Problem, Vocabulary, WhyUnowned};

use crate::{
    decisions::{Decisions, Said},
    links::Named,
};
use answers::Answers;
use party::Parties;

pub use answers::PEOPLE;

/// A claim with what decides its place, and why it does not count, if it does not.
#[derive(Clone, Debug)]
struct Weighed {
    claim: OwnerClaim,
    void: Option<WhyUnowned>,
    told: Timestamp,
    position: usize,
    /// What sources said when a person gave this answer; none for what is not their answer.
    known: Option<Vec<Said>>,
}

/// Settles the ownership of every entity and marks links to those who left; reports links that
/// lead in a circle.
pub(crate) fn settle(
    inventory: &mut Inventory,
    named: BTreeMap<EntityId, Vec<Named>>,
    decisions: &Decisions,
    vocabulary: &Vocabulary,
    now: Timestamp,
) -> Vec<Problem> {
    let (owners, left, notes) = {
        let parties = Parties::new(inventory, vocabulary, now);
        let answers = Answers::new(decisions, inventory);
        let (mut weighed, ended) = weigh(&parties, named);
        answers.add_mine(&parties, &mut weighed);
        answers.void_denied(&mut weighed, &parties);
        let notes = inherit::inherit(inventory, vocabulary, &mut weighed);
        default::default(inventory, vocabulary, &parties, &mut weighed);
        answers.void_denied(&mut weighed, &parties);
        // Only where nobody is named any more does it matter who was.
        for (entity, claims) in ended {
            let named = weighed.entry(entity).or_default();
            if named.is_empty() {
                *named = claims;
            }
        }
        let mut owners: BTreeMap<EntityId, Ownership> = weighed
            .into_iter()
            .map(|(entity, claims)| (entity, decide::decide(claims, now)))
            .collect();
        for (entity, ownership) in &mut owners {
            answers.finish(entity, ownership, &parties);
        }
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

/// The claims of each entity, and those whose records have ended.
fn weigh(
    parties: &Parties<'_>,
    named: BTreeMap<EntityId, Vec<Named>>,
) -> (
    BTreeMap<EntityId, Vec<Weighed>>,
    BTreeMap<EntityId, Vec<Weighed>>,
) {
    let mut weighed = BTreeMap::new();
    let mut ended = BTreeMap::new();
    for (entity, named) in named {
        let (over, standing): (Vec<Named>, Vec<Named>) =
            named.into_iter().partition(|named| named.ended);
        let all = |named: Vec<Named>| -> Vec<Weighed> {
            let claims = named.into_iter().filter_map(|named| parties.weigh(named));
            claims.collect()
        };
        weighed.insert(entity.clone(), all(standing));
        ended.insert(entity, all(over));
    }
    (weighed, ended)
}
