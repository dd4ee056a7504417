//! Records in, entities out: the facts the stage promises, one sentence each.

#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

mod suggestions;
mod support;

mod answers;
mod book;
mod correlation;
mod distrust;
mod edge_cases;
mod engine;
mod facts;
mod fleet;
mod links;
mod numbers;
mod ownership;
mod ownership_laws;
mod pins;
mod properties;
mod words;
