//! Inheriting an owner from the nearest ancestor that names one; circles end the walk.

use std::collections::{BTreeMap, BTreeSet};

use model::{Entity, EntityId, Inventory, Place, Problem, Vocabulary};

use super::Weighed;
use crate::words;

/// The to-one link along which owners are inherited.
const PARENT: &str = "parent";

/// Gives entities without a claim of their own those of their nearest ancestor with one, and
/// reports every to-one link of a kind to itself that leads in a circle (parents, managers).
pub(super) fn inherit(
    inventory: &Inventory,
    vocabulary: &Vocabulary,
    weighed: &mut BTreeMap<EntityId, Vec<Weighed>>,
) -> Vec<Problem> {
    let mut notes = Vec::new();
    for (kind, entities) in &inventory.kinds {
        for link in links_to_itself(vocabulary, kind.as_str()) {
            notes.extend(circles(inventory, entities, link));
        }
        let parent = words::link(vocabulary, kind.as_str(), PARENT);
        if parent.is_none_or(|link| link.many) {
            continue;
        }
        let mut inherited = Vec::new();
        for entity in entities {
            if weighed.get(&entity.id).is_none_or(Vec::is_empty)
                && let Some(ancestor) = nearest_with_claims(inventory, entity, weighed)
            {
                inherited.push((entity.id.clone(), ancestor));
            }
        }
        for (entity, ancestor) in inherited {
            let mut claims = weighed.get(&ancestor).cloned().unwrap_or_default();
            for weighed in &mut claims {
                weighed.claim.inherited_from = Some(ancestor.clone());
            }
            weighed.insert(entity, claims);
        }
    }
    notes
}

fn nearest_with_claims(
    inventory: &Inventory,
    entity: &Entity,
    weighed: &BTreeMap<EntityId, Vec<Weighed>>,
) -> Option<EntityId> {
    let mut walked = BTreeSet::from([&entity.id]);
    let mut current = entity;
    while let Some(parent) = target(inventory, current, PARENT) {
        if !walked.insert(&parent.id) {
            return None;
        }
        if weighed.get(&parent.id).is_some_and(|claims| {
            claims
                .iter()
                .any(|weighed| weighed.claim.inherited_from.is_none())
        }) {
            return Some(parent.id.clone());
        }
        current = parent;
    }
    None
}

fn target<'a>(inventory: &'a Inventory, entity: &Entity, link: &str) -> Option<&'a Entity> {
    inventory.get(entity.links.get(link)?.targets.first()?.to.as_ref()?)
}

fn links_to_itself<'v>(vocabulary: &'v Vocabulary, kind: &str) -> BTreeSet<&'v str> {
    words::family(vocabulary, kind)
        .flat_map(|kind| &kind.links)
        .filter(|(_, link)| !link.many && vocabulary.root(link.to.as_str()) == kind)
        .map(|(name, _)| name.as_str())
        .collect()
}

/// Each circle once, told from its lowest number.
fn circles(inventory: &Inventory, entities: &[Entity], link: &str) -> Vec<Problem> {
    let mut settled: BTreeSet<&EntityId> = BTreeSet::new();
    let mut problems = Vec::new();
    for start in entities {
        let mut walk: Vec<&Entity> = Vec::new();
        let mut on_walk: BTreeSet<&EntityId> = BTreeSet::new();
        let mut current = inventory.get(&start.id);
        while let Some(entity) = current {
            if settled.contains(&entity.id) {
                break;
            }
            if !on_walk.insert(&entity.id) {
                let from = walk.iter().position(|e| e.id == entity.id).unwrap_or(0);
                problems.push(circle(&walk[from..], link));
                break;
            }
            walk.push(entity);
            current = target(inventory, entity, link);
        }
        settled.extend(on_walk);
    }
    problems
}

fn circle(walk: &[&Entity], link: &str) -> Problem {
    let first = walk
        .iter()
        .enumerate()
        .min_by_key(|(_, e)| &e.id)
        .map_or(0, |(at, _)| at);
    let round = walk[first..].iter().chain(&walk[..=first]);
    let names: Vec<String> = round.map(|e| format!("`{}` ({})", e.name, e.id)).collect();
    Problem::new(
        "link-circle",
        format!("the {link} of {} leads in a circle", names.join(" → ")),
        Place::default(),
    )
    .advise("correct it in the source; until then nothing is concluded beyond the circle")
}
