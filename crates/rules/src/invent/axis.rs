//! Values that are ordered, laid out as numbers: what lies just inside a range and just outside.

use jiff::civil::Date;
use model::{
    Measure,
    vocabulary::{Field, FieldType},
};

use super::day;
use crate::{
    leaves::number_step,
    tree::{Operand, StatedValue},
};

/// How the values of a field are numbered.
#[derive(Clone, Debug)]
pub(super) enum Axis<'v> {
    /// By themselves, in the unit of the field, with the smallest step that the sentence writes.
    Numbers { step: f64, unit: Option<Measure> },
    /// By day.
    Days { today: Date },
    /// By their place from low to high.
    Ordinal { values: &'v [String] },
}

/// Values from one to another, both included; an open end has no bound.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    /// The end that the sentence is about, looked at first.
    pub(super) edge: End,
}

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Low,
    High,
}

impl<'v> Axis<'v> {
    /// The axis of a field, given the numbers its values are compared with.
    pub(super) fn of(field: &'v Field, numbers: &[f64], today: Date) -> Option<Self> {
        match field.field_type {
            FieldType::Number => {
                let steps = numbers.iter().copied().map(number_step);
                let step = steps.fold(1.0, f64::min);
                let unit = field.unit;
                Some(Self::Numbers { step, unit })
            }
            FieldType::Date | FieldType::Event => Some(Self::Days { today }),
            FieldType::Ordinal => Some(Self::Ordinal {
                values: &field.values,
            }),
            _ => None,
        }
    }

    pub(super) fn step(&self) -> f64 {
        match self {
            Self::Numbers { step, .. } => *step,
            Self::Days { .. } | Self::Ordinal { .. } => 1.0,
        }
    }

    /// The number of a stated value.
    pub(super) fn number(&self, value: &Operand) -> Option<f64> {
        match (self, value) {
            (Self::Numbers { unit, .. }, value) => value.number_in(*unit),
            (Self::Days { today }, value) => Some(day::number(day::meant(value, *today)?) as f64),
            (Self::Ordinal { values }, Operand::Text(text)) => {
                let same = |value: &String| value.eq_ignore_ascii_case(text);
                Some(values.iter().position(same)? as f64)
            }
            (axis, Operand::Setting { value, .. }) => axis.number(value),
            _ => None,
        }
    }

    /// The statement of a number, where there is such a value.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "days and places are small whole numbers"
    )]
    fn stated(&self, number: f64) -> Option<StatedValue> {
        let value = match self {
            Self::Numbers { step, .. } => {
                let steps = (number / step).round();
                Operand::Number(steps / (1.0 / step).round())
            }
            Self::Days { today } => day::said(day::day(number as i64)?, *today),
            Self::Ordinal { values } => {
                let at = usize::try_from(number as i64).ok()?;
                Operand::Text(values.get(at)?.clone())
            }
        };
        Some(StatedValue::Known(vec![value]))
    }

    /// Values inside a range, its edge first, then further in.
    pub(super) fn inside(&self, range: Range) -> Vec<StatedValue> {
        let step = self.step();
        let (low, high) = (range.low, range.high);
        let deep = match (low, high) {
            (Some(low), Some(high)) => vec![high, low, ((low + high) / 2.0 / step).floor() * step],
            (Some(low), None) => vec![low, low + 30.0 * step, low + step],
            // Few numbers of people's lives are below nothing: half is deep enough.
            (None, Some(high)) if high > 0.0 && matches!(self, Self::Numbers { .. }) => {
                vec![high, (high / 2.0 / step).floor() * step, high - step]
            }
            (None, Some(high)) => vec![high, high - 30.0 * step, high - step],
            (None, None) => Vec::new(),
        };
        let edge = match range.edge {
            End::Low => low,
            End::High => high,
        };
        self.all(edge.into_iter().chain(deep))
    }

    /// Values outside a range, those next to its edge first.
    pub(super) fn outside(&self, range: Range) -> Vec<StatedValue> {
        let below = range.low.map(|low| low - self.step());
        let above = range.high.map(|high| high + self.step());
        let both = match range.edge {
            End::Low => [below, above],
            End::High => [above, below],
        };
        self.all(both.into_iter().flatten())
    }

    fn all(&self, numbers: impl Iterator<Item = f64>) -> Vec<StatedValue> {
        let mut all: Vec<StatedValue> = Vec::new();
        for value in numbers.filter_map(|number| self.stated(number)) {
            if !all.contains(&value) {
                all.push(value);
            }
        }
        all
    }
}

impl Range {
    pub(super) fn from(low: f64) -> Self {
        Self {
            low: Some(low),
            high: None,
            edge: End::Low,
        }
    }

    pub(super) fn to(high: f64) -> Self {
        Self {
            low: None,
            high: Some(high),
            edge: End::High,
        }
    }

    pub(super) fn between(low: f64, high: f64, edge: End) -> Self {
        Self {
            low: Some(low),
            high: Some(high),
            edge,
        }
    }

    pub(super) fn holds(self, number: f64) -> bool {
        self.low.is_none_or(|low| number >= low) && self.high.is_none_or(|high| number <= high)
    }
}
