//! Rules are looked at once a year, or they grow old unseen.

use jiff::{Timestamp, ToSpan, tz::TimeZone};

use super::history::VersionRecord;

/// How many months a rule is kept without anybody looking at it.
const MONTHS: i32 = 12;

/// When somebody should look at a rule in force again: twelve months after it was approved or last
/// looked at. None for a version that is not in force.
pub fn due(record: &VersionRecord, zone: &TimeZone) -> Option<Timestamp> {
    if !record.state.is_in_force() {
        return None;
    }
    let from = record.approved_at.max(record.reviewed_at)?;
    let due = from.to_zoned(zone.clone()).checked_add(MONTHS.months());
    due.ok().map(|due| due.timestamp())
}
