//! One comparison over a column.

use std::collections::HashMap;

use jiff::civil::Date;
use model::{Measure, span::Length, verdict::Truth};
use rules::tree::{Anchor, FieldCondition, Operand, Reference};

use super::{Cells, Frame, Pass, Positions, Reach};
use crate::{
    bits::Bits,
    kernels::{Kernel, Scalar, Side, Silence, Terms, kernel},
    moment::Moment,
    tables::State,
};

/// What a column is compared with.
pub(crate) enum Right<'a, 't> {
    /// The same for every position.
    Fixed(Side<'t>),
    /// A day counted from today, by the calendar of each position.
    FromToday(Length, Move),
    /// A value of an outer scope, perhaps moved by a length of time.
    Each(Cells<'a>, Option<(Length, Move)>),
}

/// Which way a moment is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    Back,
    Forth,
}

impl<'a> Pass<'a> {
    pub(super) fn field(&self, condition: &FieldCondition, frame: &Frame<'a, '_>) -> Bits {
        if self.reach == Reach::Whole
            && let Some(bits) = self.leaf(condition, frame)
        {
            return bits;
        }
        let left = self.cells(&condition.path, frame);
        let right = self.rights(&condition.values, frame, left.unit());
        let terms = self.terms(&left);
        let local = self.local(&left, &condition.values, frame);
        let kernel = kernel(condition.operator);
        let same = local.is_same() && right.iter().all(|right| !matches!(right, Right::Each(..)));
        if same {
            let fixed: Vec<Side<'_>> = right.iter().map(|right| right.at(0, &terms)).collect();
            return against_fixed(kernel, &left, &fixed, &terms);
        }
        Bits::collect(left.len(), |at| {
            let terms = local.at(at, &terms);
            let sides: Vec<Side<'_>> = right.iter().map(|right| right.at(at, &terms)).collect();
            kernel.truth(&left.side(at), &sides, &terms)
        })
    }

    /// Operands, those of outer scopes looked up per position of the frame.
    pub(super) fn rights<'t>(
        &self,
        operands: &'t [Operand],
        frame: &Frame<'a, '_>,
        unit: Option<Measure>,
    ) -> Vec<Right<'a, 't>> {
        operands
            .iter()
            .map(|operand| self.right(operand, frame, unit))
            .collect()
    }

    fn right<'t>(
        &self,
        operand: &'t Operand,
        frame: &Frame<'a, '_>,
        own: Option<Measure>,
    ) -> Right<'a, 't> {
        let day = |day| Right::Fixed(Side::Value(Scalar::Moment(Moment::Day(day))));
        match operand {
            Operand::Text(text) => Right::Fixed(Side::Value(Scalar::Text(text))),
            Operand::Number(number) => Right::Fixed(Side::Value(Scalar::Number(*number))),
            Operand::Measured { number, unit } => {
                Right::Fixed(converted(*number, Some(*unit), own))
            }
            Operand::Flag(flag) => Right::Fixed(Side::Value(Scalar::Flag(*flag))),
            Operand::Date(date) => day(*date),
            Operand::Length(length) => Right::Fixed(Side::Value(Scalar::Length(*length))),
            Operand::Today => day(self.today),
            Operand::The(reference) => Right::Each(self.referred(reference, frame), None),
            Operand::Setting { value, .. } => self.right(value, frame, own),
            Operand::Offset { from, length, back } => {
                let towards = if *back { Move::Back } else { Move::Forth };
                match from {
                    Anchor::Today => Right::FromToday(length.length, towards),
                    Anchor::The(reference) => {
                        let cells = self.referred(reference, frame);
                        Right::Each(cells, Some((length.length, towards)))
                    }
                }
            }
        }
    }

    fn referred(&self, reference: &Reference, frame: &Frame<'a, '_>) -> Cells<'a> {
        let (kind, rows) = frame.outward(reference.out);
        self.cells_at(&reference.path, kind, Positions::These(rows))
    }
}

fn moved(day: Date, length: Length, towards: Move, terms: &Terms<'_>) -> Side<'static> {
    let length = length.by(terms.calendar);
    let day = match towards {
        Move::Back => length.before(day),
        Move::Forth => length.after(day),
    };
    Side::Value(Scalar::Moment(Moment::Day(day)))
}

/// A number in the unit of what it is compared with; unknown where the two do not convert.
fn converted(number: f64, unit: Option<Measure>, own: Option<Measure>) -> Side<'static> {
    let number = match (unit, own) {
        (Some(unit), Some(own)) => unit.convert(number, own),
        _ => Some(number),
    };
    number.map_or(Side::Unknown(Silence::NotAsked), |number| {
        Side::Value(Scalar::Number(number))
    })
}

impl<'t> Right<'_, 't> {
    /// What is compared with at one position.
    pub(crate) fn at<'s>(&'s self, at: usize, terms: &Terms<'_>) -> Side<'s>
    where
        't: 's,
    {
        match self {
            Self::Fixed(side) => side.clone(),
            Self::FromToday(length, towards) => moved(terms.today, *length, *towards, terms),
            Self::Each(cells, None) => match cells.side(at) {
                Side::Value(Scalar::Number(number)) => converted(number, cells.unit(), terms.unit),
                other => other,
            },
            Self::Each(cells, Some((length, towards))) => match cells.side(at) {
                Side::Value(Scalar::Moment(moment)) => {
                    moved(moment.day(terms.zone), *length, *towards, terms)
                }
                Side::Value(_) => Side::Unknown(Silence::NotAsked),
                other => other,
            },
        }
    }
}

/// Compares a column with the same values everywhere: what is not known once for all rows, words
/// once per distinct word.
fn against_fixed(kernel: Kernel, left: &Cells<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Bits {
    let none = kernel.truth(&Side::None, right, terms);
    let asked = kernel.truth(&Side::Unknown(Silence::Asked), right, terms);
    let unknown = kernel.truth(&Side::Unknown(Silence::NotAsked), right, terms);
    let mut words = Memo::new(left);
    Bits::collect(left.len(), |at| match left.state(at) {
        State::Known => match left.word_key(at) {
            Some(key) => words.get(key, || kernel.truth(&left.side(at), right, terms)),
            None => kernel.truth(&left.side(at), right, terms),
        },
        State::None => none,
        State::Asked => asked,
        _ => unknown,
    })
}

/// Truth per distinct word, as a list over the dictionary or, for few rows, as a map.
enum Memo {
    Dense(Vec<Option<Truth>>),
    Sparse(HashMap<usize, Truth>),
}

impl Memo {
    fn new(cells: &Cells<'_>) -> Self {
        match cells.distinct() {
            Some(distinct) if distinct <= cells.len() => Self::Dense(vec![None; distinct]),
            _ => Self::Sparse(HashMap::new()),
        }
    }

    fn get(&mut self, key: usize, truth: impl FnOnce() -> Truth) -> Truth {
        match self {
            Self::Dense(known) => *known[key].get_or_insert_with(truth),
            Self::Sparse(known) => *known.entry(key).or_insert_with(truth),
        }
    }
}
