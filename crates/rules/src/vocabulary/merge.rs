//! Kinds with all that is added to them elsewhere, and who said what.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::{Place, Problem, Vocabulary, vocabulary::Kind};

use super::{
    entry::{Extension, Said, VocabularyEntry, no_such_kind},
    found::{Found, Section},
};
use crate::mistake::Code;

/// The vocabulary, and what it cannot hold.
pub(super) struct Merged<'e> {
    pub(super) vocabulary: Vocabulary,
    pub(super) origins: Origins<'e>,
    pub(super) problems: Vec<Problem>,
}

/// Which document said what.
#[derive(Default)]
pub(super) struct Origins<'e> {
    kinds: BTreeMap<String, &'e VocabularyEntry>,
    added: BTreeMap<(String, Section, String), &'e VocabularyEntry>,
}

impl Origins<'_> {
    /// A problem of a kind at the place of the part it is about.
    pub(super) fn placed(&self, kind: &Kind, found: Found) -> Problem {
        let kind = kind.kind.as_str();
        let place = match &found.part {
            None => self.kinds.get(kind).map(|entry| entry.place(&["kind"])),
            Some((section, name)) => Some(self.place(kind, *section, name)),
        };
        Problem {
            place: place.unwrap_or_default(),
            ..found.problem
        }
    }

    /// Where a kind was given a name.
    fn place(&self, kind: &str, section: Section, name: &str) -> Place {
        let key = (kind.to_owned(), section, name.to_owned());
        let entry = self.added.get(&key).or_else(|| self.kinds.get(kind));
        entry.map_or_else(Place::default, |entry| entry.place(&[section.key(), name]))
    }
}

/// Where somebody said something, to a person: ` in people.yaml, line 40`.
fn said_at(place: &Place) -> String {
    match (&place.file, place.line) {
        (Some(file), Some(line)) => format!(" in `{file}`, line {line}"),
        _ => String::new(),
    }
}

/// Puts documents together: kinds first, whatever their order, then what is added to them.
pub(super) fn merged(entries: &[VocabularyEntry]) -> Merged<'_> {
    let mut merged = Merged {
        vocabulary: Vocabulary::default(),
        origins: Origins::default(),
        problems: Vec::new(),
    };
    for entry in entries {
        if let Said::Kind(kind) = &entry.said {
            merged.introduce(entry, kind);
        }
    }
    for entry in entries {
        if let Said::More(more) = &entry.said {
            merged.extend(entry, more);
        }
    }
    merged
}

impl<'e> Merged<'e> {
    fn introduce(&mut self, entry: &'e VocabularyEntry, kind: &Kind) {
        let name = kind.kind.as_str();
        if let Some(first) = self.origins.kinds.get(name) {
            let who = said_at(&first.place(&["kind"]));
            let says = format!("stands in the vocabulary a second time; it is defined{who}");
            let found = Found::new(kind, Code::Vocabulary, says);
            let place = entry.place(&["kind"]);
            let problem = Problem {
                place,
                ..found.problem
            };
            let problem = problem.advise(format!("to add names to it write `extends: {name}`"));
            self.problems.push(problem);
            return;
        }
        self.origins.kinds.insert(name.to_owned(), entry);
        self.vocabulary
            .kinds
            .insert(kind.kind.clone(), kind.clone());
    }

    fn extend(&mut self, entry: &'e VocabularyEntry, more: &Extension) {
        let Some(mut kind) = self.vocabulary.kinds.get(&more.extends).cloned() else {
            let kinds = self.vocabulary.kinds.keys().map(|kind| kind.as_str());
            self.problems
                .push(no_such_kind(entry, &more.extends, kinds));
            return;
        };
        self.add(entry, &kind, Section::Fields, more.fields.keys());
        self.add(entry, &kind, Section::Links, more.links.keys());
        self.add(entry, &kind, Section::Words, more.words.keys());
        fill(&mut kind.fields, &more.fields);
        fill(&mut kind.links, &more.links);
        fill(&mut kind.words, &more.words);
        self.vocabulary.kinds.insert(kind.kind.clone(), kind);
    }

    /// Notes who adds names to a kind, and refuses those that it, a kind it is derived from, or
    /// one derived from it has.
    fn add<'n>(
        &mut self,
        entry: &'e VocabularyEntry,
        kind: &Kind,
        section: Section,
        names: impl Iterator<Item = &'n String>,
    ) {
        for name in names {
            let own = kind.kind.as_str();
            match self.holder(own, section, name) {
                None => {
                    let key = (own.to_owned(), section, name.clone());
                    self.origins.added.insert(key, entry);
                }
                Some(holder) => {
                    let who = said_at(&self.origins.place(&holder, section, name));
                    let called = section.called();
                    let says = format!("has the {called} `{name}`, which `{holder}` defines{who}");
                    let found = Found::new(kind, Code::Vocabulary, says);
                    let problem = Problem {
                        place: entry.place(&[section.key(), name]),
                        ..found.problem
                    };
                    let advice = "rules rely on what it means; choose another name";
                    self.problems.push(problem.advise(advice));
                }
            }
        }
    }

    /// The kind of the same family line that has a name already.
    fn holder(&self, kind: &str, section: Section, name: &str) -> Option<String> {
        let has = |other: &Kind| match section {
            Section::Fields => other.fields.contains_key(name),
            Section::Links => other.links.contains_key(name),
            Section::Words => other.words.contains_key(name),
        };
        let derives = |one: &str, from: &str| {
            let mut line = self.vocabulary.lineage(one);
            line.any(|parent| parent.kind.as_str() == from)
        };
        let mut kinds = self.vocabulary.kinds.values();
        let found = kinds.find(|other| {
            let other_name = other.kind.as_str();
            has(other) && (derives(kind, other_name) || derives(other_name, kind))
        });
        found.map(|other| other.kind.as_str().to_owned())
    }
}

/// Adds what is new; what is there stays as it is.
fn fill<T: Clone>(names: &mut IndexMap<String, T>, more: &IndexMap<String, T>) {
    for (name, value) in more {
        names.entry(name.clone()).or_insert_with(|| value.clone());
    }
}
