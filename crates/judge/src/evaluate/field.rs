//! One comparison over a column.

use std::collections::HashMap;

use model::{span::Length, verdict::Truth};
use rules::tree::{Anchor, FieldCondition, Operand, Reference};

use super::{Cells, Frame, Pass, Positions};
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
        let left = self.cells(&condition.path, frame);
        let right = self.rights(&condition.values, frame);
        let terms = self.terms(left.field_type, left.order);
        let kernel = kernel(condition.operator);
        let fixed: Option<Vec<Side<'_>>> = right
            .iter()
            .map(|right| match right {
                Right::Fixed(side) => Some(side.clone()),
                Right::Each(..) => None,
            })
            .collect();
        match fixed {
            Some(fixed) => against_fixed(kernel, &left, &fixed, &terms),
            None => Bits::collect(left.len(), |at| {
                let sides: Vec<Side<'_>> = right.iter().map(|right| right.at(at, &terms)).collect();
                kernel.truth(&left.side(at), &sides, &terms)
            }),
        }
    }

    /// Operands, those of outer scopes looked up per position of the frame.
    pub(super) fn rights<'t>(
        &self,
        operands: &'t [Operand],
        frame: &Frame<'a, '_>,
    ) -> Vec<Right<'a, 't>> {
        operands
            .iter()
            .map(|operand| self.right(operand, frame))
            .collect()
    }

    fn right<'t>(&self, operand: &'t Operand, frame: &Frame<'a, '_>) -> Right<'a, 't> {
        let day = |day| Right::Fixed(Side::Value(Scalar::Moment(Moment::Day(day))));
        match operand {
            Operand::Text(text) => Right::Fixed(Side::Value(Scalar::Text(text))),
            Operand::Number(number) => Right::Fixed(Side::Value(Scalar::Number(*number))),
            Operand::Flag(flag) => Right::Fixed(Side::Value(Scalar::Flag(*flag))),
            Operand::Date(date) => day(*date),
            Operand::Length(length) => Right::Fixed(Side::Value(Scalar::Length(*length))),
            Operand::Today => day(self.today),
            Operand::The(reference) => Right::Each(self.referred(reference, frame), None),
            Operand::Setting { value, .. } => self.right(value, frame),
            Operand::Offset { from, length, back } => {
                let towards = if *back { Move::Back } else { Move::Forth };
                match from {
                    Anchor::Today => day(moved(self.today, length.length, towards)),
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

fn moved(day: jiff::civil::Date, length: Length, towards: Move) -> jiff::civil::Date {
    match towards {
        Move::Back => length.before(day),
        Move::Forth => length.after(day),
    }
}

impl<'t> Right<'_, 't> {
    /// What is compared with at one position.
    pub(crate) fn at<'s>(&'s self, at: usize, terms: &Terms<'_>) -> Side<'s>
    where
        't: 's,
    {
        match self {
            Self::Fixed(side) => side.clone(),
            Self::Each(cells, None) => cells.side(at),
            Self::Each(cells, Some((length, towards))) => match cells.side(at) {
                Side::Value(Scalar::Moment(moment)) => {
                    let day = moved(moment.day(terms.zone), *length, *towards);
                    Side::Value(Scalar::Moment(Moment::Day(day)))
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
