//! Links to those who cannot answer any more: none, with the reason (semantics 7). A link to a
//! team of which nobody tells who is in it stays, but is not sure.

use std::collections::BTreeSet;

use model::{EntityId, Inventory, Vocabulary};

use super::party::{Absence, Parties};

/// One target of a link, and why it leads nowhere, or perhaps nowhere.
pub(super) struct Left {
    entity: EntityId,
    link: String,
    target: usize,
    absence: Absence,
}

/// Finds links that make somebody responsible who has left, or a team with nobody in it.
///
/// A link that is the other side of a relation says whose something is, not who answers for it:
/// the accounts of a leaver are still theirs. Such links stay as they are.
pub(super) fn left(
    inventory: &Inventory,
    parties: &Parties<'_>,
    vocabulary: &Vocabulary,
) -> Vec<Left> {
    let responsible = responsible(vocabulary);
    let mut left = Vec::new();
    for entity in inventory.all() {
        for (link, set) in &entity.links {
            if !responsible.contains(&(entity.id.kind.as_str(), link.as_str())) {
                continue;
            }
            for (target, to) in set.targets.iter().enumerate() {
                let Some(to) = to.to.as_ref().filter(|_| to.dangling.is_none()) else {
                    continue;
                };
                if let Some(absence) = parties.absence(to) {
                    let link = link.clone();
                    left.push(Left {
                        entity: entity.id.clone(),
                        link,
                        target,
                        absence,
                    });
                }
            }
        }
    }
    left
}

/// Writes the reasons into the links.
pub(super) fn mark(inventory: &mut Inventory, left: Vec<Left>) {
    for Left {
        entity,
        link,
        target,
        absence,
    } in left
    {
        let Some(entities) = inventory.kinds.get_mut(&entity.kind) else {
            continue;
        };
        let Ok(at) = entities.binary_search_by_key(&entity.number, |e| e.id.number) else {
            continue;
        };
        let set = entities[at].links.get_mut(&link);
        if let Some(target) = set.and_then(|set| set.targets.get_mut(target)) {
            match absence {
                Absence::Sure(why) => target.dangling = Some(why),
                Absence::Perhaps => target.sure = false,
            }
        }
    }
}

/// Links to people and teams that no relation is the other side of, by root kind and name.
fn responsible(vocabulary: &Vocabulary) -> BTreeSet<(&str, &str)> {
    let root = |kind| vocabulary.root(kind);
    let kinds = || vocabulary.kinds.values();
    let other_sides: BTreeSet<(&str, &str)> = kinds()
        .flat_map(|kind| kind.links.values())
        .filter_map(|link| Some((root(link.to.as_str()), link.other_side_of.as_deref()?)))
        .collect();
    let links = kinds().flat_map(|kind| {
        kind.links
            .iter()
            .map(move |(name, link)| (root(kind.kind.as_str()), name.as_str(), link))
    });
    links
        .filter(|(_, _, link)| matches!(root(link.to.as_str()), "person" | "team"))
        .map(|(kind, name, _)| (kind, name))
        .filter(|(kind, name)| !other_sides.contains(&(*kind, *name)))
        .collect()
}
