//! What people decided about records and owners: appended, one row each.

use app::{
    ports::{Decision, DecisionStore, PortError},
    sealed::things,
};
use sqlx::Row as _;

use super::{
    Connection, Ledger, Pool, Row, RowError, log,
    read::{json, plain, word},
    stored, write,
};

/// Every decision, the oldest first.
async fn all(pool: &Pool) -> Result<Vec<Decision>, RowError> {
    let sql = "SELECT * FROM inventory_decisions ORDER BY number";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let decision = |row: &Row| {
        let number: i64 = row.try_get("number")?;
        let key = format!("decision {number}");
        Ok(Decision {
            // Numbers are given from 1 on; no table holds more of them than that.
            number: u64::try_from(number).unwrap_or_default(),
            at: word(row, &key, "at")?,
            by: plain(row, "author")?,
            because: plain(row, "because")?,
            what: json(row, &key, "what")?,
        })
    };
    rows.iter().map(decision).collect()
}

/// Appends, unless its number is not the next one. Says whether it did.
async fn append(to: &mut Connection, decision: &Decision) -> Result<bool, RowError> {
    let number = write::next(to, "SELECT max(number) FROM inventory_decisions").await?;
    if i64::try_from(decision.number) != Ok(number) {
        return Ok(false);
    }
    let sql = "INSERT INTO inventory_decisions (number, at, author, because, what) \
               VALUES ($1, $2, $3, $4, $5)";
    let query = sqlx::query(sql).bind(number).bind(decision.at.to_string());
    let query = query
        .bind(stored(&decision.by))
        .bind(stored(&decision.because));
    let query = query.bind(write::json(&decision.what));
    query.execute(&mut *to).await?;
    log::append(to, &things::decision(decision)).await?;
    Ok(true)
}

impl DecisionStore for Ledger {
    async fn decisions(&self) -> Result<Vec<Decision>, PortError> {
        self.done(all(&self.pool).await)
    }

    async fn decide(&self, decision: &Decision) -> Result<(), PortError> {
        let mut transaction = self.write().await?;
        if !self.done(append(&mut transaction, decision).await)? {
            return Err(self.trouble.decided_meanwhile());
        }
        self.commit(transaction).await
    }
}
