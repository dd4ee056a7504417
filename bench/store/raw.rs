//! The peer of appending in SQLite: the very same rows into the same tables, by nothing but
//! prepared statements and one transaction a pass. It seals nothing, and makes no text of anything.

use std::{path::Path, time::Instant};

use rusqlite::{Connection, params_from_iter, types::Value};

use crate::Failed;

/// The tables a pass appends to, and how its rows are found in a filled ledger.
const TABLES: [(&str, &str); 4] = [
    (
        "ledger_findings",
        "SELECT t.* FROM ledger_findings t JOIN ledger_events e ON e.finding = t.id \
         WHERE e.pass = ? ORDER BY t.id",
    ),
    (
        "ledger_clocks",
        "SELECT t.* FROM ledger_clocks t JOIN ledger_events e ON e.finding = t.finding \
         WHERE e.pass = ? ORDER BY t.finding, t.key",
    ),
    (
        "ledger_events",
        "SELECT * FROM ledger_events WHERE pass = ? ORDER BY number",
    ),
    (
        "log_findings",
        "SELECT t.* FROM log_findings t JOIN log_entries e ON e.seq = t.seq \
         WHERE e.seq = ? ORDER BY t.finding",
    ),
];

/// Appends what the passes of `from` appended to an empty ledger of the same tables in `to`; tells
/// how many seconds that took. Reading is not counted.
pub fn append(from: &Path, to: &Path, passes: i64) -> Result<f64, Failed> {
    let from = Connection::open(from)?;
    let mut to = opened(&from, to)?;
    let mut spent = 0.0;
    for pass in 1..=passes {
        let rows = TABLES.map(|(table, sql)| Ok((table, rows(&from, sql, pass)?)));
        let rows = rows.into_iter().collect::<Result<Vec<_>, Failed>>()?;
        let started = Instant::now();
        let transaction = to.transaction()?;
        let sql = "INSERT INTO ledger_passes (number, key, at, run, sources, rules) \
                   VALUES (?, ?, '', 1, '', '')";
        transaction.execute(sql, (pass, pass.to_string()))?;
        let sql = "INSERT INTO log_entries VALUES (?, '', '', '')";
        transaction.execute(sql, [pass])?;
        for (table, rows) in &rows {
            let Some(first) = rows.first() else { continue };
            let places = vec!["?"; first.len()].join(", ");
            let mut one = transaction.prepare(&format!("INSERT INTO {table} VALUES ({places})"))?;
            for row in rows {
                one.execute(params_from_iter(row))?;
            }
        }
        transaction.commit()?;
        spent += started.elapsed().as_secs_f64();
    }
    Ok(spent)
}

/// An empty database with the tables of another one, written as a ledger is.
fn opened(like: &Connection, path: &Path) -> Result<Connection, Failed> {
    let to = Connection::open(path)?;
    for (name, value) in [
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("foreign_keys", "ON"),
    ] {
        to.pragma_update(None, name, value)?;
    }
    let sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid";
    let mut tables = like.prepare(sql)?;
    let texts = tables.query_map([], |row| row.get::<_, String>(0))?;
    for text in texts {
        to.execute_batch(&text?)?;
    }
    Ok(to)
}

fn rows(from: &Connection, sql: &str, pass: i64) -> Result<Vec<Vec<Value>>, Failed> {
    let mut statement = from.prepare(sql)?;
    let width = statement.column_count();
    let row = |row: &rusqlite::Row<'_>| (0..width).map(|at| row.get(at)).collect();
    let rows = statement.query_map([pass], row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
