//! One scope of one run: whether what it lacks means anything.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{Claim, Problem, Record, Rejected, ScopeOutcome, ScopeRun, SourceId, SourceState};

use super::{ScopeBook, advance::place_of};

/// A drop of more than one record in five, and of at least this many, is held.
const LEAST_DROP: u64 = 5;

/// What may be concluded from one run of one scope.
#[derive(Debug)]
pub(super) struct Judged {
    /// A complete, new snapshot: each record it lacks has one more miss.
    pub(super) counts_misses: bool,
    /// A sudden drop: misses count, but end nothing yet.
    pub(super) held: bool,
    /// Identifiers of rejected records: a record that carries one is not absent but unreadable.
    rejected: BTreeSet<Claim>,
}

impl Judged {
    /// Whether a rejected record may be this one.
    pub(super) fn shadows(&self, record: &Record) -> bool {
        record
            .claims
            .iter()
            .any(|claim| self.rejected.contains(claim))
    }
}

impl ScopeBook {
    /// Takes one run in; `None` when it is older than what is already known, so changes nothing.
    pub(super) fn take_in(
        &mut self,
        run: &Delivered<'_>,
        notes: &mut Vec<Problem>,
    ) -> Option<Judged> {
        let known = self
            .state
            .as_ref()
            .and_then(|state| state.snapshot_at)
            .max(self.counted);
        let at = run.snapshot_at();
        if at.is_some() && at < known {
            notes.push(run.note_older());
            return None;
        }
        if run.is_from_the_future() {
            notes.push(run.note_future());
        }
        let (outcome, mut reason) = run.outcome();
        let complete = outcome == ScopeOutcome::Complete;
        let counts_misses = complete && at > self.counted && !run.is_from_the_future();
        let was_held = self.state.as_ref().is_some_and(|state| state.held);
        let said = self.reason.clone().filter(|_| was_held);
        let accepted = run
            .state
            .zip(at)
            .is_some_and(|(state, at)| complete && state.accepts_drop(at));
        let held = if counts_misses {
            let hold = self.hold(run.records).filter(|_| !accepted);
            self.counted = at;
            self.seen = run.records;
            let held = hold.is_some();
            reason = hold.or(reason);
            held
        } else {
            if was_held && complete && !accepted {
                reason = self.reason.take();
            }
            was_held && !accepted
        };
        self.reason = reason;
        // Once for each drop: who was told need not hear it again with every run.
        if held && said.is_none_or(|said| Some(said) != self.reason) {
            notes.push(run.note_held(self.reason.as_deref()));
        }
        if outcome != ScopeOutcome::Failed {
            self.rejected = run.rejected.clone();
        }
        let before = self.state.take();
        let kept = before.as_ref().and_then(|state| state.snapshot_at);
        self.state = run.state.cloned().or(before).map(|state| SourceState {
            outcome,
            held,
            snapshot_at: at.max(kept),
            ..state
        });
        let rejected = run
            .rejected
            .iter()
            .flat_map(|r| r.claims.iter().cloned())
            .collect();
        Some(Judged {
            counts_misses,
            held,
            rejected,
        })
    }

    /// Its source answered, but not for this scope: whatever it fills is not told any more.
    pub(super) fn fall_silent(&mut self) {
        if let Some(state) = &mut self.state {
            state.outcome = ScopeOutcome::Failed;
        }
        self.reason = Some("its source gave no answer for it".to_owned());
    }

    /// Its source is no longer configured: nobody expects it to tell anything.
    pub(super) fn retire(&mut self) {
        self.state = None;
        self.rejected.clear();
        self.reason = Some("its source is no longer configured".to_owned());
    }

    /// Why a complete snapshot with so many records is not believed at once, if it is not.
    ///
    /// The next complete snapshot is compared with this one, so that two in a row confirm it.
    fn hold(&self, records: u64) -> Option<String> {
        let lost = self.seen.saturating_sub(records);
        if self.counted.is_none() && records == 0 {
            return Some("its first answer is empty".to_owned());
        }
        if self.seen > 0 && records == 0 {
            return Some(format!("it fell from {} records to none", self.seen));
        }
        // More than 20 %: lost / seen > 1 / 5.
        (lost >= LEAST_DROP && lost * 5 > self.seen)
            .then(|| format!("it fell from {} records to {records}", self.seen))
    }
}

/// One run of one scope, as delivered.
#[derive(Debug)]
pub(super) struct Delivered<'a> {
    pub(super) source: &'a SourceId,
    pub(super) run: &'a ScopeRun,
    /// What the connector declares of the scope.
    pub(super) state: Option<&'a SourceState>,
    pub(super) rejected: Vec<Rejected>,
    /// Different records accepted.
    pub(super) records: u64,
    pub(super) now: Timestamp,
}

impl Delivered<'_> {
    /// When the source produced it, but never later than now: a clock that runs ahead must not
    /// make every later answer look old.
    fn snapshot_at(&self) -> Option<Timestamp> {
        self.run.snapshot_at.map(|at| at.min(self.now))
    }

    fn is_from_the_future(&self) -> bool {
        self.run.snapshot_at.is_some_and(|at| at > self.now)
    }

    /// How it ended; a rejected record that cannot be told makes a complete scope partial.
    fn outcome(&self) -> (ScopeOutcome, Option<String>) {
        let nameless = self.rejected.iter().filter(|r| r.claims.is_empty()).count();
        if nameless > 0 && self.run.outcome == ScopeOutcome::Complete {
            let reason = format!("{nameless} rejected records carry no identifier");
            return (ScopeOutcome::Partial, Some(reason));
        }
        (self.run.outcome, self.run.reason.clone())
    }

    fn note(&self, code: &str, what: &str, advice: &str) -> Problem {
        let says = format!("`{}` of `{}` {what}", self.run.scope, self.source);
        Problem::new(code, says, place_of(self.source)).advise(advice)
    }

    fn note_older(&self) -> Problem {
        let what = "is older than what is already known, so it changes nothing";
        self.note(
            "snapshot-older",
            what,
            "give the newest answer of the source",
        )
    }

    fn note_future(&self) -> Problem {
        let what = "says it was produced later than now, so nothing is concluded from it";
        self.note(
            "snapshot-in-future",
            what,
            "check the clock of the machine that exports it",
        )
    }

    fn note_held(&self, reason: Option<&str>) -> Problem {
        let reason = reason.unwrap_or("too many records are missing at once");
        let what = format!("is held: {reason}; nothing is concluded from what it lacks");
        self.note(
            "scope-held",
            &what,
            "the next complete answer confirms or corrects it",
        )
    }
}
