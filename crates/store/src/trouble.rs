//! What can go wrong with the ledger, and what a person can do about it.

use app::ports::PortError;
use model::{FindingId, Place, Problem};
use sqlx::migrate::MigrateError;

/// Makes errors that name the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    name: String,
    explain: fn(&sqlx::Error) -> Option<Cause>,
}

/// Where an error of a database comes from.
#[derive(Debug)]
pub(crate) struct Cause {
    kind: fn(Problem) -> PortError,
    code: &'static str,
    says: String,
    advice: &'static str,
}

impl Cause {
    /// Something around the database, which may be different the next time.
    pub(crate) fn now(code: &'static str, says: &str, advice: &'static str) -> Self {
        Self {
            kind: PortError::Unavailable,
            code,
            says: says.to_owned(),
            advice,
        }
    }

    /// What is stored.
    pub(crate) fn damage(code: &'static str, says: &str, advice: &'static str) -> Self {
        Self {
            kind: PortError::Damaged,
            ..Self::now(code, says, advice)
        }
    }
}

/// Why a row could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RowError {
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

impl Trouble {
    /// For the ledger of this name, whose database is explained so.
    pub(crate) fn of(name: &str, explain: fn(&sqlx::Error) -> Option<Cause>) -> Self {
        Self {
            name: name.to_owned(),
            explain,
        }
    }

    fn problem(&self, code: &str, says: impl std::fmt::Display) -> Problem {
        let name = &self.name;
        Problem::new(code, format!("ledger `{name}`: {says}"), Place::file(name))
    }

    /// The database could not be opened.
    pub(crate) fn opening(&self, why: sqlx::Error) -> PortError {
        self.database("cannot be opened", &why)
    }

    /// The pass could not be written; nothing of it was.
    pub(crate) fn writing(&self, why: sqlx::Error) -> PortError {
        self.database("cannot be written", &why)
    }

    /// Somebody else decided about rules meanwhile; nothing was written.
    pub(crate) fn overtaken(&self) -> PortError {
        PortError::Unavailable(
            self.problem(
                "govern-overtaken",
                "somebody else decided about a rule at the same time; nothing was written",
            )
            .advise("look at `allhands rule status`, then do it again"),
        )
    }

    /// Somebody else decided about records or owners meanwhile; nothing was written.
    pub(crate) fn decided_meanwhile(&self) -> PortError {
        PortError::Unavailable(
            self.problem(
                "decision-overtaken",
                "somebody else decided something at the same time; nothing was written",
            )
            .advise("do it again"),
        )
    }

    /// The ledger that a backup was made into could not take its place.
    pub(crate) fn replacing(&self, why: &std::io::Error) -> PortError {
        PortError::Unavailable(
            self.problem("ledger-unwritable", format!("it cannot be replaced: {why}"))
                .advise("allow this account to write to its folder"),
        )
    }

    /// A page is to go on after a finding that is not there.
    pub(crate) fn no_such_finding(&self, id: &FindingId) -> PortError {
        PortError::Unavailable(
            self.problem("finding-unknown", format!("there is no finding `{id}`"))
                .advise("go on from the last finding of the page before"),
        )
    }

    /// Somebody else recorded since the turn began; nothing was written.
    pub(crate) fn turn_over(&self) -> PortError {
        PortError::Unavailable(
            self.problem(
                "pass-overtaken",
                "somebody else recorded something since this pass began; nothing was written",
            )
            .advise("run it again: it then goes on from what they recorded"),
        )
    }

    /// Rows could not be read, or a pass not be written.
    pub(crate) fn reading(&self, why: RowError) -> PortError {
        match why {
            RowError::Database(why) => self.database("cannot be used", &why),
            RowError::Value { .. } => PortError::Damaged(
                self.problem("ledger-damaged", why)
                    .advise("restore it from a backup, or tell us how it came about"),
            ),
        }
    }

    fn database(&self, what: &str, why: &sqlx::Error) -> PortError {
        let cause = (self.explain)(why).unwrap_or_else(|| {
            Cause::now(
                "ledger-failed",
                &format!("it {what}: {why}"),
                "run again; a pass is written whole or not at all",
            )
        });
        (cause.kind)(self.problem(cause.code, cause.says).advise(cause.advice))
    }

    /// The tables could not be brought up to date.
    pub(crate) fn migrating(&self, why: MigrateError) -> PortError {
        match why {
            MigrateError::VersionMissing(version) => PortError::Unavailable(
                self.problem(
                    "ledger-newer",
                    format!("it was written by a newer version of allhands (tables {version})"),
                )
                .advise("use that version or a later one; this one has changed nothing"),
            ),
            MigrateError::VersionMismatch(version) => PortError::Damaged(
                self.problem(
                    "ledger-tables",
                    format!("its tables {version} are not those this version would make"),
                )
                .advise("use the version of allhands that made it"),
            ),
            MigrateError::Execute(why) | MigrateError::ExecuteMigration(why, _) => {
                self.database("cannot be brought up to date", &why)
            }
            other => PortError::Unavailable(self.problem("ledger-tables", other)),
        }
    }
}
