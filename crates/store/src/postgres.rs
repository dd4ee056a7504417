//! The ledger in PostgreSQL: what PostgreSQL does in its own way.

mod trouble;

use std::{borrow::Cow, time::Duration};

use app::ports::PortError;
use sqlx::{
    Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{
    location::PostgresAt,
    migrations::{Dialect, migrations},
    trouble::Trouble,
};

pub(crate) use sql::Ledger;
use trouble::explain;

/// The statements, for PostgreSQL.
#[path = "sql/every.rs"]
mod sql;

/// The database.
type Db = sqlx::Postgres;
/// A row of it.
type Row = sqlx::postgres::PgRow;
/// A connection to it.
type Connection = sqlx::PgConnection;
/// Connections to it.
type Pool = sqlx::PgPool;

/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Held by whoever writes, until the end of the transaction; one for each schema.
const ONE_WRITER: &str = "SELECT pg_advisory_xact_lock(\
     hashtextextended('allhands ledger in ' || current_schema(), 0))";

impl Ledger {
    /// Opens the database and brings its tables up to date.
    pub(crate) async fn open(at: &PostgresAt) -> Result<Self, PortError> {
        Self::open_with(&at.to_string(), at.options()).await
    }

    async fn open_with(name: &str, options: PgConnectOptions) -> Result<Self, PortError> {
        let trouble = Trouble::of(name, explain);
        let options = options
            .application_name("allhands")
            // Whoever waits for another server says so after a while, instead of for ever.
            .options([("lock_timeout", "10s")]);
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .acquire_timeout(CONNECT_TIMEOUT)
            .connect_with(options)
            .await;
        let pool = pool.map_err(|why| trouble.opening(why))?;
        let migrated = migrations(Dialect::Postgres).run(&pool).await;
        migrated.map_err(|why| trouble.migrating(why))?;
        Ok(Self { pool, trouble })
    }
}

/// A transaction that writes. There is one at a time: numbers are given in the order in which
/// transactions end, and a reader never sees a later one without those before.
async fn writing(pool: &Pool) -> Result<Transaction<'static, Db>, sqlx::Error> {
    let mut begun = pool
        .begin_with("BEGIN ISOLATION LEVEL READ COMMITTED")
        .await?;
    sqlx::query(ONE_WRITER).execute(&mut *begun).await?;
    Ok(begun)
}

/// A transaction that reads one state of everything.
async fn reading(pool: &Pool) -> Result<Transaction<'static, Db>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await
}

/// Stands before a mark for what PostgreSQL takes no text with. No text has it: it is no character.
const ESCAPE: char = '\u{10FFFF}';

/// Text as it is stored: PostgreSQL takes every character but the first one, which tools do send.
fn stored(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', ESCAPE]) {
        return Cow::Borrowed(text);
    }
    let escaped = text.chars().fold(String::new(), |mut so_far, c| {
        match c {
            '\0' => so_far.extend([ESCAPE, '0']),
            ESCAPE => so_far.extend([ESCAPE, ESCAPE]),
            c => so_far.push(c),
        }
        so_far
    });
    Cow::Owned(escaped)
}

/// Stored text as it was.
fn restored(text: String) -> String {
    if !text.contains(ESCAPE) {
        return text;
    }
    let mut whole = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (c == ESCAPE).then(|| characters.next()).flatten() {
            Some('0') => whole.push('\0'),
            Some(escaped) => whole.push(escaped),
            None => whole.push(c),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::{restored, stored};

    #[test]
    fn every_text_comes_back_and_none_is_stored_that_postgresql_refuses() {
        for text in [
            "",
            "plain",
            "a\0b",
            "\0",
            "\u{10FFFF}",
            "\u{10FFFF}0\0\u{10FFFF}",
        ] {
            let kept = stored(text).into_owned();
            assert!(!kept.contains('\0'), "{kept:?}");
            assert_eq!(restored(kept), text);
        }
    }
}
