//! L9: a text tells something personal about one person to another.
//!
//! Error where nobody named in `Fixed by` is the person it is about, warning where some of them
//! are not: they get the same text when the person cannot be reached. Personal is what the
//! vocabulary says is (`personal: true`), such as the day of a training.
//!
//! Repair: leave the placeholder out, or let the person fix it.

use model::Vocabulary;

use super::{Asked, Level, Lint};
use crate::{
    names,
    tree::{Audience, FixedBy, Rule},
};

pub(super) fn check(asked: &Asked<'_>) -> Vec<Lint> {
    let rule = asked.rule;
    // These reach no person at all.
    if matches!(
        rule.audience,
        Some(Audience::Automatic | Audience::Evidence)
    ) {
        return Vec::new();
    }
    let readers = readers(rule, asked.vocabulary);
    let mut lints = Vec::new();
    for (label, text) in texts(rule) {
        for placeholder in placeholders(text) {
            let Some((about, field)) = personal(asked, placeholder) else {
                continue;
            };
            let is_about = |reader: &Option<Vec<String>>| {
                rule.audience != Some(Audience::Team) && reader.as_ref() == Some(&about)
            };
            let own = readers.iter().filter(|reader| is_about(reader)).count();
            if own == readers.len() {
                continue;
            }
            let level = match own {
                0 => Level::Error,
                _ => Level::Warning,
            };
            let says = format!("`{{{placeholder}}}` tells somebody else the {field} of a person");
            let lint = Lint::new("L9", level, rule, label).says(says);
            lints.push(lint.repair("leave the placeholder out, or let the person fix it"));
        }
    }
    lints.dedup();
    lints
}

/// Who may get the texts: the links from the subject to them; nothing for somebody whom the
/// sentence does not know, such as whoever is responsible for the activity.
fn readers(rule: &Rule, vocabulary: &Vocabulary) -> Vec<Option<Vec<String>>> {
    let kind = rule.expectation.subject.kind.as_str();
    if rule.fixed_by.is_empty() {
        let defaults = vocabulary
            .lineage(kind)
            .flat_map(|kind| &kind.owner_default);
        let path = |path: &String| Some(path.split("'s ").map(str::to_owned).collect());
        return defaults.map(path).collect();
    }
    let fixers = rule.fixed_by.iter().map(|fixer| match fixer {
        FixedBy::Subject => Some(Vec::new()),
        FixedBy::Path(path) => Some(path.links.iter().chain(&path.field).cloned().collect()),
        FixedBy::Activity => None,
    });
    fixers.collect()
}

fn texts(rule: &Rule) -> impl Iterator<Item = (&'static str, &str)> {
    let because = rule.because.iter().map(|text| ("Because", &text.text));
    let messages = rule.messages.iter().map(|text| ("Message", &text.text));
    let lines = rule.steps.iter().flat_map(|steps| &steps.lines);
    let steps = lines.map(|line| ("Steps", line));
    let all = because.chain(messages).chain(steps);
    all.map(|(label, text)| (label, text.as_str()))
}

fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let open = text.split('{').skip(1);
    open.filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.trim())
}

/// The links to the person a placeholder tells something personal about, and what.
fn personal<'p>(asked: &Asked<'_>, placeholder: &'p str) -> Option<(Vec<String>, &'p str)> {
    let subject = asked.rule.expectation.subject.kind.as_str();
    let steps: Vec<&str> = placeholder.split('.').map(str::trim).collect();
    let (field, path) = steps.split_last()?;
    let mut kind = subject;
    let mut links = Vec::new();
    for (at, step) in path.iter().enumerate() {
        let own = asked
            .vocabulary
            .lineage(subject)
            .any(|k| k.kind.as_str() == *step);
        if at == 0 && own {
            continue;
        }
        let found = names::to_one(asked.vocabulary, kind).find(|(name, _)| name == step);
        let (name, link) = found?;
        links.push(name.to_owned());
        kind = link.to.as_str();
    }
    let known = asked.vocabulary.field(kind, field)?;
    let about_a_person = asked.vocabulary.root(kind) == "person";
    (known.personal && about_a_person).then_some((links, *field))
}
