//! Links between tables: to-one links as a column of target rows, relations as edge tables.

use std::ops::Range;

use arrow_array::{StringArray, UInt8Array, UInt32Array};

use super::{
    State, Sure, Targets,
    column::{Words, word, words},
};
use crate::bits::MISSING;

/// A to-one link of all rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Links {
    /// The row it leads to, in the table of the target's root kind.
    pub(crate) target: Targets,
    /// What is known, as [`State`] codes.
    pub(crate) state: UInt8Array,
    /// Who said so; nothing where that was not read.
    pub(crate) source: Option<Words>,
    /// Why it leads nowhere, when it does not; nothing where that was not read.
    pub(crate) dangling: Option<StringArray>,
}

/// What is put into a link for one row.
#[derive(Clone, Debug)]
pub(crate) struct Pointer<'a> {
    pub(crate) target: Option<u32>,
    pub(crate) state: State,
    pub(crate) source: Option<&'a str>,
    pub(crate) dangling: Option<&'a str>,
}

impl Pointer<'_> {
    /// Nobody said anything.
    pub(crate) const SILENT: Self = Self {
        target: None,
        state: State::Silent,
        source: None,
        dangling: None,
    };
}

/// Builds a to-one link.
pub(crate) fn links(pointers: &[Pointer<'_>]) -> Links {
    Links {
        target: pointers.iter().map(|pointer| pointer.target).collect(),
        state: pointers
            .iter()
            .map(|pointer| pointer.state.code())
            .collect(),
        source: Some(words(pointers.iter().map(|pointer| pointer.source))),
        dangling: Some(pointers.iter().map(|pointer| pointer.dangling).collect()),
    }
}

impl Links {
    /// What is known of a row.
    pub(crate) fn state(&self, row: u32) -> State {
        State::of(self.state.value(row as usize))
    }

    /// The row it leads to, sure or not.
    pub(crate) fn target(&self, row: u32) -> Option<u32> {
        use arrow_array::Array as _;
        let row = row as usize;
        self.target.is_valid(row).then(|| self.target.value(row))
    }

    /// Who said so.
    pub(crate) fn source(&self, row: u32) -> Option<&str> {
        word(self.source.as_ref()?, row as usize)
    }
}

/// All rows of one relation: (parent row, child row, sure or possible), grouped by parent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edges {
    /// The kind of the rows, perhaps a derived one.
    pub(crate) to: model::KindName,
    /// Where each parent's edges start; one more than there are parents.
    pub(crate) offsets: UInt32Array,
    /// The rows in the child's table.
    pub(crate) child: Children,
    /// Whether the row surely is one.
    pub(crate) sure: Sure,
    /// Who said so; nothing where that was not read.
    pub(crate) source: Option<Words>,
    /// Per parent: whether its rows are listed in full, as [`Rows`] codes.
    pub(crate) listed: UInt8Array,
}

/// The rows that the edges of a relation lead to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Children {
    /// From this one so many, one behind the other.
    InOrder(u32, usize),
    /// These; null for a row that somebody named and no record is about.
    These(Targets),
}

impl Children {
    pub(crate) fn of(rows: Targets) -> Self {
        use arrow_array::Array as _;
        let Some(first) = rows.values().first().copied() else {
            return Self::These(rows);
        };
        let mut pairs = rows.values().windows(2);
        let follow = pairs.all(|pair| pair[1] == pair[0].wrapping_add(1));
        match follow && rows.null_count() == 0 {
            true => Self::InOrder(first, rows.len()),
            false => Self::These(rows),
        }
    }

    /// The row an edge leads to.
    pub(crate) fn row(&self, edge: usize) -> Option<u32> {
        use arrow_array::Array as _;
        match self {
            Self::InOrder(first, _) => Some(first + u32::try_from(edge).ok()?),
            Self::These(rows) => rows.is_valid(edge).then(|| rows.value(edge)),
        }
    }

    /// The rows of a run of edges.
    pub(crate) fn rows(&self, run: Range<usize>) -> Vec<u32> {
        use arrow_array::Array as _;
        match self {
            Self::These(rows) if rows.null_count() == 0 => rows.values()[run].to_vec(),
            _ => run.map(|edge| self.row(edge).unwrap_or(MISSING)).collect(),
        }
    }

    /// All of them as a column.
    pub(crate) fn targets(&self) -> Targets {
        match self {
            Self::InOrder(_, edges) => (0..*edges).map(|edge| self.row(edge)).collect(),
            Self::These(rows) => rows.clone(),
        }
    }

    /// Whether all of them are among so many rows.
    pub(crate) fn are_among(&self, rows: usize) -> bool {
        match self {
            Self::InOrder(first, edges) => *first as usize + edges <= rows,
            Self::These(these) => inside(these, rows),
        }
    }
}

/// Whether targets are among so many rows.
pub(crate) fn inside(targets: &Targets, rows: usize) -> bool {
    use arrow_array::Array as _;
    let mut found = targets.iter().flatten();
    match targets.null_count() {
        0 => targets
            .values()
            .iter()
            .max()
            .is_none_or(|last| (*last as usize) < rows),
        _ => found.all(|row| (row as usize) < rows),
    }
}

/// Whether all rows of a relation of one entity are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// The sources that supply the relation decide.
    BySupply,
    /// A live record of the entity lists them in full.
    Listed,
    /// They are stated in full.
    Stated,
}

impl Rows {
    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn of(code: u8) -> Self {
        match code {
            1 => Self::Listed,
            2 => Self::Stated,
            _ => Self::BySupply,
        }
    }
}

/// One row of a relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) parent: u32,
    pub(crate) child: Option<u32>,
    pub(crate) sure: bool,
    pub(crate) source: Option<String>,
}

/// Builds an edge table for so many parents. Equal rows of a parent collapse to the surest.
pub(crate) fn edges(to: model::KindName, mut all: Vec<Edge>, listed: Vec<Rows>) -> Edges {
    all.sort_by(|a, b| {
        (a.parent, a.child, !a.sure, &a.source).cmp(&(b.parent, b.child, !b.sure, &b.source))
    });
    all.dedup_by(|b, a| a.parent == b.parent && a.child.is_some() && a.child == b.child);
    let mut offsets = vec![0_u32; listed.len() + 1];
    for edge in &all {
        offsets[edge.parent as usize + 1] += 1;
    }
    for at in 1..offsets.len() {
        offsets[at] += offsets[at - 1];
    }
    Edges {
        to,
        offsets: offsets.into(),
        child: Children::of(all.iter().map(|edge| edge.child).collect()),
        sure: all.iter().map(|edge| Some(edge.sure)).collect(),
        source: Some(words(all.iter().map(|edge| edge.source.as_deref()))),
        listed: listed.into_iter().map(Rows::code).collect(),
    }
}

/// An edge table from rows that lie in order of parent and child, without repeats; nothing when
/// they do not.
pub(crate) fn ordered(
    to: &model::KindName,
    parent: &UInt32Array,
    (child, sure, source): (&Children, &Sure, &Option<Words>),
    listed: &[Rows],
) -> Option<Edges> {
    use arrow_array::Array as _;
    let parents = parent.values();
    let in_order = match child {
        Children::InOrder(..) => parents.is_sorted(),
        Children::These(rows) => {
            let pairs = parents.iter().zip(rows.values());
            rows.null_count() == 0 && pairs.is_sorted_by(|one, next| one < next)
        }
    };
    if !in_order || sure.null_count() > 0 {
        return None;
    }
    let mut offsets = vec![0_u32; listed.len() + 1];
    for parent in parent.values() {
        offsets[*parent as usize + 1] += 1;
    }
    for at in 1..offsets.len() {
        offsets[at] += offsets[at - 1];
    }
    Some(Edges {
        to: to.clone(),
        offsets: offsets.into(),
        child: child.clone(),
        sure: sure.clone(),
        source: source.clone(),
        listed: listed.iter().map(|rows| rows.code()).collect(),
    })
}

impl Edges {
    /// The edges of one parent.
    pub(crate) fn of(&self, parent: u32) -> std::ops::Range<usize> {
        let offsets = self.offsets.values();
        offsets[parent as usize] as usize..offsets[parent as usize + 1] as usize
    }
}

impl Edges {
    /// The child rows of a run of parents, where they lie one behind the other.
    pub(crate) fn children(&self, parents: Range<usize>) -> Option<Range<usize>> {
        let Children::InOrder(first, _) = self.child else {
            return None;
        };
        let offsets = self.offsets.values();
        let at = |parent: usize| Some(first as usize + *offsets.get(parent)? as usize);
        Some(at(parents.start)?..at(parents.end)?)
    }

    /// The row an edge leads to.
    pub(crate) fn row(&self, edge: usize) -> Option<u32> {
        self.child.row(edge)
    }

    /// Whether all rows of a parent are known.
    pub(crate) fn rows(&self, parent: u32) -> Rows {
        Rows::of(self.listed.value(parent as usize))
    }

    /// Who said that a row is one.
    pub(crate) fn source(&self, edge: usize) -> Option<&str> {
        word(self.source.as_ref()?, edge)
    }
}
