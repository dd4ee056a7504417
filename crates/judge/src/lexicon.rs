//! Definitions of words and derived kinds, read once for all rules of a pass.

use std::collections::BTreeMap;

use model::{Problems, Vocabulary};
use rules::tree::Condition;

/// What each adjective and each derived kind means, by the kind that defines it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lexicon {
    words: BTreeMap<String, BTreeMap<String, Condition>>,
    kinds: BTreeMap<String, Condition>,
}

impl Lexicon {
    /// Reads all definitions of a vocabulary.
    pub(crate) fn of(vocabulary: &Vocabulary) -> Result<Self, Problems> {
        let mut lexicon = Self::default();
        let mut problems = Vec::new();
        for (name, kind) in &vocabulary.kinds {
            let name = name.as_str();
            match rules::membership(vocabulary, name) {
                Ok(Some(condition)) => {
                    lexicon.kinds.insert(name.to_owned(), condition);
                }
                Ok(None) => {}
                Err(found) => problems.extend(found.0),
            }
            for word in kind.words.keys() {
                match rules::definition(vocabulary, name, word) {
                    Ok(Some(condition)) => {
                        let words = lexicon.words.entry(name.to_owned()).or_default();
                        words.insert(word.clone(), condition);
                    }
                    Ok(None) => {}
                    Err(found) => problems.extend(found.0),
                }
            }
        }
        if problems.is_empty() {
            Ok(lexicon)
        } else {
            Err(Problems(problems))
        }
    }

    /// What a word of a kind, or of one it is derived from, means; nothing when sources say so.
    pub(crate) fn word(
        &self,
        vocabulary: &Vocabulary,
        kind: &str,
        word: &str,
    ) -> Option<&Condition> {
        let owner = vocabulary
            .lineage(kind)
            .find(|kind| kind.words.contains_key(word))?;
        self.words.get(owner.kind.as_str())?.get(word)
    }

    /// The definitions of words and derived kinds, by what they define.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&str, &Condition)> {
        let words = self.words.values().flatten();
        let named = words.chain(&self.kinds);
        named.map(|(name, definition)| (name.as_str(), definition))
    }

    /// All definitions.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Condition> {
        let words = self.words.values().flat_map(BTreeMap::values);
        words.chain(self.kinds.values())
    }

    /// What makes an entity of the next wider kind one of this kind.
    pub(crate) fn kind(&self, kind: &str) -> Option<&Condition> {
        self.kinds.get(kind)
    }
}
