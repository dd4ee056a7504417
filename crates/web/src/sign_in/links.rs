//! Links that sign somebody in: only a demo has any, and only while its server runs.

use std::collections::BTreeMap;

use super::secret;

/// Accounts by the digest of what their link shows.
#[derive(Clone, Debug, Default)]
pub struct Links(BTreeMap<String, String>);

impl Links {
    /// Adds a link for an account, of bytes that nobody can guess; what it shows.
    pub fn add(&mut self, account: &str, random: [u8; 32]) -> String {
        let shown = secret::shown(random);
        self.0.insert(secret::digest(&shown), account.to_owned());
        shown
    }

    /// The account of a link.
    pub(crate) fn account(&self, shown: &str) -> Option<&str> {
        self.0.get(&secret::digest(shown)).map(String::as_str)
    }
}
