//! Runs of rows that a condition is evaluated over, each with the scope it was opened from.

use crate::{bits::MISSING, tables::Table};

/// Which rows of a table, position by position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Positions {
    /// Every row, in order.
    All(usize),
    /// These, with repeats; [`MISSING`] where there is no row.
    These(Vec<u32>),
}

impl Positions {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::All(rows) => *rows,
            Self::These(rows) => rows.len(),
        }
    }

    /// The row at a position.
    pub(crate) fn row(&self, at: usize) -> u32 {
        match self {
            Self::All(_) => u32::try_from(at).unwrap_or(MISSING),
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
