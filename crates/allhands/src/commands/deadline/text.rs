//! Deadline tables, and what they came to, in words.

use std::fmt::Write as _;

use app::{deadlines::Explained, workspace::Listed};
use jiff::{Timestamp, tz::TimeZone};
use ledger::policies::{Row, Table};
use model::{deadline::Terms, finding::Clock, told};

use crate::{
    output::{BOLD, DIM, paint},
    words::{width, wrapped},
};

/// Where the values of labelled lines begin.
const INDENT: usize = 15;

pub(super) fn list(all: &[Listed<'_>]) -> String {
    let wide = width(all.iter().map(|one| &one.table.id));
    let mut text = String::new();
    for one in all {
        let mark = if one.in_force { "in force" } else { "" };
        let id = format!("{:<wide$}", one.table.id);
        let title = match &one.table.revoked {
            Some(revoked) => format!("{} (revoked on {})", one.table.title, revoked.on),
            None => one.table.title.clone(),
        };
        let _ = writeln!(text, "{}  {mark:<8}  {title}", paint(BOLD, id));
    }
    text.push_str("`allhands deadline show ID` shows what one asks\n");
    text
}

pub(super) fn show(one: &Listed<'_>) -> String {
    let table = one.table;
    let mut text = format!("{}\n", paint(BOLD, &table.title));
    let force = if one.in_force {
        "in force here"
    } else {
        "not in force here"
    };
    let head = format!(
        "{} {}, {force}, from the {}",
        table.id, table.version, one.from
    );
    let _ = writeln!(text, "{}\n", paint(DIM, head));
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "  {label:<12} {}", wrapped(value, INDENT));
    };
    if let Some(revoked) = &table.revoked {
        let by = format!("on {}; `{}` replaced it", revoked.on, revoked.replaced_by);
        line("revoked", &by);
    }
    if !table.source.is_empty() {
        line("source", &table.source);
    }
    if let Some(tightens) = &table.tightens {
        line(
            "tightens",
            &format!("{} in {}", tightens.table, tightens.unit),
        );
    }
    line("about", &format!("every {}", table.about));
    line(
        "counts from",
        table.counts_from.as_deref().unwrap_or("the first evidence"),
    );
    if !table.no_later_than.is_empty() {
        line("not after", &table.no_later_than.join(", "));
    }
    if let Some(within) = table.evaluate_within {
        line("look at it", &format!("within {within}"));
    }
    if let (Some(field), Some(within)) = (&table.fix_exists_since, table.decide_within) {
        let says = format!("while {field} is none, for at most {within}; then somebody decides");
        line("pauses", &says);
    }
    text.push('\n');
    rows(&mut text, table);
    text
}

/// The rows in columns, one for each input.
fn rows(text: &mut String, table: &Table) {
    let cell = |row: &Row, input: &str| match row.when.get(input) {
        Some(words) => words.iter().cloned().collect::<Vec<_>>().join(" or "),
        None => "any".to_owned(),
    };
    let wide = |input: &str| {
        let cells = table.rows.iter().map(|row| cell(row, input));
        width(cells.chain([input.to_owned()]))
    };
    let mut head = String::new();
    for input in &table.inputs {
        let _ = write!(head, "{:<1$}  ", input.name, wide(&input.name));
    }
    let _ = writeln!(text, "  {}", paint(DIM, head.trim_end()));
    for row in &table.rows {
        text.push_str("  ");
        for input in &table.inputs {
            let _ = write!(text, "{:<1$}  ", cell(row, &input.name), wide(&input.name));
        }
        let _ = writeln!(text, "{}", row.outcome);
    }
}

pub(super) fn explained(told: &Explained, at: Timestamp, zone: &TimeZone) -> String {
    let mut text = format!("{}\n", paint(BOLD, &told.title));
    let _ = writeln!(text, "{}\n", paint(DIM, &told.finding));
    if told.clocks.is_empty() {
        text.push_str("No clock runs: it is over.\n");
        return text;
    }
    for clock in &told.clocks {
        if !clock.label.is_empty() {
            let _ = writeln!(text, "{}", clock.label);
        }
        for (label, value) in about_clock(clock, at, zone) {
            let _ = writeln!(text, "  {label:<12} {}", wrapped(&value, INDENT));
        }
    }
    if let Some(next) = &told.next_reminder {
        let next = reminder(next, at, zone);
        let _ = writeln!(text, "  {:<12} {}", "reminder", wrapped(&next, INDENT));
    }
    text
}

/// `Tuesday 3 March: 80 % of the time is over`.
pub(crate) fn reminder(
    next: &ledger::schedule::Reminder,
    at: Timestamp,
    zone: &TimeZone,
) -> String {
    let date = |instant: Timestamp| instant.to_zoned(zone.clone()).date();
    format!(
        "{}: {}",
        told::day(date(next.at), date(at)),
        next.stage.says()
    )
}

/// What one clock comes to, line by line.
fn about_clock(clock: &Clock, at: Timestamp, zone: &TimeZone) -> Vec<(&'static str, String)> {
    let due = match clock.due {
        Some(due) => told::deadline(due, at, zone),
        None => "without a date".to_owned(),
    };
    let mut lines = vec![("due", due)];
    match &clock.terms {
        Some(terms) => lines.extend(about_terms(terms, clock.due, at, zone)),
        None => lines.push(("set by", "the rule's own `Fix within`".to_owned())),
    }
    lines
}

/// What deadline tables say of a clock, line by line.
pub(crate) fn about_terms(
    terms: &Terms,
    due: Option<Timestamp>,
    at: Timestamp,
    zone: &TimeZone,
) -> Vec<(&'static str, String)> {
    let by = match &terms.by {
        Some(by) => by.says(),
        None => "the rule's own `Fix within`, which is sooner than any table".to_owned(),
    };
    let mut lines = vec![("set by", by)];
    if let Some(by) = terms.mitigate_due.filter(|by| Some(*by) != due) {
        lines.push(("mitigate by", told::deadline(by, at, zone)));
    }
    if let Some(by) = terms.decide_by {
        let by = told::deadline(by, at, zone);
        let says = format!("no fix exists yet: by {by} decide on an exception or do without");
        lines.push(("decide", says));
    }
    if !terms.forensics.is_not_required() {
        let says = "it closes only with the evidence of a look for traces of an attack";
        lines.push(("forensics", says.to_owned()));
    }
    lines
}
