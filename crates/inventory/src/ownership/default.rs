//! Who answers where nobody is named: the kind's own default (`owner default`), first that leads
//! to somebody. *(An account's person, a background check's person's manager.)*

use std::collections::BTreeMap;

use model::{Entity, EntityId, Inventory, Life, Vocabulary};

use super::{Weighed, party::Parties};
use crate::{
    follow::{follow, split_path},
    words,
};

/// Gives entities without any claim those of their kind's default path.
///
/// A claim that does not count is a claim: somebody who left is not replaced silently.
pub(super) fn default(
    inventory: &Inventory,
    vocabulary: &Vocabulary,
    parties: &Parties<'_>,
    weighed: &mut BTreeMap<EntityId, Vec<Weighed>>,
) {
    for (kind, entities) in &inventory.kinds {
        let paths: Vec<&String> = words::family(vocabulary, kind.as_str())
            .flat_map(|kind| &kind.owner_default)
            .collect();
        if paths.is_empty() {
            continue;
        }
        for entity in entities.iter().filter(|entity| entity.life != Life::Gone) {
            if weighed.get(&entity.id).is_none_or(Vec::is_empty) {
                let claims = claims(inventory, vocabulary, parties, entity, &paths);
                weighed.insert(entity.id.clone(), claims);
            }
        }
    }
}

fn claims(
    inventory: &Inventory,
    vocabulary: &Vocabulary,
    parties: &Parties<'_>,
    entity: &Entity,
    paths: &[&String],
) -> Vec<Weighed> {
    let Some(member) = entity.members.first() else {
        return Vec::new();
    };
    paths
        .iter()
        .map(|path| {
            follow(inventory, vocabulary, entity, &split_path(path))
                .into_iter()
                .enumerate()
                .map(|(at, party)| parties.by_default(party, path, member, at))
                .collect::<Vec<_>>()
        })
        .find(|claims| claims.iter().any(|weighed| weighed.void.is_none()))
        .unwrap_or_default()
}
