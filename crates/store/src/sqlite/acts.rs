//! What people decided about findings, exceptions and responsibilities: appended, one row each.

use app::ports::{Act, ActStore, ActWrite, PortError, StaleException};
use sqlx::{Row as _, SqliteConnection, SqlitePool, sqlite::SqliteRow};

use super::{
    SqliteLedger,
    read::{json, word},
    trouble::RowError,
    write,
};

impl ActStore for SqliteLedger {
    async fn acts(&self) -> Result<Vec<Act>, PortError> {
        let all = acts(&self.pool).await;
        all.map_err(|why| self.trouble.reading(why))
    }

    async fn stale(&self) -> Result<Vec<StaleException>, PortError> {
        let all = stale(&self.pool).await;
        all.map_err(|why| self.trouble.reading(why))
    }

    async fn act(&self, write: &ActWrite) -> Result<(), PortError> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(|why| self.trouble.writing(why))?;
        let appended = append(&mut transaction, write).await;
        if !appended.map_err(|why| self.trouble.reading(why))? {
            return Err(self.trouble.decided_meanwhile());
        }
        let committed = transaction.commit().await;
        committed.map_err(|why| self.trouble.writing(why))
    }
}

/// Every act, the oldest first.
async fn acts(pool: &SqlitePool) -> Result<Vec<Act>, RowError> {
    let sql = "SELECT * FROM ledger_acts ORDER BY number";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let act = |row: &SqliteRow| {
        let number: i64 = row.try_get("number")?;
        let key = format!("act {number}");
        Ok(Act {
            // Numbers are given from 1 on.
            number: u64::try_from(number).unwrap_or_default(),
            at: word(row, &key, "at")?,
            by: row.try_get("author")?,
            because: row.try_get("because")?,
            what: json(row, &key, "what")?,
        })
    };
    rows.iter().map(act).collect()
}

/// Every exception that passes found stale.
async fn stale(pool: &SqlitePool) -> Result<Vec<StaleException>, RowError> {
    let sql = "SELECT * FROM ledger_exceptions_ended ORDER BY exception";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let ended = |row: &SqliteRow| {
        let number: i64 = row.try_get("exception")?;
        Ok(StaleException {
            exception: u64::try_from(number).unwrap_or_default(),
            at: word(row, &format!("exception {number}"), "at")?,
            because: row.try_get("because")?,
        })
    };
    rows.iter().map(ended).collect()
}

/// Appends, unless its number is not the next one. Says whether it did.
async fn append(to: &mut SqliteConnection, write: &ActWrite) -> Result<bool, RowError> {
    let sql = "SELECT coalesce(max(number), 0) FROM ledger_acts";
    let latest: i64 = sqlx::query_scalar(sql).fetch_one(&mut *to).await?;
    let number = latest + 1;
    let act = &write.act;
    if i64::try_from(act.number) != Ok(number) {
        return Ok(false);
    }
    let sql = "INSERT INTO ledger_acts (number, at, author, because, what) \
               VALUES ($1, $2, $3, $4, $5)";
    let query = sqlx::query(sql).bind(number).bind(act.at.to_string());
    let query = query.bind(&act.by).bind(&act.because);
    query.bind(write::json(&act.what)).execute(&mut *to).await?;
    write::after_act(to, number, &write.findings, &write.events).await?;
    Ok(true)
}

/// Keeps that a pass found exceptions stale; one that has ended stays as it ended.
pub(super) async fn keep_stale(
    to: &mut SqliteConnection,
    ended: &[StaleException],
) -> Result<(), RowError> {
    for one in ended {
        let sql = "INSERT INTO ledger_exceptions_ended (exception, at, because) \
                   VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        // Acts are numbered from 1 on by rows of the same database.
        let number = i64::try_from(one.exception).unwrap_or(i64::MAX);
        let query = sqlx::query(sql).bind(number).bind(one.at.to_string());
        query.bind(&one.because).execute(&mut *to).await?;
    }
    Ok(())
}
