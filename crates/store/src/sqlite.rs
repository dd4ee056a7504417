//! The ledger in one SQLite file.

mod acts;
mod decisions;
mod govern;
mod read;
mod trouble;
mod write;

use std::{borrow::Cow, path::Path, time::Duration};

use app::{
    govern::Entry,
    ports::{
        Decision, DecisionStore, GovernWrite, GovernanceStore, KeptText, LedgerStore, PassRecord,
        PassWrite, PortError, RuleText,
    },
};
use model::{Event, Finding, FindingId, RuleId, Vocabulary, verdict::Unknowns};
use sqlx::{
    SqlSafeStr, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use trouble::{Trouble, folder_unwritable, migrating};

/// How long to wait for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The ledger in one SQLite file, written ahead (WAL) and flushed at each commit.
#[derive(Clone, Debug)]
pub struct SqliteLedger {
    pool: SqlitePool,
    trouble: Trouble,
}

impl SqliteLedger {
    /// Opens the file, makes it where there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// When the folder cannot be written, the disk is full, the file is no database, or it was
    /// written by a newer version of this program.
    pub async fn open(path: &Path) -> Result<Self, PortError> {
        Self::open_with(path, SqliteConnectOptions::new()).await
    }

    async fn open_with(path: &Path, options: SqliteConnectOptions) -> Result<Self, PortError> {
        let trouble = Trouble::with(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|why| folder_unwritable(folder, &why))?;
        }
        let options = options
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT);
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await;
        let pool = pool.map_err(|why| trouble.opening(why))?;
        let migrated = migrations().run(&pool).await;
        migrated.map_err(|why| migrating(&trouble, why))?;
        Ok(Self { pool, trouble })
    }
}

/// Every change of the tables, oldest first. One line each; a committed one is never edited.
fn migrations() -> Migrator {
    let all = [
        (1, "ledger", include_str!("../migrations/0001_ledger.sql")),
        (
            2,
            "rules in force",
            include_str!("../migrations/0002_rules_in_force.sql"),
        ),
        (
            3,
            "vocabulary",
            include_str!("../migrations/0003_vocabulary.sql"),
        ),
        (
            4,
            "governance",
            include_str!("../migrations/0004_governance.sql"),
        ),
        (
            5,
            "unknowns",
            include_str!("../migrations/0005_unknowns.sql"),
        ),
        (
            6,
            "decisions",
            include_str!("../migrations/0006_decisions.sql"),
        ),
        (7, "acts", include_str!("../migrations/0007_acts.sql")),
    ];
    let migration = |(version, name, sql): (i64, &'static str, &'static str)| {
        let kind = MigrationType::Simple;
        Migration::new(
            version,
            Cow::Borrowed(name),
            kind,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(all.into_iter().map(migration).collect())
}

impl LedgerStore for SqliteLedger {
    async fn findings(&self) -> Result<Vec<Finding>, PortError> {
        read::findings(&self.pool)
            .await
            .map_err(|why| self.trouble.reading(why))
    }

    async fn finding(&self, id: &FindingId) -> Result<Option<Finding>, PortError> {
        let mut snapshot = self
            .pool
            .begin()
            .await
            .map_err(|why| self.trouble.opening(why))?;
        let found = read::finding(&mut snapshot, id).await;
        found.map_err(|why| self.trouble.reading(why))
    }

    async fn events(&self, id: &FindingId) -> Result<Vec<Event>, PortError> {
        read::events(&self.pool, id)
            .await
            .map_err(|why| self.trouble.reading(why))
    }

    async fn latest_pass(&self) -> Result<Option<PassRecord>, PortError> {
        read::latest_pass(&self.pool)
            .await
            .map_err(|why| self.trouble.reading(why))
    }

    async fn unknowns(&self) -> Result<Unknowns, PortError> {
        read::unknowns(&self.pool)
            .await
            .map_err(|why| self.trouble.reading(why))
    }

    async fn passes(&self) -> Result<Vec<PassRecord>, PortError> {
        read::passes(&self.pool)
            .await
            .map_err(|why| self.trouble.reading(why))
    }

    async fn rule_text(&self, rule: &RuleId, version: &str) -> Result<Option<RuleText>, PortError> {
        let text = read::rule_text(&self.pool, rule, version).await;
        text.map_err(|why| self.trouble.reading(why))
    }

    async fn vocabulary(&self, digest: &str) -> Result<Option<Vocabulary>, PortError> {
        let found = read::vocabulary(&self.pool, digest).await;
        found.map_err(|why| self.trouble.reading(why))
    }

    async fn record(&self, write: &PassWrite) -> Result<bool, PortError> {
        // Immediately: two passes at once wait for each other instead of failing half way.
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(|why| self.trouble.writing(why))?;
        let written = write::pass(&mut transaction, write).await;
        if !written.map_err(|why| self.trouble.reading(why))? {
            return Ok(false);
        }
        transaction
            .commit()
            .await
            .map_err(|why| self.trouble.writing(why))?;
        Ok(true)
    }
}

impl GovernanceStore for SqliteLedger {
    async fn entries(&self) -> Result<Vec<Entry>, PortError> {
        let entries = govern::entries(&self.pool).await;
        entries.map_err(|why| self.trouble.reading(why))
    }

    async fn texts(&self) -> Result<Vec<KeptText>, PortError> {
        let texts = govern::texts(&self.pool).await;
        texts.map_err(|why| self.trouble.reading(why))
    }

    async fn sheet(&self, digest: &str) -> Result<Option<String>, PortError> {
        let sheet = govern::sheet(&self.pool, digest).await;
        sheet.map_err(|why| self.trouble.reading(why))
    }

    async fn append(&self, write: &GovernWrite) -> Result<(), PortError> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(|why| self.trouble.writing(why))?;
        let appended = govern::append(&mut transaction, write).await;
        if !appended.map_err(|why| self.trouble.reading(why))? {
            return Err(self.trouble.overtaken());
        }
        let committed = transaction.commit().await;
        committed.map_err(|why| self.trouble.writing(why))
    }
}

impl DecisionStore for SqliteLedger {
    async fn decisions(&self) -> Result<Vec<Decision>, PortError> {
        let all = decisions::all(&self.pool).await;
        all.map_err(|why| self.trouble.reading(why))
    }

    async fn decide(&self, decision: &Decision) -> Result<(), PortError> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(|why| self.trouble.writing(why))?;
        let appended = decisions::append(&mut transaction, decision).await;
        if !appended.map_err(|why| self.trouble.reading(why))? {
            return Err(self.trouble.decided_meanwhile());
        }
        let committed = transaction.commit().await;
        committed.map_err(|why| self.trouble.writing(why))
    }
}

#[cfg(test)]
mod tests;
