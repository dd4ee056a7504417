//! Progress on stderr, only where somebody watches, and how long each step took.

use std::{
    cell::RefCell,
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// How long one step took.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Timing {
    /// The step, as progress calls it: `reading jamf`.
    pub(crate) step: String,
    /// Milliseconds, to the microsecond.
    pub(crate) milliseconds: f64,
}

/// A spinner with the step that is under way; nothing is drawn when stderr is not a terminal.
#[derive(Debug)]
pub(crate) struct Spinner {
    bar: Option<ProgressBar>,
    /// The steps so far, each with when it began.
    steps: RefCell<Vec<(String, Instant)>>,
    /// Runs where somebody wants to know what judging spends its time on.
    stopwatch: Option<Running>,
}

/// A clock that began when it was made.
#[derive(Debug)]
struct Running(Instant);

impl judge::Stopwatch for Running {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Spinner {
    pub(crate) fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self {
            bar,
            steps: RefCell::default(),
            stopwatch: None,
        }
    }

    /// The same, with a clock for judging.
    pub(crate) fn timed(mut self) -> Self {
        self.stopwatch = Some(Running(Instant::now()));
        self
    }

    /// How long each step took, the last one until now.
    pub(crate) fn timings(&self) -> Vec<Timing> {
        let steps = self.steps.borrow();
        let ends = steps.iter().skip(1).map(|(_, began)| *began);
        let ends = ends.chain([Instant::now()]);
        steps
            .iter()
            .zip(ends)
            .map(|((step, began), end)| Timing {
                step: step.clone(),
                milliseconds: end.duration_since(*began).as_micros() as f64 / 1000.0,
            })
            .collect()
    }
}

impl app::ports::Progress for Spinner {
    fn step(&self, what: &str) {
        let mut steps = self.steps.borrow_mut();
        steps.push((what.to_owned(), Instant::now()));
        if let Some(bar) = &self.bar {
            bar.set_message(what.to_owned());
        }
    }

    fn stopwatch(&self) -> Option<&dyn judge::Stopwatch> {
        let running = self.stopwatch.as_ref()?;
        Some(running)
    }

    fn note(&self, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(what.to_owned());
        }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
