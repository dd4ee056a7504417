//! The one evaluator: rules on Arrow arrays become verdicts, with the evidence for each.
//!
//! A condition becomes a pair of bitmaps over all rows of a table, surely true and possibly true;
//! equal conditions are evaluated once in a pass, whichever rules hold them. Relations are edge
//! tables, counted as intervals. This crate knows no clock, file or network: time is an argument,
//! and what was observed comes as [`Tables`]. Start with [`judge`].

mod asked;
mod assess;
mod bits;
mod evaluate;
mod examples;
mod gaps;
mod holds;
mod judgement;
mod kernels;
mod lexicon;
mod moment;
mod probe;
mod ruling;
mod runs;
mod tables;
mod timings;
mod wanted;
mod windows;

use jiff::{Timestamp, tz::TimeZone};
use model::Calendars;

pub use assess::Say;
pub use examples::{TestOutcome, run_tests};
pub use gaps::DataGap;
#[doc(hidden)]
pub use judgement::judge_by;
pub use judgement::{Counts, Judgement, RuleVerdicts, judge, judge_since, judge_watched};
pub use probe::{
    Agreement, Answer, Answered, Question, Score, Share, Survivor, answers_as_test,
    boundary_questions, mutation_score, unanswered,
};
pub use runs::{RunVerdicts, RunsError, Verdicts, judge_runs};
pub use tables::{LISTED, LIVES, STATES, Tables, TablesError, tables};
pub use timings::{ConditionTime, RuleTime, Stopwatch, Timings};
pub use wanted::Wanted;

/// The time of a pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// The instant it is judged at.
    pub now: Timestamp,
    /// The organisation's zone, in which days begin and end.
    pub zone: TimeZone,
    /// Which days people work, place by place.
    pub calendars: Calendars,
}

impl Clock {
    /// An instant in a zone where everybody works Monday to Friday.
    pub fn new(now: Timestamp, zone: TimeZone) -> Self {
        let calendars = Calendars::default();
        Self {
            now,
            zone,
            calendars,
        }
    }

    /// The same zone and calendars at another instant.
    pub(crate) fn at(&self, now: Timestamp) -> Self {
        Self {
            now,
            ..self.clone()
        }
    }
}
