//! Gaps as people read them.

use std::{collections::BTreeSet, fmt::Write as _};

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
/// How many commands.
const COMMANDS: usize = 6;

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
        answerable(&mut text, list);
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

/// What is not known may be what nobody said yet.
fn answerable(text: &mut String, list: &GapList) {
    let asked = list.unknown.iter();
    let asked = asked.filter(|line| line.commands.iter().any(|one| one.contains("--mine")));
    let asked: BTreeSet<&str> = asked.map(|line| line.detector.as_str()).collect();
    for detector in asked {
        let _ = writeln!(
            text,
            "  Each who is named can say it of all of theirs:\n    {}",
            paint(
                DIM,
                format!("allhands matrix settle {detector} --mine --as YOU --write")
            )
        );
    }
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
    for step in &gap.steps {
        let _ = writeln!(text, "    - {}", wrapped(step, 6));
    }
    let rows = gap.rows.iter().take(ROWS);
    let mut commands: Vec<&String> = Vec::new();
    for command in rows.clone().flat_map(|row| &row.commands) {
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    for command in commands.iter().take(COMMANDS) {
        let _ = writeln!(text, "    {}", paint(DIM, command));
    }
    if commands.len() > COMMANDS {
        let more = commands.len() - COMMANDS;
        let _ = writeln!(text, "    and {more} more of that sort (`--format json`)");
    }
    let open = |row: &&RowLine| {
        row.commands
            .iter()
            .any(|command| command.contains("--as YOU"))
    };
    if let Some(row) = rows.clone().filter(open).find(|row| !row.may.is_empty()) {
        let you = format!("YOU: {}", any_of(&row.may));
        let _ = writeln!(text, "    {}", paint(DIM, wrapped(&you, 4)));
    }
    text
}

/// `Ana, Bo or Cy`.
fn any_of(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} or {last}", all.join(", ")),
    }
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
    let gaps = match kept.gaps.as_slice() {
        [one] => one.clone(),
        several => counted(several.len(), "gap"),
    };
    let verb = if kept.written {
        "Kept"
    } else {
        "It would keep"
    };
    let mut text = format!("{verb} for {gaps}:\n");
    for says in &kept.says {
        let _ = writeln!(text, "  {}", wrapped(says, 2));
    }
    if !kept.decisions.is_empty() {
        let decisions = counted(kept.decisions.len(), "decision");
        let _ = writeln!(text, "  {decisions} about who answers for a thing");
    }
    for one in &kept.left_out {
        let line = format!("Left out: {} ({}): {}", one.gap, one.says, one.why.says);
        let _ = writeln!(text, "{}", wrapped(&line, 2));
    }
    text.push_str(match kept.written {
        true => "The next `allhands run` closes what that settles.\n",
        false => "Nothing is kept yet: the same with `--write` does.\n",
    });
    text
}
