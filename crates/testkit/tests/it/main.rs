//! The generated organisation holds what it promises, and recordings unwrap.

#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

mod counts;
mod exports;
mod fleet;
mod recordings;
mod same_bytes;
mod troubles;
mod workspace;
