//! Vocabulary files: read, put together and checked, so that nobody after this meets a dead name.

mod check;

use model::{Place, Problem, Problems, Vocabulary, vocabulary::Kind};

use crate::{document::split_documents, mistake::Code};

/// Reads the kinds of a vocabulary file: one or more YAML documents, one kind each.
///
/// # Errors
/// Every document that is not a kind, with its line and column.
pub fn read_vocabulary(text: &str, file: &str) -> Result<Vec<Kind>, Problems> {
    let mut kinds = Vec::new();
    let mut problems = Vec::new();
    // One document at a time: behind a text that is no YAML its reader finds no end.
    for (lines_before, document) in split_documents(text) {
        match serde_yaml_ng::from_str::<Option<Kind>>(document) {
            Ok(kind) => kinds.extend(kind),
            Err(error) => {
                let mut place = Place::file(file);
                if let Some(location) = error.location() {
                    place = place.at_line((lines_before + location.line()) as u64);
                    place.column = Some(location.column() as u64);
                }
                let problem = Problem::new(Code::Vocabulary.as_str(), error.to_string(), place);
                problems.push(problem.advise("see the keys of any kind in `catalogue/vocabulary`"));
            }
        }
    }
    if problems.is_empty() {
        Ok(kinds)
    } else {
        Err(Problems(problems))
    }
}

/// Puts kinds together and checks that they agree: no kind or plural twice, links lead to known
/// kinds, `is a` ends at a root, definitions can be read and do not turn in circles, and every
/// name can be written in a sentence.
///
/// # Errors
/// All contradictions. Kinds carry no place, so each problem names its kind.
pub fn assemble(kinds: Vec<Kind>) -> Result<Vocabulary, Problems> {
    let mut vocabulary = Vocabulary::default();
    let mut problems = Vec::new();
    for kind in kinds {
        if vocabulary.kinds.contains_key(&kind.kind) {
            let says = "stands in the vocabulary a second time";
            problems.push(check::problem(&kind, Code::Vocabulary, says));
            continue;
        }
        vocabulary.kinds.insert(kind.kind.clone(), kind);
    }
    for kind in vocabulary.kinds.values() {
        problems.extend(check::kind(&vocabulary, kind));
    }
    // Definitions speak of fields and kinds; they are read once those are sound.
    if problems.is_empty() {
        for kind in vocabulary.kinds.values() {
            problems.extend(check::definitions(&vocabulary, kind));
        }
    }
    if problems.is_empty() {
        Ok(vocabulary)
    } else {
        Err(Problems(problems))
    }
}
