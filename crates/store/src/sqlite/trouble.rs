//! What can go wrong with the database, and what a person can do about it.

use std::{
    io,
    path::{Path, PathBuf},
};

use app::ports::PortError;
use model::{Place, Problem};
use sqlx::migrate::MigrateError;

/// Makes errors that name the file.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    path: PathBuf,
}

/// Why a row could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(super) enum RowError {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A stored value is not what its column should hold.
    #[error("`{value}` in column `{column}` of `{row}` cannot be read")]
    Value {
        /// The row, by its key.
        row: String,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
}

// https://www.sqlite.org/rescode.html: the primary result codes that a person can act on.
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READ_ONLY: i32 = 8;
const INPUT_OUTPUT: i32 = 10;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANNOT_OPEN: i32 = 14;
const NOT_A_DATABASE: i32 = 26;

impl Trouble {
    pub(super) fn with(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    fn problem(&self, code: &str, says: impl std::fmt::Display) -> Problem {
        let file = self.path.display().to_string();
        Problem::new(code, format!("ledger `{file}`: {says}"), Place::file(file))
    }

    /// The database could not be opened.
    pub(super) fn opening(&self, why: sqlx::Error) -> PortError {
        self.database("cannot be opened", why)
    }

    /// The pass could not be written; nothing of it was.
    pub(super) fn writing(&self, why: sqlx::Error) -> PortError {
        self.database("cannot be written", why)
    }

    /// Somebody else decided about rules meanwhile; nothing was written.
    pub(super) fn overtaken(&self) -> PortError {
        PortError::Unavailable(
            self.problem(
                "govern-overtaken",
                "somebody else decided about a rule at the same time; nothing was written",
            )
            .advise("look at `allhands rule status`, then do it again"),
        )
    }

    /// Somebody else decided about records or owners meanwhile; nothing was written.
    pub(super) fn decided_meanwhile(&self) -> PortError {
        PortError::Unavailable(
            self.problem(
                "decision-overtaken",
                "somebody else decided something at the same time; nothing was written",
            )
            .advise("do it again"),
        )
    }

    /// Rows could not be read, or a pass not be written.
    pub(super) fn reading(&self, why: RowError) -> PortError {
        match why {
            RowError::Database(why) => self.database("cannot be used", why),
            RowError::Value { .. } => PortError::Damaged(
                self.problem("ledger-damaged", why)
                    .advise("restore the file from a backup, or tell us how it came about"),
            ),
        }
    }

    fn database(&self, what: &str, why: sqlx::Error) -> PortError {
        let unavailable = |code, says: &str, advice: &str| {
            PortError::Unavailable(self.problem(code, says).advise(advice))
        };
        match primary_code(&why) {
            Some(FULL) => unavailable(
                "ledger-disk-full",
                "the disk is full; nothing of this pass was written",
                "free some space and run again",
            ),
            Some(READ_ONLY | CANNOT_OPEN) => unavailable(
                "ledger-unwritable",
                "the file or its folder cannot be written",
                "allow this account to write both, or name another `store` in allhands.toml",
            ),
            Some(BUSY | LOCKED) => unavailable(
                "ledger-busy",
                "another process has been writing for more than ten seconds",
                "let it finish and run again",
            ),
            Some(INPUT_OUTPUT) => unavailable(
                "ledger-disk-failed",
                "the disk could not be read or written",
                "look at the disk, then run again; a pass is written whole or not at all",
            ),
            Some(NOT_A_DATABASE | CORRUPT) => PortError::Damaged(
                self.problem(
                    "ledger-damaged",
                    "the file is not a readable SQLite database",
                )
                .advise("restore it from a backup, or move it away to start a new ledger"),
            ),
            _ => PortError::Unavailable(
                self.problem("ledger-failed", format!("it {what}: {why}"))
                    .advise("run again; a pass is written whole or not at all"),
            ),
        }
    }
}

fn primary_code(why: &sqlx::Error) -> Option<i32> {
    let extended: i32 = why.as_database_error()?.code()?.parse().ok()?;
    Some(extended & 0xff)
}

/// The folder of the database could not be made.
pub(super) fn folder_unwritable(folder: &Path, why: &io::Error) -> PortError {
    let folder = folder.display().to_string();
    let says = format!("folder `{folder}` cannot be made: {why}");
    PortError::Unavailable(
        Problem::new("ledger-unwritable", says, Place::file(folder))
            .advise("make it and allow this account to write there"),
    )
}

/// The tables could not be brought up to date.
pub(super) fn migrating(trouble: &Trouble, why: MigrateError) -> PortError {
    match why {
        MigrateError::VersionMissing(version) => PortError::Unavailable(
            trouble
                .problem(
                    "ledger-newer",
                    format!("it was written by a newer version of allhands (tables {version})"),
                )
                .advise("use that version or a later one; this one has changed nothing"),
        ),
        MigrateError::VersionMismatch(version) => PortError::Damaged(
            trouble
                .problem(
                    "ledger-tables",
                    format!("its tables {version} are not those this version would make"),
                )
                .advise("use the version of allhands that made it"),
        ),
        MigrateError::Execute(why) | MigrateError::ExecuteMigration(why, _) => {
            trouble.database("cannot be brought up to date", why)
        }
        other => PortError::Unavailable(trouble.problem("ledger-tables", other)),
    }
}
