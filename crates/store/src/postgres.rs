//! The ledger in PostgreSQL: what PostgreSQL does in its own way.

mod restore;
mod rows;
mod stretch;
mod trouble;

use std::{borrow::Cow, time::Duration};

use app::ports::PortError;
use sqlx::{
    ConnectOptions as _, PgConnection, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{
    location::PostgresAt,
    migrations::{Dialect, migrations},
    trouble::Trouble,
};

pub(crate) use restore::restore;
use rows::{BATCH, among, insert};
pub(crate) use sql::Ledger;
use stretch::{STRETCH, Stretch};
use trouble::explain;

/// The statements, for PostgreSQL.
#[path = "sql/mod.rs"]
mod sql;

/// The database.
type Db = sqlx::Postgres;
/// A row of it.
type Row = sqlx::postgres::PgRow;
/// A connection to it.
type Connection = sqlx::PgConnection;
/// Connections to it.
type Pool = sqlx::PgPool;

/// Which text of a change it reads.
const DIALECT: Dialect = Dialect::Postgres;
/// Table, column and type of everything, in order of table and of column.
const COLUMNS: &str = "SELECT table_name::text, column_name::text, data_type::text \
                       FROM information_schema.columns WHERE table_schema = current_schema() \
                       ORDER BY table_name, ordinal_position";

/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Held by whoever writes, until the end of the transaction; one for each schema.
const ONE_WRITER: &str = "SELECT pg_advisory_xact_lock(\
     hashtextextended('allhands ledger in ' || current_schema(), 0))";

/// Held for as long as a turn lasts, by a connection of its own.
const ONE_PASS: &str = "SELECT pg_advisory_lock(\
     hashtextextended('allhands pass in ' || current_schema(), 0))";

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
        let migrated = migrations(DIALECT).run(&pool).await;
        migrated.map_err(|why| trouble.migrating(why))?;
        Ok(Self::of(pool, trouble))
    }

    /// The lock of a turn, on a connection of its own; `None` when somebody else has it. Whoever
    /// ended a moment ago may be about to lose it, so it is waited for a little.
    pub(crate) async fn hold(&self) -> Result<Option<PgConnection>, PortError> {
        let options = PgConnectOptions::clone(&self.pool.connect_options());
        let options = options.application_name("allhands turn").options([
            ("lock_timeout", "2s"),
            // A machine that is not heard of for a minute has lost its turn.
            ("tcp_keepalives_idle", "30"),
            ("tcp_keepalives_interval", "10"),
            ("tcp_keepalives_count", "3"),
        ]);
        let opened = options.connect().await;
        let mut connection = opened.map_err(|why| self.trouble.opening(why))?;
        match sqlx::query(ONE_PASS).execute(&mut connection).await {
            Ok(_) => Ok(Some(connection)),
            Err(why) if trouble::is_locked(&why) => Ok(None),
            Err(why) => Err(self.trouble.opening(why)),
        }
    }

    /// Who began the latest turn, as they said themselves.
    pub(crate) async fn holder(&self) -> Result<Option<String>, PortError> {
        let sql = "SELECT holder FROM ledger_turns WHERE name = 'pass'";
        let holder = sqlx::query_scalar(sql).fetch_optional(&self.pool).await;
        let holder: Option<String> = holder.map_err(|why| self.trouble.opening(why))?;
        Ok(holder.map(restored))
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

/// Stands before a mark for what cannot stand by itself: the first character, which PostgreSQL
/// takes no text with though tools do send it, and this one. As it is the second character of all,
/// texts keep their order.
const ESCAPE: char = '\u{1}';
const FIRST: char = '\u{1}';
const SECOND: char = '\u{2}';

/// Text as it is stored.
fn stored(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', ESCAPE]) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\0' => escaped.extend([ESCAPE, FIRST]),
            ESCAPE => escaped.extend([ESCAPE, SECOND]),
            c => escaped.push(c),
        }
    }
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
        let escaped = if c == ESCAPE { characters.next() } else { None };
        whole.push(match escaped {
            Some(FIRST) => '\0',
            Some(_) => ESCAPE,
            None => c,
        });
    }
    whole
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{restored, stored};

    proptest! {
        #[test]
        fn every_text_comes_back_in_its_place_and_none_is_one_that_postgresql_refuses(
            [one, other] in ["[\\x00-\\x03ab]{0,6}", "[\\x00-\\x03ab]{0,6}"],
        ) {
            let kept = [&one, &other].map(|text| stored(text).into_owned());
            prop_assert!(!kept.concat().contains('\0'));
            prop_assert_eq!(kept[0].cmp(&kept[1]), one.cmp(&other));
            let [kept, _] = kept;
            prop_assert_eq!(restored(kept), one);
        }
    }
}
