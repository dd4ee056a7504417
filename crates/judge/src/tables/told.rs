//! Who told the cells of a column, when, and what is known of each.
//!
//! A source tells many rows at once, so the answers of a column are few: they are kept once, and
//! each row has the place of its own. A column that one snapshot filled costs nothing per row.

use std::{collections::HashMap, ops::Range, sync::Arc};

use arrow_array::{Array, TimestampMicrosecondArray, UInt8Array, cast::AsArray};
use arrow_buffer::{BooleanBuffer, ScalarBuffer};

use super::{State, column::Words};
use crate::{bits::among, moment::Micros};

mod stored;

/// One answer: what is known, who said so, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// What is known, before freshness is looked at.
    pub(crate) state: State,
    /// Who said so.
    pub(crate) source: Option<Arc<str>>,
    /// When the source produced it.
    pub(crate) snapshot: Option<Micros>,
    /// What the fact is about, where that is the same for all rows of the answer.
    pub(crate) as_of: Option<Micros>,
}

/// The answers of a column, and which of them each row has.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    marks: Arc<[Mark]>,
    keys: Keys,
    /// What each fact is about, where rows of one answer differ.
    as_of: Option<TimestampMicrosecondArray>,
}

#[derive(Clone, Debug, PartialEq)]
enum Keys {
    /// All rows have the only answer.
    Same(usize),
    Narrow(ScalarBuffer<u8>),
    Wide(ScalarBuffer<u32>),
}

/// How many answers a byte can name.
const NARROW: usize = 256;

impl Keys {
    /// Each row's place among so many answers.
    fn of(answers: usize, rows: impl ExactSizeIterator<Item = usize>) -> Self {
        let narrow = |key| u8::try_from(key).unwrap_or(u8::MAX);
        let wide = |key| u32::try_from(key).unwrap_or(u32::MAX);
        match answers {
            0 | 1 => Self::Same(rows.len()),
            2..=NARROW => Self::Narrow(rows.map(narrow).collect::<Vec<u8>>().into()),
            _ => Self::Wide(rows.map(wide).collect::<Vec<u32>>().into()),
        }
    }
}

/// An answer as its columns have it.
type Raw = (u8, Option<usize>, Option<Micros>, Option<Micros>);

/// The provenance of a column that is being made, one row each.
pub(crate) struct Parts<'a> {
    pub(crate) state: &'a UInt8Array,
    pub(crate) source: &'a Words,
    pub(crate) as_of: &'a TimestampMicrosecondArray,
    pub(crate) snapshot: &'a TimestampMicrosecondArray,
}

impl Told {
    /// Finds the distinct answers. Dates of facts are part of the answers while these are few.
    pub(crate) fn of(parts: &Parts<'_>) -> Self {
        let dated = parts.as_of.null_count() < parts.as_of.len();
        let most = if dated { NARROW } else { usize::MAX };
        let at = |array: &TimestampMicrosecondArray, row: usize| {
            array.is_valid(row).then(|| array.value(row))
        };
        match distinct(parts, most, |row| at(parts.as_of, row)) {
            Some((marks, keys)) => Self::new(marks, &keys, None),
            None => {
                let found = distinct(parts, usize::MAX, |_| None);
                let (marks, keys) = found.unwrap_or_default();
                Self::new(marks, &keys, Some(parts.as_of.clone()))
            }
        }
    }

    fn new(marks: Vec<Mark>, keys: &[u32], as_of: Option<TimestampMicrosecondArray>) -> Self {
        Self {
            keys: Keys::of(marks.len(), keys.iter().map(|key| *key as usize)),
            marks: marks.into(),
            as_of,
        }
    }

    /// The distinct answers.
    pub(crate) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Which of them a row has.
    pub(crate) fn key(&self, row: usize) -> usize {
        match &self.keys {
            Keys::Same(_) => 0,
            Keys::Narrow(keys) => usize::from(keys[row]),
            Keys::Wide(keys) => keys[row] as usize,
        }
    }

    /// The answer of a row.
    pub(crate) fn mark(&self, row: usize) -> &Mark {
        &self.marks[self.key(row)]
    }

    /// What the fact of a row is about.
    pub(crate) fn as_of(&self, row: usize) -> Option<Micros> {
        match &self.as_of {
            Some(each) => each.is_valid(row).then(|| each.value(row)),
            None => self.mark(row).as_of,
        }
    }

    /// What each fact is about, where rows of one answer differ.
    pub(crate) fn dates(&self) -> Option<&TimestampMicrosecondArray> {
        self.as_of.as_ref()
    }

    /// The rows of a run whose answer is one of those that are set.
    pub(crate) fn rows(&self, run: Range<usize>, set: &[bool]) -> BooleanBuffer {
        match &self.keys {
            Keys::Same(_) if set.contains(&true) => BooleanBuffer::new_set(run.len()),
            Keys::Same(_) => BooleanBuffer::new_unset(run.len()),
            Keys::Narrow(keys) => among(&keys[run], set),
            Keys::Wide(keys) => among(&keys[run], set),
        }
    }

    fn len(&self) -> usize {
        match &self.keys {
            Keys::Same(rows) => *rows,
            Keys::Narrow(keys) => keys.len(),
            Keys::Wide(keys) => keys.len(),
        }
    }
}

/// The distinct answers and each row's place among them; nothing when there are more than that.
fn distinct(
    parts: &Parts<'_>,
    most: usize,
    about: impl Fn(usize) -> Option<Micros>,
) -> Option<(Vec<Mark>, Vec<u32>)> {
    let names = parts.source.values().as_string::<i32>();
    // A dictionary that was put together from several may name a source twice.
    let mut first: HashMap<&str, usize> = HashMap::new();
    let places = names.iter().enumerate();
    let canonical: Vec<usize> = places
        .map(|(at, name)| *first.entry(name.unwrap_or_default()).or_insert(at))
        .collect();
    let mut seen: HashMap<Raw, u32> = HashMap::new();
    let mut order: Vec<Raw> = Vec::new();
    let mut keys = Vec::with_capacity(parts.state.len());
    let mut last: Option<(Raw, u32)> = None;
    for row in 0..parts.state.len() {
        let snapshot = parts
            .snapshot
            .is_valid(row)
            .then(|| parts.snapshot.value(row));
        let source = parts.source.key(row).map(|key| canonical[key]);
        let raw = (parts.state.value(row), source, snapshot, about(row));
        let key = match last {
            Some((same, key)) if same == raw => key,
            _ => *seen.entry(raw).or_insert_with(|| {
                order.push(raw);
                u32::try_from(order.len() - 1).unwrap_or(u32::MAX)
            }),
        };
        if order.len() > most {
            return None;
        }
        last = Some((raw, key));
        keys.push(key);
    }
    let name = |key: usize| Arc::<str>::from(names.value(key));
    let marks = order
        .into_iter()
        .map(|(state, source, snapshot, as_of)| Mark {
            state: State::of(state),
            source: source.map(name),
            snapshot,
            as_of,
        });
    Some((marks.collect(), keys))
}
