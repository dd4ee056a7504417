//! Who answers for an entity, in words.

use model::{Entity, EntityId, Inventory, Life, Owner, OwnerClaim, OwnerClass, SourceId};
use serde::Serialize;

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
    /// Sources that name somebody else with the same weight or more.
    pub disagree: Vec<SourceId>,
}

/// Says who answers for an entity.
pub fn who(entity: &Entity, inventory: &Inventory) -> Answer {
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
        evidence: ownership
            .claims
            .iter()
            .map(|claim| evidence(claim, inventory))
            .collect(),
        disagree: disagree(entity),
    }
}

fn evidence(claim: &OwnerClaim, inventory: &Inventory) -> String {
    let source = &claim.record.source;
    let party = match (&claim.party, &claim.written) {
        (Some(id), _) => format!("{} ({id})", name(inventory, id)),
        (None, Some(written)) => format!("`{}`", written.value),
        (None, None) => "somebody".to_owned(),
    };
    let verb = match claim.class {
        OwnerClass::Answered => "said yes",
        OwnerClass::Declared => "is declared",
        OwnerClass::Assigned => "is assigned",
        OwnerClass::Inferred => "is inferred",
    };
    let mut says = format!(
        "{party} {verb} as {} by {source} {}",
        claim.link, claim.record.native_id
    );
    if let Some(ancestor) = &claim.inherited_from {
        says += &format!(
            ", inherited from {} ({ancestor})",
            name(inventory, ancestor)
        );
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
