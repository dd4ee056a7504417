//! What is wrong with a kind, and which part of it.

use model::{Place, Problem, vocabulary::Kind};

use crate::mistake::Code;

/// The parts of a kind that have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Fields,
    Links,
    Words,
}

impl Section {
    /// Its key in a document.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::Links => "links",
            Self::Words => "words",
        }
    }

    /// One of them, to a person.
    pub(super) fn called(self) -> &'static str {
        match self {
            Self::Fields => "field",
            Self::Links => "link",
            Self::Words => "word",
        }
    }
}

/// A problem that does not know its place yet.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The part it is about; none for the kind as a whole.
    pub(super) part: Option<(Section, String)>,
    pub(super) problem: Problem,
}

impl Found {
    /// A problem of a kind as a whole: a name that leads nowhere has the code of what it should
    /// name.
    pub(super) fn new(kind: &Kind, code: Code, says: impl AsRef<str>) -> Self {
        let says = format!("kind `{}` {}", kind.kind, says.as_ref());
        Self {
            part: None,
            problem: Problem::new(code.as_str(), says, Place::default()),
        }
    }

    /// The same problem, about a part of the kind.
    pub(super) fn of(mut self, section: Section, name: &str) -> Self {
        self.part = Some((section, name.to_owned()));
        self
    }
}
