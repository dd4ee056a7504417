//! What is known of the entities that deadline tables speak of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{EntityId, deadline::Until};

use super::Table;

/// The tables in force, and what is known for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deadlines {
    /// The tables by id.
    pub tables: BTreeMap<String, Table>,
    /// What is known of each entity, by the tables that speak of it.
    pub facts: BTreeMap<EntityId, BTreeMap<String, Facts>>,
    /// Tables that are there and cannot be read today: what they set before stays.
    pub unread: BTreeSet<String>,
}

/// What is known of one entity for one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// By input, the words it can be: one where it is known. An input that is not there can be
    /// anything.
    pub words: BTreeMap<String, BTreeSet<String>>,
    /// The date the table counts from, where the table names a field and it is known.
    pub counts_from: Option<Timestamp>,
    /// Dates set from outside, each with the last instant of its day in the organisation's zone.
    pub until: Vec<(Until, Timestamp)>,
    /// Whether a fix exists.
    pub fix: Fix,
}

/// Whether a fix exists, where the table asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fix {
    /// Nobody knows, or the table does not ask: it counts as existing.
    #[default]
    NotSaid,
    /// A source positively says that there is none yet.
    None,
    /// Since this instant.
    Since(Timestamp),
}

impl Deadlines {
    /// No tables.
    pub fn none() -> &'static Self {
        static NONE: Deadlines = Deadlines {
            tables: BTreeMap::new(),
            facts: BTreeMap::new(),
            unread: BTreeSet::new(),
        };
        &NONE
    }

    /// The tables that speak of an entity, with what is known for each, in order of id.
    pub fn of(&self, entity: &EntityId) -> impl Iterator<Item = (&Table, &Facts)> {
        let known = self.facts.get(entity).into_iter().flatten();
        known.filter_map(|(id, facts)| Some((self.tables.get(id)?, facts)))
    }
}

impl Facts {
    /// The word of an input, where it is known.
    pub fn word(&self, input: &str) -> Option<&str> {
        let mut words = self.words.get(input)?.iter();
        let only = words.next()?;
        words.next().is_none().then_some(only.as_str())
    }
}
