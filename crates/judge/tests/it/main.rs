//! Whole rules on whole organisations.

mod conformance;
mod interpreter;
mod organisation;
mod properties;
