//! Lengths of time as rules write them: `7 days`, `1 working day`.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

/// The unit of a [`Length`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unit {
    /// Exact.
    Minute,
    /// Exact.
    Hour,
    /// Calendar.
    Day,
    /// As the calendar of a place counts them; see [`Length::by`].
    WorkingDay,
    /// Seven days.
    Week,
    /// Calendar.
    Month,
    /// Calendar.
    Year,
}

/// A length of time: a whole number of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Length {
    /// How many, at most 100,000.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Unit {
    const WORDS: [(Self, &'static str); 7] = [
        (Self::Minute, "minute"),
        (Self::Hour, "hour"),
        (Self::Day, "day"),
        (Self::WorkingDay, "working day"),
        (Self::Week, "week"),
        (Self::Month, "month"),
        (Self::Year, "year"),
    ];

    /// The unit in the singular.
    pub fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(unit, _)| *unit == self)
            .map_or("day", |(_, word)| word)
    }

    /// The unit a word names, singular or plural.
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        let singular = word.strip_suffix('s').unwrap_or(&word);
        Self::WORDS
            .iter()
            .find(|(_, name)| *name == singular)
            .map(|(unit, _)| *unit)
    }

    /// Whether the unit counts exact time (minutes, hours) instead of calendar days.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Minute | Self::Hour)
    }
}

impl Length {
    /// The longest count that is read.
    pub const MOST: u32 = 100_000;

    /// So many days.
    pub fn days(count: u32) -> Self {
        Self {
            count,
            unit: Unit::Day,
        }
    }

    /// This length, with working days as the calendar of a place counts them.
    pub fn by(self, calendar: &Calendar) -> Counted<'_> {
        Counted {
            length: self,
            calendar,
        }
    }

    /// The day this length after a day, where working days are Monday to Friday.
    pub fn after(self, day: Date) -> Date {
        self.by(Calendar::monday_to_friday()).after(day)
    }

    /// The day this length before a day, where working days are Monday to Friday.
    pub fn before(self, day: Date) -> Date {
        self.by(Calendar::monday_to_friday()).before(day)
    }

    /// The instant this length after an instant, where working days are Monday to Friday.
    pub fn after_instant(self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        let counted = self.by(Calendar::monday_to_friday());
        counted.after_instant(at, zone)
    }

    /// The instant this length before an instant, where working days are Monday to Friday.
    pub fn before_instant(self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        let counted = self.by(Calendar::monday_to_friday());
        counted.before_instant(at, zone)
    }
}

/// A length of time as the calendar of a place counts it.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'c> {
    length: Length,
    calendar: &'c Calendar,
}

impl Counted<'_> {
    /// The day this length after a day; exact units round up to whole days.
    ///
    /// Days past what a calendar can hold stay at its end.
    pub fn after(self, day: Date) -> Date {
        self.shift(day, 1)
    }

    /// The day this length before a day.
    pub fn before(self, day: Date) -> Date {
        self.shift(day, -1)
    }

    fn shift(self, day: Date, sign: i64) -> Date {
        let count = i64::from(self.length.count) * sign;
        let span = match self.length.unit {
            Unit::Minute => (count.div_euclid(1440)).days(),
            Unit::Hour => (count.div_euclid(24)).days(),
            Unit::Day => count.days(),
            Unit::WorkingDay => return self.calendar.shift(day, count),
            Unit::Week => (count * 7).days(),
            Unit::Month => count.months(),
            // Beyond this a span cannot count; the calendar ends at half of it.
            Unit::Year => count.clamp(-19_998, 19_998).years(),
        };
        day.checked_add(span)
            .unwrap_or(if sign > 0 { Date::MAX } else { Date::MIN })
    }

    /// The instant this length after an instant: exact for minutes and hours, by the calendar of
    /// the zone (same time of day) otherwise.
    pub fn after_instant(self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        self.shift_instant(at, zone, 1)
    }

    /// The instant this length before an instant.
    pub fn before_instant(self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        self.shift_instant(at, zone, -1)
    }

    fn shift_instant(self, at: Timestamp, zone: &TimeZone, sign: i64) -> Timestamp {
        let edge = if sign > 0 {
            Timestamp::MAX
        } else {
            Timestamp::MIN
        };
        let count = i64::from(self.length.count) * sign;
        match self.length.unit {
            Unit::Minute => at.checked_add(count.minutes()).unwrap_or(edge),
            Unit::Hour => at.checked_add(count.hours()).unwrap_or(edge),
            _ => {
                let local = at.to_zoned(zone.clone());
                let day = self.shift(local.date(), sign);
                zone.to_zoned(day.to_datetime(local.time()))
                    .map_or(edge, |z| z.timestamp())
            }
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.count, self.unit.word())
    }
}

/// Text that is not a length of time.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a length of time such as `7 days`")]
pub struct LengthError(String);

impl FromStr for Length {
    type Err = LengthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || LengthError(text.to_owned());
        let (count, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let count: u32 = count.parse().map_err(|_| wrong())?;
        if count > Self::MOST {
            return Err(wrong());
        }
        Ok(Self {
            count,
            unit: Unit::from_word(unit).ok_or_else(wrong)?,
        })
    }
}
