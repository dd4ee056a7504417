//! What must hold of the files of this repository, each check a function of the [`Tree`].
//!
//! A new check is a module with a `check` function, one line in [`CHECKS`] and a test that shows
//! it failing on a made-up tree.

pub mod arrows;
pub mod catalogue;
pub mod fresh;
pub mod leftovers;
pub mod paths;
pub mod purity;
pub mod size;
pub mod versions;
pub mod words;

use std::fmt;

use crate::tree::Tree;

/// Something that must change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// The file, from the root.
    pub path: String,
    /// The line, from 1; 0 is the file as a whole.
    pub line: usize,
    /// What is wrong and what to do: lower case, no full stop.
    pub says: String,
}

impl Complaint {
    /// About a file as a whole.
    pub fn file(path: &str, says: impl Into<String>) -> Self {
        Self::line(path, 0, says)
    }

    /// About a line of a file, from 1.
    pub fn line(path: &str, line: usize, says: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            says: says.into(),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.says),
            line => write!(f, "{}:{line}: {}", self.path, self.says),
        }
    }
}

/// One check: its name and what it does.
type Check = (&'static str, fn(&Tree) -> Vec<Complaint>);

/// Every check, in the order they are told.
const CHECKS: &[Check] = &[
    ("arrows between crates", arrows::check),
    ("one version of what must be one", versions::check),
    ("stages are pure", purity::check),
    ("sizes", size::check),
    ("nothing left over", leftovers::check),
    ("words", words::check),
    ("paths named in documents", paths::check),
    ("catalogue", catalogue::check),
    ("generated documents", fresh::check),
];

/// What all checks say of a tree, in the order of the checks, then of the paths.
pub fn all(tree: &Tree) -> Vec<Complaint> {
    CHECKS
        .iter()
        .flat_map(|(_, check)| {
            let mut found = check(tree);
            found.sort();
            found
        })
        .collect()
}

/// The names of the checks, for people.
pub fn names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|(name, _)| *name)
}

/// What is allowed but worth a look: one line each.
pub fn notes(tree: &Tree) -> Vec<String> {
    size::long_files(tree)
}
