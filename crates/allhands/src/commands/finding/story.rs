//! One finding in words: what was asked, what was seen, what happened.

use std::fmt::Write as _;

use app::ask::FindingStory;
use jiff::{Timestamp, tz::TimeZone};
use model::{CloseReason, Finding, finding::EventKind, told};

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

fn closed_words(because: CloseReason) -> &'static str {
    match because {
        CloseReason::FixedVerified => "evidence shows it fixed",
        CloseReason::NoLongerApplies => "the facts changed, so the rule no longer speaks of it",
        CloseReason::Superseded => "the rule changed, and its new version does not miss",
        CloseReason::RuleRetired => "the rule is no longer in force",
        CloseReason::EntityGone => "the thing itself is gone",
        CloseReason::DuplicateOf => "it was merged into one that has the same finding",
        CloseReason::FalsePositive => "two people agree that it was never true",
        CloseReason::NotAffected => "two people agree that it does no harm here",
    }
}

fn event_words(what: &EventKind, day: &impl Fn(Timestamp) -> String) -> String {
    let date = |at: &Option<Timestamp>| at.map_or_else(|| "no date".to_owned(), day);
    match what {
        EventKind::Detected => "seen missed, waiting to be confirmed".to_owned(),
        EventKind::Opened => "opened".to_owned(),
        EventKind::Reopened => "came back".to_owned(),
        EventKind::Closed { because } => format!("closed: {}", closed_words(*because)),
        EventKind::Lapsed { because } => {
            format!("let go before it opened: {}", closed_words(*because))
        }
        EventKind::ItemAdded { key } => format!("{key} added"),
        EventKind::ItemCleared { key } => format!("{key} cleared"),
        EventKind::DeadlineMoved { from, to } => {
            format!("deadline moved from {} to {}", date(from), date(to))
        }
        EventKind::DeadlineRelaxed { from, to } => {
            format!(
                "more time: deadline moved from {} to {}",
                date(from),
                date(to)
            )
        }
        EventKind::SeverityMoved { from, to } => format!("severity moved from {from} to {to}"),
        EventKind::RuleChanged { to } => format!("judged by another version of its rule, {to}"),
        EventKind::SeenClean { snapshot_at } => {
            format!(
                "seen clean once, on {}; once more closes it",
                day(*snapshot_at)
            )
        }
        other => story_of_people(other, day),
    }
}

/// What people did, and what became of it.
fn story_of_people(what: &EventKind, day: &impl Fn(Timestamp) -> String) -> String {
    match what {
        EventKind::Claimed => "said to be fixed".to_owned(),
        EventKind::ClaimRefuted => "still missed after it was said to be fixed".to_owned(),
        EventKind::SeenMissed => "seen missed again before the fix was verified".to_owned(),
        EventKind::EvidenceLost => "what would show the fix does not tell any more".to_owned(),
        EventKind::Outstanding { needs } => format!("shown met; still needs {}", needs.words()),
        EventKind::Attached { what } => format!("{} attached", what.words()),
        EventKind::Disputed { about } => format!("disputed: {}", about.words()),
        EventKind::Settled { how } => format!("dispute settled: {how}"),
        EventKind::ExceptionRequested { exception } => format!("exception {exception} requested"),
        EventKind::ExceptionRefused { exception } => format!("exception {exception} refused"),
        EventKind::Excepted { exception, until } => {
            format!("excepted until {} (exception {exception})", day(*until))
        }
        EventKind::ExceptionEnded { exception } => format!("exception {exception} ended"),
        _ => String::new(),
    }
}
