//! Stage 5: findings reach the person who can act.
//!
//! [`route`] decides who that is, [`fold`] makes one message per person of all that is open for
//! them. Both are functions of their arguments: this crate knows no clock, no channel and no
//! store, and it sends nothing.

pub mod addressed;
pub mod fold;
mod letter;
pub mod limits;
pub mod placeholders;
pub mod route;
mod subject;

pub use addressed::Addressed;
pub use fold::{Message, Told, fold};
pub use route::{Candidates, How, Route, route};
