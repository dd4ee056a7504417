//! What SQLite says, and what a person can do about it.

use std::{io, path::Path};

use app::ports::PortError;
use model::{Place, Problem};

use crate::trouble::Cause;

// https://www.sqlite.org/rescode.html: the primary result codes that a person can act on.
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READ_ONLY: i32 = 8;
const INPUT_OUTPUT: i32 = 10;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANNOT_OPEN: i32 = 14;
const NOT_A_DATABASE: i32 = 26;

/// What an error of the database comes from, where a person can tell.
pub(super) fn explain(why: &sqlx::Error) -> Option<Cause> {
    Some(match primary_code(why)? {
        FULL => Cause::now(
            "ledger-disk-full",
            "the disk is full; nothing of this pass was written",
            "free some space and run again",
        ),
        READ_ONLY | CANNOT_OPEN => Cause::now(
            "ledger-unwritable",
            "the file or its folder cannot be written",
            "allow this account to write both, or name another `store` in allhands.toml",
        ),
        BUSY | LOCKED => Cause::now(
            "ledger-busy",
            "another process has been writing for more than ten seconds",
            "let it finish and run again",
        ),
        INPUT_OUTPUT => Cause::now(
            "ledger-disk-failed",
            "the disk could not be read or written",
            "look at the disk, then run again; a pass is written whole or not at all",
        ),
        NOT_A_DATABASE | CORRUPT => Cause::damage(
            "ledger-damaged",
            "the file is not a readable SQLite database",
            "restore it from a backup, or move it away to start a new ledger",
        ),
        _ => return None,
    })
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
