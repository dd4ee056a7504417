//! Names that would change how sentences are read. The longest name wins, so a field called
//! `firewall on` would turn `must have firewall on` into something else, and who adds names could
//! undo the rules of others.

use model::{
    Vocabulary,
    vocabulary::{Field, Kind},
};

use super::found::{Found, Section};
use crate::{mistake::Code, names, sentence::cursor::same_word, tree::Operator};

/// The names of a kind that begin with another of its names and go on as a sentence would, and
/// kinds called like an adjective and another kind.
pub(super) fn names(vocabulary: &Vocabulary, kind: &Kind) -> Vec<Found> {
    let mut found = Vec::new();
    found.extend(adjective_and_kind(vocabulary, kind));
    let name = kind.kind.as_str();
    let fields: Vec<(&str, Option<&Field>)> = names::fields(vocabulary, name)
        .map(|(name, field)| (name, Some(field)))
        .chain(names::to_one(vocabulary, name).map(|(name, _)| (name, None)))
        .collect();
    let own = |section: Section| -> Vec<&String> {
        match section {
            Section::Fields => kind.fields.keys().collect(),
            Section::Links => kind.links.keys().collect(),
            Section::Words => kind.words.keys().collect(),
        }
    };
    for section in [Section::Fields, Section::Links] {
        for new in own(section) {
            let taken = fields
                .iter()
                .find(|(name, field)| rest_of(new, name).is_some_and(|rest| goes_on(rest, *field)));
            found.extend(taken.map(|(name, _)| refused(kind, section, new, name)));
        }
    }
    for new in own(Section::Words) {
        let mut words = names::words(vocabulary, name).map(|(word, _)| word);
        let taken = words.find(|word| rest_of(new, word).is_some_and(|rest| is_one(JOINTS, rest)));
        found.extend(taken.map(|word| refused(kind, Section::Words, new, word)));
    }
    found
}

/// Words at which a sentence goes on behind an adjective, a field or a link.
const JOINTS: &[&str] = &["and", "or"];

/// Words that open a value.
const VALUES: &[&str] = &["the", "today", "in"];

fn refused(kind: &Kind, section: Section, new: &str, name: &str) -> Found {
    let called = section.called();
    let says = format!("has a {called} `{new}`, which reads as `{name}` and what follows it");
    let mut found = Found::new(kind, Code::Vocabulary, says).of(section, new);
    let advice = "choose a name that no sentence about the other one holds";
    found.problem.advice.push(advice.to_owned());
    found
}

/// The words of a name behind those of another.
fn rest_of<'n>(name: &'n str, start: &str) -> Option<&'n str> {
    let mut words = name.split(' ');
    let same = start
        .split(' ')
        .all(|word| words.next().is_some_and(|other| same_word(word, other)));
    let rest = words.next()?;
    same.then_some(rest)
}

fn is_one(set: &[&str], word: &str) -> bool {
    set.iter().any(|one| same_word(one, word))
}

/// Whether a sentence about a field or link can go on with a word: with an operator, whole or
/// with its `is` left out, with a value, or with `and`.
fn goes_on(word: &str, field: Option<&Field>) -> bool {
    let first = |phrase: &'static str| phrase.split(' ').next().unwrap_or("");
    let operator = Operator::ALL.iter().any(|operator| {
        let phrase = operator.words().0;
        let elided = phrase.strip_prefix("is ").unwrap_or(phrase);
        same_word(first(phrase), word) || same_word(first(elided), word)
    });
    let values = field.into_iter().flat_map(|field| {
        let words = field.words.iter().flatten();
        field.values.iter().chain(words)
    });
    let mut values = values.map(|value| value.split(' ').next().unwrap_or(""));
    operator
        || is_one(JOINTS, word)
        || is_one(VALUES, word)
        || same_word("that", word)
        || word.starts_with(|c: char| c.is_ascii_digit())
        || values.any(|value| same_word(value, word))
}

/// `production server` would take the sentences about every production server.
fn adjective_and_kind(vocabulary: &Vocabulary, kind: &Kind) -> Option<Found> {
    let called = [kind.kind.as_str(), kind.plural.as_str()];
    let taken = vocabulary.kinds.values().find_map(|other| {
        let words = names::words(vocabulary, other.kind.as_str());
        let own = [other.kind.as_str(), other.plural.as_str()];
        let mut said = words.flat_map(|(word, _)| own.map(|name| format!("{word} {name}")));
        said.find(|said| called.iter().any(|name| same_word(name, said)))
    })?;
    let says = format!("is called like every `{taken}`: an adjective and a kind");
    let mut found = Found::new(kind, Code::Vocabulary, says);
    let advice = "choose a name that no sentence about the other kind holds";
    found.problem.advice.push(advice.to_owned());
    Some(found)
}
