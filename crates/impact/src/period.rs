//! A stretch of time that a report looks back on.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// From an instant up to, but without, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant behind it.
    pub to: Timestamp,
}

impl Period {
    /// Whether an instant lies in it.
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}
