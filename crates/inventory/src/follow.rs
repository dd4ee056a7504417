//! Following links from an entity, in both directions.

use std::collections::BTreeSet;

use model::{Entity, EntityId, Inventory, Vocabulary};

use crate::words;

/// Splits a path as people write it: `department's security contact` is two links.
pub fn split_path(path: &str) -> Vec<String> {
    path.split("'s ")
        .map(|link| link.trim().to_owned())
        .filter(|link| !link.is_empty())
        .collect()
}

/// The entities a path of links leads to, each once, in the order they are found.
///
/// A to-one link leads to the target that counts; a to-many link to all of its rows, also those
/// that only the other side names. Who has left or is gone is nobody.
///
/// `owner` leads to the people who answer, unless the kind has
/// a link of that name. An empty path leads to the entity itself; a link nobody has, nowhere.
pub fn follow(
    inventory: &Inventory,
    vocabulary: &Vocabulary,
    from: &Entity,
    path: &[String],
) -> Vec<EntityId> {
    let mut here = vec![from.id.clone()];
    for link in path {
        let mut seen = BTreeSet::new();
        here = here
            .iter()
            .filter_map(|id| inventory.get(id))
            .flat_map(|entity| targets(inventory, vocabulary, entity, link))
            .filter(|id| seen.insert(id.clone()))
            .collect();
    }
    here
}

/// The departments an entity belongs to: for each `unit` path of its kind that resolves, the path
/// and the department. The first counts; another department after it is a disagreement
/// (semantics 18). A department belongs to itself.
pub fn units<'v>(
    inventory: &Inventory,
    vocabulary: &'v Vocabulary,
    entity: &Entity,
) -> Vec<(&'v str, EntityId)> {
    if entity.id.kind.as_str() == "department" {
        return vec![("", entity.id.clone())];
    }
    let kind = vocabulary.kind(entity.id.kind.as_str());
    let paths = kind.map_or(&[][..], |kind| kind.unit.as_slice());
    let unit = |path: &'v String| {
        let found = follow(inventory, vocabulary, entity, &split_path(path));
        let unit = found.iter().find_map(|id| inventory.get(id))?;
        Some((path.as_str(), unit.id.clone()))
    };
    paths.iter().filter_map(unit).collect()
}

fn targets(
    inventory: &Inventory,
    vocabulary: &Vocabulary,
    entity: &Entity,
    name: &str,
) -> Vec<EntityId> {
    let own = entity
        .links
        .get(name)
        .map_or(&[][..], |link| link.targets.as_slice());
    let own = own
        .iter()
        .map(|target| target.to.clone().filter(|_| target.dangling.is_none()));
    match words::link(vocabulary, entity.id.kind.as_str(), name) {
        None if name == "owner" => entity.ownership.people().into_iter().cloned().collect(),
        None => Vec::new(),
        Some(link) if !link.many => own.take(1).flatten().collect(),
        Some(link) => match &link.other_side_of {
            Some(other) => {
                let kind = vocabulary.root(link.to.as_str());
                own.flatten()
                    .chain(pointing_at(inventory, kind, other, &entity.id))
                    .collect()
            }
            None => own.flatten().collect(),
        },
    }
}

/// Entities of a kind whose link leads to this one.
fn pointing_at<'a>(
    inventory: &'a Inventory,
    kind: &str,
    link: &'a str,
    to: &'a EntityId,
) -> impl Iterator<Item = EntityId> + use<'a> {
    let points = move |entity: &&Entity| {
        entity.links.get(link).is_some_and(|link| {
            let mut targets = link.targets.iter().filter_map(|target| target.to.as_ref());
            targets.any(|target| target == to)
        })
    };
    inventory
        .of(kind)
        .iter()
        .filter(points)
        .map(|entity| entity.id.clone())
}
