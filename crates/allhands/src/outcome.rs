//! How a command ends, and the exit code that says so.

use std::process::ExitCode;

use app::{as_of::AsOfError, judge_pass::JudgeError, ports::PortError};
use model::{Place, Problem, Problems};

/// How a command ended. The numbers are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// 0: done and clean.
    Clean,
    /// 1: findings, or a refused check.
    Findings,
    /// 3: something that was needed could not be reached.
    Unreachable,
    /// 2: the request or the input was wrong. It outranks the others.
    Wrong,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::Wrong => 2,
            Outcome::Unreachable => 3,
        })
    }
}

/// A command that could not do what was asked.
#[derive(Debug)]
pub(crate) struct CommandError {
    /// How it ends.
    pub(crate) outcome: Outcome,
    /// Why, each with its place and the next step.
    pub(crate) problems: Vec<Problem>,
}

impl CommandError {
    /// The request or the input was wrong.
    pub(crate) fn wrong(problem: Problem) -> Self {
        Self {
            outcome: Outcome::Wrong,
            problems: vec![problem],
        }
    }

    /// Somebody may not do this, or it is not so: a refused check, and nothing was kept.
    pub(crate) fn refused(problem: Problem) -> Self {
        Self {
            outcome: Outcome::Findings,
            problems: vec![problem],
        }
    }

    /// The rules in force cannot be judged together.
    pub(crate) fn rules(problems: Vec<Problem>) -> Self {
        Self {
            outcome: Outcome::Wrong,
            problems,
        }
    }

    /// The same in one sentence, with one thing to try.
    pub(crate) fn asked(code: &str, says: impl Into<String>, advice: impl Into<String>) -> Self {
        let place = Place::file("command line");
        Self::wrong(Problem::new(code, says, place).advise(advice))
    }
}

impl From<Problems> for CommandError {
    fn from(problems: Problems) -> Self {
        Self {
            outcome: Outcome::Wrong,
            problems: problems.0,
        }
    }
}

impl From<PortError> for CommandError {
    fn from(error: PortError) -> Self {
        Self {
            outcome: Outcome::Unreachable,
            problems: vec![error.problem().clone()],
        }
    }
}

impl From<io::FileError> for CommandError {
    fn from(error: io::FileError) -> Self {
        Self {
            outcome: Outcome::Unreachable,
            problems: vec![error.problem()],
        }
    }
}

impl From<io::LockError> for CommandError {
    fn from(error: io::LockError) -> Self {
        Self {
            outcome: Outcome::Unreachable,
            problems: vec![error.problem()],
        }
    }
}

impl From<AsOfError> for CommandError {
    fn from(error: AsOfError) -> Self {
        match error {
            AsOfError::TooEarly(problem) => Self::wrong(problem),
            AsOfError::Port(error) => error.into(),
        }
    }
}

impl From<JudgeError> for CommandError {
    fn from(error: JudgeError) -> Self {
        match error {
            JudgeError::Rules(problems) => Self {
                outcome: Outcome::Wrong,
                problems,
            },
            JudgeError::Port(error) => error.into(),
        }
    }
}
