//! Who may sign in, and who is signed in: a row each, replaced when it changes.

use app::ports::{AccessStore, AccessToken, Account, PortError, Session};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::{Ledger, Row, RowError, read::json, stored, write};

/// An instant as text that sorts as instants do.
fn sortable(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl AccessStore for Ledger {
    async fn accounts(&self) -> Result<Vec<Account>, PortError> {
        let sql = "SELECT account FROM access_accounts ORDER BY name";
        self.kept(sqlx::query(sql), "account").await
    }

    async fn account(&self, name: &str) -> Result<Option<Account>, PortError> {
        let sql = "SELECT account FROM access_accounts WHERE name = $1";
        let query = sqlx::query(sql).bind(stored(name).into_owned());
        Ok(self.kept(query, "account").await?.pop())
    }

    async fn keep_account(&self, account: &Account) -> Result<(), PortError> {
        let sql = "INSERT INTO access_accounts (name, account) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET account = excluded.account";
        let query = sqlx::query(sql).bind(stored(&account.name).into_owned());
        self.change(query.bind(text(account))).await
    }

    async fn session(&self, digest: &str) -> Result<Option<Session>, PortError> {
        let sql = "SELECT session FROM access_sessions WHERE digest = $1";
        let query = sqlx::query(sql).bind(stored(digest).into_owned());
        Ok(self.kept(query, "session").await?.pop())
    }

    async fn begin_session(&self, session: &Session) -> Result<(), PortError> {
        let sql = "INSERT INTO access_sessions (digest, account, seen_at, session) \
                   VALUES ($1, $2, $3, $4)";
        let query = sqlx::query(sql).bind(stored(&session.digest).into_owned());
        let query = query.bind(stored(&session.account).into_owned());
        let query = query.bind(sortable(session.seen_at));
        self.change(query.bind(text(session))).await
    }

    async fn use_session(&self, session: &Session) -> Result<(), PortError> {
        let sql = "UPDATE access_sessions SET seen_at = $2, session = $3 WHERE digest = $1";
        let query = sqlx::query(sql).bind(stored(&session.digest).into_owned());
        let query = query.bind(sortable(session.seen_at));
        self.change(query.bind(text(session))).await
    }

    async fn end_session(&self, digest: &str) -> Result<(), PortError> {
        let query = sqlx::query("DELETE FROM access_sessions WHERE digest = $1");
        self.change(query.bind(stored(digest).into_owned())).await
    }

    async fn end_sessions_of(&self, account: &str) -> Result<(), PortError> {
        let query = sqlx::query("DELETE FROM access_sessions WHERE account = $1");
        self.change(query.bind(stored(account).into_owned())).await
    }

    async fn end_sessions_before(&self, seen: Timestamp) -> Result<(), PortError> {
        let query = sqlx::query("DELETE FROM access_sessions WHERE seen_at < $1");
        self.change(query.bind(sortable(seen))).await
    }

    async fn token(&self, digest: &str) -> Result<Option<AccessToken>, PortError> {
        let sql = "SELECT token FROM access_tokens WHERE digest = $1";
        let query = sqlx::query(sql).bind(stored(digest).into_owned());
        Ok(self.kept(query, "token").await?.pop())
    }

    async fn tokens_of(&self, account: &str) -> Result<Vec<AccessToken>, PortError> {
        let sql = "SELECT token FROM access_tokens WHERE account = $1 ORDER BY digest";
        let query = sqlx::query(sql).bind(stored(account).into_owned());
        self.kept(query, "token").await
    }

    async fn keep_token(&self, token: &AccessToken) -> Result<(), PortError> {
        let sql = "INSERT INTO access_tokens (digest, account, token) VALUES ($1, $2, $3)";
        let query = sqlx::query(sql).bind(stored(&token.digest).into_owned());
        let query = query.bind(stored(&token.account).into_owned());
        self.change(query.bind(text(token))).await
    }

    async fn end_token(&self, account: &str, digest: &str) -> Result<(), PortError> {
        let sql = "DELETE FROM access_tokens WHERE account = $1 AND digest = $2";
        let query = sqlx::query(sql).bind(stored(account).into_owned());
        self.change(query.bind(stored(digest).into_owned())).await
    }
}

/// A statement with its values.
type Query = sqlx::query::Query<'static, super::Db, <super::Db as sqlx::Database>::Arguments>;

fn text(value: &impl Serialize) -> String {
    stored(&write::json(value)).into_owned()
}

impl Ledger {
    /// What a column of JSON holds, row by row.
    async fn kept<T: DeserializeOwned>(
        &self,
        query: Query,
        column: &'static str,
    ) -> Result<Vec<T>, PortError> {
        let rows = query.fetch_all(&self.pool).await;
        let rows = self.done(rows.map_err(RowError::from))?;
        let read = |row: &Row| json(row, "a row of who may sign in", column);
        self.done(rows.iter().map(read).collect())
    }

    /// Changes one table, at once.
    async fn change(&self, query: Query) -> Result<(), PortError> {
        let mut transaction = self.write().await?;
        let done = query.execute(&mut *transaction).await;
        self.done(done.map_err(RowError::from))?;
        self.commit(transaction).await
    }
}
