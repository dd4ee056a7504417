//! The form in which observations are kept for every reader: one flat table per kind and per
//! relation, its columns typed and plainly named.
//!
//! What the judge holds as groups (a field's value, its state, who said so, since when) becomes
//! columns beside each other: `last_seen`, `last_seen__told`. Rows that lead
//! to rows of other tables also carry the number and the name found there, so that nobody has to
//! know row numbers to read them. Each column says in its metadata where it came from, and
//! [`restore`] makes of a flat table exactly what was flattened.

mod codes;
mod flatten;
mod names;
mod restore;

use std::collections::HashMap;

use arrow_schema::{DataType, Field, Schema, TimeUnit};

pub(crate) use flatten::flatten;
pub(crate) use names::snake;
pub(crate) use restore::restore;

/// Separates a value's column from what is known about it.
pub(crate) const ASIDE: &str = "__";

/// A table that cannot be flattened or made whole again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormError {
    /// Ours: what was stored is not what was written.
    #[error("table `{table}`: {says}")]
    Table {
        /// The table.
        table: String,
        /// What is wrong with it.
        says: String,
    },
}

impl FormError {
    fn new(table: &str, says: impl ToString) -> Self {
        Self::Table {
            table: table.to_owned(),
            says: says.to_string(),
        }
    }
}

// What the metadata of a column says.
const AT: &str = "allhands.at";
const NAME: &str = "allhands.name";
const PART: &str = "allhands.part";
const TYPE: &str = "allhands.type";
const NULLABLE: &str = "allhands.nullable";
const LISTED: &str = "allhands.listed";
/// How the metadata of a whole table begins where it was the table's own.
const SAYS: &str = "allhands.says.";

/// What an Arrow type is called in the metadata, where the lake keeps it as another one.
fn called(original: &DataType) -> &'static str {
    match original {
        DataType::UInt8 => "u8",
        DataType::UInt16 => "u16",
        DataType::UInt32 => "u32",
        DataType::UInt64 => "u64",
        DataType::Timestamp(TimeUnit::Microsecond, None) => "instant",
        DataType::List(item) if *item.data_type() == DataType::UInt64 => "list of u64",
        _ => "",
    }
}

/// The type in the lake: Delta knows no unsigned numbers, and no instants without a zone that
/// every reader has.
fn kept_as(original: &DataType) -> DataType {
    match original {
        DataType::UInt8 | DataType::UInt16 => DataType::Int32,
        DataType::UInt32 | DataType::UInt64 => DataType::Int64,
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
        }
        DataType::List(item) if *item.data_type() == DataType::UInt64 => {
            DataType::new_list(DataType::Int64, item.is_nullable())
        }
        other => other.clone(),
    }
}

/// The type that has this name in the metadata.
fn original(called: &str) -> Option<DataType> {
    Some(match called {
        "u8" => DataType::UInt8,
        "u16" => DataType::UInt16,
        "u32" => DataType::UInt32,
        "u64" => DataType::UInt64,
        "instant" => DataType::Timestamp(TimeUnit::Microsecond, None),
        "list of u64" => DataType::new_list(DataType::UInt64, true),
        _ => return None,
    })
}

/// What a stored column was before it was flattened.
pub(crate) struct Was<'a> {
    /// The name of the column, of the group where it was part of one.
    pub(crate) name: &'a str,
    /// Its name in the group.
    pub(crate) part: Option<&'a str>,
}

/// What a column was; nothing for those that repeat what is known already.
pub(crate) fn was(field: &Field) -> Option<Was<'_>> {
    says(field, AT)?;
    Some(Was {
        name: says(field, NAME)?,
        part: says(field, PART),
    })
}

/// The relation of which a column says whether it is listed in full.
pub(crate) fn lists(field: &Field) -> Option<&str> {
    says(field, LISTED)
}

/// What a whole table says of itself, as it was before it was flattened.
pub(crate) fn says_of<'a>(table: &'a Schema, key: &str) -> Option<&'a str> {
    let said = table.metadata.get(&format!("{SAYS}{key}"))?;
    Some(said)
}

/// Everything that a table says of itself.
pub(crate) fn all_said(table: &Schema) -> HashMap<String, String> {
    let said = table.metadata.iter();
    said.filter_map(|(key, value)| Some((key.strip_prefix(SAYS)?.to_owned(), value.clone())))
        .collect()
}

fn says<'a>(field: &'a Field, key: &str) -> Option<&'a str> {
    field.metadata().get(key).map(String::as_str)
}

fn noted(pairs: &[(&str, String)]) -> HashMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect()
}

#[cfg(test)]
pub(crate) mod tests;
