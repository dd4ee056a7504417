//! The documents of vocabulary files: a kind, or what somebody adds to one.

use indexmap::IndexMap;
use model::{
    KindName, Place, Problem, Problems,
    vocabulary::{Field, Kind, Link, Word},
};
use serde::Deserialize;

use crate::{
    document::split_documents,
    mistake::{Code, nearest},
    outline::node::Step,
    yaml,
};

/// One document of a vocabulary file, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct VocabularyEntry {
    pub(super) said: Said,
    origin: Option<Origin>,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    Kind(Box<Kind>),
    More(Box<Extension>),
}

/// What is added to a kind that stands elsewhere.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extension {
    pub(super) extends: KindName,
    #[serde(default)]
    pub(super) fields: IndexMap<String, Field>,
    #[serde(default)]
    pub(super) links: IndexMap<String, Link>,
    #[serde(default)]
    pub(super) words: IndexMap<String, Word>,
}

/// A document in its file. Places are looked up when something is wrong with it.
#[derive(Clone, Debug, PartialEq)]
struct Origin {
    file: String,
    lines_before: usize,
    text: String,
}

impl From<Kind> for VocabularyEntry {
    fn from(kind: Kind) -> Self {
        Self {
            said: Said::Kind(Box::new(kind)),
            origin: None,
        }
    }
}

impl VocabularyEntry {
    /// The kind it introduces; none where it adds to one.
    pub fn kind(&self) -> Option<&Kind> {
        match &self.said {
            Said::Kind(kind) => Some(kind),
            Said::More(_) => None,
        }
    }

    /// Where a part of it stands: `["words", "stale"]`. Nowhere for a kind that was not read.
    pub(super) fn place(&self, part: &[&str]) -> Place {
        let Some(origin) = &self.origin else {
            return Place::default();
        };
        let steps: Vec<Step> = part
            .iter()
            .map(|key| Step::Key((*key).to_owned()))
            .collect();
        let mut place = yaml::place_of(&origin.text, &steps, &origin.file);
        place.line = place.line.map(|line| line + origin.lines_before as u64);
        place
    }
}

/// Reads a vocabulary file: one or more YAML documents, each a kind (`kind:`) or what is added to
/// one that stands elsewhere (`extends:`, with `fields`, `links` and `words`).
///
/// # Errors
/// Every document that is neither, with its line and column.
pub fn read_vocabulary(text: &str, file: &str) -> Result<Vec<VocabularyEntry>, Problems> {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    for (lines_before, document) in split_documents(text) {
        match read(document) {
            Ok(said) => entries.extend(said.map(|said| VocabularyEntry {
                said,
                origin: Some(Origin {
                    file: file.to_owned(),
                    lines_before,
                    text: document.to_owned(),
                }),
            })),
            Err(error) => {
                let mut place = Place::file(file).at_line(lines_before as u64 + 1);
                if let Some(location) = error.location() {
                    place = place.at_line((lines_before + location.line()) as u64);
                    place.column = Some(location.column() as u64);
                }
                let says = without_place(&error.to_string());
                let problem = Problem::new(Code::Vocabulary.as_str(), says, place);
                problems.push(problem.advise("see the keys of any kind in `catalogue/vocabulary`"));
            }
        }
    }
    if problems.is_empty() {
        Ok(entries)
    } else {
        Err(Problems(problems))
    }
}

/// What a reader of YAML says, without the line and column it counts from the document's start:
/// the place says those.
fn without_place(says: &str) -> String {
    let number = |word: &str| word.chars().all(|c| c.is_ascii_digit() || c == ',');
    let words: Vec<&str> = says.split(' ').collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match words[at..] {
            ["at", "line", line, "column", column, ..] if number(line) && number(column) => {
                at += 5;
            }
            _ => {
                kept.push(words[at]);
                at += 1;
            }
        }
    }
    kept.join(" ")
}

/// What one document says; nothing where it has comments only.
fn read(document: &str) -> Result<Option<Said>, serde_yaml_ng::Error> {
    let value: serde_yaml_ng::Value = serde_yaml_ng::from_str(document)?;
    if value.is_null() {
        return Ok(None);
    }
    // From the text once more: a value has lost its places.
    if value.get("extends").is_some() {
        serde_yaml_ng::from_str(document).map(|more| Some(Said::More(Box::new(more))))
    } else {
        serde_yaml_ng::from_str(document).map(|kind| Some(Said::Kind(Box::new(kind))))
    }
}

/// The kind that is extended is not there.
pub(super) fn no_such_kind<'n>(
    entry: &VocabularyEntry,
    kind: &KindName,
    kinds: impl Iterator<Item = &'n str>,
) -> Problem {
    let says = format!("`extends: {kind}` names no kind");
    let problem = Problem::new(Code::Kind.as_str(), says, entry.place(&["extends"]));
    match nearest(kind.as_str(), kinds) {
        Some((near, _)) => problem.advise(format!("extends: {near}")),
        None => problem.advise(format!("kind: {kind}")),
    }
}
