//! How rules came into force: steps, texts and sheets, appended.

use app::{
    govern::Entry,
    ports::{GovernWrite, KeptText},
};
use model::RuleId;
use sqlx::{SqliteConnection, SqlitePool, sqlite::SqliteRow};

use super::{
    read::{json, word},
    trouble::RowError,
    write,
};
use sqlx::Row as _;

/// Every step, the oldest first.
pub(super) async fn entries(pool: &SqlitePool) -> Result<Vec<Entry>, RowError> {
    let sql = "SELECT * FROM governance_entries ORDER BY number";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let entry = |row: &SqliteRow| {
        let number: i64 = row.try_get("number")?;
        let key = format!("step {number}");
        Ok(Entry {
            rule: RuleId::new(row.try_get::<&str, _>("rule")?),
            version: row.try_get("version")?,
            at: word(row, &key, "at")?,
            by: json(row, &key, "actor")?,
            step: json(row, &key, "step")?,
            reason: row.try_get("reason")?,
        })
    };
    rows.iter().map(entry).collect()
}

/// The texts that steps speak of, in order of digest.
pub(super) async fn texts(pool: &SqlitePool) -> Result<Vec<KeptText>, RowError> {
    let sql = "SELECT * FROM governance_texts ORDER BY digest";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let text = |row: &SqliteRow| {
        Ok(KeptText {
            digest: row.try_get("digest")?,
            text: row.try_get("text")?,
            words: row.try_get("words")?,
        })
    };
    rows.iter().map(text).collect()
}

/// One sheet, as it was signed.
pub(super) async fn sheet(pool: &SqlitePool, digest: &str) -> Result<Option<String>, RowError> {
    let sql = "SELECT sheet FROM governance_sheets WHERE digest = ?";
    let query = sqlx::query_scalar(sql).bind(digest);
    Ok(query.fetch_optional(pool).await?)
}

/// Appends, unless somebody else has appended since the writer looked. Says whether it did.
pub(super) async fn append(
    to: &mut SqliteConnection,
    write: &GovernWrite,
) -> Result<bool, RowError> {
    let sql = "SELECT count(*) FROM governance_entries";
    let known: i64 = sqlx::query_scalar(sql).fetch_one(&mut *to).await?;
    if usize::try_from(known) != Ok(write.known) {
        return Ok(false);
    }
    for text in &write.texts {
        let sql = "INSERT INTO governance_texts (digest, text, words) VALUES (?, ?, ?) \
                   ON CONFLICT DO NOTHING";
        let query = sqlx::query(sql).bind(&text.digest).bind(&text.text);
        query.bind(&text.words).execute(&mut *to).await?;
    }
    for (digest, sheet) in &write.sheets {
        let sql = "INSERT INTO governance_sheets (digest, sheet) VALUES (?, ?) \
                   ON CONFLICT DO NOTHING";
        let query = sqlx::query(sql).bind(digest).bind(sheet);
        query.execute(&mut *to).await?;
    }
    for entry in &write.entries {
        let Entry {
            rule,
            version,
            at,
            by,
            step,
            reason,
        } = entry;
        let sql = "INSERT INTO governance_entries (rule, version, at, actor, step, reason) \
                   VALUES (?, ?, ?, ?, ?, ?)";
        let query = sqlx::query(sql).bind(rule.as_str()).bind(version);
        let query = query.bind(at.to_string()).bind(write::json(by));
        let query = query.bind(write::json(step)).bind(reason);
        query.execute(&mut *to).await?;
    }
    Ok(true)
}
