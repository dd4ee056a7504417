//! How rules came into force: steps, texts and sheets, appended.

use app::{
    govern::Entry,
    ports::{GovernWrite, GovernanceStore, KeptText, PortError},
    sealed::things,
};
use model::RuleId;
use sqlx::Row as _;

use super::{
    Connection, Ledger, Pool, Row, RowError, log,
    read::{json, plain, word},
    stored, write,
};

/// Every step, the oldest first.
async fn entries(pool: &Pool) -> Result<Vec<Entry>, RowError> {
    let sql = "SELECT * FROM governance_entries ORDER BY number";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let entry = |row: &Row| {
        let number: i64 = row.try_get("number")?;
        let key = format!("step {number}");
        Ok(Entry {
            rule: RuleId::new(row.try_get::<&str, _>("rule")?),
            version: row.try_get("version")?,
            at: word(row, &key, "at")?,
            by: json(row, &key, "actor")?,
            step: json(row, &key, "step")?,
            reason: plain(row, "reason")?,
        })
    };
    rows.iter().map(entry).collect()
}

/// The texts that steps speak of, in order of digest.
async fn texts(pool: &Pool) -> Result<Vec<KeptText>, RowError> {
    let sql = "SELECT * FROM governance_texts ORDER BY digest";
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let text = |row: &Row| {
        Ok(KeptText {
            digest: row.try_get("digest")?,
            text: plain(row, "text")?,
            words: plain(row, "words")?,
        })
    };
    rows.iter().map(text).collect()
}

/// One sheet, as it was signed.
async fn sheet(pool: &Pool, digest: &str) -> Result<Option<String>, RowError> {
    let sql = "SELECT sheet FROM governance_sheets WHERE digest = $1";
    let query = sqlx::query_scalar(sql).bind(digest);
    Ok(query.fetch_optional(pool).await?)
}

/// Appends, unless somebody else has appended since the writer looked. Says whether it did.
async fn append(to: &mut Connection, write: &GovernWrite) -> Result<bool, RowError> {
    let sql = "SELECT count(*) FROM governance_entries";
    let known: i64 = sqlx::query_scalar(sql).fetch_one(&mut *to).await?;
    if usize::try_from(known) != Ok(write.known) {
        return Ok(false);
    }
    for text in &write.texts {
        let sql = "INSERT INTO governance_texts (digest, text, words) VALUES ($1, $2, $3) \
                   ON CONFLICT DO NOTHING";
        let query = sqlx::query(sql).bind(&text.digest).bind(stored(&text.text));
        query.bind(stored(&text.words)).execute(&mut *to).await?;
    }
    for (digest, sheet) in &write.sheets {
        let sql = "INSERT INTO governance_sheets (digest, sheet) VALUES ($1, $2) \
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
        let sql = "INSERT INTO governance_entries (number, rule, version, at, actor, step, reason) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let number = write::next(to, "SELECT max(number) FROM governance_entries").await?;
        let query = sqlx::query(sql).bind(number).bind(rule.as_str());
        let query = query.bind(version).bind(at.to_string());
        let query = query.bind(write::json(by)).bind(write::json(step));
        let query = query.bind(stored(reason));
        query.execute(&mut *to).await?;
        // Numbers are given from 1 on.
        let number = u64::try_from(number).unwrap_or_default();
        log::append(to, &things::step(number, entry)).await?;
    }
    Ok(true)
}

impl GovernanceStore for Ledger {
    async fn entries(&self) -> Result<Vec<Entry>, PortError> {
        self.done(entries(&self.pool).await)
    }

    async fn texts(&self) -> Result<Vec<KeptText>, PortError> {
        self.done(texts(&self.pool).await)
    }

    async fn sheet(&self, digest: &str) -> Result<Option<String>, PortError> {
        self.done(sheet(&self.pool, digest).await)
    }

    async fn append(&self, write: &GovernWrite) -> Result<(), PortError> {
        let mut transaction = self.write().await?;
        if !self.done(append(&mut transaction, write).await)? {
            return Err(self.trouble.overtaken());
        }
        self.commit(transaction).await
    }
}
