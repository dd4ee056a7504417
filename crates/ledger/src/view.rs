//! How a finding stands on a day, for reports. Nothing here is stored.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use model::{CloseReason, EntityId, Finding, FindingState};

use crate::{exceptions::Exceptions, rest};

/// How an open finding stands against its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The rule sets no deadline.
    NoDeadline,
    /// Not due yet.
    InTime {
        /// Whole calendar days until the due day in the organisation's zone; 0 on the day.
        days_left: u32,
    },
    /// Past its due date.
    Overdue {
        /// Days begun since it was due, at least 1.
        days: u32,
    },
}

/// What became of the promise to fix it in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// No deadline, never told, or closed for another reason than a fix.
    NotMade,
    /// Open and every running clock is in time.
    Pending,
    /// Closed by a verified fix, each clock cleared by its due date.
    Kept,
    /// Some clock was or is past its due date.
    Broken,
}

/// Whether anybody was ever told of it; what was only `Detected` is in no count.
pub fn is_counted(finding: &Finding) -> bool {
    match finding.state {
        FindingState::Detected => false,
        FindingState::Closed => finding.opened_at.is_some(),
        _ => true,
    }
}

/// How it stands; `None` unless it is open.
pub fn standing(finding: &Finding, now: Timestamp, zone: &TimeZone) -> Option<Standing> {
    if !finding.state.is_open() {
        return None;
    }
    let Some(due) = finding.due else {
        return Some(Standing::NoDeadline);
    };
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let days = day(now).duration_until(day(due)).as_hours() / 24;
    let whole = |days: i64| u32::try_from(days).unwrap_or(u32::MAX);
    Some(if now > due {
        Standing::Overdue {
            days: whole((-days).max(1)),
        }
    } else {
        Standing::InTime {
            days_left: whole(days.max(0)),
        }
    })
}

/// Whether it is open and past its due date.
pub fn is_overdue(finding: &Finding, now: Timestamp) -> bool {
    finding.state.is_open() && finding.due.is_some_and(|due| now > due)
}

/// Days begun since it was due; 0 when it is not overdue.
pub fn days_overdue(finding: &Finding, now: Timestamp, zone: &TimeZone) -> u32 {
    match standing(finding, now, zone) {
        Some(Standing::Overdue { days }) => days,
        _ => 0,
    }
}

/// What became of the promise. A fix counts from the evidence that shows it, so that nobody is
/// late because a source or a pass was.
pub fn promise(finding: &Finding, now: Timestamp) -> Promise {
    let fixed = finding.closed_because == Some(CloseReason::FixedVerified);
    let closed = finding.state == FindingState::Closed;
    let has_deadline = finding.clocks.iter().any(|clock| clock.due.is_some());
    if !is_counted(finding) || !has_deadline || (closed && !fixed) {
        return Promise::NotMade;
    }
    let late = |clock: &model::finding::Clock| {
        clock
            .due
            .is_some_and(|due| clock.cleared_at.unwrap_or(now) > due)
    };
    match finding.clocks.iter().any(late) {
        true => Promise::Broken,
        false if closed => Promise::Kept,
        false => Promise::Pending,
    }
}

/// Where a finding stands at an instant, with exceptions as they are by then: the same answer that
/// a pass would record.
pub fn state(
    finding: &Finding,
    exceptions: &Exceptions,
    surely: &BTreeMap<EntityId, BTreeSet<String>>,
    now: Timestamp,
) -> FindingState {
    let mut then = finding.clone();
    then.handling.exceptions = rest::excepted(finding, exceptions, surely, now);
    rest::state(&then)
}
