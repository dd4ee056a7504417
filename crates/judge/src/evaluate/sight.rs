//! What still counts of a column at one instant: freshness, age, and what silence means
//! (semantics 5 to 7).

use std::{collections::BTreeMap, ops::Range};

use arrow_buffer::BooleanBuffer;
use model::{SourceState, Vocabulary, vocabulary::FieldType};

use crate::{
    Clock,
    moment::Micros,
    tables::{Column, Mark, State, Tables},
};

/// What counts of one field at one instant.
#[derive(Clone, Debug)]
pub(crate) struct Sight {
    /// Per answer of the column: facts from older snapshots of its source are stale.
    oldest_snapshot: Vec<Option<Micros>>,
    /// Facts about something older are stale.
    oldest_as_of: Option<Micros>,
    /// Every source that fills the field is complete and fresh, and there is one.
    pub(crate) answered: bool,
    /// No record about an entity means that it has none.
    silence_is_none: bool,
}

impl Sight {
    /// Looks at a field of a root kind, and at its column where there is one.
    pub(crate) fn new(
        (vocabulary, tables, clock): (&Vocabulary, &Tables, &Clock),
        root: &str,
        kind: &str,
        name: &str,
        column: Option<&Column>,
    ) -> Self {
        let filling: Vec<&SourceState> = tables.coverage.filling(root, name).collect();
        let answered =
            !filling.is_empty() && filling.iter().all(|scope| scope.tells_absence(clock.now));
        let means_none = |scope: &&SourceState| {
            scope
                .absent_means_none
                .get(root)
                .is_some_and(|fields| fields.contains(name))
        };
        let field = vocabulary.field(kind, name);
        // An event never goes stale by its own value, only with its source.
        let max_age = field
            .filter(|field| field.field_type != FieldType::Event)
            .and_then(|field| field.max_age)
            .map(|age| age.before_instant(clock.now, &clock.zone).as_microsecond());
        let mut known: BTreeMap<&str, Option<Micros>> = BTreeMap::new();
        let marks = column.map_or(&[][..], |column| column.told.marks());
        let limits = marks.iter().map(|mark| {
            let source = mark.source.as_deref()?;
            *known
                .entry(source)
                .or_insert_with(|| oldest(tables, clock, root, name, source))
        });
        Self {
            oldest_snapshot: limits.collect(),
            oldest_as_of: max_age,
            answered,
            silence_is_none: answered && filling.iter().any(means_none),
        }
    }

    /// What is known of a row now.
    pub(crate) fn state(&self, column: &Column, row: u32) -> State {
        let row = row as usize;
        let key = column.told.key(row);
        self.settle(key, &column.told.marks()[key], column.told.as_of(row))
    }

    /// What is known of the rows of each answer now, where what a fact is about does not differ
    /// from row to row.
    pub(crate) fn states(&self, column: &Column) -> Vec<State> {
        let marks = column.told.marks().iter().enumerate();
        marks
            .map(|(key, mark)| match column.told.dates() {
                // The date of a fact is its own: until that is looked at, its snapshot stands.
                Some(_) => self.settle(key, mark, Some(Micros::MAX)),
                None => self.settle(key, mark, mark.as_of),
            })
            .collect()
    }

    /// Rows of a run whose facts are about something too long ago, where that differs from row to
    /// row.
    pub(crate) fn old_dates(&self, column: &Column, run: Range<usize>) -> Option<BooleanBuffer> {
        let limit = self.oldest_as_of?;
        let told = &column.told;
        told.dates()?;
        let from = run.start;
        Some(BooleanBuffer::collect_bool(run.len(), |at| {
            let about = told.as_of(from + at).or(told.mark(from + at).snapshot);
            about.is_some_and(|at| at < limit)
        }))
    }

    fn settle(&self, key: usize, mark: &Mark, as_of: Option<Micros>) -> State {
        match mark.state {
            State::Known | State::None if self.is_stale(key, mark, as_of) => self.unknown(),
            State::Silent if self.silence_is_none => State::None,
            State::Unknown | State::Silent => self.unknown(),
            state => state,
        }
    }

    /// What is known of a row of a field that no source ever filled.
    pub(crate) fn silent(&self) -> State {
        if self.silence_is_none {
            State::None
        } else {
            self.unknown()
        }
    }

    fn unknown(&self) -> State {
        if self.answered {
            State::Asked
        } else {
            State::Unknown
        }
    }

    fn is_stale(&self, key: usize, mark: &Mark, as_of: Option<Micros>) -> bool {
        let limit = self.oldest_snapshot[key];
        let by_source = matches!((limit, mark.snapshot), (Some(limit), Some(at)) if at < limit);
        let about = as_of.or(mark.snapshot);
        let by_age = matches!((self.oldest_as_of, about), (Some(limit), Some(at)) if at < limit);
        by_source || by_age
    }
}

/// The oldest snapshot of a source that is still fresh for a field: by the scope that fills it,
/// else any that gives the kind, else any of the source. The longest freshness of several counts.
fn oldest(tables: &Tables, clock: &Clock, root: &str, name: &str, source: &str) -> Option<Micros> {
    let scopes = || {
        tables
            .coverage
            .scopes
            .iter()
            .filter(|s| s.source.as_str() == source)
    };
    let longest = |of: &dyn Fn(&SourceState) -> bool| {
        scopes()
            .filter(|scope| of(scope))
            .map(|scope| scope.fresh_for)
            .max()
    };
    let fills = |s: &SourceState| {
        s.fields
            .get(root)
            .is_some_and(|fields| fields.contains(name))
    };
    let fresh_for = longest(&fills)
        .or_else(|| longest(&|s| s.kinds.contains(root)))
        .or_else(|| longest(&|_| true))?;
    let oldest = clock
        .now
        .checked_sub(fresh_for)
        .unwrap_or(jiff::Timestamp::MIN);
    Some(oldest.as_microsecond())
}
