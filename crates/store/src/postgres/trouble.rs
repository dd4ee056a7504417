//! What PostgreSQL says, and what a person can do about it.

use crate::trouble::Cause;

/// Waiting for a lock took too long.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// Whether somebody else has a lock.
pub(super) fn is_locked(why: &sqlx::Error) -> bool {
    let code = why.as_database_error().and_then(|why| why.code());
    code.is_some_and(|code| code == LOCK_NOT_AVAILABLE)
}

/// What an error of the database comes from, where a person can tell.
pub(super) fn explain(why: &sqlx::Error) -> Option<Cause> {
    match why {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) => Some(Cause::now(
            "ledger-unreachable",
            &format!("the database server does not answer: {why}"),
            "see that it runs and that this machine may reach it; a pass is written whole or not \
             at all",
        )),
        _ => by_code(why.as_database_error()?.code()?.as_ref(), why),
    }
}

/// <https://www.postgresql.org/docs/15/errcodes-appendix.html>: those a person can act on.
fn by_code(code: &str, why: &sqlx::Error) -> Option<Cause> {
    Some(match code {
        "53100" => Cause::now(
            "ledger-disk-full",
            "the disk of the database server is full; nothing of this pass was written",
            "free some space there and run again",
        ),
        "53300" => Cause::now(
            "ledger-busy",
            "the database server has no connection left",
            "raise its `max_connections`, or let others finish and run again",
        ),
        LOCK_NOT_AVAILABLE => Cause::now(
            "ledger-busy",
            "another server has been writing for more than ten seconds",
            "let it finish and run again",
        ),
        // Starting up, shutting down, ended by an administrator.
        "57P01" | "57P02" | "57P03" => Cause::now(
            "ledger-unreachable",
            &format!("the database server is not there for us: {why}"),
            "run again once it is; a pass is written whole or not at all",
        ),
        "28000" | "28P01" => Cause::now(
            "ledger-refused",
            "the database server does not accept the account or its password",
            "correct the account in `store` and what `store_password` in allhands.toml names",
        ),
        "3D000" => Cause::now(
            "ledger-missing",
            "the database server has no database of this name",
            "make it (`createdb NAME`), or correct `store` in allhands.toml",
        ),
        "42501" | "25006" => Cause::now(
            "ledger-unwritable",
            "the account may not write there",
            "let it own the schema, or connect to the server that takes writes",
        ),
        "XX001" | "XX002" => Cause::damage(
            "ledger-damaged",
            "the database server finds its own files damaged",
            "restore a backup; `allhands restore FILE` reads one",
        ),
        _ => return None,
    })
}
