//! Deadline tables: from what is known of a weakness to the time there is to fix it.
//!
//! A [`Table`] is data: inputs, each with a few words, and rows from words to an [`Outcome`].
//! [`Facts`] is what is known of one entity. An input that nobody knows counts as the worst, and
//! the [`Answer`] names it. How words come from the sources is the business of whoever gathers the
//! facts; nothing here knows a field. Start with [`Table::answer`].

mod answer;
mod check;
mod facts;
mod outcome;
mod table;

pub use answer::Answer;
pub use check::Flaw;
pub use facts::{Deadlines, Facts, Fix};
pub use outcome::Outcome;
pub use table::{Eased, Input, Revoked, Row, Table, Tightens};
