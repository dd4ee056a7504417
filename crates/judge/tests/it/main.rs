//! Whole rules on whole organisations.

mod conformance;
mod interpreter;
mod judging;
mod organisation;
mod properties;
