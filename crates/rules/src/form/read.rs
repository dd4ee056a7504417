//! The JSON of a form to the tree.

use std::collections::{BTreeMap, BTreeSet};

use model::{Place, Problem, Problems, Vocabulary};
use serde_json::Value;

use super::{SENTENCE, group};
use crate::{
    document::{Baselines, Parsed, label::Label},
    mistake::Code,
    outline::{
        node::{At, Node, Shape},
        read::Outline,
    },
};

/// Reads the JSON of a form. `fallback_id` is its id where it names none. Each mistake says where
/// in the form it is (`must.value.rules[1].operator`).
pub fn from_form(form: &Value, file: &str, fallback_id: &str, vocabulary: &Vocabulary) -> Parsed {
    from_form_with(form, file, fallback_id, vocabulary, &Baselines::new())
}

/// The same, among rules that it may take its sentence from.
pub(crate) fn from_form_with(
    form: &Value,
    file: &str,
    fallback_id: &str,
    vocabulary: &Vocabulary,
    baselines: &Baselines,
) -> Parsed {
    let optional = BTreeSet::new();
    parsed(form, (file, fallback_id), vocabulary, baselines, optional)
}

/// Reads a sentence alone: what stands under `every` and `must`, without a rule around it.
pub(crate) fn sentence_from_form(form: &Value, file: &str, vocabulary: &Vocabulary) -> Parsed {
    let optional = BTreeSet::from([Label::Rule, Label::Severity]);
    parsed(form, (file, ""), vocabulary, &Baselines::new(), optional)
}

/// Reads the labels of a text, some of which need not be there.
fn parsed(
    form: &Value,
    (file, fallback_id): (&str, &str),
    vocabulary: &Vocabulary,
    baselines: &Baselines,
    optional: BTreeSet<Label>,
) -> Parsed {
    let form = Node::from_json(form, At::default());
    let Shape::Map(entries) = &form.shape else {
        let says = "a rule as a form is an object of labels";
        let problem = Problem::new(Code::Shape.as_str(), says, Place::file(file));
        let problems = Problems(vec![problem.advise("{\"rule\": \"…\"}")]);
        return Parsed {
            rule: None,
            problems,
            waits_for: None,
        };
    };
    let mut outline = Outline {
        optional,
        ..Outline::default()
    };
    let mut sentence: Vec<(String, Node)> = Vec::new();
    for (key, node) in entries {
        match key.as_str() {
            "meta" => {}
            part if SENTENCE.contains(&part) => {
                if sentence.is_empty() {
                    // Its parts follow; the label stands where the first of them does.
                    outline.add("expect", &form, Vec::new());
                }
                sentence.extend(part_of(part, node));
            }
            _ => outline.add(key, &rows(key, node), Vec::new()),
        }
    }
    let expectation = outline.entries.iter_mut();
    let mut expectation = expectation.filter(|entry| entry.label == Label::Expectation);
    if let (Some(entry), false) = (expectation.next(), sentence.is_empty()) {
        entry.node = Node {
            at: At::default(),
            shape: Shape::Map(sentence),
        };
    }
    if let Some(meta) = form.get("meta") {
        arrange(&mut outline, meta);
    }
    outline.read(file, fallback_id, vocabulary, baselines, &|_| {
        Place::file(file)
    })
}

/// One part of the sentence, in the shape of an outline.
fn part_of(key: &str, node: &Node) -> Option<(String, Node)> {
    let node = match key {
        "where" | "unless" => group::asked(node)?,
        "must" | "should" => group::demands(node),
        _ => node.clone(),
    };
    Some((key.to_owned(), node))
}

/// What stands under a label, the groups of its rows as conditions.
fn rows(key: &str, node: &Node) -> Node {
    let shape = match &node.shape {
        _ if ["test", "tests", "settings"].contains(&key) => return node.clone(),
        Shape::List(items) => Shape::List(items.iter().map(|item| rows(key, item)).collect()),
        Shape::Map(entries) if key == "expect" => {
            let parts = entries
                .iter()
                .filter_map(|(part, node)| part_of(part, node));
            Shape::Map(parts.collect())
        }
        Shape::Map(entries) => {
            let entries = entries.iter().filter_map(|(key, node)| match key.as_str() {
                "where" => group::asked(node).map(|condition| (key.clone(), condition)),
                _ => Some((key.clone(), node.clone())),
            });
            Shape::Map(entries.collect())
        }
        other => other.clone(),
    };
    let at = node.at.clone();
    Node { at, shape }
}

/// Puts the blocks in the order of `meta.order` and the comments of `meta.notes` before them.
fn arrange(outline: &mut Outline, meta: &Node) {
    let order: Vec<&str> = meta
        .get("order")
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_text)
        .collect();
    let mut counts: BTreeMap<Label, usize> = BTreeMap::new();
    let entries = std::mem::take(&mut outline.entries).into_iter();
    let mut keyed: Vec<(String, _)> = entries
        .map(|entry| {
            let nth = counts.entry(entry.label).or_default();
            *nth += 1;
            (entry.label.key(*nth), entry)
        })
        .collect();
    // A stable sort: what the order does not name stays behind it as it stood.
    keyed.sort_by_key(|(key, _)| {
        let place = order.iter().position(|one| one == key);
        place.unwrap_or(order.len())
    });
    for note in meta.get("notes").map(Node::items).unwrap_or_default() {
        let text = note.get("text").and_then(Node::as_text).unwrap_or("");
        let before = note.get("before").and_then(Node::as_text).unwrap_or("");
        let text = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        match keyed.iter_mut().find(|(key, _)| key == before) {
            Some((_, entry)) => entry.notes.push(text),
            None => outline.last_notes.push(text),
        }
    }
    outline.entries = keyed.into_iter().map(|(_, entry)| entry).collect();
}
