//! Values that make a comparison true, and values that make it false: the most telling first.
//!
//! This only chooses what to try. What an example comes to, the evaluator says.

use jiff::civil::Date;
use model::{
    span::Length,
    vocabulary::{Field, FieldType},
};

use super::{
    axis::{Axis, End, Range},
    day,
};
use crate::{
    leaves::neighbours,
    operators::Polarity,
    tree::{Operand, Operator, StatedValue},
};

/// A text that is none of those a sentence names.
const OTHER_TEXT: &str = "something else";
/// An address of documentation, in nobody's network (RFC 5737).
const OTHER_ADDRESS: &str = "203.0.113.7";

/// Values to choose from.
pub(super) struct Options<'v> {
    /// The most telling first.
    pub(super) values: Vec<StatedValue>,
    /// Where values are ordered: which others would do.
    range: Option<(Axis<'v>, Range, bool)>,
    /// Whether any known value would do.
    any: bool,
}

impl Options<'_> {
    /// Whether a value that is there already will do.
    pub(super) fn accept(&self, value: &StatedValue) -> bool {
        let StatedValue::Known(values) = value else {
            return self.values.contains(value);
        };
        if self.any || self.values.contains(value) {
            return true;
        }
        let (Some((axis, range, holds)), [value]) = (&self.range, values.as_slice()) else {
            return false;
        };
        axis.number(value)
            .is_some_and(|number| range.holds(number) == *holds)
    }
}

/// The values of a field for which a comparison holds, or does not.
pub(super) fn options<'v>(
    field: &'v Field,
    operator: Operator,
    values: &[Operand],
    holds: bool,
    today: Date,
) -> Options<'v> {
    let values: Vec<Operand> = values.iter().map(|value| counted(value, field)).collect();
    let values = values.as_slice();
    let (base, polarity) = operator.base();
    let holds = holds == (polarity == Polarity::Positive);
    let found = |values: Vec<StatedValue>| Options {
        values,
        range: None,
        any: false,
    };
    match base {
        Operator::IsKnown if holds => Options {
            any: true,
            ..found(typical(field, today))
        },
        Operator::IsEmpty | Operator::IsNever if !holds => Options {
            any: true,
            ..found(typical(field, today))
        },
        Operator::IsKnown | Operator::IsEmpty | Operator::IsNever => found(vec![nothing(field)]),
        _ => match ranged(field, base, values, today) {
            Some((axis, range)) => {
                let mut values = if holds {
                    axis.inside(range)
                } else {
                    axis.outside(range)
                };
                if field.field_type == FieldType::Event {
                    // What happened lies behind us.
                    values.retain(|value| !is_ahead(value, &axis, today));
                }
                Options {
                    range: Some((axis, range, holds)),
                    ..found(values)
                }
            }
            None if holds => found(equal(field, base, values)),
            None => found(other(field, base, values, today)),
        },
    }
}

/// `none`, or `never` for an event.
pub(super) fn nothing(field: &Field) -> StatedValue {
    StatedValue::None {
        never: field.field_type == FieldType::Event,
    }
}

/// Some values of a field that nothing is asked of.
pub(super) fn typical(field: &Field, today: Date) -> Vec<StatedValue> {
    let text = |text: &str| Operand::Text(text.to_owned());
    let days = |ahead: i64| {
        let at = day::day(day::number(today) + ahead);
        at.map_or(Operand::Today, |at| day::said(at, today))
    };
    let values = match field.field_type {
        FieldType::Text => vec![text("example")],
        FieldType::Number => vec![Operand::Number(10.0), Operand::Number(1.0)],
        FieldType::Version => vec![text("10.0")],
        FieldType::Date | FieldType::Event => vec![days(-30), days(30)],
        FieldType::Flag => vec![Operand::Flag(true), Operand::Flag(false)],
        FieldType::Enum | FieldType::Ordinal => {
            field.values.iter().map(|value| text(value)).collect()
        }
        FieldType::Address => vec![text(OTHER_ADDRESS)],
        FieldType::List => vec![text("example")],
    };
    values.into_iter().map(one).collect()
}

fn is_ahead(value: &StatedValue, days: &Axis<'_>, today: Date) -> bool {
    match value {
        StatedValue::Known(values) => {
            let mut at = values.iter().filter_map(|value| days.number(value));
            at.any(|at| at > day::number(today) as f64)
        }
        StatedValue::None { .. } | StatedValue::Unknown => false,
    }
}

fn one(value: Operand) -> StatedValue {
    StatedValue::Known(vec![value])
}

/// The range that an ordered comparison allows.
fn ranged<'v>(
    field: &'v Field,
    base: Operator,
    values: &[Operand],
    today: Date,
) -> Option<(Axis<'v>, Range)> {
    let numbers = numbers(field, values);
    let axis = Axis::of(field, &numbers, today)?;
    let step = axis.step();
    let at = |index: usize| axis.number(values.get(index)?);
    let now = day::number(today) as f64;
    let length = values.first().and_then(|value| match plain(value) {
        Operand::Length(length) => Some(*length),
        _ => None,
    });
    let far =
        |back: bool| length.map(|length| day::number(day::counted(today, length, back)) as f64);
    let range = match base {
        Operator::Is if !matches!(axis, Axis::Ordinal { .. }) => {
            Range::between(at(0)?, at(0)?, End::Low)
        }
        Operator::IsAtLeast | Operator::IsOnOrAfter => Range::from(at(0)?),
        Operator::IsAtMost | Operator::IsOnOrBefore => Range::to(at(0)?),
        Operator::IsMoreThan | Operator::IsAfter => Range::from(at(0)? + step),
        Operator::IsLessThan | Operator::IsBefore => Range::to(at(0)? - step),
        Operator::IsBetween => Range::between(at(0)?, at(1)?, End::Low),
        // Examples know days only: of a window of hours, today is what is surely inside.
        Operator::IsWithinTheLast => {
            let edge = edge_of(length?, End::Low, End::High);
            Range::between(far(true)?, now, edge)
        }
        Operator::IsWithinTheNext => {
            let edge = edge_of(length?, End::High, End::Low);
            Range::between(now, far(false)?, edge)
        }
        Operator::IsMoreThanAgo => Range::to(far(true)? - 1.0),
        Operator::IsMoreThanFromNow => Range::from(far(false)? + 1.0),
        _ => return None,
    };
    Some((axis, range))
}

fn edge_of(length: Length, far: End, near: End) -> End {
    if length.unit.is_exact() { near } else { far }
}

/// A quantity as a plain number in the unit of its field, as examples state it.
fn counted(value: &Operand, field: &Field) -> Operand {
    match plain(value) {
        Operand::Measured { number, unit } => {
            let own = field.unit.unwrap_or(*unit);
            Operand::Number(unit.convert(*number, own).unwrap_or(*number))
        }
        other => other.clone(),
    }
}

/// A setting's value for the setting.
fn plain(value: &Operand) -> &Operand {
    match value {
        Operand::Setting { value, .. } => plain(value),
        other => other,
    }
}

fn text_of(value: &Operand) -> Option<&str> {
    match plain(value) {
        Operand::Text(text) => Some(text),
        _ => None,
    }
}

/// Values that fit a comparison without order.
fn equal(field: &Field, base: Operator, values: &[Operand]) -> Vec<StatedValue> {
    let plain: Vec<Operand> = values.iter().map(|value| plain(value).clone()).collect();
    match base {
        Operator::IncludesAllOf => vec![StatedValue::Known(plain)],
        Operator::Matches => {
            let glob = values.first().and_then(text_of).unwrap_or_default();
            vec![one(Operand::Text(glob.replace('*', "").replace('?', "x")))]
        }
        Operator::IsInside => plain
            .iter()
            .filter_map(|network| text_of(network)?.split('/').next())
            .map(|address| one(Operand::Text(address.to_owned())))
            .collect(),
        _ if field.field_type == FieldType::Version => version(field, base, values, true),
        _ => plain.into_iter().map(one).collect(),
    }
}

/// Values that do not fit a comparison without order.
fn other(field: &Field, base: Operator, values: &[Operand], today: Date) -> Vec<StatedValue> {
    match field.field_type {
        FieldType::Flag => {
            let asked = values.first().map(plain) == Some(&Operand::Flag(true));
            vec![one(Operand::Flag(!asked))]
        }
        FieldType::Enum | FieldType::Ordinal => {
            let named = |value: &&String| {
                let same = |asked: &Operand| {
                    text_of(asked).is_some_and(|asked| asked.eq_ignore_ascii_case(value))
                };
                !values.iter().any(same)
            };
            let rest = field.values.iter().filter(named);
            rest.map(|value| one(Operand::Text(value.clone())))
                .collect()
        }
        FieldType::Version => version(field, base, values, false),
        FieldType::Address => vec![one(Operand::Text(OTHER_ADDRESS.to_owned()))],
        _ if base == Operator::IncludesAllOf && values.len() > 1 => {
            vec![StatedValue::Known(vec![plain(&values[0]).clone()])]
        }
        FieldType::Number | FieldType::Date | FieldType::Event => beyond(field, values, today),
        _ => vec![one(Operand::Text(OTHER_TEXT.to_owned()))],
    }
}

/// Values of an ordered field next to all that are named: above them, and below.
fn beyond(field: &Field, values: &[Operand], today: Date) -> Vec<StatedValue> {
    let numbers = numbers(field, values);
    let Some(axis) = Axis::of(field, &numbers, today) else {
        return Vec::new();
    };
    let named = || values.iter().filter_map(|value| axis.number(value));
    if named().next().is_none() {
        return Vec::new();
    }
    let all = Range::between(
        named().fold(f64::INFINITY, f64::min),
        named().fold(f64::NEG_INFINITY, f64::max),
        End::High,
    );
    axis.outside(all)
}

/// The numbers among some values, in the unit of the field.
fn numbers(field: &Field, values: &[Operand]) -> Vec<f64> {
    let number = |value: &Operand| value.number_in(field.unit);
    values.iter().filter_map(number).collect()
}

/// Versions at the edge of a comparison, which the segments decide.
fn version(field: &Field, base: Operator, values: &[Operand], holds: bool) -> Vec<StatedValue> {
    let Some(value) = values.first().map(plain) else {
        return Vec::new();
    };
    let near = neighbours(value, Some(field));
    let (below, above) = match near.as_slice() {
        [below, above] => (below.clone(), above.clone()),
        [only] => (only.clone(), only.clone()),
        _ => return Vec::new(),
    };
    let same = value.clone();
    let picks = match (base, holds) {
        (Operator::IsAtLeast, true) | (Operator::IsMoreThan, false) => [same, above],
        (Operator::IsMoreThan, true) => [above.clone(), above],
        (Operator::IsAtMost, true) | (Operator::IsLessThan, false) => [same, below],
        (Operator::IsLessThan, true) | (Operator::IsAtLeast, false) => [below.clone(), below],
        (Operator::IsAtMost, false) => [above.clone(), above],
        (_, true) => [same.clone(), same],
        (_, false) => [above, below],
    };
    let picks = picks
        .into_iter()
        .filter(|pick| holds || pick != value || ordered(base));
    picks.map(one).collect()
}

fn ordered(base: Operator) -> bool {
    matches!(base, Operator::IsMoreThan | Operator::IsLessThan)
}
