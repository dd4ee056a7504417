//! The first administrator: whoever shows the code that was printed when the server started.

use std::sync::{Mutex, PoisonError};

use super::secret;

/// A code that works once, kept in memory only.
#[derive(Debug, Default)]
pub struct FirstCode(Mutex<Option<String>>);

impl FirstCode {
    /// A new code, of bytes that nobody can guess: the code, and what waits for it.
    pub fn new(random: [u8; 32]) -> (String, Self) {
        let shown = secret::shown(random);
        let waits = Self(Mutex::new(Some(secret::digest(&shown))));
        (shown, waits)
    }

    /// Whether it is the code. It goes on working.
    pub(crate) fn is(&self, shown: &str) -> bool {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What is compared are digests: how far they agree tells nothing of the code.
        kept.as_ref()
            .is_some_and(|digest| *digest == secret::digest(shown))
    }

    /// Whether it is the code, which then works no more.
    pub(crate) fn take(&self, shown: &str) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let right = kept
            .as_ref()
            .is_some_and(|digest| *digest == secret::digest(shown));
        if right {
            *kept = None;
        }
        right
    }
}
