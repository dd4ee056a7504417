//! Numbers of the plan of action: appended, a row each time an item is numbered or closes.

use std::collections::BTreeMap;

use app::ports::{PoamRow, PoamStore, PortError};
use sqlx::Row as _;

use super::{Connection, Ledger, Row, RowError, read::json, write};

impl PoamStore for Ledger {
    async fn poam(&self) -> Result<Vec<PoamRow>, PortError> {
        let mut snapshot = self.read().await?;
        let all = self.done(all(&mut snapshot).await)?;
        Ok(all.into_values().collect())
    }

    async fn number(&self, rows: &[PoamRow]) -> Result<(), PortError> {
        let mut transaction = self.write().await?;
        if !self.done(append(&mut transaction, rows).await)? {
            return Err(self.trouble.decided_meanwhile());
        }
        self.commit(transaction).await
    }
}

/// Every item as it stands, by number.
async fn all(from: &mut Connection) -> Result<BTreeMap<u32, PoamRow>, RowError> {
    let sql = "SELECT entry, item FROM ledger_poam ORDER BY entry";
    let rows = sqlx::query(sql).fetch_all(from).await?;
    let item = |row: &Row| {
        let entry: i64 = row.try_get("entry")?;
        let item: PoamRow = json(row, &format!("entry {entry} of the plan"), "item")?;
        Ok((item.number, item))
    };
    rows.iter().map(item).collect()
}

/// Appends, unless a number is not the next one or its item is another one or closed. Says whether
/// it did.
async fn append(to: &mut Connection, rows: &[PoamRow]) -> Result<bool, RowError> {
    let mut kept = all(to).await?;
    let mut entry = write::next(to, "SELECT max(entry) FROM ledger_poam").await?;
    for row in rows {
        let next = kept.last_key_value().map_or(1, |(number, _)| number + 1);
        let follows = match kept.get(&row.number) {
            Some(before) => {
                let closes = PoamRow {
                    closed_at: row.closed_at,
                    ..before.clone()
                };
                before.closed_at.is_none() && closes == *row
            }
            None => row.number == next,
        };
        if !follows {
            return Ok(false);
        }
        let sql = "INSERT INTO ledger_poam (entry, number, item) VALUES ($1, $2, $3)";
        let query = sqlx::query(sql).bind(entry).bind(i64::from(row.number));
        query.bind(write::json(row)).execute(&mut *to).await?;
        kept.insert(row.number, row.clone());
        entry += 1;
    }
    Ok(true)
}
