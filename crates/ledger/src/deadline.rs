//! When a clock is due, and when that may move.

use jiff::{Timestamp, civil::time, tz::TimeZone};
use model::{Calendar, span::Length};

/// By what days are counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days<'a> {
    /// The organisation's zone, in which they begin and end.
    pub(crate) zone: &'a TimeZone,
    /// The days the responsible unit works.
    pub(crate) calendar: &'a Calendar,
}

/// When something anchored here is due: exact for minutes and hours, otherwise the last second
/// of the due day in the organisation's zone.
pub(crate) fn due(anchor: Timestamp, within: Length, days: Days<'_>) -> Timestamp {
    let Days { zone, calendar } = days;
    if within.unit.is_exact() {
        return within.after_instant(anchor, zone);
    }
    let day = within
        .by(calendar)
        .after(anchor.to_zoned(zone.clone()).date());
    let last_second = day.to_datetime(time(23, 59, 59, 0));
    zone.to_zoned(last_second)
        .map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// A date that is asked for, counted in both ways; none is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Had it always been asked for.
    pub(crate) clean: Option<Timestamp>,
    /// Asked for from now on.
    pub(crate) from_now: Option<Timestamp>,
}

impl Span {
    /// The earlier of two, each for each.
    pub(crate) fn earlier(self, other: Self) -> Self {
        Self {
            clean: earlier(self.clean, other.clean),
            from_now: earlier(self.from_now, other.from_now),
        }
    }

    /// Whether a date is one of the two.
    pub(crate) fn is(self, date: Option<Timestamp>) -> bool {
        self.clean == date || (date.is_some() && self.from_now == date)
    }
}

/// The earlier of two dates, where none is never.
pub(crate) fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    [a, b].into_iter().flatten().min()
}

/// Where a due date stands after a pass that asks for a span.
///
/// Better (it would be later had it always been so): later, but never than a clean start allows.
/// Worse: the new length counts from now, and never moves the date later. The old length need
/// not be known: as time goes on the date from now only grows, so one once shortened stays put.
pub(crate) fn moved(old: Option<Timestamp>, asked: Span) -> Option<Timestamp> {
    let clean = asked.clean?;
    match old {
        None => asked.from_now,
        Some(old) if clean > old => Some(clean),
        old => earlier(old, asked.from_now),
    }
}
