//! What was observed, as columns: one table per root kind and per part kind, one edge table per
//! relation.
//!
//! A cell holds what was read, from where and when. Whether it still counts (freshness, max age)
//! and what silence means is decided when it is judged, from [`Coverage`] and the time, so the
//! same tables can be judged at any instant. Start with [`Tables`], then [`Column`].

mod batches;
mod build;
mod column;
mod links;
mod told;

use std::collections::BTreeMap;

use arrow_array::{BooleanArray, ListArray, StringArray, UInt8Array, UInt32Array, UInt64Array};
use arrow_buffer::{BooleanBuffer, ScalarBuffer};
use indexmap::IndexMap;
use model::{Coverage, EntityId, KindName, Life};

pub use batches::TablesError;
pub(crate) use batches::{ALIGNED, ALL_SURE, FIELD, LINK};
pub use build::tables;
pub(crate) use build::{empty, field_types};
pub(crate) use column::{Cell, Column, Words, Written, column, texts as texts_at, word as word_at};
pub(crate) use links::{Children, Edge, Edges, Links, Pointer, Rows, edges, links};
pub(crate) use told::Mark;

/// Everything that was observed, ready to be judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    /// What the sources can tell.
    pub coverage: Coverage,
    pub(crate) kinds: BTreeMap<KindName, Table>,
    pub(crate) edges: BTreeMap<(KindName, String), Edges>,
}

/// All entities of a root kind, or all rows of a part kind, in order of number or of parent. A
/// column is nothing where it was not read, because no rule wants it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    /// Its kind.
    pub(crate) kind: KindName,
    /// How many rows.
    pub(crate) rows: usize,
    /// The number of each entity; 0 for parts.
    pub(crate) numbers: Option<UInt64Array>,
    /// What people call each row.
    pub(crate) names: Option<StringArray>,
    /// The key of a part within its parent; null for entities.
    pub(crate) keys: Option<StringArray>,
    /// Numbers each entity absorbed.
    pub(crate) aliases: Option<ListArray>,
    /// Whether its sources still report it, as [`life_code`].
    pub(crate) life: Option<UInt8Array>,
    /// The sources that report it live.
    pub(crate) sources: Option<ListArray>,
    /// Fields and stated words, by name. A field nobody ever filled has no column.
    pub(crate) columns: IndexMap<String, Column>,
    /// To-one links, by name.
    pub(crate) links: IndexMap<String, Links>,
}

/// What is known of a cell, before freshness is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// A value.
    Known,
    /// A source positively says that there is none.
    None,
    /// A source reports the field and says it does not know.
    Unknown,
    /// Nobody said anything.
    Silent,
    /// Every source that would know was asked and none knows.
    Asked,
    /// A link that names somebody whom no record is about.
    Unfound,
    /// A link to somebody, by a record or identifier that is not sure.
    Possible,
}

/// What is known of a cell or a link, in words, each at the place of the code that a stored table
/// holds in its column `state`.
pub const STATES: [&str; 7] = [
    "known", "none", "unknown", "silent", "asked", "unfound", "possible",
];

/// Whether the sources of a row still report it, in words, each at the place of its code.
pub const LIVES: [&str; 4] = ["live", "unconfirmed", "stale", "gone"];

/// Whether all rows of a relation are known, in words, each at the place of its code.
pub const LISTED: [&str; 3] = ["by supply", "listed", "stated"];

impl State {
    const ALL: [Self; 7] = [
        Self::Known,
        Self::None,
        Self::Unknown,
        Self::Silent,
        Self::Asked,
        Self::Unfound,
        Self::Possible,
    ];

    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn of(code: u8) -> Self {
        Self::ALL
            .get(usize::from(code))
            .copied()
            .unwrap_or(Self::Unknown)
    }
}

/// How a life is held in a column.
pub(crate) fn life_code(life: Life) -> u8 {
    match life {
        Life::Live => 0,
        Life::Unconfirmed => 1,
        Life::Stale => 2,
        Life::Gone => 3,
    }
}

impl Table {
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// The row of an entity, also by a number that was merged into it.
    pub(crate) fn row(&self, number: u64) -> Option<u32> {
        let numbers = self.numbers.as_ref()?;
        let merged = |aliases: &ListArray| {
            (0..self.len()).find(|row| column::numbers(aliases, *row).contains(&number))
        };
        let at = match numbers.values().binary_search(&number) {
            Ok(at) => Some(at),
            Err(_) => self.aliases.as_ref().and_then(merged),
        };
        at.and_then(|at| u32::try_from(at).ok())
    }

    pub(crate) fn id(&self, row: u32) -> EntityId {
        let numbers = self.numbers.as_ref();
        let number = numbers.map_or(0, |numbers| numbers.value(row as usize));
        EntityId::new(self.kind.clone(), number)
    }

    /// The numbers of some rows.
    pub(crate) fn numbers_of(&self, rows: &BooleanBuffer) -> Vec<u64> {
        let numbers = self.numbers.as_ref().map(|numbers| numbers.values());
        let of = |numbers: &ScalarBuffer<u64>| rows.set_indices().map(|row| numbers[row]).collect();
        numbers.map_or_else(Vec::new, of)
    }

    pub(crate) fn name(&self, row: u32) -> &str {
        let names = self.names.as_ref();
        names.map_or("", |names| names.value(row as usize))
    }

    /// A stable name of the row: the id of an entity, the key of a part.
    pub(crate) fn key(&self, row: u32) -> String {
        use arrow_array::Array as _;
        let keys = self.keys.as_ref();
        match keys.filter(|keys| keys.is_valid(row as usize)) {
            Some(keys) => keys.value(row as usize).to_owned(),
            None => self.id(row).to_string(),
        }
    }

    /// The sources that report the row live.
    pub(crate) fn live_sources(&self, row: u32) -> Vec<&str> {
        let sources = self.sources.as_ref();
        sources.map_or_else(Vec::new, |lists| column::texts(lists, row as usize))
    }

    /// Whether a row is an entity that is not gone.
    pub(crate) fn is_judged(&self, row: usize) -> bool {
        use arrow_array::Array as _;
        let entity = self.keys.as_ref().is_none_or(|keys| keys.is_null(row));
        entity && !self.is_gone(row)
    }

    fn is_gone(&self, row: usize) -> bool {
        let life = self.life.as_ref();
        life.is_some_and(|life| life.value(row) == life_code(Life::Gone))
    }
}

impl Tables {
    /// The table of a root kind or part kind.
    pub(crate) fn table(&self, kind: &str) -> Option<&Table> {
        self.kinds.get(kind)
    }

    /// The edges of a to-many link of a root kind.
    pub(crate) fn edges(&self, kind: &str, relation: &str) -> Option<&Edges> {
        self.edges.get(&(KindName::new(kind), relation.to_owned()))
    }

    /// How many entities of a root kind can be judged.
    pub fn living(&self, kind: &str) -> usize {
        self.table(kind).map_or(0, |table| {
            (0..table.len()).filter(|row| !table.is_gone(*row)).count()
        })
    }
}

/// Whether a row surely is one of a relation.
pub(crate) type Sure = BooleanArray;
/// Rows of another table; null where nobody was found.
pub(crate) type Targets = UInt32Array;
