//! What people decided about findings, exceptions and responsibilities: appended, one row each.

use app::{
    ports::{Act, ActStore, ActWrite, PortError, StaleException},
    sealed::things,
};
use model::{Event, Finding};
use sqlx::Row as _;

use super::{
    Connection, Ledger, Pool, Row, RowError, log,
    read::{json, plain, word},
    stored, turns, write,
};

impl ActStore for Ledger {
    async fn acts(&self) -> Result<Vec<Act>, PortError> {
        self.done(acts(&self.pool).await)
    }

    async fn stale(&self) -> Result<Vec<StaleException>, PortError> {
        self.done(stale(&self.pool).await)
    }

    async fn act(&self, write: &ActWrite) -> Result<(), PortError> {
        let mut transaction = self.write().await?;
        if !self.done(append(&mut transaction, write).await)? {
            return Err(self.trouble.decided_meanwhile());
        }
        if !write.findings.is_empty() {
            self.done(turns::overtake(&mut transaction, self.turn).await)?;
        }
        self.commit(transaction).await
    }
}

/// Every act, the oldest first.
async fn acts(pool: &Pool) -> Result<Vec<Act>, RowError> {
    let sql = "SELECT * FROM ledger_acts ORDER BY number";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let act = |row: &Row| {
        let number: i64 = row.try_get("number")?;
        let key = format!("act {number}");
        Ok(Act {
            // Numbers are given from 1 on.
            number: u64::try_from(number).unwrap_or_default(),
            at: word(row, &key, "at")?,
            by: plain(row, "author")?,
            because: plain(row, "because")?,
            what: json(row, &key, "what")?,
        })
    };
    rows.iter().map(act).collect()
}

/// Every exception that passes found stale.
async fn stale(pool: &Pool) -> Result<Vec<StaleException>, RowError> {
    let sql = "SELECT * FROM ledger_exceptions_ended ORDER BY exception";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let ended = |row: &Row| {
        let number: i64 = row.try_get("exception")?;
        Ok(StaleException {
            exception: u64::try_from(number).unwrap_or_default(),
            at: word(row, &format!("exception {number}"), "at")?,
            because: plain(row, "because")?,
        })
    };
    rows.iter().map(ended).collect()
}

/// Appends, unless its number is not the next one. Says whether it did.
async fn append(to: &mut Connection, write: &ActWrite) -> Result<bool, RowError> {
    let number = write::next(to, "SELECT max(number) FROM ledger_acts").await?;
    let act = &write.act;
    if i64::try_from(act.number) != Ok(number) {
        return Ok(false);
    }
    let sql = "INSERT INTO ledger_acts (number, at, author, because, what) \
               VALUES ($1, $2, $3, $4, $5)";
    let query = sqlx::query(sql).bind(number).bind(act.at.to_string());
    let query = query.bind(stored(&act.by)).bind(stored(&act.because));
    query.bind(write::json(&act.what)).execute(&mut *to).await?;
    write::after_act(to, number, &write.findings, &write.events).await?;
    let events: Vec<&Event> = write.events.iter().collect();
    let findings: Vec<&Finding> = write.findings.iter().collect();
    log::append(to, &things::act(act, &events, &findings)).await?;
    Ok(true)
}

/// Keeps that a pass found exceptions stale; one that has ended stays as it ended.
pub(super) async fn keep_stale(
    to: &mut Connection,
    ended: &[StaleException],
) -> Result<(), RowError> {
    for one in ended {
        let sql = "INSERT INTO ledger_exceptions_ended (exception, at, because) \
                   VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        // Acts are numbered from 1 on by rows of the same database.
        let number = i64::try_from(one.exception).unwrap_or(i64::MAX);
        let query = sqlx::query(sql).bind(number).bind(one.at.to_string());
        query.bind(stored(&one.because)).execute(&mut *to).await?;
    }
    Ok(())
}
