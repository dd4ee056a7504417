//! The ledger, told day by day.

#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

mod clocks;
mod closing;
mod deadlines;
mod detectors;
mod excepting;
mod falling_away;
mod handling;
mod held_back;
mod laws;
mod matrix;
mod opening;
mod regrouping;
mod splitting;
mod standing;
mod story;
mod stretches;
mod year;
