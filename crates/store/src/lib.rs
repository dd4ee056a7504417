//! Port: what was observed as files, what was judged and decided in SQLite.
//!
//! [`FolderObservations`] keeps runs of collecting as folders that appear by rename, whole or not
//! at all. [`SqliteLedger`] keeps findings and their history; one pass is one transaction. Nothing
//! here knows what a finding means: that is the stages' part.

#![allow(
    clippy::result_large_err,
    reason = "an error ends a command; what it says matters more than its size"
)]

mod folder;
mod sqlite;

pub use folder::FolderObservations;
pub use sqlite::SqliteLedger;
