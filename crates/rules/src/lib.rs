//! The rule language.

pub mod tree;
