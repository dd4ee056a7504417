//! What can go wrong with a lake, and what a person can do about it.

use std::fmt::Display;

use app::ports::PortError;
use deltalake::DeltaTableError;
use model::{Place, Problem};
use object_store::Error as StoreError;
use parquet::errors::ParquetError;

fn problem(code: &str, place: &str, says: impl Display) -> Problem {
    let says = format!("lake `{place}`: {says}");
    Problem::new(code, says, Place::file(place))
}

/// The storage did not do what it was asked for.
pub(super) fn storage(place: &str, what: &str, why: &StoreError) -> PortError {
    let advice = match why {
        StoreError::PermissionDenied { .. } | StoreError::Unauthenticated { .. } => {
            "allow this account to read and write there, or name another `lake` in allhands.toml"
        }
        StoreError::AlreadyExists { .. } | StoreError::Precondition { .. } => {
            "somebody else wrote there meanwhile; run again"
        }
        _ => "look at the storage and run again; the latest run is as it was",
    };
    let says = format!("{what}: {}", short(why));
    PortError::Unavailable(problem("lake-unavailable", place, says).advise(advice))
}

/// A table could not be read or written.
pub(super) fn table(place: &str, table: &str, why: &DeltaTableError) -> PortError {
    if let DeltaTableError::ObjectStore { source } = why {
        return storage(place, &format!("table `{table}`"), source);
    }
    let says = format!("table `{table}`: {}", short(why));
    PortError::Unavailable(
        problem("lake-unavailable", place, says)
            .advise("look at the storage and run again; the latest run is as it was"),
    )
}

/// A part of a file could not be read.
pub(super) fn file(place: &str, table: &str, why: &ParquetError) -> PortError {
    if let ParquetError::External(why) = why
        && let Some(why) = why.downcast_ref::<StoreError>()
    {
        return storage(place, &format!("table `{table}`"), why);
    }
    damaged(place, format!("table `{table}`: {}", short(why)))
}

/// What is stored is not what was written.
pub(super) fn damaged(place: &str, says: impl Display) -> PortError {
    PortError::Damaged(
        problem("lake-damaged", place, says)
            .advise("restore the lake from a backup")
            .advise(
                "or name another `lake` in allhands.toml and collect again: entities then get new \
                 numbers",
            ),
    )
}

/// A run that cannot be stored as it was given.
pub(super) fn refused(place: &str, says: impl Display) -> PortError {
    PortError::Unavailable(
        problem("lake-refused", place, says).advise("nothing was written; run again"),
    )
}

/// A run that is not there.
pub(super) fn no_run(place: &str, run: u64) -> PortError {
    PortError::Damaged(
        problem("lake-no-run", place, format!("there is no run {run}"))
            .advise("see which are kept: `allhands lake list`"),
    )
}

/// The first line of what a library says.
fn short(why: &impl Display) -> String {
    let text = why.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}
