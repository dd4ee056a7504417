//! Port: what was observed as files, what was judged and decided in SQLite or PostgreSQL.
//!
//! [`FolderObservations`] keeps runs of collecting as folders that appear by rename, whole or not
//! at all. [`Store`] keeps findings and their history; one pass is one transaction. Nothing here
//! knows what a finding means: that is the stages' part.
//!
//! Statements stand once, in `sql/`, and are compiled for each database. What a database does in
//! its own way stands in the file of its name. One more table is a change in `migrations/`, in two
//! texts; one more port is a file in `sql/` and its lines in `store.rs`.

#![allow(
    clippy::result_large_err,
    reason = "an error ends a command; what it says matters more than its size"
)]
#![allow(
    clippy::duplicate_mod,
    reason = "statements stand once and are compiled for each database"
)]

mod backup;
mod folder;
mod location;
mod migrations;
mod postgres;
mod rows;
mod sqlite;
mod store;
mod trouble;
mod turn;

pub use backup::{Head, InTheWay, Saved};
pub use folder::FolderObservations;
pub use location::{Location, PostgresAt};
pub use store::Store;
pub use turn::Turn;
