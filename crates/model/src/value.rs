//! Values, and what is known of them.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::id::{RecordKey, SourceId};

/// One value. How two values compare is decided by the type of their field in the vocabulary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text; also versions, addresses and the words of an enum or ordinal.
    Text(String),
    /// A number, finite.
    Number(f64),
    /// A flag: true is the first of the field's two words.
    Flag(bool),
    /// A calendar day in the organisation's zone.
    Date(Date),
    /// An exact instant.
    Instant(Timestamp),
    /// A list of texts.
    List(Vec<String>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Instant(instant) => write!(f, "{instant}"),
            Self::List(items) => f.write_str(&items.join(", ")),
        }
    }
}

/// What a source says of one field: a value, positively nothing, or nothing it knows.
///
/// The third state is never a pass (law 1). *(An empty end date of active staff is none; a null
/// disk encryption is not off.)*
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A value.
    Known(Value),
    /// The source positively says that there is none.
    None,
    /// Asked or not, nobody knows.
    #[default]
    Unknown,
}

impl Reading {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Known(value) => Some(value),
            Self::None | Self::Unknown => None,
        }
    }

    /// The value as text, if it is text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Known(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// Where a fact comes from, and which of the three times it carries (semantics 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The source.
    pub source: SourceId,
    /// The record.
    pub record: RecordKey,
    /// What the fact is about, where the source says so; a field's `max age` compares this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
    /// When the source produced it; a source is fresh by this alone.
    pub snapshot_at: Timestamp,
}

/// One reading with its provenance; another source may dispute it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// What was read.
    pub reading: Reading,
    /// Where from.
    pub provenance: Provenance,
}
