//! Stage 4: findings, clocks, deadlines.
//!
//! [`record`] takes what is in the ledger and what a pass of judging says, and answers with what
//! changes. It knows no store, no rule text and no person, and time is an argument. The meaning
//! is that of the laws: a finding opens when missed, closes on newer evidence only, and unknown
//! does neither.
//!
//! Start with [`Pass`]. Inside, `assess` decides what one assessment does to one finding,
//! `evidence` what it proves about each clock, `clocks` and `deadline` when things are due, and
//! `merge` and `split` what happens when two entities turn out to be one, or one to be two. A
//! [`Walk`] makes the same pass over more findings than can be held at once.

pub mod acts;
mod assess;
mod book;
mod clocks;
mod deadline;
mod demand;
mod evidence;
pub mod exceptions;
pub mod handle;
pub mod log;
pub mod matrix;
mod merge;
mod newly;
mod pass;
pub mod policies;
mod rest;
pub mod schedule;
mod split;
pub mod view;
mod walk;

pub use newly::Missed;
pub use pass::{Changes, HeldBack, Pass, record};
pub use split::Split;
pub use walk::{Walk, tangled};
