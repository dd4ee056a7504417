//! Whole rules on whole organisations.

mod conformance;
mod interpreter;
