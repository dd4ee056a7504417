//! `responsibilities/*.csv`: who is accountable, responsible, consulted and informed, by activity.
//!
//! Tables come as people keep them: comma, semicolon or tab, columns in any order and under their
//! usual names, a title above the header. What cannot be read is said with its row; a row is never
//! dropped without a word.

use csv::{ReaderBuilder, StringRecord, Trim};
use model::{Place, Problem};
use serde::Serialize;

use crate::workspace::Texts;

/// Where the tables are.
pub const FOLDER: &str = "responsibilities/";
/// How many rows may stand above the header: titles and remarks.
const HEADER_WITHIN: usize = 10;

/// Who answers for an activity: asked by everything that needs a signature.
///
/// The tables of a workspace answer it ([`Responsibilities`]).
pub trait Approvers {
    /// Who does what of an activity in a unit: the unit's own row, else the row for all.
    fn duty(&self, activity: &str, unit: Option<&str>) -> Option<&Duty>;

    /// The activities there are, for offering the nearest.
    fn activities(&self) -> Vec<&str>;
}

/// One row: an activity and who does what of it. People as written: a mail address or a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// The activity.
    pub activity: String,
    /// The unit it is about; empty for the whole organisation.
    pub unit: String,
    /// Who answers for it.
    pub accountable: Vec<String>,
    /// Who does it.
    pub responsible: Vec<String>,
    /// Who is asked before.
    pub consulted: Vec<String>,
    /// Who is told after.
    pub informed: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// All rows of all tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Responsibilities {
    /// In the order they were read.
    pub duties: Vec<Duty>,
}

impl Approvers for Responsibilities {
    fn duty(&self, activity: &str, unit: Option<&str>) -> Option<&Duty> {
        let wanted = folded(activity);
        let of = |unit: &str| {
            let unit = folded(unit);
            let mut duties = self.duties.iter();
            duties.find(|d| folded(&d.activity) == wanted && folded(&d.unit) == unit)
        };
        unit.and_then(of).or_else(|| of(""))
    }

    fn activities(&self) -> Vec<&str> {
        self.duties
            .iter()
            .map(|duty| duty.activity.as_str())
            .collect()
    }
}

/// Reads the tables of a workspace. What cannot be read is a problem with its row.
pub fn read(texts: &Texts, problems: &mut Vec<Problem>) -> Responsibilities {
    let mut all = Responsibilities::default();
    let tables = texts
        .iter()
        .filter(|(path, _)| path.starts_with(FOLDER) && path.ends_with(".csv"));
    for (file, text) in tables {
        for duty in read_table(file, text, problems) {
            let twice = all.duties.iter().find(|known| {
                folded(&known.activity) == folded(&duty.activity)
                    && folded(&known.unit) == folded(&duty.unit)
            });
            if let Some(first) = twice {
                let says = format!(
                    "`{}` is assigned a second time; the first row, {}, counts",
                    duty.activity, first.place
                );
                let problem = Problem::new("responsibilities-twice", says, duty.place);
                problems.push(problem.advise("keep one row for an activity and a unit"));
            } else {
                all.duties.push(duty);
            }
        }
    }
    all
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Activity,
    Unit,
    Accountable,
    Responsible,
    Consulted,
    Informed,
}

/// What people write above their columns. One line a name.
const HEADERS: &[(&str, Column)] = &[
    ("activity", Column::Activity),
    ("activities", Column::Activity),
    ("task", Column::Activity),
    ("process", Column::Activity),
    ("duty", Column::Activity),
    ("responsibility", Column::Activity),
    ("unit", Column::Unit),
    ("business unit", Column::Unit),
    ("department", Column::Unit),
    ("division", Column::Unit),
    ("scope", Column::Unit),
    ("accountable", Column::Accountable),
    ("a", Column::Accountable),
    ("approver", Column::Accountable),
    ("responsible", Column::Responsible),
    ("r", Column::Responsible),
    ("consulted", Column::Consulted),
    ("consult", Column::Consulted),
    ("c", Column::Consulted),
    ("informed", Column::Informed),
    ("inform", Column::Informed),
    ("i", Column::Informed),
];

/// What a header means: its whole text, else its first word (`Accountable (one person)`).
fn column(header: &str) -> Option<Column> {
    let words: Vec<String> = header
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let named = |name: &str| {
        HEADERS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, c)| *c)
    };
    named(&words.join(" ")).or_else(|| named(words.first()?))
}

fn read_table(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Duty> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rows = match rows(text) {
        Ok(rows) => rows,
        Err(error) => {
            let says = format!("it is no table that can be read: {error}");
            problems.push(Problem::new(
                "responsibilities-unreadable",
                says,
                Place::file(file),
            ));
            return Vec::new();
        }
    };
    let Some((header, columns)) = find_header(&rows) else {
        if !rows.is_empty() {
            let says = "it has no header with an activity and who is accountable for it";
            let problem = Problem::new("responsibilities-header", says, Place::file(file));
            problems.push(problem.advise(
                "begin it with `Activity,Unit,Accountable,Responsible,Consulted,Informed`",
            ));
        }
        return Vec::new();
    };
    headers_unread(file, &rows[header], &columns, problems);
    let body = rows.iter().skip(header + 1);
    body.filter_map(|row| duty(file, row, &columns, problems))
        .collect()
}

/// A row with the line it starts on.
struct Row {
    line: u64,
    cells: StringRecord,
}

/// The rows that hold anything.
fn rows(text: &str) -> Result<Vec<Row>, csv::Error> {
    let start: String = text
        .lines()
        .take(HEADER_WITHIN)
        .collect::<Vec<_>>()
        .join("\n");
    let count = |c: char| start.matches(c).count();
    // A semicolon also separates people within a cell, so it is the delimiter only of a table
    // whose header has no comma.
    let header = text
        .lines()
        .find(|line| column_words(line) >= 2)
        .unwrap_or(&start);
    let delimiter = if count('\t') > 0 && header.contains('\t') {
        b'\t'
    } else if header.contains(';') && !header.contains(',') {
        b';'
    } else {
        b','
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for cells in reader.records() {
        let cells = cells?;
        if cells.iter().any(|cell| !cell.is_empty()) {
            let line = cells.position().map_or(1, csv::Position::line);
            rows.push(Row { line, cells });
        }
    }
    Ok(rows)
}

/// How many headers a line holds, whatever separates them.
fn column_words(line: &str) -> usize {
    let cells = line.split([',', ';', '\t']);
    cells
        .filter(|cell| column(cell.trim_matches('"')).is_some())
        .count()
}

/// The first row that names an activity and an accountable, with the meaning of its columns.
fn find_header(rows: &[Row]) -> Option<(usize, Vec<Option<Column>>)> {
    rows.iter()
        .take(HEADER_WITHIN)
        .enumerate()
        .find_map(|(index, row)| {
            let mut seen = Vec::new();
            // Of two columns of one meaning the first counts; the other is said to be unread.
            let columns: Vec<Option<Column>> = row
                .cells
                .iter()
                .map(|cell| {
                    column(cell)
                        .filter(|c| !seen.contains(c))
                        .inspect(|c| seen.push(*c))
                })
                .collect();
            let has = |wanted| columns.contains(&Some(wanted));
            (has(Column::Activity) && has(Column::Accountable)).then_some((index, columns))
        })
}

fn headers_unread(
    file: &str,
    header: &Row,
    columns: &[Option<Column>],
    problems: &mut Vec<Problem>,
) {
    let unread: Vec<String> = header
        .cells
        .iter()
        .zip(columns)
        .filter(|(cell, meaning)| meaning.is_none() && !cell.is_empty())
        .map(|(cell, _)| format!("`{cell}`"))
        .collect();
    if !unread.is_empty() {
        let says = format!(
            "columns that say nothing here were left out: {}",
            unread.join(", ")
        );
        let place = Place::file(file).at_line(header.line);
        let advice = "columns are Activity, Unit, Accountable, Responsible, Consulted, Informed";
        problems.push(Problem::new("responsibilities-column", says, place).advise(advice));
    }
}

fn duty(
    file: &str,
    row: &Row,
    columns: &[Option<Column>],
    problems: &mut Vec<Problem>,
) -> Option<Duty> {
    let place = Place::file(file).at_line(row.line);
    let cell = |wanted| {
        let at = columns.iter().position(|column| *column == Some(wanted));
        at.and_then(|at| row.cells.get(at)).unwrap_or_default()
    };
    if row
        .cells
        .iter()
        .skip(columns.len())
        .any(|cell| !cell.is_empty())
    {
        let says = "the row has more cells than the header, and the last ones were left out";
        let problem = Problem::new("responsibilities-row", says, place.clone());
        problems.push(problem.advise("put texts that hold a comma between double quotes"));
    }
    let duty = Duty {
        activity: cell(Column::Activity)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        unit: cell(Column::Unit).to_owned(),
        accountable: people(cell(Column::Accountable)),
        responsible: people(cell(Column::Responsible)),
        consulted: people(cell(Column::Consulted)),
        informed: people(cell(Column::Informed)),
        place: place.clone(),
    };
    if duty.activity.is_empty() {
        let says = "the row names people but no activity, so it was left out";
        let problem = Problem::new("responsibilities-row", says, place);
        problems.push(problem.advise("write the activity in every row, also below a merged cell"));
        return None;
    }
    if duty.accountable.is_empty() {
        let says = format!("nobody is accountable for `{}`", duty.activity);
        let problem = Problem::new("responsibilities-nobody", says, place);
        problems.push(problem.advise("name one person, by mail address or full name"));
    }
    Some(duty)
}

/// The people of a cell, separated by semicolons or lines: `Ana Lima <ana@example.org>; Bo Berg`.
fn people(cell: &str) -> Vec<String> {
    let one = |text: &str| match text.split_once('<') {
        Some((_, mail)) => mail.trim_end_matches('>').trim().to_owned(),
        None => text.trim().to_owned(),
    };
    cell.split([';', '\n', '|'])
        .map(one)
        .filter(|name| !name.is_empty() && name != "-")
        .collect()
}

fn folded(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    use super::*;

    fn table(text: &str) -> (Responsibilities, Vec<String>) {
        let file = format!("{FOLDER}security.csv");
        let mut problems = Vec::new();
        let all = read(&Texts::from([(file, text.to_owned())]), &mut problems);
        let told = problems
            .iter()
            .map(|p| format!("{}:{}", p.code, p.place.line.unwrap_or(0)));
        (all, told.collect())
    }

    fn signs(all: &Responsibilities, activity: &str, unit: Option<&str>) -> String {
        all.duty(activity, unit)
            .map(|d| d.accountable.join("+"))
            .unwrap_or_default()
    }

    #[test]
    fn tables_are_read_as_people_keep_them() {
        let cases = [
            "Activity,Unit,Accountable,Responsible,Consulted,Informed\n\
             Laptops,,ana@example.org,bo@example.org,cy@example.org;di@example.org,\n",
            "\u{feff}Responsible;Accountable (one person);ACTIVITY;Consulted\n\
             bo@example.org;ana@example.org;Laptops;\"cy@example.org;di@example.org\"\n",
            "Security responsibilities 2026\n\nActivity\tA\tR\tC\tI\n\
             Laptops\tAna <ana@example.org>\tbo@example.org\tcy@example.org|di@example.org\t-\n",
        ];
        for text in cases {
            let (all, problems) = table(text);
            assert_eq!(problems, [""; 0], "{text}");
            let duty = all.duty("  laptops ", None).unwrap();
            assert_eq!(duty.accountable, ["ana@example.org"], "{text}");
            assert_eq!(duty.responsible, ["bo@example.org"], "{text}");
            assert_eq!(
                duty.consulted,
                ["cy@example.org", "di@example.org"],
                "{text}"
            );
            assert!(duty.informed.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_unit_s_own_row_comes_before_the_row_for_all() {
        let (all, problems) = table(
            "Activity,Accountable,Unit\nLaptops,ana@example.org,\nLaptops,bo@example.org,Sales\n",
        );
        assert_eq!(problems, [""; 0]);
        assert_eq!(signs(&all, "Laptops", None), "ana@example.org");
        assert_eq!(signs(&all, "Laptops", Some("sales")), "bo@example.org");
        assert_eq!(signs(&all, "Laptops", Some("Legal")), "ana@example.org");
        assert_eq!(signs(&all, "Vendors", None), "");
    }

    #[test]
    fn no_row_is_dropped_without_a_word() {
        let (all, problems) = table(
            "Activity,Accountable,Budget\nLaptops,ana@example.org,3\n,bo@example.org,4\n\
             Vendors,,\nlaptops,cy@example.org,\nPhones,di@example.org,1,what is this\n",
        );
        assert_eq!(
            problems,
            [
                "responsibilities-column:1",
                "responsibilities-row:3",
                "responsibilities-nobody:4",
                "responsibilities-row:6",
                "responsibilities-twice:5",
            ]
        );
        assert_eq!(signs(&all, "Laptops", None), "ana@example.org");
        assert_eq!(signs(&all, "Phones", None), "di@example.org");
        assert_eq!(table("just some words\n").1, ["responsibilities-header:0"]);
        assert_eq!(table("").1, [""; 0]);
    }
}
