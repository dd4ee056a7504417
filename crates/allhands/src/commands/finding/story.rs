//! One finding in words: what was asked, what was seen, what happened.

use std::fmt::Write as _;

use app::{
    ask::FindingStory,
    history::{closed_words, event_words},
};
use jiff::{Timestamp, tz::TimeZone};
use model::{Finding, told};

use super::{
    super::deadline::text::{about_terms, reminder},
    when,
};
use crate::{
    output::{BOLD, DIM, paint},
    words::wrapped,
};

/// Where the values of the labelled lines begin.
const INDENT: usize = 15;

/// One finding in words, with its history.
pub(crate) fn text(story: &FindingStory, at: Timestamp, zone: &TimeZone) -> String {
    let date = |instant: Timestamp| instant.to_zoned(zone.clone()).date();
    let day = |instant: Timestamp| told::day(date(instant), date(at));
    let row = &story.row;
    let finding = &row.finding;
    let title = paint(BOLD, format!("{}: {}", row.name, row.title));
    let mut text = format!("{title}\n{}\n\n", paint(DIM, &finding.id));
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "  {label:<12} {}", wrapped(value, INDENT));
    };
    line("stands", &stands(story, at, zone, &day));
    line("goes to", row.goes_to.as_deref().unwrap_or("nobody yet"));
    if let Some(department) = &row.department {
        line("department", department);
    }
    let since = finding.missed_since;
    let ago = told::distance(date(since), date(at));
    line("missed since", &format!("{}, {ago}", day(since)));
    for (index, asked) in story.asked.iter().enumerate() {
        let stricter = match index {
            0 => String::new(),
            _ => format!("stricter here, by {}: ", asked.rule),
        };
        let label = if index == 0 { "asked" } else { "" };
        line(label, &format!("{stricter}{}", asked.sentence));
    }
    let values = story.set_by.iter().flat_map(|set_by| {
        [
            ("fix within", &set_by.fix_within),
            ("severity", &set_by.severity),
        ]
    });
    for (label, value) in values {
        if let Some(value) = value {
            line(label, &value.says());
        }
    }
    if let Some(days) = &story.working_days {
        line("working days", &days.says());
    }
    line("seen", &finding.because);
    if finding.worst_assumed {
        let says = "something is unknown, so the severity and the deadline assume the worst";
        line("beware", says);
    }
    for (label, value) in deadline_lines(story, at, zone) {
        line(label, &value);
    }
    clocks(&mut text, finding, &day, |due| {
        told::deadline(due, at, zone)
    });
    let _ = writeln!(text, "\n{}", paint(BOLD, "History"));
    for event in &story.events {
        let what = event_words(&event.what, &day);
        let (on, why) = (date(event.at), wrapped(&event.reason, INDENT));
        let _ = writeln!(text, "  {on}   {what}\n{:INDENT$}{}", "", paint(DIM, why));
    }
    text
}

/// What deadline tables say of the clock that is due first, and when somebody is reminded next.
fn deadline_lines(
    story: &FindingStory,
    at: Timestamp,
    zone: &TimeZone,
) -> Vec<(&'static str, String)> {
    let finding = &story.row.finding;
    let running = finding
        .clocks
        .iter()
        .filter(|clock| clock.cleared_at.is_none());
    let first = running
        .filter(|clock| clock.due == finding.due)
        .find_map(|clock| {
            let terms = clock.terms.as_ref()?;
            Some(about_terms(terms, clock.due, at, zone))
        });
    let open = finding.state.is_open();
    let mut lines = first.filter(|_| open).unwrap_or_default();
    if let Some(next) = &story.next_reminder {
        lines.push(("reminder", reminder(next, at, zone)));
    }
    lines
}

/// Its state, severity and deadline in one line.
fn stands(
    story: &FindingStory,
    at: Timestamp,
    zone: &TimeZone,
    day: &impl Fn(Timestamp) -> String,
) -> String {
    let finding = &story.row.finding;
    let severity = finding.severity;
    match (finding.closed_at, finding.closed_because) {
        (Some(closed), Some(because)) => {
            let why = closed_words(because);
            format!("closed on {}: {why} (was {severity})", day(closed))
        }
        _ => format!("{severity}, {}", when(&story.row, at, zone)),
    }
}

/// The related rows it is about, each with its own clock.
fn clocks(
    text: &mut String,
    finding: &Finding,
    day: &impl Fn(Timestamp) -> String,
    deadline: impl Fn(Timestamp) -> String,
) {
    for clock in finding
        .clocks
        .iter()
        .filter(|clock| !clock.label.is_empty())
    {
        let state = match (clock.cleared_at, clock.due) {
            (Some(cleared), _) => format!("cleared {}", day(cleared)),
            (None, Some(due)) => format!("due {}", deadline(due)),
            (None, None) => "open".to_owned(),
        };
        let _ = writeln!(text, "  - {}: {state}", clock.label);
    }
}
