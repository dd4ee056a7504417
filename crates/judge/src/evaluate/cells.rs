//! What a path leads to, position by position.

use jiff::Timestamp;
use model::{
    Measure, Reading,
    vocabulary::{Field, FieldType},
};
use rules::tree::Path;

use super::{Frame, Pass, Positions, settled, sight::Sight};
use crate::{
    bits::MISSING,
    kernels::{Scalar, Side, Silence},
    moment::Moment,
    tables::{Column, State, Table, Written, word_at},
};

/// What a path leads to from each position of a frame.
pub(crate) struct Cells<'a> {
    what: What<'a>,
    /// The rows it ends at.
    pub(crate) rows: Positions,
    /// Where it ends early: none or unknown. Nothing when no link was followed.
    broken: Option<Vec<State>>,
    /// The kind it ends at, as it is spoken of.
    pub(crate) kind: &'a str,
    /// The table it ends in.
    pub(crate) table: &'a Table,
    /// The type of the field; none for an entity.
    pub(crate) field_type: Option<FieldType>,
    /// The field as the vocabulary has it.
    pub(crate) field: Option<&'a Field>,
}

/// What is looked at there.
pub(super) enum What<'a> {
    Column(&'a Column, Sight),
    /// A field that no source ever filled.
    Silent(State),
    Entity,
}

/// Where a chain of links ends.
struct Reached<'a> {
    kind: &'a str,
    rows: Positions,
    broken: Option<Vec<State>>,
}

impl<'a> Pass<'a> {
    /// What a path leads to from the positions of a frame.
    pub(crate) fn cells(&self, path: &Path, frame: &Frame<'a, '_>) -> Cells<'a> {
        self.cells_at(path, frame.kind, frame.rows.clone())
    }

    /// What a path leads to from rows of a kind.
    pub(crate) fn cells_at(&self, path: &Path, kind: &'a str, rows: Positions) -> Cells<'a> {
        self.cells_typed(path, kind, rows, FieldType::Text)
    }

    /// The same, for a field of which the vocabulary does not say the type (a stated word).
    pub(super) fn cells_typed(
        &self,
        path: &Path,
        kind: &'a str,
        rows: Positions,
        default: FieldType,
    ) -> Cells<'a> {
        let last = path.field.is_none();
        let Reached { kind, rows, broken } = self.follow(&path.links, kind, rows, last);
        let table = self.table(kind);
        let Some(name) = &path.field else {
            let what = What::Entity;
            return Cells {
                what,
                rows,
                broken,
                kind,
                table,
                field_type: None,
                field: None,
            };
        };
        let column = table.columns.get(name);
        let root = self.vocabulary.root(kind);
        let around = (self.vocabulary, self.tables, self.clock);
        let sight = Sight::new(around, root, kind, name, column);
        let what = match column {
            Some(column) => What::Column(column, sight),
            None => What::Silent(sight.silent()),
        };
        let field = self.vocabulary.field(kind, name);
        Cells {
            what,
            rows,
            broken,
            kind,
            table,
            field_type: Some(field.map_or(default, |field| field.field_type)),
            field,
        }
    }

    /// Follows to-one links. A path through none is none, through unknown unknown (semantics 10);
    /// that everybody was asked counts only for the link that is itself looked at.
    fn follow(
        &self,
        links: &[String],
        kind: &'a str,
        rows: Positions,
        looks_at_last: bool,
    ) -> Reached<'a> {
        let mut at = Reached {
            kind,
            rows,
            broken: None,
        };
        for (step, name) in links.iter().enumerate() {
            let Some(link) = self.vocabulary.link(at.kind, name) else {
                let rows = Positions::These(vec![MISSING; at.rows.len()]);
                return Reached { rows, ..at };
            };
            let ends = looks_at_last && step + 1 == links.len();
            at = self.step(at, name, link.to.as_str(), ends);
        }
        at
    }

    fn step(&self, from: Reached<'a>, link: &str, to: &'a str, ends: bool) -> Reached<'a> {
        let links = self.table(from.kind).links.get(link);
        let answered = ends && self.link_answered(from.kind, link);
        let found = self.is_told(to);
        let positions = from.rows.len();
        let mut rows = Vec::with_capacity(positions);
        let mut broken = Vec::with_capacity(positions);
        for at in 0..positions {
            let row = from.rows.row(at);
            if row == MISSING {
                rows.push(MISSING);
                broken.push(
                    from.broken
                        .as_ref()
                        .map_or(State::Unknown, |broken| broken[at]),
                );
                continue;
            }
            let state = match links.map_or(State::Silent, |links| links.state(row)) {
                // Nobody was found: proof only where every record of that kind is at hand.
                State::Unfound if found => State::None,
                State::Unfound => State::Unknown,
                state => settled(state, answered),
            };
            let target = links.and_then(|links| links.target(row));
            match (state, target) {
                (State::Known, Some(target)) => rows.push(target),
                _ => rows.push(MISSING),
            }
            broken.push(if state == State::Asked && !ends {
                State::Unknown
            } else {
                state
            });
        }
        Reached {
            kind: to,
            rows: Positions::These(rows),
            broken: Some(broken),
        }
    }

    /// Whether every source that fills a link is complete and fresh, and there is one.
    pub(crate) fn link_answered(&self, kind: &str, link: &str) -> bool {
        let root = self.vocabulary.root(kind);
        let now = self.clock.now;
        let coverage = &self.tables.coverage;
        let supplying = coverage.supplying(root, link).map(|(scope, _)| scope);
        let mut any = false;
        let all = coverage.filling(root, link).chain(supplying).all(|scope| {
            any = true;
            scope.tells_absence(now)
        });
        any && all
    }

    /// Whether every source that gives records of a kind is complete and fresh.
    pub(super) fn is_told(&self, kind: &str) -> bool {
        let root = self.vocabulary.root(kind);
        let mut scopes = self
            .tables
            .coverage
            .scopes
            .iter()
            .filter(|s| s.kinds.contains(root))
            .peekable();
        scopes.peek().is_some() && scopes.all(|scope| scope.tells_absence(self.clock.now))
    }
}

impl<'a> Cells<'a> {
    pub(super) fn what(&self) -> &What<'a> {
        &self.what
    }

    /// The unit its numbers are in.
    pub(crate) fn unit(&self) -> Option<Measure> {
        self.field.and_then(|field| field.unit)
    }

    /// The words of an ordinal, from low to high.
    pub(crate) fn order(&self) -> &'a [String] {
        self.field.map_or(&[], |field| &field.values)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether a source ever said what is at a position, be it stale by now.
    pub(crate) fn is_said(&self, at: usize) -> bool {
        match (self.rows.row(at), &self.what) {
            (MISSING, _) => false,
            (row, What::Column(column, _)) => {
                matches!(column.state(row), State::Known | State::None)
            }
            _ => false,
        }
    }

    /// The rows of a run of which a source ever said something, be it stale by now.
    pub(super) fn said(&self, run: std::ops::Range<usize>) -> arrow_buffer::BooleanBuffer {
        match &self.what {
            What::Column(column, _) => super::seen::said(column, run),
            _ => arrow_buffer::BooleanBuffer::new_unset(run.len()),
        }
    }

    /// What is known at a position.
    pub(crate) fn state(&self, at: usize) -> State {
        match self.rows.row(at) {
            MISSING => self
                .broken
                .as_ref()
                .map_or(State::Unknown, |broken| broken[at]),
            row => match &self.what {
                What::Column(column, sight) => sight.state(column, row),
                What::Silent(state) => *state,
                What::Entity => State::Known,
            },
        }
    }

    /// What a comparison sees at a position.
    pub(crate) fn side(&self, at: usize) -> Side<'a> {
        match self.state(at) {
            State::Known => self
                .scalar(self.rows.row(at))
                .map_or(Side::Unknown(Silence::NotAsked), Side::Value),
            State::None => Side::None,
            State::Asked => Side::Unknown(Silence::Asked),
            _ => Side::Unknown(Silence::NotAsked),
        }
    }

    fn scalar(&self, row: u32) -> Option<Scalar<'a>> {
        let at = row as usize;
        let column = match &self.what {
            What::Column(column, _) => *column,
            What::Silent(_) => return None,
            What::Entity => {
                let table = self.table;
                return Some(Scalar::Entity(table.kind.as_str(), row, table.name(row)));
            }
        };
        if !column.values.fits(at) {
            return None;
        }
        Some(match &column.values {
            Written::Words(words) => Scalar::Text(word_at(words, at)?),
            Written::Numbers(numbers) => Scalar::Number(numbers.value(at)),
            Written::Flags(flags) => Scalar::Flag(flags.value(at)),
            Written::Moments(moments, days) => {
                Scalar::Moment(Moment::read(moments.value(at), days.value(at))?)
            }
            Written::Lists(lists) => Scalar::List(crate::tables::texts_at(lists, at)),
        })
    }

    /// The dictionary key at a position, where the column has a dictionary and the cell counts.
    pub(crate) fn word_key(&self, at: usize) -> Option<usize> {
        match &self.what {
            What::Column(
                Column {
                    values: Written::Words(words),
                    ..
                },
                _,
            ) => words.key(self.rows.row(at) as usize),
            _ => None,
        }
    }

    /// How many distinct words the column has, where it has a dictionary.
    pub(crate) fn distinct(&self) -> Option<usize> {
        use arrow_array::Array as _;
        match &self.what {
            What::Column(
                Column {
                    values: Written::Words(words),
                    ..
                },
                _,
            ) => Some(words.values().len()),
            _ => None,
        }
    }

    /// What was read at a position, for people.
    pub(crate) fn reading(&self, at: usize) -> Reading {
        match (self.state(at), self.rows.row(at), &self.what) {
            (State::None, ..) => Reading::None,
            (State::Known, row, What::Entity) if row != MISSING => {
                Reading::Known(model::Value::Text(self.table.name(row).to_owned()))
            }
            (State::Known, row, What::Column(column, _)) => column
                .values
                .value(row as usize)
                .map_or(Reading::Unknown, Reading::Known),
            _ => Reading::Unknown,
        }
    }

    /// Who said so, and when that source produced it.
    pub(crate) fn provenance(&self, at: usize) -> (Option<&'a str>, Option<Timestamp>) {
        match (self.rows.row(at), &self.what) {
            (MISSING, _) => (None, None),
            (row, What::Column(column, _)) => {
                let column: &'a Column = column;
                let micros = column.snapshot_micros(row);
                let snapshot = micros.and_then(|at| Timestamp::from_microsecond(at).ok());
                (column.source(row), snapshot)
            }
            _ => (None, None),
        }
    }
}
