//! Decisions about rules, as a head of department reads them.

use std::fmt::Write as _;

use app::{
    govern::{
        By, Desk, Entry, Prepared, Seat, Stage, State, Step, VersionRecord,
        status::{SeatLine, StatusRow},
    },
    ports::RuleCounts,
};
use jiff::{Timestamp, tz::TimeZone};
use model::RuleId;
use serde::Serialize;

use crate::{
    output::{BOLD, DIM, RED, YELLOW, paint},
    words::{counted, width},
};

/// How many people are named before the rest is counted.
const NAMED: usize = 5;

/// Lines of a text, with sections between them.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    pub(super) fn line(&mut self, line: String) {
        self.0.push_str(&line);
        self.0.push('\n');
    }

    pub(super) fn section(&mut self, title: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.line(paint(BOLD, title));
    }

    pub(super) fn next(&mut self, commands: &[String]) {
        self.section("Next");
        for command in commands {
            self.line(format!("  {command}"));
        }
    }

    pub(super) fn done(self) -> String {
        self.0
    }
}

/// What approvers sign, in short.
#[derive(Debug, Serialize)]
pub(super) struct Proposal {
    pub(super) rule: RuleId,
    title: String,
    version: String,
    /// Verdicts with it in force.
    counts: RuleCounts,
    /// Missed with it, and not by what is in force.
    newly_missed: u64,
    /// Judged by what is in force, and not by it.
    coverage_lost: u64,
    /// People who would be asked.
    people: u64,
    /// The most that one of them would be asked for.
    most_each: u64,
    /// Work it asks for, in minutes, where the rule states its effort.
    effort_minutes: Option<u64>,
    signs: Vec<SeatLine>,
    consulted: Vec<String>,
    /// Languages in which English stands in.
    english_stands_in: Vec<String>,
    /// What is worth telling the author, though it holds nothing up.
    lints: Vec<String>,
}

impl Proposal {
    pub(super) fn of(desk: &Desk<'_>, one: &Prepared, english_stands_in: Vec<String>) -> Self {
        let sheet = &one.sheet;
        let roster = desk.roster();
        let sum = |wanted: fn(&app::preview::Transition) -> bool| {
            let found = sheet.transitions.iter().filter(|t| wanted(t));
            found.map(|t| t.entities.len() as u64).sum()
        };
        let signs = one.bench.seats.iter().map(|(seat, people)| SeatLine {
            seat: seat.says(&one.rule),
            signed_by: None,
            may_sign: people.iter().map(|person| roster.name(person)).collect(),
        });
        let consulted = one.bench.consulted.iter().map(|p| roster.name(p));
        Self {
            rule: one.rule.id.clone(),
            title: one.rule.title.clone(),
            version: one.version.clone(),
            counts: sheet.counts,
            newly_missed: sum(app::preview::Transition::is_newly_missed),
            coverage_lost: sum(app::preview::Transition::is_coverage_lost),
            people: sheet.people.affected,
            most_each: sheet.people.most_each,
            effort_minutes: sheet.effort.map(|effort| effort.missed_minutes),
            signs: signs.collect(),
            consulted: consulted.collect(),
            english_stands_in,
            lints: one
                .lints
                .iter()
                .map(|lint| format!("{} {}", lint.code, lint.says))
                .collect(),
        }
    }
}

pub(super) fn proposal(lines: &mut Lines, it: &Proposal) {
    lines.line(format!(
        "{}  {}",
        paint(BOLD, &it.title),
        paint(DIM, &it.rule)
    ));
    let counts = it.counts;
    lines.line(format!(
        "  {} missed ({} newly), {} unknown, {} met",
        counts.missed, it.newly_missed, counts.unknown, counts.met
    ));
    if it.coverage_lost > 0 {
        let says = format!("  {} are no longer asked for anything", it.coverage_lost);
        lines.line(paint(RED, says));
    }
    let mut work = format!("  asks {}", people(it.people));
    if it.people > 0 {
        let _ = write!(work, ", each for at most {}", it.most_each);
    }
    match it.effort_minutes {
        Some(minutes) => {
            let _ = write!(work, "; {} of work", counted(minutes.div_ceil(60), "hour"));
        }
        None => work.push_str("; no effort stated"),
    }
    lines.line(work);
    for language in &it.english_stands_in {
        let says = format!("  people who read `{language}` are told in English");
        lines.line(paint(YELLOW, says));
    }
    for lint in &it.lints {
        lines.line(format!("  {} {lint}", paint(YELLOW, "worth knowing:")));
    }
    for seat in &it.signs {
        lines.line(format!(
            "  signs: {} ({})",
            few(&seat.may_sign, "or"),
            seat.seat
        ));
    }
    if !it.consulted.is_empty() {
        lines.line(format!("  consulted: {}", few(&it.consulted, "and")));
    }
    lines.line(format!("  version {}", it.version));
}

fn people(count: u64) -> String {
    match count {
        0 => "nobody".to_owned(),
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    }
}

/// A few names, and how many more.
fn few(names: &[String], joined: &str) -> String {
    match names {
        [] => "nobody could".to_owned(),
        [all @ .., last] if names.len() <= NAMED && !all.is_empty() => {
            format!("{} {joined} {last}", all.join(", "))
        }
        [one] => one.clone(),
        _ => format!(
            "{} {joined} {} more",
            names[..NAMED].join(", "),
            names.len() - NAMED
        ),
    }
}

/// A chair that is still open, in words, with who may sit there.
pub(super) fn seat_words(
    desk: &Desk<'_>,
    rule: &RuleId,
    record: &VersionRecord,
    seat: &Seat,
) -> String {
    let known = desk
        .history
        .version(rule, &record.version)
        .unwrap_or(record);
    desk.stored(rule, known)
        .map_or_else(|_| "another".to_owned(), |tree| seat.says(&tree))
}

/// What was decided, in a sentence, and what comes next.
pub(super) fn said(
    rule: &RuleId,
    who: &str,
    entry: &Entry,
    record: &VersionRecord,
    open: &[String],
) -> (String, Option<String>) {
    let typed = |what: &str| Some(format!("allhands rule {what} {rule} --as NAME@..."));
    match &entry.step {
        Step::Approved { .. } if record.state == State::Approved => (
            format!("{who} signed {rule}. Everybody who has to sign has signed."),
            typed("publish"),
        ),
        Step::Approved { .. } => (
            format!("{who} signed {rule}. Still to sign: {}.", open.join(", ")),
            typed("approve"),
        ),
        Step::Consented => (format!("{who} has nothing against {rule}."), None),
        Step::Objected => (
            format!("{who} objects to {rule}. It is not published before that is answered."),
            Some(format!(
                "allhands rule answer {rule} --as NAME@... --reason \"...\""
            )),
        ),
        Step::Answered { .. } => (format!("The objection to {rule} is answered."), None),
        Step::Promoted { to } => (
            match to {
                Stage::Block => format!("{rule} refuses work from now on, where it says so."),
                _ => format!("{rule} tells people of what they miss, from the next pass on."),
            },
            Some("allhands run".to_owned()),
        ),
        Step::Paused => (
            format!("{rule} is paused: it opens nothing and closes nothing."),
            typed("resume"),
        ),
        Step::Resumed => (format!("{rule} goes on with the next pass."), None),
        Step::Released => (format!("Findings of {rule} open with the next pass."), None),
        Step::Reviewed => (format!("{rule} is kept for another year."), None),
        Step::Retired { .. } if record.state == State::Retired => (
            format!("{rule} is out of force. Its findings close with the next pass."),
            Some("allhands run".to_owned()),
        ),
        Step::Retired { .. } => {
            let more = record.needs.len().saturating_sub(record.retirements.len());
            let says = format!(
                "{who} signed that {rule} ends; {} missing",
                signatures(more)
            );
            (says, typed("retire"))
        }
        _ => (format!("{rule} is {}.", record.state.word()), None),
    }
}

fn signatures(count: usize) -> String {
    match count {
        1 => "1 signature is".to_owned(),
        count => format!("{count} signatures are"),
    }
}

/// A row with everything that is known of it.
pub(super) fn whole(lines: &mut Lines, row: &StatusRow, zone: &TimeZone) {
    let title = if row.title.is_empty() {
        row.rule.as_str()
    } else {
        &row.title
    };
    lines.line(format!(
        "  {}  {}",
        paint(BOLD, title),
        paint(DIM, &row.rule)
    ));
    let since = row
        .since
        .map(|at| format!(" since {}", day(at, zone)))
        .unwrap_or_default();
    lines.line(format!("    {}{since}, {}", state(row), wrote(row)));
    for seat in &row.signatures {
        lines.line(match &seat.signed_by {
            Some(name) => format!("    signed: {name} ({})", seat.seat),
            None => format!("    to sign: {} ({})", few(&seat.may_sign, "or"), seat.seat),
        });
    }
    for objection in &row.objections {
        lines.line(format!("    {} {objection}", paint(YELLOW, "objection:")));
    }
    if let Some(held) = &row.held {
        lines.line(format!(
            "    {} {held}",
            paint(YELLOW, "new findings wait:")
        ));
    }
    for condition in &row.conditions {
        let mark = if condition.met { "yes" } else { " no" };
        lines.line(format!("    {mark}  {}", condition.says));
    }
    if let Some(due) = row.review_due {
        lines.line(format!("    review due {}", day(due, zone)));
    }
    if let Some(next) = &row.next {
        lines.line(format!("    next: {next}"));
    }
}

fn wrote(row: &StatusRow) -> String {
    match row.author.as_str() {
        "by file" => "in force as a file when governance began".to_owned(),
        author if row.since.is_none() => author.to_owned(),
        author => format!("by {author}"),
    }
}

fn state(row: &StatusRow) -> String {
    match (row.state, row.stage) {
        (State::Live, Some(Stage::Monitor)) => "monitored, nobody is told".to_owned(),
        (State::Live, Some(Stage::Warn)) => "in force, people are told".to_owned(),
        (State::Live, Some(Stage::Block)) => "in force".to_owned(),
        (state, _) => state.word().to_owned(),
    }
}

/// Rules in force that need nothing.
pub(super) fn table(lines: &mut Lines, rows: &[&StatusRow], zone: &TimeZone) {
    if rows.is_empty() {
        lines.line("  none".to_owned());
    }
    let wide = width(rows.iter().map(|row| &row.title));
    for row in rows {
        let review = row.review_due.map(|due| day(due, zone)).unwrap_or_default();
        let stage = row.stage.map_or("", Stage::word);
        let author = &row.author;
        lines.line(format!(
            "  {:<wide$}  {stage:<7}  {author:<20}  review {review}",
            row.title
        ));
    }
}

/// Everything that happened to a rule.
pub(super) fn story(lines: &mut Lines, entries: &[Entry], zone: &TimeZone) {
    if entries.is_empty() {
        return;
    }
    lines.section("What happened");
    for entry in entries {
        let who = match &entry.by {
            By::Person(signer) => format!("{} (account {})", signer.name, signer.account),
            other => other.name().to_owned(),
        };
        let reason = match entry.reason.as_str() {
            "" => String::new(),
            reason => format!(": {reason}"),
        };
        let what = happened(&entry.step);
        lines.line(format!("  {}  {what}, {who}{reason}", day(entry.at, zone)));
    }
}

fn happened(step: &Step) -> String {
    match step {
        Step::Began => "governance began".to_owned(),
        Step::Found { .. } => "found in force".to_owned(),
        Step::Drafted { .. } => "written down".to_owned(),
        Step::Tested => "its examples hold".to_owned(),
        Step::Proposed { sheet, .. } => {
            format!(
                "proposed on run {}, {} missed",
                sheet.run, sheet.counts.missed
            )
        }
        Step::Approved { .. } => "signed".to_owned(),
        Step::Consented => "nothing against it".to_owned(),
        Step::Objected => "objection".to_owned(),
        Step::Answered { .. } => "objection answered".to_owned(),
        Step::Published { stage } => format!("published at {}", stage.word()),
        Step::Drifted { .. } => "its numbers moved since it was signed".to_owned(),
        Step::Promoted { to } => format!("promoted to {}", to.word()),
        Step::Paused => "paused".to_owned(),
        Step::Resumed => "resumed".to_owned(),
        Step::Held { .. } => "new findings held".to_owned(),
        Step::Released => "released".to_owned(),
        Step::Reviewed => "kept for another year".to_owned(),
        Step::Retired { .. } => "signed that it ends".to_owned(),
        Step::Superseded { by } => format!("gave way to version {by}"),
    }
}

fn day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).date().to_string()
}
