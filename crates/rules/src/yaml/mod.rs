//! A rule as YAML 1.2: the labels in lower case, conditions as maps.
//!
//! A label that may stand there several times has one value or a list of them; where something
//! stands between two of them, the later ones have a number (`message 2`). A comment belongs to
//! the label that follows it, one behind a value to the label of the value.

mod comments;
mod emit;
mod read;
mod write;

pub use read::from_yaml;
pub(crate) use read::{from_yaml_with, place_of, sentence_from_yaml};
pub(crate) use write::sentence_to_yaml;
pub use write::to_yaml;
