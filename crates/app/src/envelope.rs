//! The one envelope of every JSON answer.

use jiff::Timestamp;
use model::Problem;
use serde::Serialize;

/// `{format, version, generated_at, data, problems}`.
#[derive(Clone, Debug, Serialize)]
pub struct Envelope<T> {
    /// What `data` is: `allhands.run`.
    pub format: &'static str,
    /// The version of that format; it changes when a reader would have to.
    pub version: u32,
    /// The instant the answer speaks of.
    pub generated_at: Timestamp,
    /// The answer.
    pub data: T,
    /// What went wrong on the way.
    pub problems: Vec<Problem>,
}

impl<T> Envelope<T> {
    /// Wraps an answer.
    pub fn new(format: &'static str, at: Timestamp, data: T, problems: Vec<Problem>) -> Self {
        Self {
            format,
            version: 1,
            generated_at: at,
            data,
            problems,
        }
    }
}
