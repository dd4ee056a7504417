//! An example in the words of a person: `a company-owned laptop with status active`.

use model::{Vocabulary, vocabulary::Field};

use super::facts;
use crate::{
    names,
    sentence::print::{Printer, path as path_words},
    tree::{Anchor, Given, Operand, Path, Stated, StatedLink, StatedRows, StatedValue},
};

/// A whole example: `a company-owned laptop with status active and no endpoint agent`.
pub fn say(example: &Given, vocabulary: &Vocabulary) -> String {
    let kind = example.kind.as_str();
    entity(kind, kind, &example.states, vocabulary)
}

/// One statement about an entity of a kind: `last seen 8 days ago`.
pub fn say_stated(stated: &Stated, kind: &str, vocabulary: &Vocabulary) -> String {
    match stated {
        Stated::Word { word, holds: true } => word.clone(),
        Stated::Word { word, holds: false } => format!("not {word}"),
        Stated::Field { field: name, value } => {
            let known = vocabulary.field(kind, name);
            let path = Path {
                links: Vec::new(),
                field: Some(name.clone()),
            };
            field(&path, value, known, vocabulary)
        }
        Stated::Link { link: name, to } => {
            let to_kind = vocabulary
                .link(kind, name)
                .map_or("", |link| link.to.as_str());
            match to {
                StatedLink::With(states) => {
                    format!("{} as {name}", entity(to_kind, to_kind, states, vocabulary))
                }
                other => {
                    let path = Path {
                        links: vec![name.clone()],
                        field: None,
                    };
                    link(&path, other)
                }
            }
        }
        Stated::Relation { relation, rows } => related(relation, rows, kind, vocabulary),
    }
}

/// `a production service with tier 2 and no backup`.
fn entity(kind: &str, called: &str, states: &[Stated], vocabulary: &Vocabulary) -> String {
    let mut named: Vec<&str> = Vec::new();
    let mut not: Vec<String> = Vec::new();
    let mut with: Vec<String> = Vec::new();
    for stated in states {
        match stated {
            Stated::Word { word, holds: true } => named.push(word),
            Stated::Word { word, holds: false } => not.push(word.clone()),
            other => with.push(say_stated(other, kind, vocabulary)),
        }
    }
    named.push(called);
    let mut words = named.join(" ");
    words = format!("{} {words}", names::article(&words));
    if !not.is_empty() {
        words.push_str(&format!(" that is not {}", listed(&not, "or")));
    }
    if !with.is_empty() {
        words.push_str(&format!(" with {}", listed(&with, "and")));
    }
    words
}

/// A related row: `an endpoint agent (last seen 8 days ago, health healthy)`.
fn row(singular: &str, kind: &str, states: &[Stated], vocabulary: &Vocabulary) -> String {
    let said: Vec<String> = states
        .iter()
        .map(|stated| say_stated(stated, kind, vocabulary))
        .collect();
    let article = names::article(singular);
    if said.is_empty() {
        format!("{article} {singular}")
    } else {
        format!("{article} {singular} ({})", said.join(", "))
    }
}

/// What is stated of a relation, in a few words: `2 admins`, `no backup`, `admins not known`.
pub(super) fn rows(
    states: &[Stated],
    relation: &str,
    kind: &str,
    vocabulary: &Vocabulary,
) -> String {
    let link = vocabulary.link(kind, relation);
    let (singular, plural) = link.map_or((relation, relation), |link| {
        (names::singular(link), names::plural(relation, link))
    });
    match facts::rows(states, relation) {
        Some(StatedRows::None) => format!("no {singular}"),
        Some(StatedRows::Times(count, _)) => format!("{count} {plural}"),
        Some(StatedRows::These(rows) | StatedRows::AtLeast(rows)) => match rows.as_slice() {
            [one] => row(
                singular,
                link.map_or("", |link| link.to.as_str()),
                one,
                vocabulary,
            ),
            many => format!("{} {plural}", many.len()),
        },
        Some(StatedRows::Unknown) | None => format!("{plural} not known"),
    }
}

fn related(relation: &str, rows: &StatedRows, kind: &str, vocabulary: &Vocabulary) -> String {
    let link = vocabulary.link(kind, relation);
    let (singular, plural, to) = link.map_or((relation, relation, ""), |link| {
        let plural = names::plural(relation, link);
        (names::singular(link), plural, link.to.as_str())
    });
    let each = |rows: &[Vec<Stated>]| {
        let rows: Vec<String> = rows
            .iter()
            .map(|states| row(singular, to, states, vocabulary))
            .collect();
        listed(&rows, "and")
    };
    match rows {
        StatedRows::None => format!("no {singular}"),
        StatedRows::Unknown => format!("{plural} not known"),
        StatedRows::These(rows) => each(rows),
        StatedRows::AtLeast(rows) => format!("at least {}", each(rows)),
        StatedRows::Times(count, states) if states.is_empty() => format!("{count} {plural}"),
        StatedRows::Times(count, states) => {
            let said: Vec<String> = states
                .iter()
                .map(|stated| say_stated(stated, to, vocabulary))
                .collect();
            format!("{count} {plural} (each {})", said.join(", "))
        }
    }
}

/// `last seen 8 days ago`, `end date none`, `user's country not known`.
pub(super) fn field(
    path: &Path,
    value: &StatedValue,
    field: Option<&Field>,
    vocabulary: &Vocabulary,
) -> String {
    let name = path_words(path);
    match value {
        StatedValue::None { never: true } => format!("{name} never"),
        StatedValue::None { never: false } => format!("no {name}"),
        StatedValue::Unknown => format!("{name} not known"),
        StatedValue::Known(values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| plain(value, field, vocabulary))
                .collect();
            format!("{name} {}", listed(&values, "and"))
        }
    }
}

/// `user Ann Example`, `no user`, `user not known`.
pub(super) fn link(path: &Path, to: &StatedLink) -> String {
    let name = path_words(path);
    match to {
        StatedLink::Named(who) => format!("{name} {who}"),
        StatedLink::With(_) => name,
        StatedLink::None => format!("no {name}"),
        StatedLink::Unknown => format!("{name} not known"),
    }
}

/// A value without the quotes that a rule needs.
fn plain(value: &Operand, field: Option<&Field>, vocabulary: &Vocabulary) -> String {
    match value {
        Operand::Text(text) => text.clone(),
        Operand::Offset {
            from: Anchor::Today,
            length,
            back: false,
        } => format!("in {}", length.length),
        other => Printer::new(vocabulary).operand(other, field),
    }
}

/// `a, b and c`.
fn listed(items: &[String], joint: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} {joint} {last}", before.join(", ")),
    }
}
