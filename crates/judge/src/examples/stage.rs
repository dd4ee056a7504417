//! The made-up entities of one test, laid out as tables.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use jiff::civil::Date;
use model::{
    Coverage, Inventory, KindName, Reading, Value, Vocabulary,
    vocabulary::{Field, FieldType},
};
use rules::tree::{Anchor, Given, Operand, Stated, StatedLink, StatedRows, StatedValue};

use crate::tables::{
    Cell, Edge, Pointer, Rows, State, Table, Tables, column, edges, field_types, links, tables,
};

/// What is stated of a field.
#[derive(Clone, Debug)]
enum Said {
    Reading(Reading),
    Asked,
}

/// What is stated of a to-one link.
#[derive(Clone, Debug)]
enum Leads {
    To(u32),
    None,
    Asked,
}

/// One made-up entity.
#[derive(Clone, Debug, Default)]
struct Made {
    name: String,
    said: BTreeMap<String, Said>,
    leads: BTreeMap<String, Leads>,
    /// Child rows by relation, and whether these are all.
    related: BTreeMap<String, (Vec<u32>, bool)>,
}

/// All made-up entities of a test, by root kind.
pub(super) struct Stage<'a> {
    vocabulary: &'a Vocabulary,
    today: Date,
    kinds: BTreeMap<String, Vec<Made>>,
}

impl<'a> Stage<'a> {
    pub(super) fn of(given: &[Given], vocabulary: &'a Vocabulary, today: Date) -> Self {
        let mut stage = Self {
            vocabulary,
            today,
            kinds: BTreeMap::new(),
        };
        for example in given {
            let row = stage.named(example.kind.as_str(), &example.name);
            stage.state_all(example.kind.as_str(), row, &example.states);
        }
        stage
    }

    /// The row of an example.
    pub(super) fn row(&self, kind: &str, name: &str) -> Option<u32> {
        let all = self.kinds.get(self.vocabulary.root(kind))?;
        let at = all.iter().position(|made| made.name == name)?;
        u32::try_from(at).ok()
    }

    /// The entity of a name: equal names are the same entity.
    fn named(&mut self, kind: &str, name: &str) -> u32 {
        self.row(kind, name)
            .unwrap_or_else(|| self.add(kind, name.to_owned()))
    }

    /// A new entity, known to be of its kind.
    fn add(&mut self, kind: &str, name: String) -> u32 {
        let mut made = Made {
            name,
            ..Made::default()
        };
        for derived in self
            .vocabulary
            .lineage(kind)
            .filter(|kind| kind.is_a.is_some())
        {
            let yes = Said::Reading(Reading::Known(Value::Flag(true)));
            made.said.insert(derived.kind.to_string(), yes);
        }
        let all = self
            .kinds
            .entry(self.vocabulary.root(kind).to_owned())
            .or_default();
        all.push(made);
        u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
    }

    /// A new related row; people see its place, as it has no name of its own.
    fn row_of(&mut self, kind: &str, singular: &str, at: usize, states: &[Stated]) -> u32 {
        let row = self.add(kind, format!("{singular} {}", at + 1));
        self.state_all(kind, row, states);
        row
    }

    fn state_all(&mut self, kind: &str, row: u32, states: &[Stated]) {
        for stated in states {
            self.state(kind, row, stated);
        }
    }

    fn made(&mut self, kind: &str, row: u32) -> &mut Made {
        let root = self.vocabulary.root(kind).to_owned();
        &mut self.kinds.entry(root).or_default()[row as usize]
    }

    fn state(&mut self, kind: &str, row: u32, stated: &Stated) {
        match stated {
            Stated::Word { word, holds } => {
                let said = Said::Reading(Reading::Known(Value::Flag(*holds)));
                self.made(kind, row).said.insert(word.clone(), said);
            }
            Stated::Field { field, value } => {
                let said = self.said(kind, field, value);
                self.made(kind, row).said.insert(field.clone(), said);
            }
            Stated::Link { link, to } => {
                let leads = self.leads(kind, link, to);
                self.made(kind, row).leads.insert(link.clone(), leads);
            }
            Stated::Relation { relation, rows } => {
                let related = self.related(kind, relation, rows);
                self.made(kind, row)
                    .related
                    .insert(relation.clone(), related);
            }
        }
    }

    fn leads(&mut self, kind: &str, link: &str, to: &StatedLink) -> Leads {
        let Some(target) = self.vocabulary.link(kind, link).map(|link| link.to.clone()) else {
            return Leads::Asked;
        };
        match to {
            StatedLink::Named(name) => {
                let row = self.named(target.as_str(), name);
                if self.vocabulary.field(target.as_str(), "name").is_some() {
                    let said = Said::Reading(Reading::Known(Value::Text(name.clone())));
                    self.made(target.as_str(), row)
                        .said
                        .entry("name".to_owned())
                        .or_insert(said);
                }
                Leads::To(row)
            }
            StatedLink::With(states) => Leads::To(self.row_of(target.as_str(), link, 0, states)),
            StatedLink::None => Leads::None,
            StatedLink::Unknown => Leads::Asked,
        }
    }

    fn related(&mut self, kind: &str, relation: &str, rows: &StatedRows) -> (Vec<u32>, bool) {
        let Some(link) = self.vocabulary.link(kind, relation).cloned() else {
            return (Vec::new(), false);
        };
        let singular = link.singular.as_deref().unwrap_or(relation).to_owned();
        let mut all = |rows: &mut dyn Iterator<Item = &Vec<Stated>>| -> Vec<u32> {
            rows.enumerate()
                .map(|(at, states)| self.row_of(link.to.as_str(), &singular, at, states))
                .collect()
        };
        match rows {
            StatedRows::These(rows) => (all(&mut rows.iter()), true),
            StatedRows::AtLeast(rows) => (all(&mut rows.iter()), false),
            StatedRows::Times(count, states) => {
                (all(&mut std::iter::repeat_n(states, *count as usize)), true)
            }
            StatedRows::None => (Vec::new(), true),
            StatedRows::Unknown => (Vec::new(), false),
        }
    }

    fn said(&self, kind: &str, field: &str, value: &StatedValue) -> Said {
        let known = self.vocabulary.field(kind, field);
        let field_type = known.map(|field| field.field_type);
        match value {
            StatedValue::None { .. } => Said::Reading(Reading::None),
            StatedValue::Unknown => Said::Asked,
            StatedValue::Known(values) if field_type == Some(FieldType::List) => {
                let items = values
                    .iter()
                    .filter_map(|value| match self.value(value, known)? {
                        Value::Text(text) => Some(text),
                        other => Some(other.to_string()),
                    });
                Said::Reading(Reading::Known(Value::List(items.collect())))
            }
            StatedValue::Known(values) => match values.first().and_then(|v| self.value(v, known)) {
                Some(value) => Said::Reading(Reading::Known(value)),
                None => Said::Asked,
            },
        }
    }

    /// The value an operand writes; what counts from another entity cannot be stated.
    fn value(&self, operand: &Operand, field: Option<&Field>) -> Option<Value> {
        Some(match operand {
            Operand::Text(text) => Value::Text(text.clone()),
            Operand::Number(number) => Value::Number(*number),
            Operand::Measured { number, unit } => {
                let own = field.and_then(|field| field.unit);
                Value::Number(unit.convert(*number, own.unwrap_or(*unit))?)
            }
            Operand::Flag(flag) => Value::Flag(*flag),
            Operand::Date(day) => Value::Date(*day),
            Operand::Today => Value::Date(self.today),
            Operand::Offset {
                from: Anchor::Today,
                length,
                back: true,
            } => Value::Date(length.length.before(self.today)),
            Operand::Offset {
                from: Anchor::Today,
                length,
                back: false,
            } => Value::Date(length.length.after(self.today)),
            Operand::Setting { value, .. } => self.value(value, field)?,
            Operand::Length(_)
            | Operand::The(_)
            | Operand::Offset {
                from: Anchor::The(_),
                ..
            } => {
                return None;
            }
        })
    }

    /// Everything that was made up, as tables.
    pub(super) fn tables(&self) -> Tables {
        let mut all = tables(&Inventory::default(), self.vocabulary);
        all.coverage = Coverage::default();
        for (kind, made) in &self.kinds {
            all.kinds
                .insert(KindName::new(kind), self.table(kind, made));
        }
        for kind in self.vocabulary.kinds.values() {
            let root = self.vocabulary.root(kind.kind.as_str());
            let parents = self.kinds.get(root).map_or(&[][..], Vec::as_slice);
            for (name, link) in kind.links.iter().filter(|(_, link)| link.many) {
                let table = self.edges(parents, name, link.to.clone());
                all.edges.insert((KindName::new(root), name.clone()), table);
            }
        }
        all
    }

    fn edges(&self, parents: &[Made], relation: &str, to: KindName) -> crate::tables::Edges {
        let mut all = Vec::new();
        let mut listed = Vec::new();
        for (parent, made) in (0_u32..).zip(parents) {
            let related = made.related.get(relation);
            let complete = related.is_some_and(|(_, complete)| *complete);
            listed.push(if complete {
                Rows::Stated
            } else {
                Rows::BySupply
            });
            for child in related.iter().flat_map(|(rows, _)| rows) {
                all.push(Edge {
                    parent,
                    child: Some(*child),
                    sure: true,
                    source: None,
                });
            }
        }
        edges(to, all, listed)
    }

    fn table(&self, kind: &str, made: &[Made]) -> Table {
        let rows = made.len();
        let numbers: Vec<u64> = (1..).take(rows).collect();
        let columns = field_types(self.vocabulary, kind)
            .into_iter()
            .filter(|(name, _)| made.iter().any(|one| one.said.contains_key(*name)))
            .map(|(name, field_type)| {
                let cells = made.iter().map(|one| cell(one.said.get(name)));
                (name.to_owned(), column(field_type, cells))
            })
            .collect();
        let mut to_one = IndexMap::new();
        for kind in self.vocabulary.family(kind) {
            for name in kind
                .links
                .iter()
                .filter(|(_, link)| !link.many)
                .map(|(name, _)| name)
            {
                let pointers: Vec<Pointer<'_>> = made
                    .iter()
                    .map(|one| pointer(one.leads.get(name)))
                    .collect();
                to_one.insert(name.clone(), links(&pointers));
            }
        }
        Table {
            kind: KindName::new(kind),
            rows: made.len(),
            numbers: Some(numbers.into()),
            names: Some(made.iter().map(|one| Some(one.name.as_str())).collect()),
            keys: None,
            aliases: None,
            life: None,
            sources: None,
            columns,
            links: to_one,
        }
    }
}

fn cell(said: Option<&Said>) -> Cell<'_> {
    match said {
        None => Cell::default(),
        Some(Said::Asked) => Cell {
            asked: true,
            ..Cell::default()
        },
        Some(Said::Reading(reading)) => Cell {
            reading: Some(reading),
            ..Cell::default()
        },
    }
}

fn pointer(leads: Option<&Leads>) -> Pointer<'static> {
    let (target, state) = match leads {
        None => (None, State::Silent),
        Some(Leads::To(row)) => (Some(*row), State::Known),
        Some(Leads::None) => (None, State::None),
        Some(Leads::Asked) => (None, State::Asked),
    };
    Pointer {
        target,
        state,
        ..Pointer::SILENT
    }
}
