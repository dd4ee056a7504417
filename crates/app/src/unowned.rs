//! The queue of what nobody answers for, with the reasons.

use std::collections::BTreeMap;

use model::{EntityId, KindName, Life, Owner, Problem, WhyUnowned};
use serde::Serialize;

use crate::{ask::kind_named, parties::View};

/// People answer for themselves.
const PERSON: &str = "person";

/// What nobody answers for, by kind.
#[derive(Clone, Debug, Serialize)]
pub struct UnownedList {
    /// Kinds of which some are unowned, in order of name; the kind that was asked for in any case.
    pub kinds: Vec<UnownedKind>,
}

/// What nobody answers for of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct UnownedKind {
    /// The root kind.
    pub kind: KindName,
    /// Entities that are not gone.
    pub entities: usize,
    /// Of these, nobody answers for.
    pub unowned: usize,
    /// How many for which reason, the most frequent first.
    pub reasons: Vec<Reason>,
    /// Each of them, by reason and name.
    pub rows: Vec<UnownedRow>,
}

/// A reason and how often it is one.
#[derive(Clone, Debug, Serialize)]
pub struct Reason {
    /// The reason.
    pub why: WhyUnowned,
    /// The same in words.
    pub says: &'static str,
    /// How many entities have it.
    pub entities: usize,
}

/// One entity that nobody answers for.
#[derive(Clone, Debug, Serialize)]
pub struct UnownedRow {
    /// The entity.
    pub entity: EntityId,
    /// What people call it.
    pub name: String,
    /// Why nobody answers.
    pub why: WhyUnowned,
    /// What became of the strongest claim: `Ana left on 2026-05-03`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Everything nobody answers for, or of one kind.
///
/// # Errors
/// When the vocabulary has no such kind.
pub fn unowned(view: &View, kind: Option<&str>) -> Result<UnownedList, Problem> {
    let named = kind.map(|kind| kind_named(view.vocabulary, kind));
    let named = named.transpose()?;
    let asked = named.map(|kind| view.vocabulary.root(kind.kind.as_str()));
    let kinds = view.inventory.kinds.keys();
    let mut list: Vec<UnownedKind> = match asked {
        Some(root) => vec![of_kind(view, root)],
        None => kinds
            .filter(|kind| kind.as_str() != PERSON)
            .map(|kind| of_kind(view, kind.as_str()))
            .collect(),
    };
    list.retain(|kind| asked.is_some() || kind.unowned > 0);
    Ok(UnownedList { kinds: list })
}

fn of_kind(view: &View, root: &str) -> UnownedKind {
    let entities = view.inventory.of(root).iter();
    let living: Vec<_> = entities
        .filter(|entity| entity.life != Life::Gone)
        .collect();
    let mut rows = Vec::new();
    for entity in &living {
        let Owner::Unowned(why) = entity.ownership.owner else {
            continue;
        };
        let claims = entity.ownership.claims.iter();
        rows.push(UnownedRow {
            entity: entity.id.clone(),
            name: entity.name.clone(),
            why,
            detail: claims.filter_map(|claim| claim.void.clone()).next(),
        });
    }
    rows.sort_by(|a, b| (a.why, &a.name, &a.entity).cmp(&(b.why, &b.name, &b.entity)));
    let mut counts: BTreeMap<WhyUnowned, usize> = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.why).or_default() += 1;
    }
    let mut reasons: Vec<Reason> = counts
        .into_iter()
        .map(|(why, entities)| Reason {
            why,
            says: why.words(),
            entities,
        })
        .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.entities));
    UnownedKind {
        kind: KindName::new(root),
        entities: living.len(),
        unowned: rows.len(),
        reasons,
        rows,
    }
}
