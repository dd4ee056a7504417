//! Many rows at a time: one array for each column, so that a statement reads the same however many
//! rows it takes, and is planned once. What is more than that and surely new is copied in.

use sqlx::QueryBuilder;

use super::{Connection, Db};
use crate::rows::{Cell, RowOf, Table};

/// Rows in one statement.
pub(super) const BATCH: usize = 5_000;

/// The values of one column.
enum Column {
    Texts(Vec<Option<String>>),
    Numbers(Vec<Option<i64>>),
    Flags(Vec<Option<bool>>),
}

impl Column {
    /// Nothing yet, of the sort of this value.
    fn like(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Text(_) => Self::Texts(Vec::with_capacity(BATCH)),
            Cell::Number(_) => Self::Numbers(Vec::with_capacity(BATCH)),
            Cell::Flag(_) => Self::Flags(Vec::with_capacity(BATCH)),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Texts(texts), Cell::Text(text)) => texts.push(text.map(String::from)),
            (Self::Numbers(numbers), Cell::Number(number)) => numbers.push(number),
            (Self::Flags(flags), Cell::Flag(flag)) => flags.push(Some(flag)),
            // A column holds one sort, see `Cell`; anything else would be refused as missing.
            (Self::Texts(texts), _) => texts.push(None),
            (Self::Numbers(numbers), _) => numbers.push(None),
            (Self::Flags(flags), _) => flags.push(None),
        }
    }

    fn bind(self, sql: &mut QueryBuilder<Db>) {
        match self {
            Self::Texts(texts) => sql.push_bind(texts).push("::text[]"),
            Self::Numbers(numbers) => sql.push_bind(numbers).push("::bigint[]"),
            Self::Flags(flags) => sql.push_bind(flags).push("::boolean[]"),
        };
    }
}

/// How much of a copy is sent at a time, in bytes.
const SENT: usize = 1 << 20;

/// Writes rows, in their order.
pub(super) async fn insert<T: Sync, const WIDTH: usize>(
    to: &mut Connection,
    table: &Table<WIDTH>,
    rows: &[T],
    row: RowOf<T, WIDTH>,
) -> Result<(), sqlx::Error> {
    if rows.len() > BATCH && table.known.is_empty() {
        return copy(to, table, rows, row).await;
    }
    for batch in rows.chunks(BATCH) {
        let first = batch.iter().take(1).flat_map(row);
        let mut columns: Vec<Column> = first.map(|cell| Column::like(&cell)).collect();
        for cells in batch.iter().map(row) {
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
        let mut sql = QueryBuilder::<Db>::new(table.insert());
        sql.push("SELECT * FROM unnest(");
        for (at, column) in columns.into_iter().enumerate() {
            if at > 0 {
                sql.push(", ");
            }
            column.bind(&mut sql);
        }
        sql.push(")").push(table.known);
        sql.build().execute(&mut *to).await?;
    }
    Ok(())
}

/// Copies rows in, in their order; none of them may be there.
async fn copy<T: Sync, const WIDTH: usize>(
    to: &mut Connection,
    table: &Table<WIDTH>,
    rows: &[T],
    row: RowOf<T, WIDTH>,
) -> Result<(), sqlx::Error> {
    let columns = table.columns.join(", ");
    let sql = format!("COPY {} ({columns}) FROM STDIN", table.name);
    let mut into = to.copy_in_raw(&sql).await?;
    let mut text = String::with_capacity(SENT + SENT / 4);
    for cells in rows.iter().map(row) {
        copied(&mut text, &cells);
        if text.len() >= SENT {
            into.send(text.as_bytes()).await?;
            text.clear();
        }
    }
    into.send(text.as_bytes()).await?;
    into.finish().await?;
    Ok(())
}

/// Appends a row as `COPY` takes it: a line, its values set apart by tabs.
fn copied(to: &mut String, cells: &[Cell<'_>]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            to.push('\t');
        }
        match cell {
            Cell::Text(Some(text)) => escaped(to, text),
            Cell::Number(Some(number)) => to.push_str(&number.to_string()),
            Cell::Flag(flag) => to.push(if *flag { 't' } else { 'f' }),
            Cell::Text(None) | Cell::Number(None) => to.push_str("\\N"),
        }
    }
    to.push('\n');
}

/// Appends a text in which nothing looks like an end of it, or like nothing at all.
fn escaped(to: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '\n', '\r', '\t']) {
        to.push_str(&rest[..at]);
        to.push_str(match rest.as_bytes()[at] {
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            _ => "\\\\",
        });
        rest = &rest[at + 1..];
    }
    to.push_str(rest);
}

/// The condition that a column is among some texts.
pub(super) fn among<'a>(
    sql: &mut QueryBuilder<Db>,
    column: &str,
    texts: impl Iterator<Item = &'a str>,
) {
    let texts: Vec<&str> = texts.collect();
    sql.push(format!("{column} = ANY("))
        .push_bind(texts)
        .push(")");
}
