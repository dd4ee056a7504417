//! File formats: each gives pieces, one after the other, and says where a file was cut.

mod codeowners;
mod csv;
mod json;
mod lines;
mod yaml;

use model::Place;
use serde::Deserialize;
use serde_json::Value;

use crate::decode::{Decoded, Encoding};

/// How a scope's files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// One document, or several one after the other.
    Json,
    /// One JSON value a line.
    Ndjson,
    /// One document, or several divided by `---`.
    Yaml,
    /// Comma, semicolon or tab; the first row names the columns.
    Csv,
    /// Who owns which paths, as GitHub and GitLab read it.
    Codeowners,
}

/// Something found in a file.
#[derive(Debug)]
pub(crate) enum Piece {
    /// A parsed document; records are inside.
    Body(Value),
    /// The columns of a table, or the bare fact that a file of rows could be read.
    Header(Vec<String>),
    /// One raw record.
    Row(Value, Place),
    /// A row that cannot be read.
    Bad {
        /// Where.
        place: Place,
        /// Why.
        reason: String,
        /// What stood there.
        raw: String,
    },
}

/// How a file ended.
#[derive(Debug)]
pub(crate) enum End {
    /// It was read to its end.
    Whole,
    /// It has no content at all.
    Empty,
    /// It stops in the middle, or cannot be read further.
    Cut {
        /// Where.
        place: Place,
        /// Why.
        reason: String,
    },
}

impl Format {
    /// The format a file's name speaks of.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "yaml" | "yml" => Self::Yaml,
            "csv" | "tsv" => Self::Csv,
            _ => return None,
        })
    }

    /// Reads a file piece by piece.
    pub(crate) fn read(
        self,
        file: &str,
        reader: Decoded,
        sink: &mut dyn FnMut(Piece),
    ) -> (End, Encoding) {
        match self {
            Self::Json => json::read(file, reader, sink),
            Self::Ndjson => lines::read(file, reader, sink),
            Self::Yaml => yaml::read(file, reader, sink),
            Self::Csv => csv::read(file, reader, sink),
            Self::Codeowners => codeowners::read(file, reader, sink),
        }
    }
}

fn cut(place: Place, reason: impl Into<String>) -> End {
    End::Cut {
        place,
        reason: reason.into(),
    }
}
