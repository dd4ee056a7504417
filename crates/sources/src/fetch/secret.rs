//! Texts that nobody may read by accident.

use std::fmt;

/// A password, token or key. It prints as `(secret)`, has no other text form and cannot be written
/// as JSON, so that it reaches no log, message, report or raw record.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text secret. White space around it is what editors and shells leave; it is dropped.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The text itself, for the one place that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// A text of others with this secret taken out, where a tool repeats what it was sent.
    pub(super) fn hide_in(&self, text: &str) -> String {
        // Very short ones would take ordinary words apart.
        match self.0.len() {
            0..4 => text.to_owned(),
            _ => text.replace(&self.0, "(secret)"),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}
