//! Stage 3, the words: a rule is a sentence that anybody can write, and one syntax tree.
//!
//! Start with [`tree`] (what a rule is), then [`parse`] (text to tree), [`print()`] (tree to text)
//! and [`operators`] (what can be compared). The same tree is written as YAML ([`to_yaml`]) and as
//! the JSON of a form ([`to_form`]), and read back without loss; [`Notation`] chooses among them.
//! This crate knows no clock, no file and no entity: it reads text against a vocabulary, and says
//! what is wrong with it. Judging is `judge`'s.

mod check;
mod document;
mod form;
mod import;
mod invent;
pub mod leaves;
pub mod lint;
mod mistake;
mod names;
mod notation;
pub mod operators;
mod outline;
pub mod prove;
mod sentence;
mod table;
pub mod tighten;
pub mod tree;
pub mod versions;
mod vocabulary;
mod words;
mod yaml;

pub use check::{
    publish::publishable,
    reads::{Reads, reads},
    version::{pins, version},
};
pub use document::{
    Baselines, Parsed,
    complete::{Completion, complete},
    parse, parse_file, parse_with,
    print::{print, print_condition, print_expectation, print_test},
    split_documents,
};
pub use form::{from_form, to_form};
pub use import::from_fleet;
pub use invent::{Aim, Invented, Named, invent, say, say_stated};
pub use notation::Notation;
pub use sentence::{parse_condition, parse_path, parse_sentence, parse_subject, watch::What};
pub use table::{from_table, to_table};
pub use vocabulary::{VocabularyEntry, assemble, read_vocabulary};
pub use words::{definition, membership};
pub use yaml::{from_yaml, to_yaml};
