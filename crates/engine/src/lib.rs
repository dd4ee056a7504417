//! Port: the lake of observations, and SQL over everything.
//!
//! The only crate that knows DataFusion, Delta Lake and object stores. [`Lake`] keeps runs of
//! collecting as Delta tables on a folder or on storage that speaks S3, in a form that other tools
//! read without us ([`form`] says how). [`sql`] answers one question at a time over what a run
//! observed and the ledger holds, and can change nothing; what the rules in force come to is a
//! function in it ([`verdicts`]).

#![allow(
    clippy::result_large_err,
    reason = "an error ends a command; what it says matters more than its size"
)]

mod form;
mod lake;
pub mod sql;
mod verdicts;

pub use lake::{Keep, Lake, LakeAt, RunShown, Vacuumed};
pub use verdicts::Judging;
