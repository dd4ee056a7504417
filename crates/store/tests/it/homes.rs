//! Where a ledger of a test lives: each test runs in a file and in a real PostgreSQL.

use std::{
    path::{Path, PathBuf},
    str::FromStr as _,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, migrate::Migrator,
    postgres::PgConnectOptions, sqlite::SqliteConnectOptions,
};
use store::{Location, Store};
use tempfile::TempDir;

/// One test in each database, for each of these functions.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test]
            async fn in_sqlite() {
                super::$name(crate::homes::Home::in_sqlite()).await;
            }

            #[tokio::test]
            async fn in_postgres() {
                if let Some(home) = crate::homes::Home::in_postgres().await {
                    super::$name(home).await;
                }
            }
        }
    )*};
}
pub(crate) use on_both;

/// A place for a ledger.
pub(crate) struct Home {
    folder: TempDir,
    setting: String,
}

impl Home {
    /// A file that is not there yet.
    pub(crate) fn in_sqlite() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            setting: "sqlite:state/ledger.sqlite".to_owned(),
        }
    }

    /// A schema of its own without tables.
    pub(crate) async fn in_postgres() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = testkit::postgres::shared()?;
        let schema = format!("home_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
            setting: server.address(&schema),
        };
        home.change(&format!("CREATE SCHEMA {schema}"))
            .await
            .unwrap();
        Some(home)
    }

    /// The file, where it is one.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("state/ledger.sqlite")
    }

    /// A folder for whatever else a test needs.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.setting.starts_with("postgres:")
    }

    pub(crate) fn location(&self) -> Location {
        Location::read(&self.setting, self.folder.path()).unwrap()
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.location()).await.unwrap()
    }

    /// Statements behind the program's back.
    pub(crate) async fn change(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        if self.is_postgres() {
            let mut connection = PgConnectOptions::from_str(&self.setting)?.connect().await?;
            sql.execute(&mut connection).await?;
            connection.close().await
        } else {
            let options = SqliteConnectOptions::new().filename(self.file());
            let mut connection = options.connect().await?;
            sql.execute(&mut connection).await?;
            connection.close().await
        }
    }

    /// The texts that a statement answers with, sorted.
    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<String> {
        let found = if self.is_postgres() {
            let options = PgConnectOptions::from_str(&self.setting).unwrap();
            let mut connection = options.connect().await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&mut connection).await
        } else {
            let options = SqliteConnectOptions::new().filename(self.file());
            let mut connection = options.connect().await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&mut connection).await
        };
        let mut found: Vec<String> = found.unwrap();
        found.sort();
        found
    }

    /// The tables as they were with the change of this number, made by nothing but its files.
    pub(crate) async fn make_tables_until(&self, last: i64) {
        let dialect = if self.is_postgres() {
            "postgres"
        } else {
            "sqlite"
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(dialect);
        let all = Migrator::new(folder).await.unwrap();
        let some = all.iter().filter(|change| change.version <= last).cloned();
        let changes = Migrator::with_migrations(some.collect());
        if self.is_postgres() {
            let options = PgConnectOptions::from_str(&self.setting).unwrap();
            changes
                .run(&mut options.connect().await.unwrap())
                .await
                .unwrap();
        } else {
            std::fs::create_dir_all(self.file().parent().unwrap()).unwrap();
            let options = SqliteConnectOptions::new().filename(self.file());
            let mut connection = options.create_if_missing(true).connect().await.unwrap();
            changes.run(&mut connection).await.unwrap();
        }
    }
}
