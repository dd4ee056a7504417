//! From entities to columns.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexMap;
use model::{
    Entity, EntityId, FactSet, Inventory, KindName, Life, Vocabulary,
    entity::{LinkTarget, Part},
    vocabulary::{FieldType, Link},
};

use super::{
    Cell, Edge, Edges, Links, Pointer, Rows, State, Table, Tables, column, edges, life_code, links,
};
use crate::tables::column::{number_lists, text_lists};

/// Lays out everything that was observed as columns and edge tables.
///
/// Every root kind and part kind of the vocabulary has a table, empty where nothing was observed.
pub fn tables(inventory: &Inventory, vocabulary: &Vocabulary) -> Tables {
    let book = Book::new(inventory, vocabulary);
    let kinds = book
        .kinds()
        .into_iter()
        .map(|kind| (kind.clone(), book.table(&kind)))
        .collect();
    let mut all = BTreeMap::new();
    for kind in vocabulary.kinds.values() {
        let root = vocabulary.root(kind.kind.as_str());
        for (name, link) in kind.links.iter().filter(|(_, link)| link.many) {
            all.insert(
                (KindName::new(root), name.clone()),
                book.edges(root, name, link),
            );
        }
    }
    Tables {
        coverage: inventory.coverage.clone(),
        kinds,
        edges: all,
    }
}

/// A table of a kind without rows.
pub(crate) fn empty(kind: &KindName) -> Table {
    Table {
        kind: kind.clone(),
        rows: 0,
        numbers: Some(Vec::<u64>::new().into()),
        names: Some(Vec::<&str>::new().into()),
        keys: Some(Vec::<&str>::new().into()),
        aliases: Some(number_lists(std::iter::empty())),
        life: Some(Vec::<u8>::new().into()),
        sources: Some(text_lists(std::iter::empty())),
        columns: IndexMap::new(),
        links: IndexMap::new(),
    }
}

/// The type of each field, stated word and derived kind that a root kind's rows may state.
pub(crate) fn field_types<'a>(
    vocabulary: &'a Vocabulary,
    root: &'a str,
) -> IndexMap<&'a str, FieldType> {
    let mut types = IndexMap::new();
    for kind in vocabulary.family(root) {
        for (name, field) in &kind.fields {
            types.entry(name.as_str()).or_insert(field.field_type);
        }
        for word in kind.words.keys() {
            types.entry(word.as_str()).or_insert(FieldType::Flag);
        }
        if kind.is_a.is_some() {
            types.entry(kind.kind.as_str()).or_insert(FieldType::Flag);
        }
    }
    types
}

/// A nested row, with the row of its parent.
struct Nested<'a> {
    parent: u32,
    parent_kind: &'a KindName,
    relation: &'a str,
    part: &'a Part,
    life: Life,
}

/// Where every entity and part got its row.
struct Book<'a> {
    inventory: &'a Inventory,
    vocabulary: &'a Vocabulary,
    rows: HashMap<&'a str, HashMap<u64, u32>>,
    parts: BTreeMap<KindName, Vec<Nested<'a>>>,
}

impl<'a> Book<'a> {
    fn new(inventory: &'a Inventory, vocabulary: &'a Vocabulary) -> Self {
        let mut rows: HashMap<&str, HashMap<u64, u32>> = HashMap::new();
        let mut parts: BTreeMap<KindName, Vec<Nested<'a>>> = BTreeMap::new();
        for (kind, entities) in &inventory.kinds {
            let numbers = rows.entry(kind.as_str()).or_default();
            for (parent, entity) in (0_u32..).zip(entities) {
                for alias in &entity.aliases {
                    numbers.entry(*alias).or_insert(parent);
                }
                numbers.insert(entity.id.number, parent);
                nest(&mut parts, vocabulary, kind, parent, entity);
            }
        }
        Self {
            inventory,
            vocabulary,
            rows,
            parts,
        }
    }

    fn kinds(&self) -> BTreeSet<KindName> {
        let known = self.vocabulary.kinds.keys();
        let mut kinds: BTreeSet<KindName> = known
            .map(|kind| KindName::new(self.vocabulary.root(kind.as_str())))
            .collect();
        kinds.extend(self.inventory.kinds.keys().cloned());
        kinds.extend(self.parts.keys().cloned());
        kinds
    }

    fn nested(&self, kind: &str) -> &[Nested<'a>] {
        self.parts.get(kind).map_or(&[], Vec::as_slice)
    }

    fn table(&self, kind: &KindName) -> Table {
        let entities = self.inventory.of(kind.as_str());
        let nested = self.nested(kind.as_str());
        let facts = || {
            entities
                .iter()
                .map(|e| &e.facts)
                .chain(nested.iter().map(|n| &n.part.facts))
        };
        let filled: BTreeSet<&str> = facts()
            .flat_map(|facts| facts.keys())
            .map(|k| &**k)
            .collect();
        let columns = field_types(self.vocabulary, kind.as_str())
            .into_iter()
            .filter(|(name, _)| filled.contains(name))
            .map(|(name, kind)| {
                (
                    name.to_owned(),
                    column(kind, facts().map(|facts| cell(facts.get(name)))),
                )
            })
            .collect();
        let sources = entities.iter().map(live_sources);
        let parts_of = nested
            .iter()
            .map(|n| vec![n.part.record.source.to_string()]);
        let names = entities.iter().map(|entity| Some(entity.name.clone()));
        let names = names.chain(nested.iter().map(|n| Some(self.part_name(n.part))));
        let keys = entities.iter().map(|_| None);
        let keys = keys.chain(nested.iter().map(|n| Some(n.part.key.as_str())));
        let numbers = entities.iter().map(|entity| entity.id.number);
        let aliases = entities.iter().map(|entity| entity.aliases.as_slice());
        let life = entities.iter().map(|entity| life_code(entity.life));
        Table {
            kind: kind.clone(),
            rows: entities.len() + nested.len(),
            numbers: Some(numbers.chain(nested.iter().map(|_| 0)).collect()),
            names: Some(names.collect()),
            keys: Some(keys.collect()),
            aliases: Some(number_lists(aliases.chain(nested.iter().map(|_| &[][..])))),
            life: Some(
                life.chain(nested.iter().map(|n| life_code(n.life)))
                    .collect(),
            ),
            sources: Some(text_lists(sources.chain(parts_of).map(Some))),
            columns,
            links: self.links(kind.as_str(), entities, nested.len()),
        }
    }

    /// What people call a part: the field that names its kind, else its name, else its key.
    fn part_name(&self, part: &Part) -> String {
        let named_by = self
            .vocabulary
            .lineage(part.kind.as_str())
            .find_map(|k| k.named_by.as_deref());
        let text = |field: &str| part.facts.get(field).and_then(|f| f.reading().text());
        named_by
            .and_then(text)
            .or_else(|| text("name"))
            .unwrap_or(&part.key)
            .to_owned()
    }

    fn links(&self, kind: &str, entities: &[Entity], parts: usize) -> IndexMap<String, Links> {
        let mut all = IndexMap::new();
        for kind in self.vocabulary.family(kind) {
            for (name, link) in kind.links.iter().filter(|(_, link)| !link.many) {
                if !entities
                    .iter()
                    .any(|entity| entity.links.contains_key(name))
                {
                    continue;
                }
                let to = self.vocabulary.root(link.to.as_str());
                let pointers: Vec<Pointer<'_>> = entities
                    .iter()
                    .map(|entity| self.pointer(entity, name, to))
                    .chain(std::iter::repeat_n(Pointer::SILENT, parts))
                    .collect();
                all.entry(name.clone()).or_insert_with(|| links(&pointers));
            }
        }
        all
    }

    fn pointer<'e>(&self, entity: &'e Entity, link: &str, to: &str) -> Pointer<'e> {
        let Some(set) = entity.links.get(link) else {
            return Pointer::SILENT;
        };
        let Some(first) = set.targets.first() else {
            let state = if set.none { State::None } else { State::Silent };
            return Pointer {
                state,
                ..Pointer::SILENT
            };
        };
        let dangling = first.dangling.as_deref();
        let source = Some(first.record.source.as_str());
        let (target, state) = match self.arrives(first, to) {
            Arrival::At(row, _) if first.sure => (Some(row), State::Known),
            Arrival::At(row, _) => (Some(row), State::Possible),
            Arrival::Gone => (None, State::None),
            Arrival::Nowhere if dangling.is_some() => (None, State::Unfound),
            Arrival::Nowhere => (None, State::Unknown),
        };
        Pointer {
            target,
            state,
            source,
            dangling,
        }
    }

    fn arrives(&self, target: &LinkTarget, to: &str) -> Arrival {
        let Some(id) = &target.to else {
            return Arrival::Nowhere;
        };
        let Some(row) = self.row(id).filter(|_| id.kind.as_str() == to) else {
            return Arrival::Nowhere;
        };
        let life = self.inventory.of(to)[row as usize].life;
        // A link to somebody gone is none, with its reason (semantics 7).
        match target.dangling.is_some() || life == Life::Gone {
            true => Arrival::Gone,
            false => Arrival::At(row, life),
        }
    }

    fn row(&self, id: &EntityId) -> Option<u32> {
        self.rows.get(id.kind.as_str())?.get(&id.number).copied()
    }

    fn edges(&self, kind: &str, relation: &str, link: &Link) -> Edges {
        let to = self.vocabulary.root(link.to.as_str());
        let parents = self.inventory.of(kind);
        let mut all = Vec::new();
        for (parent, entity) in (0_u32..).zip(parents) {
            for target in entity
                .links
                .get(relation)
                .iter()
                .flat_map(|set| &set.targets)
            {
                let source = Some(target.record.source.to_string());
                match self.arrives(target, to) {
                    Arrival::At(row, life) => {
                        let sure = target.sure && life == Life::Live;
                        all.push(Edge {
                            parent,
                            child: Some(row),
                            sure,
                            source,
                        });
                    }
                    Arrival::Gone => {}
                    Arrival::Nowhere => {
                        all.push(Edge {
                            parent,
                            child: None,
                            sure: false,
                            source,
                        });
                    }
                }
            }
        }
        if let Some(other) = &link.other_side_of {
            self.other_side(kind, to, other, &mut all);
        }
        let first = u32::try_from(self.inventory.of(to).len()).unwrap_or(u32::MAX);
        for (row, nested) in (first..).zip(self.nested(to)) {
            if nested.parent_kind.as_str() == kind && nested.relation == relation {
                all.push(Edge {
                    parent: nested.parent,
                    child: Some(row),
                    sure: nested.part.sure,
                    source: Some(nested.part.record.source.to_string()),
                });
            }
        }
        let mut listed: Vec<Rows> = parents.iter().map(|e| listed(e, relation)).collect();
        listed.extend(self.nested(kind).iter().map(|_| Rows::BySupply));
        edges(link.to.clone(), all, listed)
    }

    /// Rows that point back at the parent through a link of their own.
    fn other_side(&self, kind: &str, to: &str, other: &str, all: &mut Vec<Edge>) {
        let Some(back) = self
            .vocabulary
            .family(to)
            .find_map(|kind| kind.links.get(other))
        else {
            return;
        };
        for (child, entity) in (0_u32..).zip(self.inventory.of(to)) {
            if entity.life == Life::Gone {
                continue;
            }
            let Some(set) = entity.links.get(other) else {
                continue;
            };
            // The first target of a to-one link counts, the rest are conflicts.
            let counted = if back.many { set.targets.len() } else { 1 };
            for target in set.targets.iter().take(counted) {
                if let Arrival::At(parent, _) = self.arrives(target, kind) {
                    let sure = target.sure && entity.life == Life::Live;
                    let source = Some(target.record.source.to_string());
                    all.push(Edge {
                        parent,
                        child: Some(child),
                        sure,
                        source,
                    });
                }
            }
        }
    }
}

/// Where a pointer ends.
enum Arrival {
    /// At a row that is there.
    At(u32, Life),
    /// At somebody who is not there any more.
    Gone,
    /// Nobody was found.
    Nowhere,
}

fn nest<'a>(
    parts: &mut BTreeMap<KindName, Vec<Nested<'a>>>,
    vocabulary: &Vocabulary,
    parent_kind: &'a KindName,
    parent: u32,
    entity: &'a Entity,
) {
    for (relation, rows) in &entity.parts {
        for part in rows {
            let root = KindName::new(vocabulary.root(part.kind.as_str()));
            let life = entity.life;
            parts.entry(root).or_default().push(Nested {
                parent,
                parent_kind,
                relation,
                part,
                life,
            });
        }
    }
}

fn cell(facts: Option<&FactSet>) -> Cell<'_> {
    let Some(fact) = facts.and_then(FactSet::chosen) else {
        return Cell::default();
    };
    Cell {
        reading: Some(&fact.reading),
        asked: false,
        source: Some(fact.provenance.source.as_str()),
        as_of: fact.provenance.as_of,
        snapshot: Some(fact.provenance.snapshot_at),
    }
}

fn live_sources(entity: &Entity) -> Vec<String> {
    let live = entity
        .members
        .iter()
        .filter(|member| member.life == Life::Live);
    let sources: BTreeSet<String> = live.map(|m| m.record.source.to_string()).collect();
    sources.into_iter().collect()
}

fn listed(entity: &Entity, relation: &str) -> Rows {
    let none = entity.links.get(relation).is_some_and(|set| set.none);
    match none || entity.listed.iter().any(|name| name == relation) {
        true => Rows::Listed,
        false => Rows::BySupply,
    }
}
