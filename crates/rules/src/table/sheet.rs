//! The cells of a CSV file as spreadsheets save it.

use model::{Place, Problem};

/// One row that is not empty, with its line in the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

impl Row {
    /// A cell, trimmed; empty where the row ends before it.
    pub(super) fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", |cell| cell.trim())
    }
}

/// Reads rows. Commas or semicolons part the cells: spreadsheets save either, by language.
pub(super) fn rows(text: &str, file: &str) -> Result<Vec<Row>, Problem> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            let says = format!("this row cannot be read: {error}");
            Problem::new("table-unreadable", says, Place::file(file).at_line(line))
                .advise("save the sheet as CSV in UTF-8")
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(Row { line, cells });
        }
    }
    Ok(rows)
}

/// What stands more often outside of quotes in the text.
fn delimiter(text: &str) -> u8 {
    let (mut commas, mut semicolons, mut quoted) = (0_usize, 0_usize, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            ';' if !quoted => semicolons += 1,
            _ => {}
        }
    }
    if semicolons > commas { b';' } else { b',' }
}

/// Rows as CSV text.
pub(super) fn text(rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        // Writing into memory does not fail.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn semicolons_part_cells_where_commas_stand_in_quotes() {
        let rows = rows("\u{feff}Rule;where name\n\"a, b, c\";x\n", "a.csv").unwrap();
        assert_eq!(rows[0].cells, ["Rule", "where name"]);
        assert_eq!((rows[1].cell(0), rows[1].cell(9)), ("a, b, c", ""));
    }
}
