//! From a table to its rules: each row written out as a document, and read as one.

use std::{collections::BTreeMap, ops::Range};

use model::{Place, Problem, Problems, Vocabulary};

use super::{
    SUBJECT, TITLE,
    cell::{self, Column},
    sheet::{Row, rows},
};
use crate::document::{Parsed, parse, simple::slug};

/// A row written out, and which column each part of it came from.
struct Written {
    text: String,
    from: Vec<(Range<usize>, String)>,
}

/// Reads a decision table from CSV text: one rule a row, in the order of the rows. Rows above the
/// one that starts with `Rule` say what all rules share, a label and its value each.
///
/// A mistake names the row by its line in the file, and its column.
pub fn from_table(text: &str, file: &str, vocabulary: &Vocabulary) -> Vec<Parsed> {
    let wrong = |problem: Problem| {
        vec![Parsed {
            rule: None,
            problems: Problems(vec![problem]),
            waits_for: None,
        }]
    };
    let rows = match rows(text, file) {
        Ok(rows) => rows,
        Err(problem) => return wrong(problem),
    };
    let is_header = |row: &Row| row.cell(0).eq_ignore_ascii_case(TITLE);
    let Some(header) = rows.iter().position(is_header) else {
        let says = format!("no row starts with `{TITLE}`, so I cannot tell where the table begins");
        let advice = "Rule,where status,must have breach clause,Severity,Fix within";
        return wrong(Problem::new("table-shape", says, Place::file(file)).advise(advice));
    };
    let (shared, table) = rows.split_at(header);
    let Some((header, table)) = table.split_first() else {
        return Vec::new();
    };
    let columns: Vec<(String, Column)> = header
        .cells
        .iter()
        .map(|cell| (cell.trim().to_owned(), Column::of(cell)))
        .collect();
    let mut seen = BTreeMap::new();
    let mut parsed = Vec::new();
    for row in table {
        let id = match slug(row.cell(0)) {
            empty if empty.is_empty() => format!("row-{}", row.line),
            slug => slug,
        };
        let written = write_out(shared, &columns, (row, &id), vocabulary);
        let mut one = parse(&written.text, file, &id, vocabulary);
        for problem in &mut one.problems.0 {
            *problem = placed(problem, &written, row, file);
        }
        if let Some(rule) = &one.rule
            && let Some(line) = seen.insert(rule.id.clone(), row.line)
        {
            let says = format!(
                "row {}: `{}` is the id of row {line} as well",
                row.line, rule.id
            );
            let place = Place::file(file).at_line(row.line);
            let problem = Problem::new("rule-id-taken", says, place);
            one.problems
                .0
                .push(problem.advise("give one of the two another name"));
            one.rule = None;
        }
        parsed.push(one);
    }
    parsed
}

/// A row as the rule document that it stands for.
fn write_out(
    shared: &[Row],
    columns: &[(String, Column)],
    (row, id): (&Row, &str),
    vocabulary: &Vocabulary,
) -> Written {
    let every = shared
        .iter()
        .find(|one| one.cell(0).eq_ignore_ascii_case(SUBJECT));
    let every = every.map_or("", |one| one.cell(1));
    let kind = every.rsplit(' ').next().unwrap_or_default();
    let kind = (0..every.len())
        .filter(|at| every.is_char_boundary(*at))
        .find_map(|at| vocabulary.kind(&every[at..]))
        .map_or(kind, |kind| kind.kind.as_str());
    let mut out = Written {
        text: String::new(),
        from: Vec::new(),
    };
    let own = |label: &str| {
        let stated = |(at, (_, column)): (usize, &(String, Column))| {
            matches!(column, Column::Label(own) if own.eq_ignore_ascii_case(label))
                && !cell::is_blank(row.cell(at))
        };
        columns.iter().enumerate().any(stated)
    };
    out.label(TITLE, row.cell(0), TITLE);
    // The id follows from the title, and is said: a rule that leaves the table keeps it.
    if !own("Id") {
        out.label("Id", id, TITLE);
    }
    for one in shared {
        let label = one.cell(0);
        if !label.eq_ignore_ascii_case(SUBJECT) && !own(label) {
            out.label(label, one.cell(1), label);
        }
    }
    let mut tests = Vec::new();
    for (at, (header, column)) in columns.iter().enumerate() {
        let cell = row.cell(at);
        match column {
            Column::Label(label) if !cell::is_blank(cell) => out.label(label, cell, header),
            Column::Tests => tests.push((header, cell)),
            _ => {}
        }
    }
    out.sentence(every, kind, columns, row, vocabulary);
    for (header, cell) in tests {
        out.push(cell, header);
        out.text.push('\n');
    }
    out
}

impl Written {
    fn push(&mut self, text: &str, column: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.from.push((start..self.text.len(), column.to_owned()));
    }

    /// A label with its value; the lines of a cell are indented as a document wants them.
    fn label(&mut self, label: &str, value: &str, column: &str) {
        let mut lines = value.lines();
        let first = lines.next().unwrap_or_default();
        let more: Vec<String> = lines.map(|line| format!("  {}", line.trim())).collect();
        let numbered = first.starts_with("1.");
        let value = if numbered || !more.is_empty() {
            format!("\n  {first}\n{}", more.join("\n"))
        } else {
            format!(" {first}")
        };
        self.push(&format!("{label}:{}", value.trim_end()), column);
        self.text.push('\n');
    }

    fn sentence(
        &mut self,
        every: &str,
        kind: &str,
        columns: &[(String, Column)],
        row: &Row,
        vocabulary: &Vocabulary,
    ) {
        self.text.push_str("Expectation:\n  ");
        self.push(&format!("Every {every}"), SUBJECT);
        let (mut wheres, mut demands, mut unless) = (0, 0, None);
        for (at, (header, column)) in columns.iter().enumerate() {
            let cell = one_line(row.cell(at));
            if cell::is_blank(&cell) {
                continue;
            }
            let words = match column {
                Column::Where(path) => cell::condition(path, &cell, kind, vocabulary),
                Column::AnyWhere => cell,
                Column::Unless => {
                    unless = Some((header, cell));
                    continue;
                }
                _ => continue,
            };
            let joint = if wheres == 0 { " where " } else { " and " };
            wheres += 1;
            self.text.push_str(joint);
            self.push(&words, header);
        }
        for (at, (header, column)) in columns.iter().enumerate() {
            let cell = one_line(row.cell(at));
            if cell::is_blank(&cell) {
                continue;
            }
            let (modal, words) = match column {
                Column::Demand { modal, path } => {
                    (modal, cell::demand(path, &cell, kind, vocabulary))
                }
                Column::AnyDemand(modal) => (modal, cell),
                _ => continue,
            };
            let joint = if demands == 0 { " " } else { " and " };
            demands += 1;
            self.text.push_str(&format!("{joint}{modal} "));
            self.push(&words, header);
        }
        if let Some((header, cell)) = unless {
            self.text.push_str(" unless ");
            self.push(&cell, header);
        }
        self.text.push('\n');
    }

    /// The column that a place of the written text came from.
    fn column(&self, place: &Place) -> Option<&str> {
        let line = usize::try_from(place.line?).ok()?.checked_sub(1)?;
        let before: usize = self
            .text
            .split_inclusive('\n')
            .take(line)
            .map(str::len)
            .sum();
        let rest = self.text.get(before..)?;
        let characters = usize::try_from(place.column.unwrap_or(1))
            .ok()?
            .checked_sub(1)?;
        let at = before
            + rest
                .chars()
                .take(characters)
                .map(char::len_utf8)
                .sum::<usize>();
        let holds = |(range, _): &&(Range<usize>, String)| range.start <= at && at <= range.end;
        self.from
            .iter()
            .find(holds)
            .map(|(_, column)| column.as_str())
    }
}

/// A cell on one line; spaces inside a line may stand in quotes and stay.
fn one_line(cell: &str) -> String {
    cell.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// A mistake of a written-out row, said of the row and column it came from.
fn placed(problem: &Problem, written: &Written, row: &Row, file: &str) -> Problem {
    let at = match written.column(&problem.place) {
        Some(column) => format!("row {}, column `{column}`", row.line),
        None => format!("row {}", row.line),
    };
    let mut placed = problem.clone();
    placed.says = format!("{at}: {}", problem.says);
    placed.place = Place::file(file).at_line(row.line);
    placed
}
