//! Values that have an order, and words for what is at most or at least one of them.

use std::{cmp::Ordering, fmt};

use jiff::civil::Date;
use model::{
    Measure,
    span::{Length, Unit},
};

use super::direction::Direction;
use crate::{
    sentence::measured::with_unit,
    tree::{Operand, SettingValue},
};

/// A value that can be larger or smaller than another.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// A length of time.
    Length(Length),
    /// A number, as written.
    Number(f64),
    /// A number in a unit of its own.
    Measured(f64, Measure),
    /// A version of digits and dots, as written.
    Version(String),
    /// A day.
    Date(Date),
    /// How many rows, or which share of them.
    Count(u32),
}

impl Amount {
    /// The amount of a value in a sentence; none where values of its sort have no order.
    pub(super) fn of(value: &Operand) -> Option<Self> {
        Some(match value {
            Operand::Length(length) => Self::Length(*length),
            Operand::Number(number) => Self::Number(*number),
            Operand::Measured { number, unit } => Self::Measured(*number, *unit),
            Operand::Text(text) if numbers(text).is_some() => Self::Version(text.clone()),
            Operand::Date(day) => Self::Date(*day),
            Operand::Setting { value, .. } => return Self::of(value),
            _ => return None,
        })
    }

    /// The value of a setting, in the sort of another amount; none where it is of another.
    pub(super) fn like(&self, value: &SettingValue) -> Option<Self> {
        Some(match (self, value) {
            (Self::Length(_), SettingValue::Length(length)) => Self::Length(*length),
            (Self::Number(_), SettingValue::Number(written)) => Self::Number(written.parse().ok()?),
            (Self::Measured(..), SettingValue::Number(written)) => {
                let (number, unit) = with_unit(written)?;
                Self::Measured(number, unit?)
            }
            (Self::Measured(..), SettingValue::Length(length)) => {
                let unit = Measure::from_word(length.unit.word())?;
                Self::Measured(f64::from(length.count), unit)
            }
            (Self::Version(_), SettingValue::Number(text) | SettingValue::Text(text)) => {
                numbers(text).map(|_| Self::Version(text.clone()))?
            }
            (Self::Date(_), SettingValue::Number(text) | SettingValue::Text(text)) => {
                Self::Date(text.parse().ok()?)
            }
            _ => return None,
        })
    }

    /// Which is larger, whatever the day and the calendar; none where that depends on them
    /// (a month and 30 days) or the two are of different sorts.
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Length(one), Self::Length(other)) => lengths(*one, *other),
            (Self::Number(one), Self::Number(other)) => one.partial_cmp(other),
            (Self::Measured(one, of), Self::Measured(other, unit)) => {
                of.convert(*one, *unit)?.partial_cmp(other)
            }
            (Self::Version(one), Self::Version(other)) => {
                Some(compare(&numbers(one)?, &numbers(other)?))
            }
            (Self::Date(one), Self::Date(other)) => Some(one.cmp(other)),
            (Self::Count(one), Self::Count(other)) => Some(one.cmp(other)),
            _ => None,
        }
    }

    /// What may be chosen where this is the limit: `1 to 7 days`, `14.10 or later`.
    pub fn choice(&self, stricter: Direction) -> String {
        match (self, stricter) {
            (Self::Length(length), Direction::Smaller) if length.count > 1 => {
                format!("1 to {length}")
            }
            (Self::Length(_), Direction::Smaller) => format!("{self} or less"),
            (Self::Length(_), Direction::Larger) => format!("{self} or more"),
            (Self::Number(_) | Self::Measured(..) | Self::Count(_), Direction::Smaller) => {
                format!("{self} or less")
            }
            (Self::Number(_) | Self::Measured(..) | Self::Count(_), Direction::Larger) => {
                format!("{self} or more")
            }
            (Self::Version(_) | Self::Date(_), Direction::Smaller) => format!("{self} or earlier"),
            (Self::Version(_) | Self::Date(_), Direction::Larger) => format!("{self} or later"),
        }
    }

    /// The same beside a limit that was just named: its unit is not said twice.
    pub(super) fn beside(&self, limit: &Self) -> String {
        match (self, limit) {
            (Self::Length(own), Self::Length(limit)) if own.unit == limit.unit => {
                own.count.to_string()
            }
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => length.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Measured(number, unit) => f.write_str(&unit.written(*number)),
            Self::Version(version) => version.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::Count(count) => count.fmt(f),
        }
    }
}

/// The numbers of a version. Those with letters follow the order of their ecosystem, which is
/// the judge's to know.
fn numbers(version: &str) -> Option<Vec<u64>> {
    version
        .split('.')
        .map(|number| number.parse().ok())
        .collect()
}

/// Number by number; one that is missing is 0.
fn compare(one: &[u64], other: &[u64]) -> Ordering {
    let at = |numbers: &[u64], index: usize| numbers.get(index).copied().unwrap_or(0);
    let longest = one.len().max(other.len());
    let orders = (0..longest).map(|index| at(one, index).cmp(&at(other, index)));
    orders.fold(Ordering::Equal, Ordering::then)
}

fn lengths(one: Length, other: Length) -> Option<Ordering> {
    let (one, other) = (extent(one), extent(other));
    if one.sort == other.sort {
        return Some(one.count.cmp(&other.count));
    }
    match () {
        () if one.most < other.least => Some(Ordering::Less),
        () if one.least > other.most => Some(Ordering::Greater),
        () => None,
    }
}

/// What a length comes to: exactly among its own sort, and between two numbers of minutes.
struct Extent {
    sort: Sort,
    count: u64,
    least: u64,
    most: u64,
}

#[derive(PartialEq, Eq)]
enum Sort {
    /// Counted in minutes; a day has 24 hours, those on which a clock is changed aside.
    Minutes,
    /// Counted in working days.
    WorkingDays,
    /// Counted in months.
    Months,
}

fn extent(length: Length) -> Extent {
    const DAY: u64 = 24 * 60;
    let count = u64::from(length.count);
    let (sort, count, least, most) = match length.unit {
        Unit::Minute => (Sort::Minutes, count, count, count),
        Unit::Hour => (Sort::Minutes, count * 60, count * 60, count * 60),
        Unit::Day => (Sort::Minutes, count * DAY, count * DAY, count * DAY),
        Unit::Week => (
            Sort::Minutes,
            count * 7 * DAY,
            count * 7 * DAY,
            count * 7 * DAY,
        ),
        // No calendar has fewer than 3 working days in a week for long, and none has 15 days off
        // at a stretch.
        Unit::WorkingDay => {
            let most = (count * 7).div_ceil(3) + 15;
            (Sort::WorkingDays, count, count * DAY, most * DAY)
        }
        Unit::Month => months(count),
        Unit::Year => months(count * 12),
    };
    Extent {
        sort,
        count,
        least,
        most,
    }
}

fn months(count: u64) -> (Sort, u64, u64, u64) {
    const DAY: u64 = 24 * 60;
    let (years, months) = (count / 12, count % 12);
    let least = (years * 365 + months * 28) * DAY;
    let most = (years * 366 + months * 31) * DAY;
    (Sort::Months, count, least, most)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    use super::*;

    fn length(text: &str) -> Amount {
        Amount::Length(text.parse().unwrap())
    }

    #[test]
    fn lengths_compare_where_no_calendar_changes_the_answer() {
        let cases = [
            ("7 days", "1 week", Some(Ordering::Equal)),
            ("24 hours", "1 day", Some(Ordering::Equal)),
            ("12 months", "1 year", Some(Ordering::Equal)),
            ("10 days", "1 week", Some(Ordering::Greater)),
            ("30 days", "1 month", None),
            ("32 days", "1 month", Some(Ordering::Greater)),
            ("27 days", "1 month", Some(Ordering::Less)),
            ("400 days", "1 year", Some(Ordering::Greater)),
            ("1 working day", "2 days", None),
            ("3 working days", "2 days", Some(Ordering::Greater)),
            ("1 working day", "20 days", Some(Ordering::Less)),
            ("3 working days", "5 working days", Some(Ordering::Less)),
        ];
        for (one, other, expected) in cases {
            assert_eq!(
                length(one).order(&length(other)),
                expected,
                "{one} and {other}"
            );
            let turned = length(other).order(&length(one));
            assert_eq!(turned, expected.map(Ordering::reverse), "{other} and {one}");
        }
    }

    #[test]
    fn versions_compare_number_by_number() {
        let version = |text: &str| Amount::Version(text.to_owned());
        assert_eq!(
            version("14.10").order(&version("14.7")),
            Some(Ordering::Greater)
        );
        assert_eq!(version("14").order(&version("14.0")), Some(Ordering::Equal));
        assert_eq!(Amount::of(&Operand::Text("14.10-beta".to_owned())), None);
        assert_eq!(version("1").order(&Amount::Number(1.0)), None);
    }

    #[test]
    fn a_limit_says_what_may_be_chosen() {
        assert_eq!(length("7 days").choice(Direction::Smaller), "1 to 7 days");
        assert_eq!(length("1 day").choice(Direction::Smaller), "1 day or less");
        assert_eq!(
            length("90 days").choice(Direction::Larger),
            "90 days or more"
        );
        let version = Amount::Version("14.10".to_owned());
        assert_eq!(version.choice(Direction::Larger), "14.10 or later");
    }
}
