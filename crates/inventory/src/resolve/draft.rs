//! An entity in the making.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{
    Entity, EntityId, KindName, Life, Ownership, Reading, Record, Value, Vocabulary,
    entity::{LinkTarget, Member},
};

use crate::{
    book::{Kept, RecordBook},
    correlate::Cluster,
    directory::{Directory, Found},
    disagree,
    facts::{self, Seen},
    links::{self, Named},
    parts::{self, Parts},
};

/// An entity, the records behind it, and what is still to be added.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) entity: Entity,
    members: Vec<Seen<'a>>,
    named: Vec<Named>,
    parts: Parts,
}

impl<'a> Draft<'a> {
    pub(super) fn new(
        kind: &KindName,
        number: u64,
        aliases: Vec<u64>,
        cluster: &Cluster,
        members: Vec<Seen<'a>>,
    ) -> Self {
        let entity = Entity {
            id: EntityId::new(kind.clone(), number),
            name: String::new(),
            aliases,
            members: Vec::new(),
            tier: cluster.tier,
            life: members
                .iter()
                .map(|member| member.life)
                .min()
                .unwrap_or(Life::Gone),
            proof: cluster.proof.clone(),
            refused: cluster.refused.clone(),
            suppressed: cluster.suppressed.clone(),
            facts: Default::default(),
            links: Default::default(),
            parts: Default::default(),
            listed: Vec::new(),
            ownership: Ownership::nobody(),
        };
        Self {
            entity,
            members,
            named: Vec::new(),
            parts: Parts::default(),
        }
    }

    /// Merges what its records say.
    pub(super) fn fill(
        &mut self,
        book: &RecordBook,
        directory: &Directory<'_>,
        vocabulary: &Vocabulary,
    ) {
        let kind = self.entity.id.kind.clone();
        let named_by = vocabulary
            .kind(kind.as_str())
            .and_then(|kind| kind.named_by.as_deref());
        self.entity.members = self
            .members
            .iter()
            .map(|member| describe(member, named_by))
            .collect();
        self.entity.facts = facts::facts(kind.as_str(), &self.members, book, vocabulary);
        self.entity.name = self.name(named_by);
        (self.entity.links, self.named) =
            links::links(kind.as_str(), &self.members, directory, vocabulary);
        self.parts = Parts::nested(&self.members);
        let facts = &self.entity.facts;
        for (relation, row) in disagree::rows(kind.as_str(), facts, &self.members, vocabulary) {
            self.parts.add(relation, row);
        }
        let live = self
            .members
            .iter()
            .filter(|member| member.life == Life::Live);
        let listed: BTreeSet<&String> = live.flat_map(|m| &m.kept.record.lists).collect();
        self.entity.listed = listed.into_iter().cloned().collect();
    }

    /// What people call it: the naming field, else what its first record is called.
    fn name(&self, named_by: Option<&str>) -> String {
        let fact = |field: &str| {
            self.entity
                .facts
                .get(field)?
                .reading()
                .text()
                .map(str::to_owned)
        };
        named_by
            .and_then(fact)
            .or_else(|| fact("name"))
            .or_else(|| {
                let best = self.entity.members.iter().min_by_key(|member| member.life);
                best.map(|member| member.label.clone())
            })
            .unwrap_or_else(|| self.entity.id.to_string())
    }

    /// The pointers that claim an owner, once.
    pub(super) fn take_named(&mut self) -> Vec<Named> {
        std::mem::take(&mut self.named)
    }

    /// Adds a target to a link that no record of its own fills.
    pub(super) fn add_target(&mut self, link: &str, target: LinkTarget) {
        self.entity
            .links
            .entry(link.to_owned())
            .or_default()
            .targets
            .push(target);
    }

    pub(super) fn into_entity(mut self) -> Entity {
        self.entity.parts = self.parts.into_rows();
        self.entity
    }
}

fn describe(member: &Seen<'_>, named_by: Option<&str>) -> Member {
    let kept = member.kept;
    Member {
        record: kept.record.key.clone(),
        life: member.life,
        label: label(&kept.record, named_by),
        first_seen: kept.first_seen,
        last_seen: kept.last_seen,
    }
}

/// What the source calls it: the naming field, a name, an identifier, else its native id.
fn label(record: &Record, named_by: Option<&str>) -> String {
    let text = |field: &str| match record.fields.get(field) {
        Some(Reading::Known(Value::Text(text))) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    };
    named_by
        .and_then(text)
        .or_else(|| text("name"))
        .or_else(|| {
            record
                .claims
                .iter()
                .map(|c| c.value.trim())
                .find(|v| !v.is_empty())
                .map(Into::into)
        })
        .unwrap_or_else(|| record.key.native_id.to_string())
}

/// Hangs records of part kinds under the entities they point to.
///
/// A part whose parent nobody finds is in nobody's table; its record stays in the book.
pub(super) fn attach_parts(
    drafts: &mut [Draft<'_>],
    records: &[&Kept],
    book: &RecordBook,
    directory: &Directory<'_>,
    vocabulary: &Vocabulary,
    now: Timestamp,
) {
    let places = places(drafts);
    for kept in records.iter().filter(|kept| kept.life != Life::Gone) {
        let kind = vocabulary.root(kept.record.key.kind.as_str());
        for pointer in &kept.record.refs {
            let Found::One {
                entity, trusted, ..
            } = directory.find(vocabulary, pointer)
            else {
                continue;
            };
            let relation = parts::relation_to(vocabulary, entity.kind.as_str(), kind);
            if let (Some(relation), Some(&at)) = (relation, places.get(&entity)) {
                let life = book.life(kept, now);
                drafts[at].parts.add_record(relation, kept, life, trusted);
                break;
            }
        }
    }
}

/// Where each entity's draft is.
pub(super) fn places(drafts: &[Draft<'_>]) -> std::collections::HashMap<EntityId, usize> {
    drafts
        .iter()
        .enumerate()
        .map(|(at, draft)| (draft.entity.id.clone(), at))
        .collect()
}
