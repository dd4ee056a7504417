//! The values in a condition, each with the way in which it makes the rule stricter.

use super::direction::Direction;
use crate::tree::{Condition, Expectation, Operand, Operator as Op, Quantity};

/// What a condition that holds more often does to the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// More is missed: it stands in a `where`.
    Stricter,
    /// Less is missed: it is demanded, or stands behind `unless`.
    Looser,
    /// Either, depending on the rows.
    Either,
}

impl Effect {
    pub(super) fn flipped(self) -> Self {
        match self {
            Self::Stricter => Self::Looser,
            Self::Looser => Self::Stricter,
            Self::Either => Self::Either,
        }
    }
}

/// How often something holds as a value in it grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trend {
    /// More often: `at most 10`.
    Rising,
    /// Less often: `at least 10`.
    Falling,
    /// Now more, now less: `exactly 10`.
    Neither,
}

impl Trend {
    pub(super) fn flipped(self) -> Self {
        match self {
            Self::Rising => Self::Falling,
            Self::Falling => Self::Rising,
            Self::Neither => Self::Neither,
        }
    }
}

/// Which way a value gets stricter; none where it has no such way.
pub(super) fn stricter(effect: Effect, trend: Trend) -> Option<Direction> {
    match (effect, trend) {
        (Effect::Either, _) | (_, Trend::Neither) => None,
        (Effect::Stricter, Trend::Rising) | (Effect::Looser, Trend::Falling) => {
            Some(Direction::Larger)
        }
        (Effect::Stricter, Trend::Falling) | (Effect::Looser, Trend::Rising) => {
            Some(Direction::Smaller)
        }
    }
}

/// How often a comparison holds as one of its values grows.
pub(super) fn trend(operator: Op, index: usize) -> Trend {
    match operator {
        Op::IsAtMost
        | Op::IsLessThan
        | Op::IsNotAtLeast
        | Op::IsNotMoreThan
        | Op::IsBefore
        | Op::IsOnOrBefore
        | Op::IsNotAfter
        | Op::IsNotOnOrAfter
        | Op::IsWithinTheLast
        | Op::IsWithinTheNext
        | Op::IsNotMoreThanAgo => Trend::Rising,
        Op::IsAtLeast
        | Op::IsMoreThan
        | Op::IsNotAtMost
        | Op::IsNotLessThan
        | Op::IsAfter
        | Op::IsOnOrAfter
        | Op::IsNotBefore
        | Op::IsNotOnOrBefore
        | Op::IsNotWithinTheLast
        | Op::IsNotWithinTheNext
        | Op::IsMoreThanAgo
        | Op::IsMoreThanFromNow => Trend::Falling,
        Op::IsBetween if index == 0 => Trend::Falling,
        Op::IsBetween => Trend::Rising,
        Op::IsNotBetween if index == 0 => Trend::Rising,
        Op::IsNotBetween => Trend::Falling,
        _ => Trend::Neither,
    }
}

/// What rows that fit more often do to whether so many of them fit.
pub(super) fn through(quantity: Quantity, effect: Effect) -> Effect {
    match quantity {
        Quantity::Some
        | Quantity::Only
        | Quantity::AtLeast(_)
        | Quantity::MoreThan(_)
        | Quantity::AtLeastPercent(_) => effect,
        Quantity::No
        | Quantity::AtMost(_)
        | Quantity::FewerThan(_)
        | Quantity::AtMostPercent(_) => effect.flipped(),
        Quantity::Exactly(_) | Quantity::ExactlyPercent(_) => Effect::Either,
    }
}

/// A value, and which way it gets stricter.
pub(super) type Found<'f, 't> = dyn FnMut(&'t Operand, Option<Direction>) + 'f;

/// Every value of a sentence.
pub(super) fn of_sentence<'t>(sentence: &'t Expectation, found: &mut Found<'_, 't>) {
    for part in &sentence.parts {
        of_condition(part, Effect::Looser, found);
    }
    if let Some(condition) = &sentence.subject.condition {
        of_condition(condition, Effect::Stricter, found);
    }
    if let Some(condition) = &sentence.unless {
        of_condition(condition, Effect::Looser, found);
    }
}

/// Every value of a condition that has an effect on the rule.
pub(super) fn of_condition<'t>(
    condition: &'t Condition,
    effect: Effect,
    found: &mut Found<'_, 't>,
) {
    match condition {
        Condition::All(all) | Condition::Any(all) => {
            for one in all {
                of_condition(one, effect, found);
            }
        }
        Condition::Not(inner) => of_condition(inner, effect.flipped(), found),
        Condition::Word { .. } => {}
        Condition::Field(field) => of_values(field.operator, &field.values, effect, found),
        Condition::Relation(relation) => {
            if let Some(inner) = &relation.condition {
                of_condition(inner, through(relation.quantity, effect), found);
            }
        }
        Condition::Total(total) => {
            of_values(total.operator, &total.values, effect, found);
            // More rows may make a total larger or smaller.
            if let Some(inner) = &total.condition {
                of_condition(inner, Effect::Either, found);
            }
        }
    }
}

fn of_values<'t>(operator: Op, values: &'t [Operand], effect: Effect, found: &mut Found<'_, 't>) {
    for (index, value) in values.iter().enumerate() {
        found(
            value,
            stricter(effect, of_operand(value, trend(operator, index))),
        );
    }
}

/// A day so long before another gets earlier as the length grows.
pub(super) fn of_operand(value: &Operand, trend: Trend) -> Trend {
    match value {
        Operand::Offset { back: true, .. } => trend.flipped(),
        _ => trend,
    }
}
