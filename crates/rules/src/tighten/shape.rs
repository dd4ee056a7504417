//! Two sentences of one shape: word for word the same, but for values that have an order.

use std::cmp::Ordering;

use super::{
    amount::Amount,
    direction::Direction,
    leaves::{Effect, Trend, of_operand, stricter, through, trend},
};
use crate::tree::{Condition, Expectation, LengthValue, Operand, Operator, Quantity};

/// A value that differs between two sentences of one shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    /// The value of the baseline.
    pub(super) limit: Amount,
    /// The value of the tightening.
    pub(super) value: Amount,
    /// Which way it gets stricter.
    pub(super) direction: Direction,
}

impl Difference {
    /// Whether the tightening surely asks for less than its baseline.
    pub(super) fn is_looser(&self) -> bool {
        let looser = match self.direction {
            Direction::Smaller => Ordering::Greater,
            Direction::Larger => Ordering::Less,
        };
        self.value.order(&self.limit) == Some(looser)
    }
}

/// The values that differ; none where the sentences differ in more than values.
pub(super) fn differences(limit: &Expectation, own: &Expectation) -> Option<Vec<Difference>> {
    let (subject, other) = (&limit.subject, &own.subject);
    let alike = subject.words == other.words
        && subject.kind == other.kind
        && limit.modal == own.modal
        && limit.parts.len() == own.parts.len();
    let mut pairs = Pairs::default();
    let same = alike
        && limit
            .parts
            .iter()
            .zip(&own.parts)
            .all(|(one, other)| pairs.conditions(one, other, Effect::Looser))
        && pairs.perhaps(&subject.condition, &other.condition, Effect::Stricter)
        && pairs.perhaps(&limit.unless, &own.unless, Effect::Looser);
    same.then_some(pairs.differences)
}

#[derive(Default)]
struct Pairs {
    differences: Vec<Difference>,
}

impl Pairs {
    fn perhaps(
        &mut self,
        one: &Option<Condition>,
        other: &Option<Condition>,
        effect: Effect,
    ) -> bool {
        match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => self.conditions(one, other, effect),
            _ => false,
        }
    }

    fn boxed(
        &mut self,
        one: &Option<Box<Condition>>,
        other: &Option<Box<Condition>>,
        effect: Effect,
    ) -> bool {
        match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => self.conditions(one, other, effect),
            _ => false,
        }
    }

    /// Notes what differs; false where that is more than values.
    fn conditions(&mut self, one: &Condition, other: &Condition, effect: Effect) -> bool {
        match (one, other) {
            (Condition::All(one), Condition::All(other))
            | (Condition::Any(one), Condition::Any(other)) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(one, other)| self.conditions(one, other, effect))
            }
            (Condition::Not(one), Condition::Not(other)) => {
                self.conditions(one, other, effect.flipped())
            }
            (Condition::Field(one), Condition::Field(other)) => {
                one.path == other.path
                    && one.operator == other.operator
                    && self.values(one.operator, (&one.values, &other.values), effect)
            }
            (Condition::Relation(one), Condition::Relation(other)) => {
                one.relation == other.relation
                    && self.quantities(one.quantity, other.quantity, effect)
                    && self.boxed(
                        &one.condition,
                        &other.condition,
                        through(one.quantity, effect),
                    )
            }
            (Condition::Total(one), Condition::Total(other)) => {
                (one.total, &one.field, &one.relation, one.operator)
                    == (other.total, &other.field, &other.relation, other.operator)
                    && self.boxed(&one.condition, &other.condition, Effect::Either)
                    && self.values(one.operator, (&one.values, &other.values), effect)
            }
            (one, other) => one == other,
        }
    }

    fn values(
        &mut self,
        operator: Operator,
        (one, other): (&[Operand], &[Operand]),
        effect: Effect,
    ) -> bool {
        let pairs = || one.iter().zip(other).enumerate();
        one.len() == other.len()
            && pairs().all(|(index, (one, other))| {
                self.operands(one, other, effect, trend(operator, index))
            })
    }

    fn operands(&mut self, one: &Operand, other: &Operand, effect: Effect, trend: Trend) -> bool {
        let trend = of_operand(one, trend);
        let (one, other) = (looked_up(one), looked_up(other));
        match (one, other) {
            (
                Operand::Offset { from, length, back },
                Operand::Offset {
                    from: other_from,
                    length: other_length,
                    back: other_back,
                },
            ) => {
                let amount = |length: &LengthValue| Some(Amount::Length(length.length));
                from == other_from
                    && back == other_back
                    && self.amounts(amount(length), amount(other_length), effect, trend)
            }
            (one, other) if one == other => true,
            (one, other) => self.amounts(Amount::of(one), Amount::of(other), effect, trend),
        }
    }

    fn quantities(&mut self, one: Quantity, other: Quantity, effect: Effect) -> bool {
        let ((one, trend, count), (same, _, other_count)) = (counted(one), counted(other));
        one == same && self.amounts(count, other_count, effect, trend)
    }

    fn amounts(
        &mut self,
        limit: Option<Amount>,
        value: Option<Amount>,
        effect: Effect,
        trend: Trend,
    ) -> bool {
        match (limit, value) {
            (limit, value) if limit == value => true,
            (Some(limit), Some(value)) => {
                let Some(direction) = stricter(effect, trend) else {
                    return false;
                };
                let order = limit.order(&value);
                if order != Some(Ordering::Equal) {
                    self.differences.push(Difference {
                        limit,
                        value,
                        direction,
                    });
                }
                order.is_some()
            }
            _ => false,
        }
    }
}

/// A value in the place of its setting.
fn looked_up(value: &Operand) -> &Operand {
    match value {
        Operand::Setting { value, .. } => looked_up(value),
        other => other,
    }
}

/// A quantity without its number, how often it holds as that grows, and the number. `a` is at
/// least 1, `no` at most 0.
fn counted(quantity: Quantity) -> (Quantity, Trend, Option<Amount>) {
    let count = |count: u32| Some(Amount::Count(count));
    let (at_least, at_most) = (Quantity::AtLeast(0), Quantity::AtMost(0));
    match quantity {
        Quantity::Some => (at_least, Trend::Falling, count(1)),
        Quantity::AtLeast(n) => (at_least, Trend::Falling, count(n)),
        Quantity::MoreThan(n) => (at_least, Trend::Falling, count(n.saturating_add(1))),
        Quantity::No => (at_most, Trend::Rising, count(0)),
        Quantity::AtMost(n) => (at_most, Trend::Rising, count(n)),
        Quantity::FewerThan(0) => (quantity, Trend::Neither, None),
        Quantity::FewerThan(n) => (at_most, Trend::Rising, count(n - 1)),
        Quantity::AtLeastPercent(n) => (Quantity::AtLeastPercent(0), Trend::Falling, count(n)),
        Quantity::AtMostPercent(n) => (Quantity::AtMostPercent(0), Trend::Rising, count(n)),
        Quantity::Exactly(n) => (Quantity::Exactly(0), Trend::Neither, count(n)),
        Quantity::ExactlyPercent(n) => (Quantity::ExactlyPercent(0), Trend::Neither, count(n)),
        Quantity::Only => (Quantity::Only, Trend::Neither, None),
    }
}
