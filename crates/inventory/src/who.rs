//! Who answers for an entity, in words.

mod words;

use jiff::Timestamp;
use model::{
    Entity, EntityId, Inventory, Life, Owner, OwnerClaim, OwnerClass, Ownership, SourceId,
    Vocabulary,
};
use serde::Serialize;

use crate::{follow::units, ownership::PEOPLE};

/// Who answers for one entity, and on what evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The entity asked about.
    pub entity: EntityId,
    /// What people call it.
    pub name: String,
    /// Whether its sources still report it.
    pub life: Life,
    /// Who answers.
    pub owner: Owner,
    /// The answer in a sentence.
    pub says: String,
    /// The people behind the owner, by name, in the order of their ids.
    pub people: Vec<String>,
    /// One sentence for each claim, the one that decided first.
    pub evidence: Vec<String>,
    /// Of these, the ones that name who answers.
    pub because: Vec<String>,
    /// Who else is named, by which source, and why that did not decide.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Other>,
    /// Sources that name somebody else with the same weight or more.
    pub disagree: Vec<SourceId>,
    /// Why it is disputed, when it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disputed: Option<String>,
    /// Since when somebody should confirm it, when nobody has for long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_confirm: Option<Timestamp>,
    /// The department whose rules apply to it, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Other departments it would belong to by other ways, each in a sentence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unit_disagrees: Vec<String>,
}

/// Somebody who is named as well and does not answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Other {
    /// The party: a name, or the identifier as it was written where nobody has it.
    pub party: String,
    /// Who that is, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<EntityId>,
    /// The source that names them.
    pub source: SourceId,
    /// How strongly it does.
    pub class: OwnerClass,
    /// Why they do not answer, in words.
    pub why_not: String,
}

/// Says who answers for an entity.
pub fn who(entity: &Entity, inventory: &Inventory, vocabulary: &Vocabulary) -> Answer {
    let ownership = &entity.ownership;
    let named = |id: &EntityId| format!("{} ({id})", name(inventory, id));
    let says = match &ownership.owner {
        Owner::Person(id) => format!("{} answers for {}", named(id), entity.name),
        Owner::Team(id) => format!("the team {} answers for {}", named(id), entity.name),
        Owner::Account(id) => {
            format!(
                "the account {} answers for {}; its person is unknown",
                named(id),
                entity.name
            )
        }
        Owner::Unowned(why) => format!("nobody answers for {}: {}", entity.name, why.words()),
    };
    let claims = &ownership.claims;
    let units = units(inventory, vocabulary, entity);
    Answer {
        entity: entity.id.clone(),
        name: entity.name.clone(),
        life: entity.life,
        owner: ownership.owner.clone(),
        says,
        people: ownership
            .people()
            .iter()
            .map(|id| name(inventory, id))
            .collect(),
        evidence: claims.iter().map(|c| evidence(c, inventory)).collect(),
        because: because(ownership, inventory),
        others: words::others(entity, inventory),
        disagree: disagree(entity),
        disputed: words::dispute(entity, inventory),
        to_confirm: claims.first().and_then(|claim| claim.to_confirm),
        unit: units.first().map(|(_, unit)| name(inventory, unit)),
        unit_disagrees: unit_disagrees(&units, inventory),
    }
}

/// The evidence that names who answers.
fn because(ownership: &Ownership, inventory: &Inventory) -> Vec<String> {
    let claims = ownership.claims.iter();
    let names = claims.filter(|claim| claim.void.is_none() && words::answers(claim, ownership));
    names.map(|claim| evidence(claim, inventory)).collect()
}

/// Departments that the other ways lead to (semantics 18: the first way counts, the rest is shown).
fn unit_disagrees(units: &[(&str, EntityId)], inventory: &Inventory) -> Vec<String> {
    let Some(((path, unit), others)) = units.split_first() else {
        return Vec::new();
    };
    let differs = others.iter().filter(|(_, other)| other != unit);
    let says = |(other_path, other): &(&str, EntityId)| {
        let [counts, other] = [unit, other].map(|id| name(inventory, id));
        format!("{other} by its {other_path}; {counts} by its {path}, which counts first")
    };
    differs.map(says).collect()
}

fn evidence(claim: &OwnerClaim, inventory: &Inventory) -> String {
    let source = &claim.record.source;
    let party = words::party(claim, inventory);
    let mut says = match &claim.answer {
        Some(word) if source.as_str() == PEOPLE => words::own_word(claim, word, inventory),
        _ => {
            let verb = match claim.class {
                OwnerClass::Answered => "said yes",
                OwnerClass::Declared => "is declared",
                OwnerClass::Assigned => "is assigned",
                OwnerClass::Inferred => "is inferred",
            };
            let id = &claim.record.native_id;
            format!("{party} {verb} as {} by {source} {id}", claim.link)
        }
    };
    if let Some(ancestor) = &claim.inherited_from {
        says += &format!(
            ", inherited from {} ({ancestor})",
            name(inventory, ancestor)
        );
    }
    if let Some(deputy) = &claim.deputy {
        says += &words::deputy(deputy, inventory);
    }
    if let Some(since) = claim.to_confirm {
        says += &words::to_confirm(claim, since);
    }
    if let Some(void) = &claim.void {
        says += &format!("; it does not count: {void}");
    }
    says
}

/// Sources of valid claims that name people the deciding claim does not.
fn disagree(entity: &Entity) -> Vec<SourceId> {
    let claims = &entity.ownership.claims;
    let Some(first) = claims.first().filter(|claim| claim.void.is_none()) else {
        return Vec::new();
    };
    let other = |claim: &&OwnerClaim| {
        claim.void.is_none()
            && claim.record != first.record
            && !claim
                .people
                .iter()
                .all(|person| first.people.contains(person))
            && !first
                .people
                .iter()
                .all(|person| claim.people.contains(person))
    };
    let mut sources: Vec<SourceId> = claims
        .iter()
        .filter(other)
        .map(|claim| claim.record.source.clone())
        .collect();
    sources.sort();
    sources.dedup();
    sources
}

/// What people call an entity.
pub(crate) fn name(inventory: &Inventory, id: &EntityId) -> String {
    inventory
        .get(id)
        .map_or_else(|| id.to_string(), |entity| entity.name.clone())
}
