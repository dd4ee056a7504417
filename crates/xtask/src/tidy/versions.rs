//! Libraries of which two versions would not understand each other: exactly one in the lock file.

use std::collections::{BTreeMap, BTreeSet};

use toml::Table;

use super::Complaint;
use crate::tree::Tree;

/// Whether two versions of a library in one binary would be a mistake: values of Arrow are
/// passed between crates, and SQLite and TLS must exist once in a process.
fn must_be_one(name: &str) -> bool {
    name.starts_with("arrow-")
        || [
            "arrow",
            "parquet",
            "datafusion",
            "libsqlite3-sys",
            "rustls",
            "jiff",
        ]
        .contains(&name)
}

/// Each of them has one version in `Cargo.lock`.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let Some(text) = tree.text("Cargo.lock") else {
        return vec![Complaint::file("Cargo.lock", "is missing; it is committed")];
    };
    let lock: Table = match text.parse() {
        Ok(lock) => lock,
        Err(error) => {
            return vec![Complaint::file(
                "Cargo.lock",
                format!("cannot be read: {error}"),
            )];
        }
    };
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in lock
        .get("package")
        .and_then(|list| list.as_array())
        .into_iter()
        .flatten()
    {
        let word = |key: &str| package.get(key).and_then(|value| value.as_str());
        if let (Some(name), Some(version)) = (word("name"), word("version")) {
            versions.entry(name).or_default().insert(version);
        }
    }
    versions
        .into_iter()
        .filter(|(name, found)| must_be_one(name) && found.len() > 1)
        .map(|(name, found)| {
            let list: Vec<&str> = found.into_iter().collect();
            let says = format!("`{name}` has more than one version: {}", list.join(", "));
            Complaint::file("Cargo.lock", says)
        })
        .collect()
}
