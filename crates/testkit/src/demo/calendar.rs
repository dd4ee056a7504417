//! The five days on which the tools' exports are kept.

use jiff::{Timestamp, ToSpan, civil::Date, civil::date, tz::TimeZone};

/// One of the five days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Day {
    /// Monday, 18 May 2026: the first look.
    May18,
    /// Monday, 25 May 2026: a week later.
    May25,
    /// Monday, 1 June 2026: much is fixed; the last day the screening vendor exports.
    June1,
    /// Tuesday, 2 June 2026: the day after, which confirms.
    June2,
    /// Tuesday, 9 June 2026: some of it is back, some of it has grown stale.
    June9,
}

impl Day {
    /// All five, oldest first.
    pub const ALL: [Self; 5] = [
        Self::May18,
        Self::May25,
        Self::June1,
        Self::June2,
        Self::June9,
    ];

    /// Its place among the five, from 0.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The date.
    pub fn date(self) -> Date {
        match self {
            Self::May18 => date(2026, 5, 18),
            Self::May25 => date(2026, 5, 25),
            Self::June1 => date(2026, 6, 1),
            Self::June2 => date(2026, 6, 2),
            Self::June9 => date(2026, 6, 9),
        }
    }

    /// When everything is exported and a pass would start: 07:00 UTC.
    pub fn at(self) -> Timestamp {
        instant(self.date(), 7 * 60)
    }

    /// Whether the hand-kept registers were exported: weekly, so not the day after the first.
    pub(crate) fn is_register_day(self) -> bool {
        self != Self::June2
    }
}

/// So many minutes after midnight UTC of a date.
pub(crate) fn instant(date: Date, minutes: i64) -> Timestamp {
    let midnight = date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
    // Dates here lie between 2015 and 2027: far inside the calendar.
    midnight.unwrap_or(Timestamp::UNIX_EPOCH) + minutes.minutes()
}

/// A date so many days later (or earlier).
pub(crate) fn days_after(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_are_in_order_and_at_seven() {
        assert!(Day::ALL.is_sorted_by_key(|day| day.at()));
        assert_eq!(Day::June9.at().to_string(), "2026-06-09T07:00:00Z");
        assert_eq!(Day::ALL[Day::June2.index()], Day::June2);
    }
}
