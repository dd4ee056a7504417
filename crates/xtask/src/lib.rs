//! The tasks of this repository: `demo`, `test`, `tidy`, `new`, `docs`, `ui`.
//!
//! It knows files, never the crates it looks after, so that it builds in seconds and can judge
//! them while they do not compile. Start at [`tidy::all`] for the checks, at [`docs::pages`] for
//! what is generated, at [`new`] for what is scaffolded.

pub mod demo;
pub mod docs;
pub mod new;
pub mod rust_source;
pub mod shell;
pub mod test;
pub mod tidy;
pub mod tree;
pub mod ui;
