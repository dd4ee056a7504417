//! Every change of the tables, oldest first: one number, one name, a text for each database.

use std::{borrow::Cow, collections::BTreeSet};

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

/// Which text of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// As SQLite reads it.
    Sqlite,
    /// As PostgreSQL reads it.
    Postgres,
}

/// One change of the tables.
struct Change {
    /// Its file, without the ending: number, then name.
    file: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! changes {
    ($($file:literal),* $(,)?) => {
        [$(Change {
            file: $file,
            sqlite: include_str!(concat!("../migrations/sqlite/", $file, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $file, ".sql")),
        }),*]
    };
}

/// One line each, and a file of that name in both folders; a committed one is never edited.
const CHANGES: &[Change] = &changes![
    "0001_ledger",
    "0002_rules_in_force",
    "0003_vocabulary",
    "0004_governance",
    "0005_unknowns",
    "0006_decisions",
    "0007_acts",
    "0008_sealed_log",
    "0009_turns",
    "0010_terms",
    "0011_urgency",
    "0013_poam",
    "0014_listed",
    "0015_access",
];

/// What brings the tables of a database up to date.
pub(crate) fn migrations(dialect: Dialect) -> Migrator {
    migrations_until(dialect, i64::MAX)
}

/// What brings them to where they stood with the change of this number.
pub(crate) fn migrations_until(dialect: Dialect, last: i64) -> Migrator {
    let all = CHANGES.iter().map(|change| {
        let (_, name) = change.file.split_once('_').unwrap_or((change.file, ""));
        let text = match dialect {
            Dialect::Sqlite => change.sqlite,
            Dialect::Postgres => change.postgres,
        };
        Migration::new(
            change.number(),
            Cow::Owned(name.replace('_', " ")),
            MigrationType::Simple,
            text.into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(all.filter(|change| change.version <= last).collect())
}

/// The number of the latest change.
pub(crate) fn latest() -> i64 {
    CHANGES.iter().map(Change::number).max().unwrap_or_default()
}

/// Tables that no backup holds: whoever was signed in when it was made is not once it is restored.
pub(crate) const PASSING: &[&str] = &["access_sessions"];

/// Every table that some change made.
pub(crate) fn tables() -> BTreeSet<&'static str> {
    let made = |change: &'static Change| {
        let statements = change.sqlite.split("CREATE TABLE ").skip(1);
        statements.filter_map(|rest| rest.split([' ', '(']).next())
    };
    CHANGES.iter().flat_map(made).collect()
}

impl Change {
    fn number(&self) -> i64 {
        let (number, _) = self.file.split_once('_').unwrap_or((self.file, ""));
        // A file without a number would repeat 0, which the first test run refuses.
        number.parse().unwrap_or_default()
    }
}
