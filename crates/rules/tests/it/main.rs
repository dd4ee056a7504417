//! The rule language from the outside: what people write, what they are told, what comes back.

#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

mod completions;
mod conformance;
mod documents;
mod forms;
mod grower;
mod imports;
mod leaves;
mod lints;
mod measures;
mod mistakes;
mod mistakes_of_documents;
mod properties;
mod short_forms;
mod support;
mod tables;
mod tightening;
mod versions;
mod vocabularies;
mod whole_rules;
