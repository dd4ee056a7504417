//! The conditions of vocabulary files: `{field: class, is: laptop}`, or `class is "laptop"` in
//! words.

use model::{KindName, Place, Problem, Problems, Vocabulary};
use serde_json::Value;

use super::{
    draft::{Draft, Purpose},
    node::{At, Node},
    read::condition::Tail,
};
use crate::{
    mistake::{Code, Source},
    sentence,
    tree::Condition,
};

/// Reads a condition about a kind. `whose` says where it stands, for messages.
///
/// # Errors
/// All that is wrong with it; the place is `whose`.
pub(crate) fn condition(
    outline: &Value,
    kind: &KindName,
    whose: &str,
    vocabulary: &Vocabulary,
) -> Result<Condition, Problems> {
    let place = Place::file(whose);
    if let Value::String(text) = outline {
        return read(text, kind, &place, vocabulary);
    }
    let mut draft = Draft::new(Purpose::Definition, vocabulary);
    draft.condition(&Node::from_json(outline, At::default()), Tail::Free);
    if !draft.wrongs.is_empty() {
        let problems = draft.wrongs.into_iter().map(|wrong| Problem {
            advice: wrong.advice,
            ..Problem::new(Code::Vocabulary.as_str(), wrong.says, place.clone())
        });
        return Err(Problems(problems.collect()));
    }
    read(&draft.text, kind, &place, vocabulary)
}

/// Reads a condition in the words of a sentence.
fn read(
    text: &str,
    kind: &KindName,
    place: &Place,
    vocabulary: &Vocabulary,
) -> Result<Condition, Problems> {
    let source = Source::new("", text, 0);
    let read = sentence::condition(source, 0..text.len(), vocabulary, &[], kind);
    read.map_err(|Problems(problems)| {
        // Lines and columns of these words are none of the file.
        let placed = problems.into_iter().map(|mut problem| {
            problem.place = place.clone();
            problem.says = format!("in `{text}`: {}", problem.says);
            problem
        });
        Problems(placed.collect())
    })
}
