//! Sources from outside: connectors of the catalogue, what a run concludes, real payloads.

#![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

mod catalogue;
mod completeness;
mod device_recordings;
mod fetch;
mod files;
mod laws;
mod platform_recordings;
mod real;
mod records;
mod same_key;
mod support;
mod words;
