//! What an activity is done for: how many things have nobody, one or several who are accountable,
//! and whether the sources name the same people.

use std::collections::{BTreeMap, BTreeSet};

use inventory::follow;
use ledger::matrix::{Extent, Letter, Resolved};
use model::{Entity, EntityId, Life, id::ActivityId};
use serde::Serialize;

use crate::parties::View;

/// The things of an activity, by how many people hold a letter for them.
#[derive(Clone, Debug, Serialize)]
pub struct Cover {
    /// The activity.
    pub activity: ActivityId,
    /// The letter.
    pub letter: Letter,
    /// Things that nobody holds it for.
    pub nobody: u64,
    /// Things that exactly one person holds it for.
    pub one: u64,
    /// Things that several people hold it for.
    pub several: u64,
    /// Of those that nobody surely holds it for, things that somebody may hold it for.
    pub possibly: u64,
    /// Of those that somebody holds it for: what the sources say of who owns them.
    pub sources: BTreeMap<Agrees, u64>,
    /// Each thing with its people.
    pub things: Vec<Thing>,
}

/// Whether the sources name the people of the matrix as owners of a thing, or of what is around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Agrees {
    /// All of them.
    All,
    /// Some of them.
    Some,
    /// Others, and none of them.
    None,
    /// They name nobody.
    Silent,
}

/// One thing with those who hold the letter for it.
#[derive(Clone, Debug, Serialize)]
pub struct Thing {
    /// The thing.
    pub entity: EntityId,
    /// Its name.
    pub name: String,
    /// Who, by name.
    pub people: Vec<String>,
    /// The same by number.
    pub ids: Vec<EntityId>,
    /// Whether sources name them too; none where there is nobody to be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<Agrees>,
}

/// Who holds a letter of an activity for each living thing of a kind.
pub fn cover(
    matrix: &Resolved,
    view: &View,
    (activity, letter): (&ActivityId, Letter),
    kind: &str,
) -> Cover {
    let mut cover = Cover {
        activity: activity.clone(),
        letter,
        nobody: 0,
        one: 0,
        several: 0,
        possibly: 0,
        sources: BTreeMap::new(),
        things: Vec::new(),
    };
    let held: Vec<_> = matrix.holders(activity, letter).collect();
    let may = |entity: &EntityId| {
        held.iter().any(|one| match &one.extent {
            Extent::Entities { possible, .. } => possible.contains(entity),
            Extent::Whole | Extent::Unreadable => false,
        })
    };
    let things = view.inventory.of(kind).iter();
    for entity in things.filter(|entity| entity.life != Life::Gone) {
        let units = view.units_around(entity);
        let holders = matrix.holders_for(activity, letter, &entity.id, &units);
        let ids: BTreeSet<EntityId> = holders
            .iter()
            .filter_map(|held| held.reached.person().cloned())
            .collect();
        match ids.len() {
            0 => cover.nobody += 1,
            1 => cover.one += 1,
            _ => cover.several += 1,
        }
        cover.possibly += u64::from(ids.is_empty() && may(&entity.id));
        let people = ids.iter().filter_map(|id| view.inventory.get(id));
        let sources = (!ids.is_empty()).then(|| agrees(&ids, &named(view, entity)));
        if let Some(sources) = sources {
            *cover.sources.entry(sources).or_default() += 1;
        }
        cover.things.push(Thing {
            sources,
            entity: entity.id.clone(),
            name: entity.name.clone(),
            people: people.map(|person| person.name.clone()).collect(),
            ids: ids.into_iter().collect(),
        });
    }
    cover
}

/// Whom sources name as owners of an entity and of what it is part of: who owns a folder owns what
/// is in it, unless its source says otherwise and gives it nothing around it.
fn named(view: &View, entity: &Entity) -> BTreeSet<EntityId> {
    let mut people = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut next = Some(entity);
    while let Some(entity) = next.filter(|entity| seen.insert(entity.id.clone())) {
        let claims = entity.ownership.claims.iter();
        let valid = claims.filter(|claim| claim.void.is_none());
        people.extend(valid.flat_map(|claim| claim.people.iter().cloned()));
        let path = ["parent".to_owned()];
        let around = follow(view.inventory, view.vocabulary, entity, &path);
        next = around.first().and_then(|id| view.inventory.get(id));
    }
    people
}

fn agrees(people: &BTreeSet<EntityId>, named: &BTreeSet<EntityId>) -> Agrees {
    match people.intersection(named).count() {
        _ if named.is_empty() => Agrees::Silent,
        0 => Agrees::None,
        all if all == people.len() => Agrees::All,
        _ => Agrees::Some,
    }
}

/// The kinds that an activity is about: of its own words, else of the scopes it is assigned over.
pub fn kinds(matrix: &Resolved, view: &View, activity: &ActivityId) -> BTreeSet<String> {
    let own = matrix.activities.get(activity);
    let own = own.and_then(|one| one.about.as_deref());
    let held = matrix.held.iter();
    let scopes = held
        .filter(|held| held.assignment.seat.activity == *activity)
        .filter_map(|held| held.assignment.seat.scope.selector.as_deref());
    let root = |text: &str| {
        let subject = rules::parse_subject(text, "responsibilities", view.vocabulary).ok()?;
        Some(view.vocabulary.root(subject.kind.as_str()).to_owned())
    };
    own.into_iter().chain(scopes).filter_map(root).collect()
}
