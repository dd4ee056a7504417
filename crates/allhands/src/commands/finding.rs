//! `allhands finding`: what is missed, since when, due when.

use std::fmt::Write as _;

use app::{
    ask::{FindingFilter, FindingRow, FindingStory, finding_row, finding_rows},
    ports::LedgerStore,
};
use model::{FindingState, Severity, finding::EventKind, told};

use crate::{
    cli::{Cli, FindingCommand, FindingListArgs},
    outcome::{CommandError, Outcome},
    output::{BOLD, DIM, Out, RED, YELLOW, paint},
    wire::{self, Site},
};

pub(crate) fn finding(
    cli: &Cli,
    command: &FindingCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    match command {
        FindingCommand::List(args) => list(cli, &site, args, out),
        FindingCommand::Show { finding } => show(cli, &site, finding, out),
    }
}

fn list(
    cli: &Cli,
    site: &Site,
    args: &FindingListArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let known = site.known(wire::now(cli))?;
    let filter = FindingFilter {
        all: args.all,
        rule: args.rule.clone(),
        department: args.department.clone(),
    };
    let mut rows = finding_rows(&known, &site.workspace, &filter);
    let total = rows.len();
    rows.truncate(args.most);
    let zone = &site.workspace.settings.time_zone;
    out.answer("allhands.findings", known.at, rows, &[], |rows| {
        let mut text = String::new();
        for row in rows {
            let _ = writeln!(text, "{}", line(row, known.at, zone));
        }
        let _ = writeln!(
            text,
            "{} of {total} shown (`--most N` for more)",
            rows.len()
        );
        text
    });
    Ok(Outcome::Clean)
}

fn line(row: &FindingRow, at: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> String {
    let severity = severity_word(row.finding.severity);
    let when = match (&row.finding.state, row.finding.due) {
        (FindingState::Closed, _) => "closed".to_owned(),
        (FindingState::Detected, _) => "waiting".to_owned(),
        (FindingState::Open, None) => "no deadline".to_owned(),
        (FindingState::Open, Some(due)) if row.overdue => {
            paint(RED, format!("was due {}", told::deadline(due, at, zone)))
        }
        (FindingState::Open, Some(due)) => format!("due {}", told::deadline(due, at, zone)),
    };
    let to = row.goes_to.as_deref().unwrap_or("nobody yet");
    format!(
        "{severity} {}: {}\n         {when}; {to}  {}",
        row.name,
        row.title,
        paint(DIM, &row.finding.id)
    )
}

fn severity_word(severity: Severity) -> String {
    let word = format!("{severity:<8}");
    match severity {
        Severity::Critical | Severity::High => paint(RED, word),
        Severity::Medium => paint(YELLOW, word),
        Severity::Low => word,
    }
}

fn show(cli: &Cli, site: &Site, id: &str, out: &Out) -> Result<Outcome, CommandError> {
    let known = site.known(wire::now(cli))?;
    let found = known.finding(id).map_err(CommandError::wrong)?;
    let events = wire::block_on(async {
        Ok::<_, CommandError>(site.ledger().await?.events(&found.id).await?)
    })??;
    let row = finding_row(&known.view(&site.workspace), &site.workspace, found);
    let story = FindingStory { row, events };
    let zone = &site.workspace.settings.time_zone;
    out.answer("allhands.finding", known.at, story, &[], |story| {
        story_text(story, known.at, zone)
    });
    Ok(Outcome::Clean)
}

/// One finding in words, with its history.
pub(crate) fn story_text(
    story: &FindingStory,
    at: jiff::Timestamp,
    zone: &jiff::tz::TimeZone,
) -> String {
    let day = |instant: jiff::Timestamp| {
        told::day(
            instant.to_zoned(zone.clone()).date(),
            at.to_zoned(zone.clone()).date(),
        )
    };
    let row = &story.row;
    let mut text = format!("{}: {}\n", paint(BOLD, &row.name), row.title);
    let _ = writeln!(
        text,
        "  {}",
        line(row, at, zone)
            .lines()
            .last()
            .unwrap_or_default()
            .trim()
    );
    let _ = writeln!(text, "  missed since {}", day(row.finding.missed_since));
    if let Some(department) = &row.department {
        let _ = writeln!(text, "  department {department}");
    }
    let _ = writeln!(text, "  {}", row.finding.because);
    if row.finding.worst_assumed {
        let _ = writeln!(
            text,
            "  the deadline assumes the worst, because something is unknown"
        );
    }
    for clock in row
        .finding
        .clocks
        .iter()
        .filter(|clock| !clock.label.is_empty())
    {
        let state = match (clock.cleared_at, clock.due) {
            (Some(cleared), _) => format!("cleared {}", day(cleared)),
            (None, Some(due)) => format!("due {}", told::deadline(due, at, zone)),
            (None, None) => "open".to_owned(),
        };
        let _ = writeln!(text, "  - {}: {state}", clock.label);
    }
    let _ = writeln!(text, "{}", paint(BOLD, "History"));
    for event in &story.events {
        let what = event_words(&event.what);
        let _ = writeln!(text, "  {} {what}: {}", day(event.at), event.reason);
    }
    text
}

fn event_words(what: &EventKind) -> String {
    match what {
        EventKind::Detected => "detected".to_owned(),
        EventKind::Opened => "opened".to_owned(),
        EventKind::Reopened => "came back".to_owned(),
        EventKind::Closed { .. } => "closed".to_owned(),
        EventKind::Lapsed { .. } => "lapsed".to_owned(),
        EventKind::ItemAdded { key } => format!("{key} added"),
        EventKind::ItemCleared { key } => format!("{key} cleared"),
        EventKind::DeadlineMoved { .. } => "deadline moved".to_owned(),
        EventKind::SeverityMoved { from, to } => format!("severity {from} to {to}"),
        EventKind::RuleChanged { .. } => "rule changed".to_owned(),
        EventKind::SeenClean { .. } => "seen clean once".to_owned(),
    }
}
