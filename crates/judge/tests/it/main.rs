//! Whole rules on whole organisations.

#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

mod conformance;
mod interpreter;
mod judging;
mod organisation;
mod probe;
mod proofs;
mod properties;
mod runs;
mod tightening;
