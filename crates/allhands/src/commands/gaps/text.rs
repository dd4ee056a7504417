//! Gaps as people read them.

use std::fmt::Write as _;

use app::gaps::{GapLine, GapList, RowLine};
use jiff::{Timestamp, tz::TimeZone};
use model::{Severity, told};

use super::{Kept, Page};
use crate::{
    output::{BOLD, DIM, RED, YELLOW, paint},
    words::{counted, wrapped},
};

/// How many rows of one gap a list shows.
const ROWS: usize = 5;

pub(super) fn list(list: &GapList, at: Timestamp, zone: &TimeZone) -> String {
    let mut text = String::new();
    for gap in &list.gaps {
        text.push_str(&one(gap, at, zone));
        text.push('\n');
    }
    let looked = list.looked_at;
    let _ = match list.gaps.len() {
        0 => writeln!(text, "No gap, of {looked} looked at."),
        gaps => writeln!(text, "{}, of {looked} looked at.", counted(gaps, "gap")),
    };
    if !list.unknown.is_empty() {
        let _ = writeln!(text, "\nNot known ({}):", list.unknown.len());
        for line in list.unknown.iter().take(ROWS) {
            let _ = writeln!(text, "  {}  {}", line.detector, wrapped(&line.says, 7));
        }
        if list.unknown.len() > ROWS {
            let _ = writeln!(text, "  and {} more", list.unknown.len() - ROWS);
        }
    }
    if !list.silent.is_empty() {
        text.push_str("\nNobody tells yet:\n");
        for line in &list.silent {
            let needs = format!("{}: it takes {}", line.title, line.needs.join(", and "));
            let _ = writeln!(text, "  {}  {}", line.detector, wrapped(&needs, 7));
        }
    }
    text
}

fn one(gap: &GapLine, at: Timestamp, zone: &TimeZone) -> String {
    let severity = format!("{:<8}", gap.severity);
    let severity = match gap.severity {
        Severity::Critical | Severity::High => paint(RED, severity),
        Severity::Medium => paint(YELLOW, severity),
        Severity::Low => severity,
    };
    let mut text = format!("{} {severity} {}\n", paint(BOLD, &gap.detector), gap.title);
    for line in gap.rows.iter().take(ROWS) {
        row(&mut text, line);
    }
    if gap.rows.len() > ROWS {
        let _ = writeln!(text, "    and {} more", gap.rows.len() - ROWS);
    }
    let _ = writeln!(text, "    {}", standing(gap, at, zone));
    let mut commands: Vec<&String> = gap
        .rows
        .iter()
        .take(ROWS)
        .flat_map(|row| &row.commands)
        .collect();
    commands.dedup();
    for command in commands {
        let _ = writeln!(text, "    {}", paint(DIM, command));
    }
    text
}

fn row(text: &mut String, row: &RowLine) {
    let _ = writeln!(text, "    {}", wrapped(&row.says, 4));
    for said in &row.said {
        let line = format!("{}: {}", said.who, said.says);
        let _ = writeln!(text, "      {}", paint(DIM, wrapped(&line, 6)));
    }
}

/// Since when, by when, and who has it.
fn standing(gap: &GapLine, at: Timestamp, zone: &TimeZone) -> String {
    if let Some(by) = &gap.settled_by {
        return format!("settled by {by}; the next `allhands run` closes it if that is so");
    }
    let today = at.to_zoned(zone.clone()).date();
    let mut all = Vec::new();
    match gap.since {
        Some(since) => {
            let day = since.to_zoned(zone.clone()).date();
            all.push(format!("since {}", told::day(day, today)));
        }
        None => all.push("new: the next `allhands run` records it".to_owned()),
    }
    if let Some(due) = gap.due {
        let word = if due < at { "was to be" } else { "to be" };
        all.push(format!("{word} settled {}", told::deadline(due, at, zone)));
    }
    match (&gap.escalated_to, &gap.goes_to) {
        (Some(above), _) => all.push(format!("it went up to {above}")),
        (None, Some(person)) => all.push(format!("{person} has to see to it")),
        (None, None) => all.push("nobody has it yet".to_owned()),
    }
    all.join("; ")
}

/// A detector's page.
pub(super) fn page(page: &Page<'_>) -> String {
    let manual = page.manual;
    let head = format!("{} {}", page.detector, manual.title);
    let mut text = format!("{} ({})\n", paint(BOLD, head), page.id);
    let _ = writeln!(text, "  {}", wrapped(manual.why.trim(), 2));
    let lesser = manual.lesser_severity.map(|lesser| format!(" or {lesser}"));
    let _ = writeln!(
        text,
        "  Severity {}{}; to be settled within {}.",
        manual.severity,
        lesser.unwrap_or_default(),
        manual.fix_within
    );
    for (name, limit) in &manual.limits {
        let line = format!("Limit: {name} {}; {}", limit.value, limit.source);
        let _ = writeln!(text, "  {}", wrapped(&line, 2));
    }
    for step in &manual.steps {
        let _ = writeln!(text, "  - {}", wrapped(step.trim(), 4));
    }
    text.push('\n');
    text
}

pub(super) fn kept(kept: &Kept) -> String {
    let mut all = Vec::new();
    if !kept.acts.is_empty() {
        all.push(counted(kept.acts.len(), "act"));
    }
    if !kept.decisions.is_empty() {
        all.push(counted(kept.decisions.len(), "decision"));
    }
    format!(
        "Kept for {}: {}. The next `allhands run` closes the finding if that settles it.\n",
        kept.gap,
        all.join(" and ")
    )
}
