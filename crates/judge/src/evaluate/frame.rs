//! Runs of rows that a condition is evaluated over, each with the scope it was opened from.

use std::ops::Range;

use crate::{bits::MISSING, tables::Table};

/// Which rows of a table, position by position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Positions {
    /// Every row from one to before another, in order.
    Run(Range<usize>),
    /// These, with repeats; [`MISSING`] where there is no row.
    These(Vec<u32>),
}

impl Positions {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Run(run) => run.len(),
            Self::These(rows) => rows.len(),
        }
    }

    /// The row at a position.
    pub(crate) fn row(&self, at: usize) -> u32 {
        match self {
            Self::Run(run) => u32::try_from(run.start + at).unwrap_or(MISSING),
            Self::These(rows) => rows[at],
        }
    }
}

/// A run of rows of one table, spoken of as one kind.
#[derive(Clone, Debug)]
pub(crate) struct Frame<'a, 'o> {
    /// The kind as it is spoken of, perhaps a derived one.
    pub(crate) kind: &'a str,
    /// The table of its root kind.
    pub(crate) table: &'a Table,
    /// The rows.
    pub(crate) rows: Positions,
    /// The scope it was opened from, and each position's position there.
    pub(crate) outer: Option<(&'o Frame<'a, 'o>, Vec<u32>)>,
}

impl<'a> Frame<'a, '_> {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The positions that are set, alone.
    pub(crate) fn only(&self, positions: &[u32]) -> Self {
        let row = |at: &u32| self.rows.row(*at as usize);
        let outer = self.outer.as_ref().map(|(outer, own)| {
            let of = |at: &u32| own[*at as usize];
            (*outer, positions.iter().map(of).collect())
        });
        Self {
            kind: self.kind,
            table: self.table,
            rows: Positions::These(positions.iter().map(row).collect()),
            outer,
        }
    }

    /// The kind and rows so many scopes out, position by position.
    pub(crate) fn outward(&self, out: usize) -> (&'a str, Vec<u32>) {
        let mut at: Vec<u32> = (0..u32::try_from(self.len()).unwrap_or(MISSING)).collect();
        let mut frame = self;
        for _ in 0..out {
            let Some((outer, positions)) = &frame.outer else {
                return (frame.kind, vec![MISSING; self.len()]);
            };
            for position in &mut at {
                *position = positions[*position as usize];
            }
            frame = outer;
        }
        let rows = at
            .into_iter()
            .map(|position| frame.rows.row(position as usize));
        (frame.kind, rows.collect())
    }
}
