//! The ledger in one SQLite file: what SQLite does in its own way.

mod restore;
mod rows;
mod stretch;
mod trouble;

use std::{borrow::Cow, path::Path, time::Duration};

use app::ports::PortError;
use sqlx::{
    Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    migrations::{Dialect, migrations},
    trouble::Trouble,
};

pub(crate) use restore::restore;
use rows::{BATCH, among, insert};
pub(crate) use sql::Ledger;
use stretch::{STRETCH, Stretch};
use trouble::{explain, folder_unwritable};

/// The statements, for SQLite.
#[path = "sql/mod.rs"]
mod sql;

/// The database.
type Db = sqlx::Sqlite;
/// A row of it.
type Row = sqlx::sqlite::SqliteRow;
/// A connection to it.
type Connection = sqlx::SqliteConnection;
/// Connections to it.
type Pool = sqlx::SqlitePool;

/// Which text of a change it reads.
const DIALECT: Dialect = Dialect::Sqlite;
/// Table, column and type of everything, in order of table and of column.
const COLUMNS: &str = "SELECT t.name, c.name, lower(c.type) FROM sqlite_master t \
                       JOIN pragma_table_info(t.name) c \
                       WHERE t.type = 'table' ORDER BY t.name, c.cid";

/// How long to wait for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How much of the file a connection keeps in memory, at most; negative because it counts KiB. The
/// usual 2 MiB hold too little of an index of a million findings for what a pass changes in it.
const CACHE_KIB: &str = "-65536";
/// Rows that are read ahead of whoever takes them, so that neither waits for the other each time.
const ROWS_AHEAD: usize = 1_000;

impl Ledger {
    /// Opens the file, makes it where there is none, and brings its tables up to date. It is
    /// written ahead (WAL) and flushed at each commit.
    pub(crate) async fn open(path: &Path) -> Result<Self, PortError> {
        Self::open_with(path, SqliteConnectOptions::new()).await
    }

    async fn open_with(path: &Path, options: SqliteConnectOptions) -> Result<Self, PortError> {
        let trouble = Trouble::of(&path.display().to_string(), explain);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|why| folder_unwritable(folder, &why))?;
        }
        let options = options
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", CACHE_KIB)
            .row_buffer_size(ROWS_AHEAD)
            .busy_timeout(BUSY_TIMEOUT);
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await;
        let pool = pool.map_err(|why| trouble.opening(why))?;
        let migrated = migrations(DIALECT).run(&pool).await;
        migrated.map_err(|why| trouble.migrating(why))?;
        Ok(Self::of(pool, trouble))
    }
}

/// A transaction that writes. It begins as one: two passes at once wait for each other instead of
/// failing half way.
async fn writing(pool: &Pool) -> Result<Transaction<'static, Db>, sqlx::Error> {
    pool.begin_with("BEGIN IMMEDIATE").await
}

/// A transaction that reads one state of everything.
async fn reading(pool: &Pool) -> Result<Transaction<'static, Db>, sqlx::Error> {
    pool.begin().await
}

/// Text as it is stored: as it is.
fn stored(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

/// Stored text as it was.
fn restored(text: String) -> String {
    text
}

#[cfg(test)]
mod tests;
