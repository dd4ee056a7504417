//! Which files are the snapshot, and when the source produced it (semantics 5).

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::time::date_in_name;

/// What the name of a file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dated {
    /// The date in it.
    pub(crate) at: Option<Timestamp>,
    /// The whole path without that date: the same for all days of one export.
    pub(crate) pattern: String,
}

/// Looks for a date in the last part of a path.
pub(crate) fn dated(path: &str) -> Dated {
    let (folder, name) = path
        .rsplit_once('/')
        .map_or(("", path), |(folder, name)| (folder, name));
    match date_in_name(name) {
        Some((at, rest)) => Dated {
            at: Some(at),
            pattern: format!("{folder}/{rest}"),
        },
        None => Dated {
            at: None,
            pattern: path.to_owned(),
        },
    }
}

/// The newest date of each pattern; older files of it are not read at all.
pub(crate) fn newest<'a>(all: impl IntoIterator<Item = &'a Dated>) -> BTreeMap<String, Timestamp> {
    let mut newest: BTreeMap<String, Timestamp> = BTreeMap::new();
    for dated in all {
        if let Some(at) = dated.at {
            let entry = newest.entry(dated.pattern.clone()).or_insert(at);
            *entry = (*entry).max(at);
        }
    }
    newest
}
