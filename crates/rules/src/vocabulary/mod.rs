//! Vocabulary files: read, put together and checked, so that nobody after this meets a dead name.

mod check;
mod entry;
mod found;
mod merge;
mod taken;

pub use entry::{VocabularyEntry, read_vocabulary};

use model::{Problems, Vocabulary};

/// Puts the documents of a vocabulary together and checks that they agree: no kind or plural
/// twice, links lead to known kinds, `is a` ends at a root, definitions can be read and do not
/// turn in circles, every name can be written in a sentence, and what is added to a kind neither
/// redefines a name of it nor changes how a sentence about it is read.
///
/// # Errors
/// All contradictions, each with the place of the document that says so. Kinds that were not read
/// from a text have none; each problem names its kind.
pub fn assemble(
    entries: impl IntoIterator<Item = impl Into<VocabularyEntry>>,
) -> Result<Vocabulary, Problems> {
    let entries: Vec<VocabularyEntry> = entries.into_iter().map(Into::into).collect();
    let merge::Merged {
        vocabulary,
        origins,
        mut problems,
    } = merge::merged(&entries);
    for kind in vocabulary.kinds.values() {
        let found = check::kind(&vocabulary, kind);
        problems.extend(found.into_iter().map(|found| origins.placed(kind, found)));
        let taken = taken::names(&vocabulary, kind);
        problems.extend(taken.into_iter().map(|found| origins.placed(kind, found)));
    }
    // Definitions speak of fields and kinds; they are read once those are sound.
    if problems.is_empty() {
        for kind in vocabulary.kinds.values() {
            let found = check::definitions(&vocabulary, kind);
            problems.extend(found.into_iter().map(|found| origins.placed(kind, found)));
        }
    }
    if problems.is_empty() {
        Ok(vocabulary)
    } else {
        problems.sort_by(|one, other| one.place.cmp(&other.place));
        Err(Problems(problems))
    }
}
