//! Links: the pointers of an entity's records, followed to their targets.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;
use model::{
    EntityId, Life, LinkSet, OwnerClass, Reading, Record, RecordKey, Ref, Vocabulary,
    entity::LinkTarget,
};

use crate::{
    directory::{Directory, Found},
    facts::Seen,
    words,
};

/// A pointer that also claims that its target answers for the entity.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) class: OwnerClass,
    pub(crate) link: String,
    pub(crate) found: Found,
    pub(crate) record: RecordKey,
    /// The newest time the record tells, for recency.
    pub(crate) told: Timestamp,
    /// When its source last said so.
    pub(crate) confirmed: Timestamp,
    /// The record is gone: nobody says so any more.
    pub(crate) ended: bool,
    /// Position among the pointers of its record: who is written first comes first.
    pub(crate) position: usize,
}

/// The links of an entity, and who they name as its owner.
pub(crate) fn links(
    kind: &str,
    members: &[Seen<'_>],
    directory: &Directory<'_>,
    vocabulary: &Vocabulary,
) -> (BTreeMap<String, LinkSet>, Vec<Named>) {
    let mut targets: BTreeMap<&str, Vec<(Order, LinkTarget)>> = BTreeMap::new();
    let mut named = Vec::new();
    for member in members {
        let record = &member.kept.record;
        for (position, pointer) in record.refs.iter().enumerate() {
            let ended = member.life == Life::Gone;
            if ended && pointer.owner.is_none() {
                continue;
            }
            let (pointer, found) = followed(pointer, directory, vocabulary);
            if found == Found::Nothing {
                continue;
            }
            if let Some(class) = pointer.owner {
                named.push(Named {
                    class,
                    link: pointer.link.clone(),
                    found: found.clone(),
                    record: record.key.clone(),
                    told: told(record),
                    confirmed: confirmed(class, member),
                    ended,
                    position,
                });
            }
            // A record that is gone points nowhere.
            if ended {
                continue;
            }
            let target = target(pointer, &found, member, vocabulary);
            let order = Order::of(member, pointer, &target, position);
            targets
                .entry(&pointer.link)
                .or_default()
                .push((order, target));
        }
    }
    let mut links: BTreeMap<String, LinkSet> = BTreeMap::new();
    for (name, mut found) in targets {
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        let targets = found.into_iter().map(|(_, target)| target).collect();
        let many = words::link(vocabulary, kind, name).is_some_and(|link| link.many);
        let targets = if many { once_each(targets) } else { targets };
        links.insert(
            name.to_owned(),
            LinkSet {
                targets,
                none: false,
            },
        );
    }
    for name in said_to_be_none(kind, members, vocabulary) {
        links.entry(name.to_owned()).or_default().none = true;
    }
    (links, named)
}

/// The pointer that leads somewhere: the first of a pointer and those to try otherwise, or the
/// last of them where none does.
fn followed<'r>(
    mut pointer: &'r Ref,
    directory: &Directory<'_>,
    vocabulary: &Vocabulary,
) -> (&'r Ref, Found) {
    loop {
        let found = directory.find(vocabulary, pointer);
        match &pointer.otherwise {
            Some(next) if !matches!(found, Found::One { .. } | Found::Gone { .. }) => {
                pointer = next;
            }
            _ => return (pointer, found),
        }
    }
}

fn target(pointer: &Ref, found: &Found, member: &Seen<'_>, vocabulary: &Vocabulary) -> LinkTarget {
    let (to, trusted) = match found {
        Found::One {
            entity, trusted, ..
        } => (Some(entity.clone()), *trusted),
        Found::Gone { entity, .. } => (Some(entity.clone()), false),
        _ => (None, false),
    };
    LinkTarget {
        sure: trusted && member.life == Life::Live,
        to,
        record: member.kept.record.key.clone(),
        by: found.by().cloned(),
        dangling: found.dangling(vocabulary, pointer.to.as_str()),
    }
}

/// Which target of a to-one link counts: reported now, found, by the stronger class, the newest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    life: Life,
    nowhere: bool,
    class: Reverse<Option<OwnerClass>>,
    told: Reverse<Timestamp>,
    record: RecordKey,
    position: usize,
}

impl Order {
    fn of(member: &Seen<'_>, pointer: &Ref, target: &LinkTarget, position: usize) -> Self {
        let record = &member.kept.record;
        Self {
            life: member.life,
            nowhere: target.dangling.is_some(),
            class: Reverse(pointer.owner),
            told: Reverse(told(record)),
            record: record.key.clone(),
            position,
        }
    }
}

/// What a tool was told or somebody wrote down is said again by each snapshot; what is worked out
/// from use is as old as the use.
fn confirmed(class: OwnerClass, member: &Seen<'_>) -> Timestamp {
    match class {
        OwnerClass::Inferred => told(&member.kept.record),
        OwnerClass::Assigned | OwnerClass::Declared | OwnerClass::Answered => {
            member.kept.last_seen.max(member.kept.record.snapshot_at)
        }
    }
}

fn told(record: &Record) -> Timestamp {
    record.as_of.unwrap_or(record.snapshot_at)
}

/// One row for each entity a to-many link leads to: sure if any record is sure of it.
fn once_each(targets: Vec<LinkTarget>) -> Vec<LinkTarget> {
    let sure: BTreeSet<EntityId> = targets
        .iter()
        .filter(|target| target.sure)
        .filter_map(|t| t.to.clone())
        .collect();
    let mut seen = BTreeSet::new();
    let mut once: Vec<LinkTarget> = targets
        .into_iter()
        .filter(|target| target.to.as_ref().is_none_or(|to| seen.insert(to.clone())))
        .collect();
    for target in &mut once {
        target.sure = target.to.as_ref().is_some_and(|to| sure.contains(to));
    }
    once
}

/// Links that a live record says are empty: a null that means none, or a full list of nothing.
fn said_to_be_none<'a>(
    kind: &str,
    members: &[Seen<'a>],
    vocabulary: &Vocabulary,
) -> BTreeSet<&'a str> {
    let mut none = BTreeSet::new();
    for member in members.iter().filter(|member| member.life == Life::Live) {
        let record = &member.kept.record;
        let empty = |name: &str| {
            record.refs.iter().all(|pointer| !may_fill(pointer, name))
                && record.parts.iter().all(|part| part.relation != name)
        };
        none.extend(
            record
                .lists
                .iter()
                .map(String::as_str)
                .filter(|name| empty(name)),
        );
        let said = record
            .fields
            .iter()
            .filter(|(_, reading)| **reading == Reading::None);
        none.extend(
            said.map(|(name, _)| name.as_str())
                .filter(|name| words::link(vocabulary, kind, name).is_some()),
        );
    }
    none
}

/// Whether a pointer, or one to try otherwise, is of this link.
fn may_fill(pointer: &Ref, link: &str) -> bool {
    pointer.link == link
        || pointer
            .otherwise
            .as_ref()
            .is_some_and(|next| may_fill(next, link))
}
