//! The ports on a real disk.

#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

mod access;
mod backups;
mod decisions;
mod governance;
mod homes;
mod ledger;
mod observations;
mod pages;
mod poam;
mod sealed_log;
mod turns;
mod upgrade;
