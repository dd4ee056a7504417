//! A rule as maps and lists: what its YAML and its form share.
//!
//! Reading writes the words of the sentence out of a [`Node`] and gives them to the one parser,
//! so that every form means the same and is checked alike; [`told`] carries what the parser says
//! back to the place in the outline. Writing makes nodes of a tree.

mod definition;
mod draft;
pub(crate) mod node;
pub(crate) mod read;
mod told;
pub(crate) mod write;

pub(crate) use definition::condition;
