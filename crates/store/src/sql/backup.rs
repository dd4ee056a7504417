//! All rows of all tables out and in, as texts.

use std::path::Path;

use app::ports::{LedgerStore as _, PortError};
use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};

use super::{COLUMNS, Connection, DIALECT, Db, Ledger, RowError, Trouble, restored, stored};
use crate::{
    backup::{Head, InTheWay, Line, Reader, Saved, Table, Values, Writer, newer},
    migrations::{self, migrations, migrations_until},
};

/// A column as this database declares it.
struct Column {
    name: String,
    kind: String,
}

impl Column {
    /// Its value as text.
    fn read(&self) -> String {
        let name = &self.name;
        match self.kind.as_str() {
            "boolean" => format!("CAST(CAST(t.{name} AS INTEGER) AS TEXT)"),
            _ => format!("CAST(t.{name} AS TEXT)"),
        }
    }

    /// What turns a text into its value: before and behind it.
    fn write(&self) -> (&'static str, String) {
        match self.kind.as_str() {
            "text" => ("", String::new()),
            "boolean" => ("CAST(CAST(", " AS INTEGER) AS BOOLEAN)".to_owned()),
            kind => ("CAST(", format!(" AS {kind})")),
        }
    }
}

/// The tables of a ledger with their columns, in order of name.
async fn tables(from: &mut Connection) -> Result<Vec<(String, Vec<Column>)>, RowError> {
    let ours = migrations::tables();
    let mut tables: Vec<(String, Vec<Column>)> = Vec::new();
    for row in sqlx::query(COLUMNS).fetch_all(from).await? {
        let table: String = row.try_get(0)?;
        if !ours.contains(table.as_str()) {
            continue;
        }
        let column = Column {
            name: row.try_get(1)?,
            kind: row.try_get(2)?,
        };
        match tables.last_mut() {
            Some((last, columns)) if *last == table => columns.push(column),
            _ => tables.push((table, vec![column])),
        }
    }
    Ok(tables)
}

/// Whether any table has a row.
pub(crate) async fn holds_something(from: &mut Connection) -> Result<bool, RowError> {
    for (table, _) in tables(from).await? {
        let sql = AssertSqlSafe(format!("SELECT 1 AS found FROM {table} LIMIT 1"));
        if sqlx::query(sql).fetch_optional(&mut *from).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Ledger {
    /// Everything in it as of one instant, into a file.
    pub(crate) async fn back_up(
        &self,
        path: &Path,
        in_the_way: InTheWay,
        now: Timestamp,
    ) -> Result<Saved, PortError> {
        let latest = self.latest_pass().await?.map(|pass| pass.at);
        let mut snapshot = self.read().await?;
        let tables = self.done(tables(&mut snapshot).await)?;
        let head = Head::of(migrations::latest(), now, latest);
        let mut writer = Writer::new(path, in_the_way, head)?;
        let kept = |table: &str| !migrations::PASSING.contains(&table);
        for (table, columns) in tables.iter().filter(|(table, _)| kept(table)) {
            let names = columns.iter().map(|column| column.name.clone()).collect();
            writer.table(&Table {
                table: table.clone(),
                columns: names,
            })?;
            self.back_up_table(&mut snapshot, (table, columns), &mut writer)
                .await?;
        }
        writer.end()
    }

    async fn back_up_table(
        &self,
        from: &mut Connection,
        (table, columns): (&str, &[Column]),
        writer: &mut Writer,
    ) -> Result<(), PortError> {
        let values: Vec<String> = columns.iter().map(Column::read).collect();
        // Keys come first in every table.
        let order: Vec<String> = columns
            .iter()
            .take(2)
            .map(|column| format!("t.{}", column.name))
            .collect();
        let sql = format!(
            "SELECT {} FROM {table} t ORDER BY {}",
            values.join(", "),
            order.join(", ")
        );
        let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(from);
        loop {
            let row = self.done(rows.try_next().await.map_err(RowError::from))?;
            let Some(row) = row else { return Ok(()) };
            let value = |index| Ok(row.try_get::<Option<String>, _>(index)?.map(restored));
            let values: Result<Values, RowError> = (0..columns.len()).map(value).collect();
            writer.row(&self.done(values)?)?;
        }
    }
}

/// Makes the tables as they were when the backup was made, fills them, and brings them up to date.
pub(crate) async fn fill(
    to: &mut Connection,
    backup: &mut Reader,
    (path, trouble): (&Path, &Trouble),
) -> Result<Saved, PortError> {
    let until = backup.saved.head.tables;
    if until > migrations::latest() {
        return Err(newer(path));
    }
    let migrated = migrations_until(DIALECT, until).run(&mut *to).await;
    migrated.map_err(|why| trouble.migrating(why))?;
    fill_tables(to, backup, trouble).await?;
    let migrated = migrations(DIALECT).run(&mut *to).await;
    migrated.map_err(|why| trouble.migrating(why))?;
    Ok(backup.saved.clone())
}

async fn fill_tables(
    to: &mut Connection,
    backup: &mut Reader,
    trouble: &Trouble,
) -> Result<(), PortError> {
    let tables = tables(to).await.map_err(|why| trouble.reading(why))?;
    let mut into: (String, Vec<&Column>) = Default::default();
    let mut batch: Vec<Values> = Vec::new();
    loop {
        let line = backup.next()?;
        if let Some(Line::Row(values)) = line {
            let (table, columns) = &into;
            if values.len() != columns.len() {
                return Err(backup.misfit(table));
            }
            batch.push(values);
            if batch.len() * columns.len() > MOST_VALUES {
                let inserted = insert(to, table, columns, &mut batch).await;
                inserted.map_err(|why| trouble.reading(why))?;
            }
            continue;
        }
        let inserted = insert(to, &into.0, &into.1, &mut batch).await;
        inserted.map_err(|why| trouble.reading(why))?;
        let Some(Line::Table(next)) = line else {
            return Ok(());
        };
        let found = tables.iter().find(|(name, _)| *name == next.table);
        let (_, known) = found.ok_or_else(|| backup.misfit(&next.table))?;
        let column = |name: &String| known.iter().find(|column| column.name == *name);
        let columns: Option<Vec<&Column>> = next.columns.iter().map(column).collect();
        let columns = columns.ok_or_else(|| backup.misfit(&next.table))?;
        into = (next.table, columns);
    }
}

/// Values in one statement, well under what either database takes.
const MOST_VALUES: usize = 8_000;

async fn insert(
    to: &mut Connection,
    table: &str,
    columns: &[&Column],
    rows: &mut Vec<Values>,
) -> Result<(), RowError> {
    if rows.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut sql = QueryBuilder::<Db>::new(format!(
        "INSERT INTO {table} ({}) VALUES ",
        names.join(", ")
    ));
    for (row, values) in rows.drain(..).enumerate() {
        sql.push(if row == 0 { "(" } else { ", (" });
        for (index, (column, value)) in columns.iter().zip(values).enumerate() {
            let (before, behind) = column.write();
            sql.push(if index == 0 { "" } else { ", " }).push(before);
            sql.push_bind(value.map(|text| stored(&text).into_owned()))
                .push(behind);
        }
        sql.push(")");
    }
    sql.build().persistent(false).execute(to).await?;
    Ok(())
}
