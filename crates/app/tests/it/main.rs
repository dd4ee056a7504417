//! Everything the crate promises, from outside.

#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

mod boxes;
mod deadlines;
mod device_merges;
mod governance;
mod impact;
mod lints;
mod published;
mod recorded;
mod responsibilities;
mod words;
