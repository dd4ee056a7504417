//! What counts of a column in a run of rows, as bitmaps: worked out once for all comparisons.

use std::ops::Range;

use arrow_array::Array;
use arrow_buffer::{BooleanBuffer, NullBuffer};
use model::verdict::Truth;

use rules::tree::Path;

use super::{Cells, Pass, Positions, sight::Sight};
use crate::{
    bits::{Bits, MISSING, Noted},
    tables::{Column, State, Written},
};

/// What is known of each row of a run, after freshness. What is neither of these is unknown.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Rows with a value.
    pub(crate) known: BooleanBuffer,
    /// Rows that positively have none.
    pub(crate) none: BooleanBuffer,
    /// Rows nobody knows of, though everybody who would was asked.
    pub(crate) asked: BooleanBuffer,
    /// Whether all rows have a value.
    all_known: bool,
}

/// What a comparison comes to where there is no value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Valueless {
    pub(crate) none: Truth,
    pub(crate) asked: Truth,
    pub(crate) unknown: Truth,
}

impl Seen {
    /// Looks at a run of rows, once per distinct answer of the sources.
    pub(crate) fn of(column: &Column, sight: &Sight, run: Range<usize>) -> Self {
        let told = &column.told;
        let judged = sight.states(column);
        let rows = |wanted: State| {
            let set: Vec<bool> = judged.iter().map(|state| *state == wanted).collect();
            told.rows(run.clone(), &set)
        };
        let mut known = rows(State::Known);
        let mut none = rows(State::None);
        let mut asked = rows(State::Asked);
        if let Some(old) = sight.old_dates(column, run.clone()) {
            // What is too old was read and counts no more, whatever it said.
            let lost = &(&(&known | &none) & &old) & &said(column, run.clone());
            known = &known & &!&lost;
            none = &none & &!&lost;
            if sight.answered {
                asked = &asked | &lost;
            }
        }
        if let Some(valid) = nulls(&column.values).filter(|nulls| nulls.null_count() > 0) {
            known = &known & &valid.inner().slice(run.start, run.len());
        }
        let all_known = known.count_set_bits() == run.len();
        Self {
            known,
            none,
            asked,
            all_known,
        }
    }

    /// The truth of all rows, from what values come to and what is true of the rest.
    pub(crate) fn spread(&self, values: Bits, rest: Valueless) -> Bits {
        if self.all_known {
            return values;
        }
        let mut sure = &values.sure & &self.known;
        let mut possible = &values.possible & &self.known;
        let mut add = |rows: &BooleanBuffer, truth: Truth| {
            if truth == Truth::True {
                sure = &sure | rows;
            }
            if truth != Truth::False {
                possible = &possible | rows;
            }
        };
        add(&self.none, rest.none);
        add(&self.asked, rest.asked);
        if rest.unknown != Truth::False {
            add(&self.unknown(), rest.unknown);
        }
        Bits { sure, possible }
    }

    /// Rows nobody knows of, where somebody who would was not asked.
    fn unknown(&self) -> BooleanBuffer {
        !&(&(&self.known | &self.none) | &self.asked)
    }

    /// Rows of which nothing is known.
    pub(crate) fn silent(&self) -> BooleanBuffer {
        !&(&self.known | &self.none)
    }
}

/// Where a path leads to nothing known.
pub(crate) struct Silences {
    /// Positions of which nothing is known.
    pub(crate) silent: BooleanBuffer,
    /// Those of which everybody who would know was asked.
    pub(crate) asked: BooleanBuffer,
    /// Positions whose links lead somewhere.
    pub(crate) arrived: BooleanBuffer,
}

impl<'a> Pass<'a> {
    /// Where a path leads to nothing known, among some positions.
    pub(crate) fn silences(
        &self,
        path: &Path,
        kind: &'a str,
        cells: &Cells<'a>,
        within: &BooleanBuffer,
    ) -> Silences {
        let name = path.field.as_deref().filter(|_| path.links.is_empty());
        if let (Some(name), Positions::Run(run)) = (name, &cells.rows)
            && let Some(seen) = self.seen(kind, name, cells, run.clone())
        {
            return Silences {
                silent: &seen.silent() & within,
                asked: seen.asked.clone(),
                arrived: BooleanBuffer::new_set(run.len()),
            };
        }
        let [mut silent, mut asked, mut arrived] = [(); 3].map(|()| Noted::none(cells.len()));
        for at in within.set_indices() {
            let state = cells.state(at);
            if !matches!(state, State::Known | State::None) {
                silent.note(at);
            }
            if state == State::Asked {
                asked.note(at);
            }
            if cells.rows.row(at) != MISSING {
                arrived.note(at);
            }
        }
        Silences {
            silent: silent.rows(),
            asked: asked.rows(),
            arrived: arrived.rows(),
        }
    }
}

/// Rows of a run of which a source ever said something, be it stale by now.
pub(crate) fn said(column: &Column, run: Range<usize>) -> BooleanBuffer {
    let marks = column.told.marks().iter();
    let said = marks.map(|mark| matches!(mark.state, State::Known | State::None));
    column.told.rows(run, &said.collect::<Vec<bool>>())
}

fn nulls(values: &Written) -> Option<&NullBuffer> {
    match values {
        Written::Words(words) => words.keys().nulls(),
        Written::Numbers(numbers) => numbers.nulls(),
        Written::Flags(flags) => flags.nulls(),
        Written::Moments(moments, _) => moments.nulls(),
        Written::Lists(lists) => lists.nulls(),
    }
}
