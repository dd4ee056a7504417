//! Which promises were kept: what fell due in a period, and was fixed by then.

use jiff::Timestamp;
use model::{CloseReason, Finding, FindingId, FindingState};
use serde::{Deserialize, Serialize};

use crate::{period::Period, share::Share};

/// What became of the work that fell due in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promises {
    /// Findings that fell due.
    pub due: u64,
    /// Of those, shown fixed by then.
    pub kept: u64,
    /// Of those, not fixed by then: still open, or fixed late.
    pub broken: Vec<FindingId>,
    /// Findings that would have fallen due but ended before for another reason than a fix (the
    /// thing is gone, the rule changed). They are neither kept nor broken.
    pub fell_away: u64,
}

enum Outcome {
    Kept,
    Broken,
    FellAway,
}

impl Promises {
    /// The share kept of all that fell due.
    pub fn share(&self) -> Share {
        Share {
            part: self.kept,
            of: self.due,
        }
    }

    /// Looks at all findings, open and closed.
    pub(crate) fn of(findings: &[&Finding], period: Period, now: Timestamp) -> Self {
        let mut promises = Self::default();
        for finding in findings {
            match outcome(finding, period, now) {
                None => {}
                Some(Outcome::FellAway) => promises.fell_away += 1,
                Some(Outcome::Kept) => {
                    promises.due += 1;
                    promises.kept += 1;
                }
                Some(Outcome::Broken) => {
                    promises.due += 1;
                    promises.broken.push(finding.id.clone());
                }
            }
        }
        promises.broken.sort_unstable();
        promises
    }

    pub(crate) fn add(&mut self, more: &Self) {
        self.due += more.due;
        self.kept += more.kept;
        self.broken.extend(more.broken.iter().cloned());
        self.broken.sort_unstable();
        self.fell_away += more.fell_away;
    }
}

/// None for a finding that promised nothing in the period. Each of its clocks is a promise of its
/// own (semantics 14), and one that was not kept breaks the finding's.
fn outcome(finding: &Finding, period: Period, now: Timestamp) -> Option<Outcome> {
    // What was only ever detected was never told to anybody.
    finding.opened_at?;
    let fell_due = |due: &Timestamp| period.contains(*due) && *due < now;
    let mut promised: Vec<(Timestamp, Option<Timestamp>)> = finding
        .clocks
        .iter()
        .filter_map(|clock| Some((clock.due.filter(fell_due)?, clock.cleared_at)))
        .collect();
    if finding.clocks.is_empty() {
        let closed = finding
            .closed_at
            .filter(|_| finding.state == FindingState::Closed);
        promised.extend(finding.due.filter(fell_due).map(|due| (due, closed)));
    }
    let first = promised.iter().map(|(due, _)| *due).min()?;
    let fixed = finding
        .closed_because
        .is_none_or(|b| b == CloseReason::FixedVerified);
    if !fixed {
        let in_time = finding.closed_at.is_some_and(|at| at <= first);
        return Some(if in_time {
            Outcome::FellAway
        } else {
            Outcome::Broken
        });
    }
    let kept = promised
        .iter()
        .all(|(due, cleared)| cleared.is_some_and(|at| at <= *due));
    Some(if kept { Outcome::Kept } else { Outcome::Broken })
}
