//! Work that goes on after it was answered. One check runs at a time; whoever asks for another
//! meanwhile gets that one.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use model::Problem;
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::{desk::Desk, problem::ProblemLine, sign_in::secret};

/// So many are remembered.
const MOST: usize = 100;

/// A job as it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Job {
    /// Its id.
    pub(crate) job: String,
    /// `running`, `done` or `failed`.
    pub(crate) state: String,
    /// How often it changed.
    pub(crate) steps: u64,
    /// When it began.
    #[schema(format = DateTime)]
    pub(crate) began_at: String,
    /// Findings that opened.
    pub(crate) opened: Option<u64>,
    /// Findings that closed.
    pub(crate) closed: Option<u64>,
    /// What went wrong, or could not be read.
    pub(crate) problems: Vec<ProblemLine>,
}

impl Job {
    pub(crate) fn is_over(&self) -> bool {
        self.state != RUNNING
    }

    /// The name of the event that says so.
    pub(crate) fn event(&self) -> &'static str {
        match self.state.as_str() {
            RUNNING => "progress",
            DONE => "done",
            _ => "error",
        }
    }
}

const RUNNING: &str = "running";
const DONE: &str = "done";
const FAILED: &str = "failed";

/// The jobs of a server.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<BTreeMap<u64, watch::Receiver<Job>>>);

impl Jobs {
    /// A job by id.
    pub(crate) fn get(&self, id: &str) -> Option<watch::Receiver<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.values().find(|job| job.borrow().job == id).cloned()
    }

    /// Begins a check, or finds the one that runs.
    pub(crate) fn check(&self, desk: Arc<dyn Desk>) -> Result<Job, Problem> {
        let id = secret::shown(desk.random()?);
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = jobs.values().find(|job| !job.borrow().is_over()) {
            return Ok(running.borrow().clone());
        }
        let job = Job {
            job: id,
            state: RUNNING.to_owned(),
            steps: 0,
            began_at: desk.now().to_string(),
            opened: None,
            closed: None,
            problems: Vec::new(),
        };
        let (says, hears) = watch::channel(job.clone());
        let number = jobs.last_key_value().map_or(0, |(number, _)| number + 1);
        jobs.insert(number, hears);
        if jobs.len() > MOST {
            jobs.pop_first();
        }
        tokio::spawn(async move {
            let ended = desk.pass().await;
            says.send_modify(|job| {
                job.steps += 1;
                let (state, problems) = match ended {
                    Ok(end) => {
                        (job.opened, job.closed) = (Some(end.opened), Some(end.closed));
                        (DONE, end.problems)
                    }
                    Err(problems) => (FAILED, problems),
                };
                job.state = state.to_owned();
                job.problems = problems.iter().map(ProblemLine::from).collect();
            });
        });
        Ok(job)
    }
}
