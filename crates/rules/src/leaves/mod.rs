//! The parts of a sentence: every condition with its place and its words, and what would change
//! if it were written a little differently. Trees in, trees out.
//!
//! A rule whose tests do not notice such a change says more than its examples show. Start with
//! [`changes`].

mod change;
mod edit;
mod reference;
mod value;
mod walk;

pub use change::{Change, Extent, changes};
pub(crate) use reference::references;
pub(crate) use value::{neighbours, number_step};
pub use walk::{Leaf, Step, leaves};
