//! Answers and tables as people read them.

use engine::sql::{self, Answer, TableShown, WriteError};

use crate::{
    output::{BOLD, DIM, paint},
    words::{counted, width, wrapped},
};

/// The longest text of a cell; a file holds all of it.
const WIDEST: usize = 48;

/// An answer as columns.
pub(super) fn answer(answer: &Answer) -> Result<String, WriteError> {
    let names: Vec<&str> = answer
        .schema
        .fields()
        .iter()
        .map(|f| f.name().as_str())
        .collect();
    let rows: Vec<Vec<String>> = sql::texts(answer)?
        .into_iter()
        .map(|row| row.into_iter().map(short).collect())
        .collect();
    let widths: Vec<usize> = names
        .iter()
        .enumerate()
        .map(|(at, name)| width(rows.iter().map(|row| row[at].as_str())).max(width([name])))
        .collect();
    let line = |cells: &[&str]| {
        let cells = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut text = format!("{}\n", paint(BOLD, line(&names)));
    for row in &rows {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        text.push_str(&format!("{}\n", line(&cells)));
    }
    text.push_str(&format!("\n{}\n", counted(rows.len(), "row")));
    Ok(text)
}

/// One line of at most so many letters.
fn short(cell: String) -> String {
    let cell = cell.replace(['\n', '\r', '\t'], " ");
    if cell.chars().count() <= WIDEST {
        return cell;
    }
    let begin: String = cell.chars().take(WIDEST - 1).collect();
    format!("{begin}…")
}

/// What can be asked about.
pub(super) fn tables(shown: &[TableShown]) -> String {
    let mut text = String::new();
    for one in shown {
        text.push_str(&format!(
            "{}  {}\n",
            paint(BOLD, &one.table),
            paint(DIM, &one.about)
        ));
        let columns: Vec<String> = one
            .columns
            .iter()
            .map(|column| match column.holds.as_str() {
                "text" | "" => column.column.clone(),
                holds => format!("{} ({holds})", column.column),
            })
            .collect();
        text.push_str(&format!("    {}\n\n", wrapped(&columns.join(", "), 4)));
    }
    text.push_str("Ask with: allhands sql \"SELECT name FROM device LIMIT 10\"\n");
    text
}
