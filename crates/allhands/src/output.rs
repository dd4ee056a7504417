//! What reaches the person: data on stdout, everything else on stderr, colour as decoration only.

use std::{
    fmt::Display,
    io::{ErrorKind, Write},
};

use anstyle::{AnsiColor, Style};
use app::Envelope;
use jiff::Timestamp;
use model::Problem;
use serde::Serialize;

use crate::{cli::Format, outcome::CommandError};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Paints a text. `anstream` takes the paint off again where nobody could see it.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Where a command writes.
#[derive(Debug)]
pub(crate) struct Out {
    format: Format,
}

impl Out {
    pub(crate) fn new(format: Format) -> Self {
        Self { format }
    }

    /// Whether answers are JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Writes one answer: as JSON in its envelope, or as the text that `text` makes of it.
    pub(crate) fn answer<T: Serialize>(
        &self,
        format: &'static str,
        at: Timestamp,
        data: T,
        problems: &[Problem],
        text: impl FnOnce(&T) -> String,
    ) {
        if self.is_json() {
            let envelope = Envelope::new(format, at, data, problems.to_vec());
            match serde_json::to_string_pretty(&envelope) {
                Ok(json) => self.data(&json),
                Err(error) => self.note(&format!("this answer cannot be written: {error}")),
            }
        } else {
            self.data(&text(&data));
            for problem in problems {
                self.problem(problem);
            }
        }
    }

    /// Writes data to stdout. A reader that went away ends nothing.
    pub(crate) fn data(&self, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut stdout = anstream::stdout().lock();
        let end = if text.ends_with('\n') { "" } else { "\n" };
        if let Err(error) = write!(stdout, "{text}{end}").and_then(|()| stdout.flush())
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.note(&format!("cannot write the answer: {error}"));
        }
    }

    /// Writes a message to stderr.
    pub(crate) fn note(&self, text: &str) {
        // When even stderr is gone there is nobody left to tell.
        let _ = writeln!(anstream::stderr().lock(), "{text}");
    }

    /// Writes one problem to stderr: what, where, and what to try.
    pub(crate) fn problem(&self, problem: &Problem) {
        self.note(&format!("{} {}", paint(YELLOW, "problem:"), words(problem)));
    }

    /// Writes why a command could not do what was asked: for people to stderr, and for programs,
    /// which read nothing else, in an envelope without data.
    pub(crate) fn error(&self, error: &CommandError, at: Timestamp) {
        if self.is_json() {
            let problems = &error.problems;
            self.answer("allhands.error", at, (), problems, |()| String::new());
        }
        for problem in &error.problems {
            self.note(&format!("{} {}", paint(RED, "error:"), words(problem)));
        }
    }
}

/// A problem in words, over a few lines.
fn words(problem: &Problem) -> String {
    let mut text = format!(
        "{} {}",
        problem.says,
        paint(DIM, format!("[{}]", problem.code))
    );
    // What was typed stands right above, and a mistake in the records has no file.
    if problem
        .place
        .file
        .as_deref()
        .is_some_and(|file| file != "command line")
    {
        text.push_str(&format!("\n   at: {}", problem.place));
    }
    for advice in &problem.advice {
        text.push_str(&format!("\n  try: {advice}"));
    }
    text
}
