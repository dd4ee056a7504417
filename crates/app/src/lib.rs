//! Use cases and ports. No SQL, no HTTP, no files.

pub mod ports;
