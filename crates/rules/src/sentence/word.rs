//! Adjectives: `is approved`, `must be managed`, `every company-owned laptop`.

use super::{
    cursor::{Parse, Parser, same_word},
    watch::What,
};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    names,
};
use model::vocabulary::FieldType;

/// What an adjective stands behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// `is`, perhaps `is not`.
    Is,
    /// `must be`.
    Be,
}

impl Parser<'_> {
    /// A defined word of the current kind.
    pub(crate) fn defined_word(&mut self, after: After) -> Parse<String> {
        let kind = self.kind();
        let note = || format!("a word for {}", self.plural_of(kind.as_str()));
        let words = names::words(self.vocabulary, kind.as_str());
        self.expect_any(
            self.position,
            What::Word,
            words.map(|(name, _)| (name, note())),
        );
        let words = names::words(self.vocabulary, kind.as_str()).map(|(name, _)| (name, ()));
        if let Some((word, (), length)) = self.longest_at(self.position, words) {
            self.position += length;
            return Ok(word.to_owned());
        }
        let mistake = self.unknown_word(after);
        self.fail(mistake)
    }

    fn unknown_word(&self, after: After) -> Mistake {
        let kind = self.kind();
        let plural = self.plural_of(kind.as_str());
        let end = self
            .name_end(self.position)
            .max((self.position + 1).min(self.count()));
        let name = self.said(self.position..end);
        let defined: Vec<&str> = names::words(self.vocabulary, kind.as_str())
            .map(|(name, _)| name)
            .collect();
        let (says, hint) = match after {
            After::Is => (
                format!("`{name}` is not a word for {plural}"),
                "to talk about a field write `<field> is …`",
            ),
            After::Be => (
                format!("`{name}` is not a word for {plural}, as `must be …` needs"),
                "to talk about a field write `must have <field> …`",
            ),
        };
        let mut mistake = Mistake::new(Code::Word, self.here(), says);
        if let Some((near, _)) = nearest(&name, defined.iter().copied()) {
            mistake = mistake.repair(self.span(self.position..end), near);
        } else if let Some((field, value)) = self.field_saying(&name) {
            // The verb in front of the word goes with it.
            let negated = self.is_word_at(self.position.saturating_sub(1), "not");
            let verb = self.position - 1 - usize::from(negated && after == After::Is);
            let range = self.span(verb..end);
            let not = if negated && after == After::Is {
                "not "
            } else {
                ""
            };
            let text = match after {
                After::Is => format!("{field} is {not}{value}"),
                After::Be => format!("have {field} {value}"),
            };
            mistake = mistake.repair(range, text);
        }
        if !defined.is_empty() {
            mistake = mistake.hint(format!("defined words: {}", listed(defined)));
        }
        mistake.hint(hint)
    }

    /// A field and value that mean what a word tries to say: a synonym of a flag, one of its
    /// words' names, or a value of an enum.
    fn field_saying(&self, word: &str) -> Option<(String, String)> {
        let kind = self.kind();
        for (name, field) in names::fields(self.vocabulary, kind.as_str()) {
            let said = field
                .synonyms
                .iter()
                .any(|synonym| same_word(synonym, word));
            if let (true, Some([yes, _])) = (said || same_word(name, word), &field.words) {
                return Some((name.to_owned(), yes.clone()));
            }
            let valued = matches!(field.field_type, FieldType::Enum | FieldType::Ordinal);
            if let Some(value) = field.values.iter().find(|value| same_word(value, word))
                && valued
            {
                return Some((name.to_owned(), super::print::quoted(value)));
            }
        }
        None
    }
}
