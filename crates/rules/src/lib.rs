//! Stage 3, the words: a rule is a sentence that anybody can write, and one syntax tree.
//!
//! Start with [`tree`] (what a rule is), then [`parse`] (text to tree), [`print()`] (tree to text)
//! and [`operators`] (what can be compared). This crate knows no clock, no file and no entity: it
//! reads text against a vocabulary, and says what is wrong with it. Judging is `judge`'s.

mod check;
mod document;
mod form;
mod mistake;
mod names;
pub mod operators;
mod sentence;
pub mod tree;
mod vocabulary;
mod words;

pub use check::{
    publish::publishable,
    reads::{Reads, reads},
};
pub use document::{
    Parsed, parse, parse_file,
    print::{print, print_condition, print_expectation, version},
    split_documents,
};
pub use sentence::parse_sentence;
pub use vocabulary::{assemble, read_vocabulary};
pub use words::{definition, membership};
