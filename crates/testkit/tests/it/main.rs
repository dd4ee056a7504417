//! The generated organisation holds what it promises, and recordings unwrap.

mod counts;
mod exports;
mod recordings;
mod same_bytes;
mod troubles;
mod workspace;
