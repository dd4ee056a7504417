//! Tables as Arrow record batches and back: what is stored between passes.
//!
//! One batch per kind and one per relation. What a batch holds is written in the metadata of its
//! schema, so that its name serves people only.

mod read;
mod write;

use model::KindName;

/// How the columns of fields are named in a stored table.
pub(crate) const FIELD: &str = "field ";
/// How those of links are.
pub(crate) const LINK: &str = "link ";

/// A relation's metadata says here to which row its first edge leads, where each further one leads
/// to the next: nobody has to read the rows then.
pub(crate) const ALIGNED: &str = "aligned";
/// And this, where each of its rows surely is one.
pub(crate) const ALL_SURE: &str = "all sure";

/// Stored batches that are not tables of this vocabulary.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// The files were damaged or written by something else: collect again.
    #[error("`{batch}` has no column `{column}` of the form expected")]
    Column {
        /// The batch.
        batch: String,
        /// The column.
        column: String,
    },
    /// The vocabulary changed since: collect again.
    #[error("`{kind}` was stored when its `{field}` had another type")]
    Changed {
        /// The kind.
        kind: KindName,
        /// The field.
        field: String,
    },
    /// The batch does not say what it holds.
    #[error("`{0}` does not say which kind or relation it holds")]
    Unnamed(String),
    /// A row of a relation leads out of its tables.
    #[error("`{0}` leads to a row that is not there")]
    Row(String),
}
