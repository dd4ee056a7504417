//! What can go wrong with the folder, and what a person can do about it.

use std::{fmt::Display, io, path::Path};

use app::ports::PortError;
use model::{Place, Problem};

fn problem(code: &str, path: &Path, says: impl Display) -> Problem {
    let file = path.display().to_string();
    Problem::new(
        code,
        format!("observations `{file}`: {says}"),
        Place::file(file),
    )
}

/// Something could not be written.
pub(super) fn unwritable(path: &Path, what: &str, why: &io::Error) -> PortError {
    let advice = match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and run again"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "allow this account to write there, or name another `lake` in allhands.toml"
        }
        _ => "look at the disk and run again; the latest run is as it was",
    };
    let says = format!("{what}: {why}");
    PortError::Unavailable(problem("observations-unwritable", path, says).advise(advice))
}

/// Something is there and could not be read.
pub(super) fn unreadable(path: &Path, why: &io::Error) -> PortError {
    let says = format!("it cannot be read: {why}");
    PortError::Unavailable(
        problem("observations-unreadable", path, says)
            .advise("allow this account to read it, then run again"),
    )
}

/// What is stored is not what was written.
pub(super) fn damaged(path: &Path, what: impl Display) -> PortError {
    PortError::Damaged(
        problem("observations-damaged", path, what)
            .advise("restore the folder from a backup")
            .advise("or move it away and collect again: entities then get new numbers"),
    )
}

/// A run that cannot be stored as it was given.
pub(super) fn refused(path: &Path, what: impl Display) -> PortError {
    PortError::Unavailable(
        problem("observations-refused", path, what).advise("nothing was written; run again"),
    )
}

/// A torn last line of the id log.
pub(super) fn torn(path: &Path, line: u64) -> Problem {
    let says = "the last line was cut off by a crash and is ignored; none of it was in use";
    let mut problem = problem("id-log-torn", path, says).advise("nothing to do");
    problem.place.line = Some(line);
    problem
}
