//! When somebody is told: reminders before and after a due date, and when a dispute goes up.
//!
//! The schedule never goes quiet: after the due date the gaps double, and each doubling climbs one
//! level, so the longer something is overdue the higher it is known.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use model::{
    Calendar, Finding,
    span::{Length, Unit},
};
use serde::Serialize;

/// Shares of the time there is after which somebody is reminded, in percent.
pub const BEFORE: [u8; 3] = [50, 80, 95];

/// One reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reminder {
    /// When.
    pub at: Timestamp,
    /// Which one.
    pub stage: Stage,
}

/// Which reminder it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// So many percent of the time there is are over.
    Before {
        /// Of the time from the start to the due date.
        percent: u8,
    },
    /// It is overdue.
    Overdue {
        /// Whole days since it was due: 1, 2, 4, 8 ...
        days: u32,
        /// How many levels of managers above whoever owes the fix are told: none on the first
        /// day, and one more with each doubling.
        levels: u8,
    },
}

impl Stage {
    /// As people read it.
    pub fn says(self) -> String {
        match self {
            Self::Before { percent } => format!("{percent} % of the time is over"),
            Self::Overdue { days: 1, .. } => "1 day overdue".to_owned(),
            Self::Overdue { days, levels: 1 } => {
                format!("{days} days overdue, the manager is told as well")
            }
            Self::Overdue { days, levels } => {
                format!("{days} days overdue, {levels} levels of managers are told as well")
            }
        }
    }
}

/// All reminders from a start to the end of time, in order.
///
/// A date that was over when the clock started has none before it.
pub fn reminders(start: Timestamp, due: Timestamp) -> impl Iterator<Item = Reminder> {
    let time = due.duration_since(start);
    let before = BEFORE.into_iter().filter_map(move |percent| {
        // Whole seconds, so that no day of a long time is lost in a fraction.
        let seconds = i128::from(time.as_secs()) * i128::from(percent) / 100;
        let seconds = i64::try_from(seconds).ok().filter(|seconds| *seconds > 0)?;
        let at = start.checked_add(SignedDuration::from_secs(seconds)).ok()?;
        let stage = Stage::Before { percent };
        Some(Reminder { at, stage })
    });
    let after = (0_u8..32).map_while(move |levels| {
        let days = 1_u32 << levels;
        let hours = i64::from(days) * 24;
        let at = due.checked_add(SignedDuration::from_hours(hours)).ok()?;
        let stage = Stage::Overdue { days, levels };
        Some(Reminder { at, stage })
    });
    before.chain(after)
}

/// The next reminder after an instant.
pub fn next(start: Timestamp, due: Timestamp, after: Timestamp) -> Option<Reminder> {
    reminders(start, due).find(|reminder| reminder.at > after)
}

/// The latest reminder that was due by an instant: what should have been told by then.
pub fn latest(start: Timestamp, due: Timestamp, by: Timestamp) -> Option<Reminder> {
    let past = reminders(start, due).take_while(|reminder| reminder.at <= by);
    past.last()
}

/// The running clock of a finding that is due first: where it starts and when it is due.
///
/// While the time to fix pauses because no fix exists, the time to mitigate is what counts.
pub fn most_urgent(finding: &Finding) -> Option<(Timestamp, Timestamp)> {
    let running = finding.clocks.iter().filter(|c| c.cleared_at.is_none());
    let clocks = running.filter_map(|clock| {
        let mitigate = clock.terms.as_ref().and_then(|terms| terms.mitigate_due);
        let due = [clock.due, mitigate].into_iter().flatten().min()?;
        Some((due, clock.anchor.min(due)))
    });
    clocks.min().map(|(due, start)| (start, due))
}

/// How much time a finding leaves, in the steps that decide who has to agree to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaves {
    /// At most three days.
    ThreeDays,
    /// At most fourteen days.
    FourteenDays,
    /// At most sixty days.
    SixtyDays,
    /// More, or any time.
    Longer,
}

/// How much time the shortest running clock of a finding leaves, from its start.
pub fn leaves(finding: &Finding) -> Leaves {
    let Some((start, due)) = most_urgent(finding) else {
        return Leaves::Longer;
    };
    // A due day counts to its end: three days are over within the fourth.
    match due.duration_since(start).as_hours() / 24 {
        ..=3 => Leaves::ThreeDays,
        4..=14 => Leaves::FourteenDays,
        15..=60 => Leaves::SixtyDays,
        _ => Leaves::Longer,
    }
}

/// When a dispute that nobody settled goes up to the accountable manager. Clocks run on meanwhile.
pub fn dispute_goes_up(
    since: Timestamp,
    leaves: Leaves,
    calendar: &Calendar,
    zone: &TimeZone,
) -> Timestamp {
    let (count, unit) = match leaves {
        Leaves::ThreeDays => (4, Unit::Hour),
        _ => (2, Unit::WorkingDay),
    };
    let length = Length { count, unit };
    length.by(calendar).after_instant(since, zone)
}

/// Whether a finding closes only with the evidence of a forensic triage: some clock of this
/// episode stands on a row that asks for it.
pub fn needs_forensics(finding: &Finding) -> bool {
    let terms = finding.clocks.iter().filter_map(|c| c.terms.as_ref());
    terms.into_iter().any(|t| !t.forensics.is_not_required())
}
