//! The matrix in words, for somebody who keeps it and never reads an id.

use std::fmt::Write as _;

use app::matrix::{
    cover::Agrees,
    show::{Duties, Line, Party, Table},
};
use ledger::matrix::{Answer, Letter, Scope};

use super::{Covered, One};
use crate::{
    output::{BOLD, DIM, YELLOW, paint},
    words::{counted, width},
};

/// Letters that have a column of their own.
const COLUMNS: [Letter; 4] = [Letter::A, Letter::R, Letter::C, Letter::I];

pub(super) fn table(table: &&Table) -> String {
    if table.rows.is_empty() {
        return "Nothing is assigned yet: keep a table in `responsibilities/`, or begin with \
                `allhands matrix assign`."
            .to_owned();
    }
    let header = [
        "Activity",
        "Accountable",
        "Responsible",
        "Consulted",
        "Informed",
        "Rules",
    ];
    let mut rows: Vec<Vec<String>> = vec![header.map(str::to_owned).to_vec()];
    rows[0].push("Acknowledged".to_owned());
    for line in &table.rows {
        let mut cells = vec![titled(line)];
        cells.extend(COLUMNS.into_iter().map(|letter| cell(line, letter)));
        cells.push(match line.measured_by.len() {
            0 => "none".to_owned(),
            several => several.to_string(),
        });
        let day = line.acknowledged_on.map(|day| day.to_string());
        cells.push(day.unwrap_or_else(|| "never".to_owned()));
        rows.push(cells);
    }
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|at| width(rows.iter().map(|row| row[at].as_str())))
        .collect();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(&widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        let line = cells.join("  ");
        let line = line.trim_end();
        let _ = match index {
            0 => writeln!(text, "{}", paint(BOLD, line)),
            _ => writeln!(text, "{line}"),
        };
    }
    text + &footer(table)
}

/// What stands out, and what to do about it.
fn footer(table: &Table) -> String {
    let whole = table.rows.iter().filter(|line| line.scope.is_whole());
    let reaches = |line: &Line, letter| {
        let parties = line.held.get(&letter).map_or(&[][..], Vec::as_slice);
        parties.iter().any(|party| party.person.is_some())
    };
    let nobody = whole
        .clone()
        .filter(|line| !reaches(line, Letter::A))
        .count();
    let mut text = String::new();
    if nobody > 0 {
        let says = format!(
            "\n{} reached by nobody who is accountable (`!` marks who is named and not reached).",
            counted(nobody, "activity").replace("activitys", "activities")
        );
        let _ = writeln!(text, "{}", paint(YELLOW, says));
    }
    let _ = writeln!(
        text,
        "{}",
        paint(
            DIM,
            "`allhands matrix show ACTIVITY` tells more; `allhands matrix assign` changes it."
        )
    );
    text
}

fn titled(line: &Line) -> String {
    match scope(&line.scope) {
        Some(scope) => format!("{} ({scope})", line.title),
        None => line.title.clone(),
    }
}

/// A scope in words; none for the whole.
fn scope(scope: &Scope) -> Option<String> {
    match (&scope.unit, &scope.selector) {
        (None, None) => None,
        (Some(unit), None) => Some(unit.clone()),
        (None, Some(selector)) => Some(selector.clone()),
        (Some(unit), Some(selector)) => Some(format!("{unit}, {selector}")),
    }
}

/// The first two of a letter, and how many more.
fn cell(line: &Line, letter: Letter) -> String {
    let parties = line.held.get(&letter).map_or(&[][..], Vec::as_slice);
    if parties.is_empty() {
        return match letter {
            Letter::A | Letter::R if line.scope.is_whole() => "nobody".to_owned(),
            _ => "-".to_owned(),
        };
    }
    let named: Vec<String> = parties.iter().take(2).map(short).collect();
    match parties.len() {
        0..=2 => named.join(", "),
        more => format!("{} +{}", named.join(", "), more - 2),
    }
}

fn short(party: &Party) -> String {
    match party.nobody {
        Some(_) => format!("!{}", party.name),
        None => party.name.clone(),
    }
}

pub(super) fn one(one: &&One<'_>) -> String {
    let mut text = String::new();
    let title = one.rows.first().map_or("", |line| line.title.as_str());
    let number = one.rows.first().and_then(|line| line.entity.as_ref());
    let number = number.map(|id| format!(" ({id})")).unwrap_or_default();
    let _ = writeln!(text, "{}{}", paint(BOLD, title), paint(DIM, number));
    if let Some(activity) = one.activity {
        if !activity.statement.is_empty() {
            let _ = writeln!(text, "{}", activity.statement.trim());
        }
        let mut facts = Vec::new();
        facts.extend(
            activity
                .cadence
                .as_ref()
                .map(|cadence| format!("done {cadence}")),
        );
        facts.push(format!("tier {}", activity.tier.number()));
        facts.extend(
            activity
                .about
                .as_ref()
                .map(|about| format!("about {about}")),
        );
        let _ = writeln!(text, "{}", paint(DIM, facts.join(", ")));
    }
    for line in &one.rows {
        let over =
            scope(&line.scope).map_or_else(|| "Everywhere".to_owned(), |s| format!("For {s}"));
        let _ = writeln!(text, "\n{over}");
        for letter in Letter::ALL {
            for party in line.held.get(&letter).map_or(&[][..], Vec::as_slice) {
                let _ = writeln!(text, "  {:12} {}", letter.word(), told(party));
            }
        }
        let nobody = |letter| !line.held.contains_key(&letter) && line.scope.is_whole();
        for letter in [Letter::A, Letter::R]
            .into_iter()
            .filter(|one| nobody(*one))
        {
            let _ = writeln!(text, "  {:12} {}", letter.word(), paint(YELLOW, "nobody"));
        }
    }
    if let Some(activity) = one.activity {
        let rules: Vec<String> = activity
            .measured_by
            .iter()
            .map(ToString::to_string)
            .collect();
        let measured = match (rules.is_empty(), &activity.unmeasured_because) {
            (false, _) => rules.join(", "),
            (true, Some(why)) => format!("nothing: {why}"),
            (true, None) => "nothing".to_owned(),
        };
        let _ = writeln!(text, "\nMeasured by {measured}");
        for (framework, ids) in &activity.frameworks {
            let _ = writeln!(text, "{framework}: {}", ids.join(", "));
        }
    }
    text
}

/// A party with how it is reached, since when, and what they say to it.
fn told(party: &Party) -> String {
    let mut text = match &party.nobody {
        Some(why) => format!(
            "{}, who {why}",
            paint(YELLOW, format!("`{}`", party.written))
        ),
        None => party.name.clone(),
    };
    if let Some(through) = &party.through {
        let _ = write!(text, " ({through})");
    }
    if let Some(from) = party.validity.from {
        let _ = write!(text, ", from {from}");
    }
    if let Some(until) = party.validity.until {
        let _ = write!(text, ", until {until}");
    }
    let said = match party.answer {
        Some((Answer::Mine, day)) => format!("said \"mine\" on {day}"),
        Some((Answer::NotMine, day)) => format!("said \"not mine\" on {day}"),
        Some((Answer::Unsure, day)) => format!("could not tell on {day}"),
        None => return text,
    };
    text + &paint(DIM, format!(", {said}"))
}

/// How many of the things that nobody answers for are named.
const NAMED: usize = 10;

pub(super) fn cover(covered: &&Covered) -> String {
    if covered.covers.is_empty() {
        return "It is about no kind of thing, so there is nothing to count.".to_owned();
    }
    let mut text = String::new();
    for cover in &covered.covers {
        let word = cover.letter.word();
        let kind = cover
            .things
            .first()
            .map_or("thing", |thing| thing.entity.kind.as_str());
        let _ = writeln!(
            text,
            "{} have nobody {word}, {} exactly one, {} several.",
            counted(cover.nobody, kind),
            cover.one,
            cover.several
        );
        if cover.possibly > 0 {
            let _ = writeln!(
                text,
                "Of those with nobody, {} may have somebody: what is known of them does not tell.",
                cover.possibly
            );
        }
        let said = |agrees| cover.sources.get(&agrees).copied().unwrap_or_default();
        if !cover.sources.is_empty() {
            let _ = writeln!(
                text,
                "Where somebody is, sources name all of them as owners of {}, some of {}, \
                 others of \
                 {}, nobody of {}.",
                said(Agrees::All),
                said(Agrees::Some),
                said(Agrees::None),
                said(Agrees::Silent)
            );
        }
        let open = cover.things.iter().filter(|thing| thing.ids.is_empty());
        let names: Vec<&str> = open.map(|thing| thing.name.as_str()).collect();
        for name in names.iter().take(NAMED) {
            let _ = writeln!(text, "  {name}");
        }
        if names.len() > NAMED {
            let _ = writeln!(text, "  and {} more", names.len() - NAMED);
        }
    }
    text
}

pub(super) fn duties(duties: &&Duties) -> String {
    if duties.duties.is_empty() {
        return format!("{} was not assigned anything.", duties.name);
    }
    let mut text = format!("{} is\n", paint(BOLD, &duties.name));
    for one in &duties.duties {
        let over = scope(&one.scope).map(|scope| format!(" ({scope})"));
        let mut line = format!(
            "  {:12} {}{}",
            one.letter.word(),
            one.title,
            over.unwrap_or_default()
        );
        if let Some(through) = &one.party.through {
            let _ = write!(line, ", {through}");
        }
        if let Some(until) = one.party.validity.until {
            let _ = write!(line, ", until {until}");
        }
        let said = match one.party.answer {
            Some((Answer::Mine, day)) => format!("acknowledged {day}"),
            Some((Answer::NotMine, day)) => format!("denied {day}"),
            Some((Answer::Unsure, day)) => format!("unsure {day}"),
            None => "not acknowledged".to_owned(),
        };
        let _ = writeln!(text, "{line}{}", paint(DIM, format!(", {said}")));
    }
    let unsaid = duties.duties.iter().find(|one| one.party.answer.is_none());
    if let Some(one) = unsaid {
        let hint = format!(
            "`allhands matrix acknowledge {} --mine --as ...` says that it is.",
            one.activity
        );
        let _ = writeln!(text, "{}", paint(DIM, hint));
    }
    text
}
