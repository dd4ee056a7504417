//! What the parser looks for where the text ends. The completions of an editor are these, so that
//! there is one grammar: whoever reads a word says by it that the word may stand there.

use std::cell::RefCell;

use serde::Serialize;

use super::{
    cursor::{Parser, same_word},
    lex::Lexeme,
};
use crate::tree::SettingValue;

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A kind, or the word of an outer scope behind `the`.
    Kind,
    /// A field.
    Field,
    /// A link, to one entity or to several.
    Link,
    /// An adjective.
    Word,
    /// A comparison.
    Operator,
    /// A value; of a text, number or day an example.
    Value,
    /// A word of the language itself, or a sign.
    Keyword,
    /// How many.
    Quantity,
    /// A setting of the rule.
    Setting,
    /// A label of a document.
    Label,
    /// A placeholder inside a text.
    Placeholder,
}

/// Words that may stand where the text ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) text: String,
    pub(crate) what: What,
    /// What else there is to say.
    pub(crate) note: String,
}

/// Whether the word that the text ends with is still being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typing {
    /// It is: it only narrows down what may stand in its place.
    Word,
    /// It stands, and what comes behind it is asked.
    Behind,
}

/// What was looked for so far; nothing is noted where it only matters that the text goes on.
#[derive(Debug)]
pub(crate) struct Watch {
    expected: Option<RefCell<Vec<Expected>>>,
}

impl Parser<'_> {
    /// The same, noting what is looked for at the end of the region.
    pub(crate) fn watched(mut self, typing: Typing) -> Self {
        if typing == Typing::Word
            && let Some(start) = self.word_at_the_end()
        {
            self.forget_last(start);
        }
        let expected = Some(RefCell::default());
        self.watch = Some(Watch { expected });
        self
    }

    /// The same, for a text that is still being written; nothing is noted.
    pub(crate) fn unfinished(mut self) -> Self {
        self.watch = Some(Watch { expected: None });
        self
    }

    /// Where the word starts that the region ends with: plain words, or an open quotation.
    fn word_at_the_end(&self) -> Option<usize> {
        let last = self.count().checked_sub(1)?;
        let start = self.start_of(last);
        let open = || self.mistakes.iter().any(|mistake| mistake.at == start);
        let typed = match self.lexeme_at(last)? {
            Lexeme::Word(_) => true,
            Lexeme::Text(_) => open(),
            _ => false,
        };
        (typed && self.end_before(last + 1) == self.region.end).then_some(start)
    }

    /// Whether the text is still being written.
    pub(crate) fn is_watched(&self) -> bool {
        self.watch.is_some()
    }

    /// Where to note what is looked for.
    fn notes(&self) -> Option<&RefCell<Vec<Expected>>> {
        self.watch.as_ref()?.expected.as_ref()
    }

    /// Whether anything is noted.
    pub(crate) fn is_noting(&self) -> bool {
        self.notes().is_some()
    }

    /// What was looked for at the end, each once, in the order of the asking.
    pub(crate) fn into_expected(self) -> Vec<Expected> {
        let mut once: Vec<Expected> = Vec::new();
        let all = self.watch.and_then(|watch| watch.expected);
        let all = all.map(RefCell::into_inner);
        for expected in all.unwrap_or_default() {
            if !once
                .iter()
                .any(|other| same_word(&other.text, &expected.text))
            {
                once.push(expected);
            }
        }
        once
    }

    /// Notes words that may stand at a position, where the text ends there.
    pub(crate) fn may_stand(&self, position: usize, what: What, text: &str, note: &str) {
        if let Some(notes) = self.notes()
            && position == self.count()
        {
            notes.borrow_mut().push(Expected {
                text: text.to_owned(),
                what,
                note: note.to_owned(),
            });
        }
    }

    /// Notes the rest of each phrase that the text ends in the middle of, or before.
    pub(crate) fn expect_any<'n>(
        &self,
        position: usize,
        what: What,
        phrases: impl IntoIterator<Item = (&'n str, String)>,
    ) {
        if !self.is_noting() {
            return;
        }
        for (phrase, note) in phrases {
            let words: Vec<&str> = phrase.split_whitespace().collect();
            let there = words
                .iter()
                .enumerate()
                .take_while(|(index, word)| {
                    self.word_at(position + index)
                        .is_some_and(|found| same_word(found, word))
                })
                .count();
            if there < words.len() {
                self.may_stand(position + there, what, &words[there..].join(" "), &note);
            }
        }
    }

    /// Notes keywords.
    pub(crate) fn expect_words(&self, position: usize, what: What, phrases: &[&str]) {
        let phrases = phrases.iter().map(|phrase| (*phrase, String::new()));
        self.expect_any(position, what, phrases);
    }

    /// Notes the settings of the rule.
    pub(crate) fn expect_settings(&self, position: usize, open: &str) {
        if !self.is_noting() {
            return;
        }
        for setting in self.settings {
            let value = match &setting.value {
                SettingValue::Length(length) => length.to_string(),
                SettingValue::Number(written) => written.clone(),
                SettingValue::Text(text) => super::print::quoted(text),
            };
            let text = format!("{open}{}]", setting.name);
            self.expect_any(position, What::Setting, [(text.as_str(), value)]);
        }
    }
}
