//! `responsibilities/*.csv`: who is accountable, responsible, supporting, consulted and informed,
//! by activity.
//!
//! Tables come as people keep them: comma, semicolon or tab, columns in any order and under their
//! usual names, a title above the header. What cannot be read is said with its row; a row is never
//! dropped without a word.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Trim};
use jiff::civil::Date;
use ledger::matrix::{Letter, Scope, Validity};
use model::{Place, Problem};

use super::row::{Row, parties, some};

/// How many rows may stand above the header: titles and remarks.
const HEADER_WITHIN: usize = 10;
/// The columns, as they are best written.
const COLUMNS: &str = "Activity, Unit, Applies to, Accountable, Responsible, Supporting, \
    Consulted, Informed, From, Until";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Activity,
    Unit,
    AppliesTo,
    Of(Letter),
    From,
    Until,
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
    ("applies to", Column::AppliesTo),
    ("applies", Column::AppliesTo),
    ("things", Column::AppliesTo),
    ("from", Column::From),
    ("since", Column::From),
    ("valid from", Column::From),
    ("until", Column::Until),
    ("valid to", Column::Until),
    ("valid until", Column::Until),
    ("supporting", Column::Of(Letter::S)),
    ("support", Column::Of(Letter::S)),
    ("s", Column::Of(Letter::S)),
    ("accountable", Column::Of(Letter::A)),
    ("a", Column::Of(Letter::A)),
    ("approver", Column::Of(Letter::A)),
    ("responsible", Column::Of(Letter::R)),
    ("r", Column::Of(Letter::R)),
    ("consulted", Column::Of(Letter::C)),
    ("consult", Column::Of(Letter::C)),
    ("c", Column::Of(Letter::C)),
    ("informed", Column::Of(Letter::I)),
    ("inform", Column::Of(Letter::I)),
    ("i", Column::Of(Letter::I)),
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

/// The rows of a table.
pub(super) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Row> {
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
    body.filter_map(|row| read_row(file, row, &columns, problems))
        .collect()
}

/// A row with the line it starts on.
struct Line {
    line: u64,
    cells: StringRecord,
}

/// The rows that hold anything.
fn rows(text: &str) -> Result<Vec<Line>, csv::Error> {
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
            rows.push(Line { line, cells });
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
fn find_header(rows: &[Line]) -> Option<(usize, Vec<Option<Column>>)> {
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
            (has(Column::Activity) && has(Column::Of(Letter::A))).then_some((index, columns))
        })
}

fn headers_unread(
    file: &str,
    header: &Line,
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
        let advice = format!("columns are {COLUMNS}");
        problems.push(Problem::new("responsibilities-column", says, place).advise(advice));
    }
}

fn read_row(
    file: &str,
    line: &Line,
    columns: &[Option<Column>],
    problems: &mut Vec<Problem>,
) -> Option<Row> {
    let place = Place::file(file).at_line(line.line);
    let cell = |wanted| {
        let at = columns.iter().position(|column| *column == Some(wanted));
        at.and_then(|at| line.cells.get(at)).unwrap_or_default()
    };
    if line
        .cells
        .iter()
        .skip(columns.len())
        .any(|cell| !cell.is_empty())
    {
        let says = "the row has more cells than the header, and the last ones were left out";
        let problem = Problem::new("responsibilities-row", says, place.clone());
        problems.push(problem.advise("put texts that hold a comma between double quotes"));
    }
    let words: Vec<&str> = cell(Column::Activity).split_whitespace().collect();
    if words.is_empty() {
        let says = "the row names people but no activity, so it was left out";
        let problem = Problem::new("responsibilities-row", says, place);
        problems.push(problem.advise("write the activity in every row, also below a merged cell"));
        return None;
    }
    let validity = day(cell(Column::From))
        .and_then(|from| day(cell(Column::Until)).map(|until| Validity { from, until }));
    let validity = match validity {
        Ok(validity) => validity,
        Err(written) => {
            let says = format!("`{written}` is no day, so the row was left out");
            let problem = Problem::new("responsibilities-day", says, place);
            problems.push(problem.advise("write a day as `2026-07-01`"));
            return None;
        }
    };
    let held: BTreeMap<Letter, Vec<String>> = Letter::ALL
        .into_iter()
        .map(|letter| (letter, parties(cell(Column::Of(letter)))))
        .filter(|(_, parties)| !parties.is_empty())
        .collect();
    Some(Row {
        activity: words.join(" "),
        scope: Scope {
            unit: some(cell(Column::Unit)),
            selector: some(cell(Column::AppliesTo)),
        },
        validity,
        parties: held,
        place,
    })
}

/// A day, none where nothing is written, or what was written instead of one.
fn day(cell: &str) -> Result<Option<Date>, String> {
    match some(cell) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| text),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    use super::*;

    /// The rows of a table, and what was told with the line.
    fn table(text: &str) -> (Vec<Row>, Vec<String>) {
        let mut problems = Vec::new();
        let vocabulary = model::Vocabulary::default();
        let file = "responsibilities/security.csv";
        let rows = crate::matrix::read_file(file, text, &vocabulary, &mut problems);
        let told = problems
            .iter()
            .map(|p| format!("{}:{}", p.code, p.place.line.unwrap_or(0)));
        (rows, told.collect())
    }

    fn signs(rows: &[Row], activity: &str) -> String {
        let row = rows.iter().find(|row| row.activity == activity);
        row.map(|row| row.of(Letter::A).join("+"))
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
            let (rows, problems) = table(text);
            assert_eq!(problems, [""; 0], "{text}");
            let row = &rows[0];
            assert_eq!(row.activity, "Laptops", "{text}");
            assert_eq!(row.of(Letter::A), ["ana@example.org"], "{text}");
            assert_eq!(row.of(Letter::R), ["bo@example.org"], "{text}");
            let consulted = ["cy@example.org", "di@example.org"];
            assert_eq!(row.of(Letter::C), consulted, "{text}");
            assert!(row.of(Letter::I).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_row_says_where_and_when_it_holds() {
        let (rows, problems) = table(
            "Activity,Unit,A,S,From,Until\n\
             Laptops,Sales,ana@example.org,IT,2026-01-01,2026-06-30\n\
             Laptops,Sales,bo@example.org,,2026-07-01,\n\
             Phones,,cy@example.org,,soon,\n",
        );
        assert_eq!(problems, ["responsibilities-day:4"]);
        let on = |day: &str| {
            let day = day.parse().unwrap();
            let holds = rows.iter().filter(|row| row.validity.holds_on(day));
            holds
                .map(|row| row.of(Letter::A).join("+"))
                .collect::<Vec<_>>()
        };
        assert_eq!(on("2025-12-31"), [""; 0]);
        assert_eq!(on("2026-06-30"), ["ana@example.org"]);
        assert_eq!(on("2026-07-01"), ["bo@example.org"]);
        assert_eq!(rows[0].scope.unit.as_deref(), Some("Sales"));
        assert_eq!(rows[0].of(Letter::S), ["IT"]);
    }

    #[test]
    fn no_row_is_dropped_without_a_word() {
        let (rows, problems) = table(
            "Activity,Accountable,Budget\nLaptops,ana@example.org,3\n,bo@example.org,4\n\
             Vendors,,\nlaptops,cy@example.org,\nPhones,di@example.org,1,what is this\n",
        );
        assert_eq!(
            problems,
            [
                "responsibilities-column:1",
                "responsibilities-row:3",
                "responsibilities-row:6",
                "responsibilities-twice:5",
                "responsibilities-nobody:4",
            ]
        );
        assert_eq!(signs(&rows, "Laptops"), "ana@example.org");
        assert_eq!(signs(&rows, "Phones"), "di@example.org");
        assert_eq!(table("just some words\n").1, ["responsibilities-header:0"]);
        assert_eq!(table("").1, [""; 0]);
    }
}
