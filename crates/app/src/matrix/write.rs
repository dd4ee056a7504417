//! The matrix as a table again: what is imported, exported and imported again is the same.

use std::fmt::Write as _;

use csv::{QuoteStyle, WriterBuilder};
use ledger::matrix::{Assignment, Letter, Matrix};
use model::Place;

use super::row::Row;

const HEADER: [&str; 10] = [
    "Activity",
    "Unit",
    "Applies to",
    "Accountable",
    "Responsible",
    "Supporting",
    "Consulted",
    "Informed",
    "From",
    "Until",
];

/// The assignments of a matrix as rows: one for each activity, scope and time, in the order in
/// which they first come. Activities that nobody has anything of are not among them.
pub fn rows(matrix: &Matrix) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for one in &matrix.assignments {
        let written = name(matrix, one);
        let same = |row: &Row| {
            row.activity == written
                && row.scope.is_same(&one.seat.scope)
                && row.validity == one.validity
        };
        let at = match rows.iter().position(same) {
            Some(at) => at,
            None => {
                rows.push(Row {
                    activity: written,
                    scope: one.seat.scope.clone(),
                    validity: one.validity,
                    place: Place::default(),
                    ..Row::default()
                });
                rows.len() - 1
            }
        };
        let parties = rows[at].parties.entry(one.seat.letter).or_default();
        if !parties.contains(&one.seat.party) {
            parties.push(one.seat.party.clone());
        }
    }
    rows
}

/// What a row calls an activity: its title, or its id where two have one title.
fn name(matrix: &Matrix, one: &Assignment) -> String {
    let id = &one.seat.activity;
    let title = matrix.activities.get(id).map(|activity| &activity.title);
    let means_it = |title: &&String| matrix.activity(title).is_some_and(|found| found.id == *id);
    title
        .filter(means_it)
        .map_or_else(|| id.to_string(), Clone::clone)
}

/// Rows as a table that any spreadsheet opens.
pub fn to_csv(rows: &[Row]) -> String {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .from_writer(Vec::new());
    let cells = rows.iter().map(cells);
    let header = HEADER.map(str::to_owned);
    for row in [header].into_iter().chain(cells) {
        // Writing to memory cannot fail, and every row has as many cells as the header.
        let _ = writer.write_record(&row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn cells(row: &Row) -> [String; 10] {
    let parties = |letter| row.of(letter).join("; ");
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    [
        row.activity.clone(),
        row.scope.unit.clone().unwrap_or_default(),
        row.scope.selector.clone().unwrap_or_default(),
        parties(Letter::A),
        parties(Letter::R),
        parties(Letter::S),
        parties(Letter::C),
        parties(Letter::I),
        day(row.validity.from).unwrap_or_default(),
        day(row.validity.until).unwrap_or_default(),
    ]
}

/// Rows as a list in YAML.
pub fn to_yaml(rows: &[Row]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut yaml = String::new();
    for row in rows {
        let _ = writeln!(yaml, "- activity: {}", quoted(&row.activity));
        let texts = [
            ("unit", &row.scope.unit),
            ("applies to", &row.scope.selector),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                let _ = writeln!(yaml, "  {key}: {}", quoted(text));
            }
        }
        let days = [("from", row.validity.from), ("until", row.validity.until)];
        for (key, day) in days {
            if let Some(day) = day {
                let _ = writeln!(yaml, "  {key}: {day}");
            }
        }
        for letter in Letter::ALL {
            let parties: Vec<String> = row.of(letter).iter().map(|p| quoted(p)).collect();
            if !parties.is_empty() {
                let _ = writeln!(yaml, "  {}: [{}]", letter.word(), parties.join(", "));
            }
        }
    }
    if yaml.is_empty() {
        yaml.push_str("[]\n");
    }
    yaml
}
