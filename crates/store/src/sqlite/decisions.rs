//! What people decided about records and owners: appended, one row each.

use app::ports::Decision;
use sqlx::{Row as _, SqliteConnection, SqlitePool, sqlite::SqliteRow};

use super::{
    read::{json, word},
    trouble::RowError,
    write,
};

/// Every decision, the oldest first.
pub(super) async fn all(pool: &SqlitePool) -> Result<Vec<Decision>, RowError> {
    let sql = "SELECT * FROM inventory_decisions ORDER BY number";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let decision = |row: &SqliteRow| {
        let number: i64 = row.try_get("number")?;
        let key = format!("decision {number}");
        Ok(Decision {
            // Numbers are given from 1 on; no table holds more of them than that.
            number: u64::try_from(number).unwrap_or_default(),
            at: word(row, &key, "at")?,
            by: row.try_get("author")?,
            because: row.try_get("because")?,
            what: json(row, &key, "what")?,
        })
    };
    rows.iter().map(decision).collect()
}

/// Appends, unless its number is not the next one. Says whether it did.
pub(super) async fn append(
    to: &mut SqliteConnection,
    decision: &Decision,
) -> Result<bool, RowError> {
    let sql = "SELECT coalesce(max(number), 0) FROM inventory_decisions";
    let latest: i64 = sqlx::query_scalar(sql).fetch_one(&mut *to).await?;
    let number = latest + 1;
    if i64::try_from(decision.number) != Ok(number) {
        return Ok(false);
    }
    let sql = "INSERT INTO inventory_decisions (number, at, author, because, what) \
               VALUES (?, ?, ?, ?, ?)";
    let query = sqlx::query(sql).bind(number).bind(decision.at.to_string());
    let query = query.bind(&decision.by).bind(&decision.because);
    let query = query.bind(write::json(&decision.what));
    query.execute(&mut *to).await?;
    Ok(true)
}
