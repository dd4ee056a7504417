//! What people said about who answers: mine, not mine, somebody else meanwhile (semantics 20).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use model::{Deputy, EntityId, Inventory, Ownership, PersonsWord, RecordKey, SourceId, WhyUnowned};

use super::{Weighed, decide::owner, party::Parties};
use crate::decisions::{Decided, Decision, Decisions, Said};

/// The source that people are. It is never complete and ends nothing.
pub const PEOPLE: &str = "people";
/// What a claim of a person is called where others name a link.
const ANSWER: &str = "answer";

/// The answers in force, by entity as it is numbered now.
pub(super) struct Answers<'a> {
    of: BTreeMap<EntityId, Vec<&'a Decision>>,
}

impl<'a> Answers<'a> {
    /// Sorts the answers by entity; those about what is not there any more are left alone.
    pub(super) fn new(decisions: &'a Decisions, inventory: &Inventory) -> Self {
        let mut of: BTreeMap<EntityId, Vec<&Decision>> = BTreeMap::new();
        for decision in decisions.answers() {
            let (Decided::Mine { entity, .. }
            | Decided::NotMine { entity, .. }
            | Decided::Delegated { entity, .. }) = &decision.what
            else {
                continue;
            };
            if let Some(entity) = inventory.get(entity) {
                of.entry(entity.id.clone()).or_default().push(decision);
            }
        }
        Self { of }
    }

    fn about(&self, entity: &EntityId) -> &[&'a Decision] {
        self.of.get(entity).map_or(&[], Vec::as_slice)
    }

    /// Adds a claim for everybody who said that something is theirs.
    pub(super) fn add_mine(
        &self,
        parties: &Parties<'_>,
        weighed: &mut BTreeMap<EntityId, Vec<Weighed>>,
    ) {
        for (entity, decisions) in &self.of {
            for (position, decision) in decisions.iter().enumerate() {
                let Decided::Mine {
                    person,
                    unit,
                    known,
                    ..
                } = &decision.what
                else {
                    continue;
                };
                let record = RecordKey {
                    kind: entity.kind.clone(),
                    source: SourceId::new(PEOPLE),
                    native_id: format!("decision {}", decision.number).into(),
                };
                let mut claim = parties.answered(person, unit.as_ref(), record, decision.at);
                claim.claim.link = ANSWER.to_owned();
                claim.claim.answer = Some(word(decision));
                claim.known = Some(known.clone());
                claim.position = position;
                weighed.entry(entity.clone()).or_default().push(claim);
            }
        }
    }

    /// Voids the claims that somebody denied, until their source says something else. Claims that
    /// an entity inherits are denied where they stand and where they are inherited.
    pub(super) fn void_denied(
        &self,
        weighed: &mut BTreeMap<EntityId, Vec<Weighed>>,
        parties: &Parties<'_>,
    ) {
        for (entity, decisions) in &self.of {
            let Some(claims) = weighed.get_mut(entity) else {
                continue;
            };
            for decision in decisions {
                let Decided::NotMine {
                    person,
                    claims: denied,
                    ..
                } = &decision.what
                else {
                    continue;
                };
                for weighed in claims.iter_mut().filter(|weighed| {
                    weighed.void.is_none() && denied.contains(&Said::of(&weighed.claim))
                }) {
                    let day = decision.at.strftime("%Y-%m-%d");
                    weighed.void = Some(WhyUnowned::Denied);
                    let name = parties.name(person);
                    weighed.claim.void =
                        Some(format!("{name} said on {day} that it is not theirs"));
                    weighed.claim.answer = Some(word(decision));
                }
            }
        }
    }

    /// Writes into the result who denied it, and who answers in whose place.
    pub(super) fn finish(
        &self,
        entity: &EntityId,
        ownership: &mut Ownership,
        parties: &Parties<'_>,
    ) {
        let said: BTreeSet<Said> = ownership.claims.iter().map(Said::of).collect();
        for decision in self.about(entity) {
            if let Decided::NotMine { person, claims, .. } = &decision.what
                && claims.iter().any(|denied| said.contains(denied))
            {
                ownership.denied.push(parties.current(person));
            }
        }
        for claim in ownership.claims.iter_mut().filter(|c| c.void.is_none()) {
            // Who stands in for somebody stands in for what is inherited from there as well.
            let from = claim.inherited_from.iter().flat_map(|id| self.about(id));
            for decision in self.about(entity).iter().chain(from) {
                let Some(deputy) = parties.deputy(decision) else {
                    continue;
                };
                let Some(at) = claim.people.iter().position(|one| *one == deputy.of) else {
                    continue;
                };
                if deputy.void.is_none() {
                    claim.people[at] = deputy.person.clone();
                }
                claim.deputy = Some(deputy);
            }
        }
        if let Some(first) = ownership.claims.first().filter(|c| c.void.is_none()) {
            ownership.owner = owner(first);
        }
    }
}

fn word(decision: &Decision) -> PersonsWord {
    PersonsWord {
        number: decision.number,
        by: decision.by.clone(),
        because: decision.because.clone(),
    }
}

/// What a decision says of somebody's place, as long as its time is not over.
pub(super) fn place(decision: &Decision, today: Date) -> Option<Deputy> {
    match &decision.what {
        Decided::Delegated {
            from, to, until, ..
        } if today <= *until => Some(Deputy {
            person: to.clone(),
            of: from.clone(),
            until: *until,
            number: decision.number,
            void: None,
        }),
        _ => None,
    }
}
