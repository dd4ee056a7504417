//! Many rows at a time: a place for each value.

use sqlx::QueryBuilder;

use super::{Connection, Db};
use crate::rows::{Cell, RowOf, Table};

/// Rows in one statement: 19 columns times this stays well under SQLite's 32,766 places.
pub(super) const BATCH: usize = 500;

/// Writes rows, in their order.
pub(super) async fn insert<T: Sync, const WIDTH: usize>(
    to: &mut Connection,
    table: &Table<WIDTH>,
    rows: &[T],
    row: RowOf<T, WIDTH>,
) -> Result<(), sqlx::Error> {
    for batch in rows.chunks(BATCH) {
        let mut sql = QueryBuilder::<Db>::new(table.insert());
        sql.push_values(batch.iter().map(row), |mut places, cells| {
            for cell in cells {
                match cell {
                    Cell::Text(text) => places.push_bind(text.map(String::from)),
                    Cell::Number(number) => places.push_bind(number),
                    Cell::Flag(flag) => places.push_bind(flag),
                };
            }
        });
        sql.push(table.known);
        sql.build().execute(&mut *to).await?;
    }
    Ok(())
}

/// The condition that a column is among some texts.
pub(super) fn among<'a>(
    sql: &mut QueryBuilder<Db>,
    column: &str,
    texts: impl Iterator<Item = &'a str>,
) {
    sql.push(format!("{column} IN ("));
    let mut places = sql.separated(", ");
    for text in texts {
        places.push_bind(text.to_owned());
    }
    sql.push(")");
}
