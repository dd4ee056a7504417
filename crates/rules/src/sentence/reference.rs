//! `the person's start date`: a value of an outer scope, named by the word that opened it.

use super::{
    cursor::{Parse, Parser, same_word},
    lex::Lexeme,
    value::Wanted,
    watch::What,
};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    names::{Typed, same_family},
    operators::Comparable,
    tree::{Path, Reference},
};
use model::vocabulary::FieldType::{self, Date, Enum, Event, Ordinal, Text};

impl<'a> Parser<'a> {
    /// A reference behind `the` that can be compared with what is wanted.
    pub(crate) fn reference(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Reference> {
        let at = self.here();
        self.position += 1;
        let (scope, kind, out) = self.outer_scope()?;
        self.may_stand(self.position, What::Keyword, "'s", "");
        let (path, typed) = if self.lexeme() == Some(&Lexeme::Possessive) {
            self.position += 1;
            self.path_from(kind, super::path::After::Alone)?
        } else {
            let typed = Typed {
                comparable: Comparable::Link,
                field: None,
                kind,
            };
            (
                Path {
                    links: Vec::new(),
                    field: None,
                },
                typed,
            )
        };
        // While it is being written, `the person` may be on its way to `the person's name`.
        let goes_on = typed.comparable == Comparable::Link
            && self.is_watched()
            && self.position == self.count();
        if !goes_on && !self.comparable(&wanted.typed, &typed) {
            let says = format!(
                "`{}` is {}, which cannot be compared with {}",
                wanted.label,
                wanted.typed.comparable.called(),
                typed.comparable.called()
            );
            return self.fail(Mistake::new(Code::Value, at, says));
        }
        let unit = |typed: &Typed<'_>| typed.field.and_then(|field| field.unit);
        if let (Some(own), Some(other)) = (unit(&wanted.typed), unit(&typed))
            && other.convert(0.0, own).is_none()
        {
            let says = format!(
                "`{}` is measured in {own}, which cannot be compared with {other}",
                wanted.label
            );
            return self.fail(Mistake::new(Code::Value, at, says));
        }
        Ok(Reference { scope, out, path })
    }

    /// The outer scope that a word names. The current scope is never meant, and a word that two
    /// outer scopes share names neither (semantics 10).
    fn outer_scope(&mut self) -> Parse<(String, &'a str, usize)> {
        let current = self.scopes.len().saturating_sub(1);
        let outer = &self.scopes[..current];
        let words = outer
            .iter()
            .enumerate()
            .map(|(index, scope)| (scope.word.as_str(), index));
        let scopes = outer
            .iter()
            .map(|scope| (scope.word.as_str(), scope.kind.to_string()));
        self.expect_any(self.position, What::Kind, scopes);
        let found = self.longest_at(self.position, words);
        let found = found.map(|(word, index, length)| (word.to_owned(), index, length));
        let Some((word, index, length)) = found else {
            let mistake = self.unknown_scope();
            return self.fail(mistake);
        };
        if outer
            .iter()
            .filter(|scope| same_word(&scope.word, &word))
            .count()
            > 1
        {
            let says = format!("`the {word}` could be either of two; each is called {word}");
            return self.fail(Mistake::new(Code::Kind, self.here(), says));
        }
        let kind = self.vocabulary.kind(outer[index].kind.as_str());
        self.position += length;
        Ok((
            word,
            kind.map_or("", |kind| kind.kind.as_str()),
            current - index,
        ))
    }

    fn unknown_scope(&self) -> Mistake {
        let end = self.name_end(self.position);
        let name = self.said(self.position..end);
        let current = self.scopes.len().saturating_sub(1);
        let words: Vec<&str> = self.scopes[..current]
            .iter()
            .map(|scope| scope.word.as_str())
            .collect();
        let says = if words.is_empty() {
            "there is nothing outside that `the …` could mean".to_owned()
        } else {
            format!(
                "after `the` I expected one of: {}, not `{name}`",
                listed(words.clone())
            )
        };
        let mistake = Mistake::new(Code::Kind, self.here(), says);
        match nearest(&name, words) {
            Some((near, _)) => mistake.repair(self.span(self.position..end), near),
            None => mistake,
        }
    }

    fn comparable(&self, one: &Typed<'_>, other: &Typed<'_>) -> bool {
        match (one.comparable, other.comparable) {
            (Comparable::Link, Comparable::Link) => {
                same_family(self.vocabulary, one.kind, other.kind)
            }
            (Comparable::Field(one_type), Comparable::Field(other_type)) => {
                let both =
                    |types: &[FieldType]| types.contains(&one_type) && types.contains(&other_type);
                let values = |typed: &Typed<'_>| typed.field.map(|field| field.values.clone());
                match (one_type, other_type) {
                    (Ordinal, Ordinal) => values(one) == values(other),
                    _ => one_type == other_type || both(&[Date, Event]) || both(&[Text, Enum]),
                }
            }
            _ => false,
        }
    }
}
