//! Use cases and ports: what a person can ask for, and what that needs from outside.
//!
//! This crate knows no SQL, no HTTP, no file and no clock. Start with [`workspace::Workspace`]
//! (what was configured), then [`collect`], [`judge`] and the questions in [`ask`].

pub mod as_of;
pub mod ask;
pub mod collect;
pub mod deadlines;
pub mod decisions;
pub mod duties;
pub mod envelope;
pub mod evidence;
pub mod exceptions;
pub mod gaps;
pub mod govern;
pub mod handling;
pub mod history;
pub mod judge_pass;
pub mod lint;
pub mod matrix;
pub mod parties;
pub mod ports;
pub mod preview;
pub mod remind;
pub mod report;
pub mod sealed;
pub mod stretches;
pub mod tasks;
pub mod tighten;
pub mod unowned;
pub mod working_days;
pub mod workspace;

pub use envelope::Envelope;
