//! Tables: comma, semicolon or tab; the first row names the columns.

use std::{
    cell::Cell,
    io::{self, BufRead, Read},
    rc::Rc,
};

use csv::{ByteRecord, ReaderBuilder};
use model::Place;
use serde_json::{Map, Value};

use super::{End, Piece, cut};
use crate::decode::{self, Decoded, Encoding, LINE_BYTES_MOST};

/// What the reader under the table has seen.
#[derive(Default)]
struct Seen {
    /// Bytes since the row began; a row over the limit ends the file instead of the memory.
    since_row: Cell<usize>,
    /// The last byte, to tell a row that was cut from one that is short.
    last: Cell<u8>,
}

struct Watched {
    inner: Decoded,
    seen: Rc<Seen>,
}

impl Read for Watched {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        let since = self.seen.since_row.get() + count;
        self.seen.since_row.set(since);
        if let Some(last) = out[..count].last() {
            self.seen.last.set(*last);
        }
        if since > LINE_BYTES_MOST {
            return Err(io::Error::other("the row is longer than 16 MiB"));
        }
        Ok(count)
    }
}

pub(super) fn read(
    file: &str,
    mut reader: Decoded,
    sink: &mut dyn FnMut(Piece),
) -> (End, Encoding) {
    let delimiter = match reader.fill_buf() {
        Ok(start) => delimiter_of(start),
        Err(error) => {
            return (
                cut(Place::file(file), format!("reading stopped: {error}")),
                Encoding::Stated,
            );
        }
    };
    let seen = Rc::new(Seen::default());
    let watched = Watched {
        inner: reader,
        seen: Rc::clone(&seen),
    };
    let table = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(watched);
    let mut encoding = Encoding::Stated;
    let end = rows(file, table, &seen, delimiter, &mut encoding, sink);
    (end, encoding)
}

fn rows(
    file: &str,
    mut table: csv::Reader<Watched>,
    seen: &Seen,
    delimiter: u8,
    encoding: &mut Encoding,
    sink: &mut dyn FnMut(Piece),
) -> End {
    let mut columns: Option<Vec<String>> = None;
    // A row that does not fit is told once it is known not to be the cut end of the file.
    let mut misfit: Option<(Place, String, String)> = None;
    let mut row = ByteRecord::new();
    loop {
        let more = table.read_byte_record(&mut row);
        seen.since_row.set(0);
        let line = row.position().map_or(1, |at| at.line());
        let place = Place::file(file).at_line(line);
        match more {
            Err(error) => return cut(place, why(&error)),
            Ok(false) => break,
            Ok(true) => {}
        }
        if let Some((place, reason, raw)) = misfit.take() {
            sink(Piece::Bad { place, reason, raw });
        }
        let cells = cells_of(&row, encoding);
        if cells.iter().all(String::is_empty) {
            continue;
        }
        match &columns {
            None => {
                sink(Piece::Header(cells.clone()));
                columns = Some(cells);
            }
            Some(columns) if columns.len() == cells.len() => {
                sink(Piece::Row(object(columns, cells), place));
            }
            Some(columns) => {
                let reason = format!("the row has {} columns, not {}", cells.len(), columns.len());
                misfit = Some((
                    place,
                    reason,
                    cells.join(&char::from(delimiter).to_string()),
                ));
            }
        }
    }
    if let Some((place, reason, raw)) = misfit {
        if seen.last.get() != b'\n' {
            return cut(place, "the last row stops in the middle");
        }
        sink(Piece::Bad { place, reason, raw });
    }
    if columns.is_some() {
        End::Whole
    } else {
        End::Empty
    }
}

fn why(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => format!("the table cannot be read: {error}"),
    }
}

fn cells_of(row: &ByteRecord, encoding: &mut Encoding) -> Vec<String> {
    row.iter()
        .map(|cell| {
            let (text, guessed) = decode::text(cell);
            if guessed == Encoding::Guessed {
                *encoding = guessed;
            }
            text.trim().to_owned()
        })
        .collect()
}

/// A row by the names of its columns; the first of two columns of one name counts.
fn object(columns: &[String], cells: Vec<String>) -> Value {
    let mut map = Map::with_capacity(columns.len());
    for (column, cell) in columns.iter().zip(cells) {
        if !column.is_empty() && !map.contains_key(column) {
            map.insert(column.clone(), Value::String(cell));
        }
    }
    Value::Object(map)
}

/// The delimiter that is most frequent in the first row.
fn delimiter_of(start: &[u8]) -> u8 {
    let first = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
    [b';', b'\t']
        .into_iter()
        .find(|other| count(*other) > count(b','))
        .unwrap_or(b',')
}
