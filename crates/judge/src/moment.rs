//! Days and instants, and how they compare: as days in the organisation's zone (semantics 10).

use arrow_array::types::{ArrowPrimitiveType, TimestampMicrosecondType};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::Value;

/// Microseconds since 1970, as columns hold them.
pub(crate) type Micros = <TimestampMicrosecondType as ArrowPrimitiveType>::Native;

/// A point in time, as exact as its source wrote it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    /// An event that never happened: infinitely long ago.
    Never,
    /// A calendar day.
    Day(Date),
    /// An exact instant.
    Instant(Timestamp),
}

impl Moment {
    /// The day it falls on.
    pub(crate) fn day(self, zone: &TimeZone) -> Date {
        match self {
            Self::Never => Date::MIN,
            Self::Day(day) => day,
            Self::Instant(at) => at.to_zoned(zone.clone()).date(),
        }
    }

    /// The instant a clock would start from: the day's beginning in the zone.
    pub(crate) fn start(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Never => None,
            Self::Day(day) => day.to_zoned(zone.clone()).ok().map(|at| at.timestamp()),
            Self::Instant(at) => Some(at),
        }
    }

    /// How a column holds it: microseconds, and whether it is a whole day.
    pub(crate) fn stored(value: &Value) -> Option<(Micros, bool)> {
        match value {
            Value::Date(day) => {
                let start = day.to_zoned(TimeZone::UTC).ok()?;
                Some((start.timestamp().as_microsecond(), true))
            }
            Value::Instant(at) => Some((at.as_microsecond(), false)),
            _ => None,
        }
    }

    /// What a column holds.
    pub(crate) fn read(micros: Micros, whole_day: bool) -> Option<Self> {
        let at = Timestamp::from_microsecond(micros).ok()?;
        Some(match whole_day {
            true => Self::Day(at.to_zoned(TimeZone::UTC).date()),
            false => Self::Instant(at),
        })
    }

    /// As a value again.
    pub(crate) fn value(self) -> Option<Value> {
        match self {
            Self::Never => None,
            Self::Day(day) => Some(Value::Date(day)),
            Self::Instant(at) => Some(Value::Instant(at)),
        }
    }
}
