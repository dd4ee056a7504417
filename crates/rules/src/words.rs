//! What adjectives and derived kinds mean: their definitions as conditions.

use model::{KindName, Problems, Vocabulary, vocabulary::Kind};

use crate::{outline, tree::Condition};

/// The definition of an adjective of a kind, as a condition about that kind; `None` for a word
/// that a source states directly, and for one the vocabulary does not have.
///
/// # Errors
/// What is wrong with the definition. [`crate::assemble`] has refused such vocabularies.
pub fn definition(
    vocabulary: &Vocabulary,
    kind: &str,
    word: &str,
) -> Result<Option<Condition>, Problems> {
    let Some(defining) = vocabulary
        .lineage(kind)
        .find(|kind| kind.words.contains_key(word))
    else {
        return Ok(None);
    };
    let form = defining.words.get(word).and_then(|word| word.only.as_ref());
    form.map(|form| {
        let whose = format!("kind `{}`, word `{word}`", defining.kind);
        outline::condition(form, &defining.kind, &whose, vocabulary)
    })
    .transpose()
}

/// What makes an entity of the root kind one of a derived kind, the whole lineage together;
/// `None` for a root kind, and where no kind of the lineage says.
///
/// # Errors
/// What is wrong with the definition. [`crate::assemble`] has refused such vocabularies.
pub fn membership(vocabulary: &Vocabulary, kind: &str) -> Result<Option<Condition>, Problems> {
    let mut conditions = Vec::new();
    for kind in vocabulary.lineage(kind) {
        conditions.extend(own_membership(vocabulary, kind)?);
    }
    // From the root outwards, as the kinds were derived.
    conditions.reverse();
    Ok(match conditions.len() {
        0 | 1 => conditions.pop(),
        _ => Some(Condition::All(conditions)),
    })
}

/// What a derived kind adds to the kind it is derived from, as a condition about that one.
pub(crate) fn own_membership(
    vocabulary: &Vocabulary,
    kind: &Kind,
) -> Result<Option<Condition>, Problems> {
    let (Some(parent), Some(form)) = (&kind.is_a, &kind.only) else {
        return Ok(None);
    };
    let parent: &KindName = parent;
    let whose = format!("kind `{}`", kind.kind);
    outline::condition(form, parent, &whose, vocabulary).map(Some)
}
