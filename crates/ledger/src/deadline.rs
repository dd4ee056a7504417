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

/// Where a due date stands after a pass that asks for `within`.
///
/// Better (it would be later had it always been so): later, but never than a clean start allows.
/// Worse: the new length counts from now, and never moves the date later. The old length need
/// not be known: as time goes on `now + within` only grows, so a date once shortened stays put.
pub(crate) fn moved(
    old: Option<Timestamp>,
    anchor: Timestamp,
    within: Option<Length>,
    now: Timestamp,
    days: Days<'_>,
) -> Option<Timestamp> {
    let within = within?;
    let from_now = due(now.max(anchor), within, days);
    let Some(old) = old else {
        return Some(from_now);
    };
    let clean_start = due(anchor, within, days);
    if clean_start > old {
        Some(clean_start)
    } else {
        Some(old.min(from_now))
    }
}
