//! The values of a row, in whatever form it came.

use sqlx::Row as _;

use super::{Row, RowError, read::wrong};

/// A row, asked by the names of its columns.
pub(in super::super) trait Cells {
    /// A text; none where there is none.
    fn text(&self, column: &'static str) -> Result<Option<&str>, RowError>;

    /// A whole number.
    fn number(&self, column: &'static str) -> Result<i64, RowError>;

    /// Yes or no.
    fn flag(&self, column: &'static str) -> Result<bool, RowError>;

    /// A text that is always there.
    fn needed(&self, column: &'static str) -> Result<&str, RowError> {
        let text = self.text(column)?;
        text.ok_or_else(|| wrong("a row", column, "nothing"))
    }
}

impl Cells for Row {
    fn text(&self, column: &'static str) -> Result<Option<&str>, RowError> {
        Ok(self.try_get(column)?)
    }

    fn number(&self, column: &'static str) -> Result<i64, RowError> {
        Ok(self.try_get(column)?)
    }

    fn flag(&self, column: &'static str) -> Result<bool, RowError> {
        Ok(self.try_get(column)?)
    }
}
