//! Decision tables: a spreadsheet whose rows are rules that share the rest of their document.
//!
//! Each row becomes a rule document in words and is read like any other, so that a cell means
//! what the same words mean in a sentence, and a mistake in one is told the same way.

mod cell;
mod read;
mod sheet;
mod write;

pub use read::from_table;
pub use write::to_table;

/// The header cell that starts the table, and names the column of titles.
const TITLE: &str = "Rule";
/// The row above the table that says what all its rules are about.
const SUBJECT: &str = "Every";
/// The column of whole test blocks.
const TESTS: &str = "Tests";
