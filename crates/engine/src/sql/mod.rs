//! SQL over everything: one question, one answer, nothing changed.
//!
//! [`tables`] says what can be asked about, [`ask`] answers, [`write`] makes a file of the answer.
//! A question is refused unless it only reads ([`guard`]); it sees the tables that it was given
//! and no file, no network; it ends at so many rows, seconds and bytes.

mod answer;
mod catalogue;
mod guard;
mod ledger;
mod passes;
mod told;
mod verdicts;
mod write;

use std::{sync::Arc, time::Duration};

use app::ports::PortError;
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use model::{Place, Problem};

use crate::{
    lake::{Lake, Workers},
    verdicts::Judging,
};

pub use catalogue::{ColumnShown, TableShown};
pub use ledger::{events, findings, owners};
pub use passes::{passes, stretches};
pub use write::{WriteError, csv, json, texts, to_arrow, to_parquet};

/// Where the rows of a question come from.
#[derive(Debug)]
pub enum Over<'a> {
    /// Tables of a run, as observations gave them.
    Tables(&'a [(String, RecordBatch)]),
    /// A run of a lake: only what a question needs is read.
    Lake(&'a Lake, u64),
}

/// What a question may be about beside that.
#[derive(Debug, Default)]
pub struct Beside<'a> {
    /// More tables, by name.
    pub tables: &'a [(&'a str, RecordBatch)],
    /// By what to judge, where verdicts may be asked for.
    pub judging: Option<&'a Judging>,
}

/// How far a question may go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The rows that an answer has at most; what is beyond is cut off, and told.
    pub rows: usize,
    /// How long it may take.
    pub time: Duration,
    /// The bytes it may hold at once.
    pub memory: usize,
}

impl Default for Limits {
    /// 10,000 rows, 30 seconds, 1 GiB.
    fn default() -> Self {
        Self {
            rows: 10_000,
            time: Duration::from_secs(30),
            memory: 1 << 30,
        }
    }
}

/// Rows that answer a question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The columns.
    pub schema: SchemaRef,
    /// The rows.
    pub rows: Vec<RecordBatch>,
    /// Whether there were more.
    pub cut: bool,
}

impl Answer {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows.iter().map(RecordBatch::num_rows).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// The person's turn: what was asked cannot be answered as it stands.
    #[error("{}", .0.says)]
    Asked(Problem),
    /// The person's turn: it would only answer by going further than it may.
    #[error("{}", .0.says)]
    Limit(Problem),
    /// What was kept cannot be read.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl SqlError {
    /// The problem inside, for the person.
    pub fn problem(&self) -> &Problem {
        match self {
            Self::Asked(problem) | Self::Limit(problem) => problem,
            Self::Port(error) => error.problem(),
        }
    }

    fn asked(says: impl Into<String>) -> Self {
        Self::Asked(Problem::new("sql", says, Place::file("command line")))
    }

    fn advise(self, advice: impl Into<String>) -> Self {
        match self {
            Self::Asked(problem) => Self::Asked(problem.advise(advice)),
            Self::Limit(problem) => Self::Limit(problem.advise(advice)),
            port => port,
        }
    }
}

/// Answers a question about what was observed, what rules make of it and, by name, more tables.
///
/// # Errors
/// When it does more than read, names what is not there, or goes further than it may.
pub fn ask(
    over: &Over<'_>,
    beside: &Beside<'_>,
    question: &str,
    limits: Limits,
) -> Result<Answer, SqlError> {
    let statement = guard::only_reads(question)?;
    let workers = workers()?;
    let known = workers.wait(catalogue::Known::of(over, beside))?;
    let asked = Arc::new(statement);
    let answered = workers.wait_at_most(limits.time, answer::answer(known, asked, limits));
    answered.unwrap_or_else(|| {
        let says = format!("it took longer than {} seconds", limits.time.as_secs());
        Err(SqlError::Limit(Problem::new(
            "sql-too-long",
            says,
            Place::file("command line"),
        ))
        .advise("ask for less: name the columns, add a WHERE")
        .advise("or allow more time with `--seconds`"))
    })
}

/// What can be asked about: every table with its columns.
///
/// # Errors
/// When what was kept cannot be read.
pub fn tables(over: &Over<'_>, beside: &Beside<'_>) -> Result<Vec<TableShown>, SqlError> {
    let workers = workers()?;
    let known = workers.wait(catalogue::Known::of(over, beside))?;
    workers.wait(known.shown())
}

fn workers() -> Result<Workers, SqlError> {
    Workers::start()
        .map_err(|why| SqlError::asked(format!("the system gave no room to work in: {why}")))
}

#[cfg(test)]
mod tests;
