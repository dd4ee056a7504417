//! The tree to the JSON of a form.

use model::Vocabulary;
use serde_json::{Map, Value, json};

use super::{MODES, SENTENCE};
use crate::{
    document::label::Label,
    outline::{
        node::{Node, Shape},
        read::key_of,
        write::{self, blocks},
    },
    tree::{Expectation, Rule},
};

/// The rule as the JSON of a form that reads as the same rule.
pub fn to_form(rule: &Rule, vocabulary: &Vocabulary) -> Value {
    let blocks = blocks(rule, vocabulary);
    let order: Vec<&str> = blocks.iter().map(|block| block.key.as_str()).collect();
    let notes = rule.notes.iter();
    let notes: Vec<Value> = notes
        .map(|note| json!({"before": note.before, "text": note.text}))
        .collect();
    let meta = json!({"order": order, "notes": notes});
    let mut labels: Vec<(Label, Vec<&Node>)> = Vec::new();
    for block in &blocks {
        match labels.iter_mut().find(|(label, _)| *label == block.label) {
            Some((_, nodes)) => nodes.push(&block.node),
            None => labels.push((block.label, vec![&block.node])),
        }
    }
    let mut form = Map::new();
    for (label, nodes) in labels {
        match (label, nodes.as_slice()) {
            (Label::Expectation, [node]) => sentence(&mut form, node),
            (_, [node]) => {
                form.insert(key_of(label).to_owned(), value(label, node));
            }
            (_, nodes) => {
                let several = nodes.iter().map(|node| match (label, &node.shape) {
                    (Label::Steps, Shape::List(_)) => json!({"lines": node.to_json()}),
                    _ => value(label, node),
                });
                form.insert(key_of(label).to_owned(), several.collect());
            }
        }
    }
    form.insert("meta".to_owned(), meta);
    Value::Object(form)
}

/// A sentence alone, as it stands beside the labels of a rule.
pub(crate) fn sentence_to_form(expectation: &Expectation, vocabulary: &Vocabulary) -> Value {
    let mut form = Map::new();
    let node = write::sentence(expectation, vocabulary);
    sentence(&mut form, &node);
    Value::Object(form)
}

fn sentence(form: &mut Map<String, Value>, node: &Node) {
    for key in SENTENCE {
        let Some(node) = node.get(key) else {
            continue;
        };
        let value = match (*key, &node.shape) {
            ("where" | "unless", _) => group(node),
            ("must" | "should", Shape::List(demands)) => {
                let rules: Vec<Value> = demands.iter().map(condition).collect();
                json!({"combinator": "and", "rules": rules})
            }
            ("must" | "should", _) => condition(node),
            _ => node.to_json(),
        };
        form.insert((*key).to_owned(), value);
    }
}

/// What stands under a label, the conditions of its rows as groups.
fn value(label: Label, node: &Node) -> Value {
    match (&node.shape, label) {
        (_, Label::Test) => node.to_json(),
        (Shape::List(items), _) => items.iter().map(|item| value(label, item)).collect(),
        (Shape::Map(entries), _) => {
            let entries = entries.iter().map(|(key, node)| match key.as_str() {
                // The settings of a rule have names of their own.
                "where" if label != Label::Settings => (key.clone(), group(node)),
                _ => (key.clone(), node.to_json()),
            });
            Value::Object(entries.collect())
        }
        _ => node.to_json(),
    }
}

/// A condition as a group, as the editor begins with one.
fn group(node: &Node) -> Value {
    let written = condition(node);
    if written.get("combinator").is_some() && written.get("not").is_none() {
        return written;
    }
    json!({"combinator": "and", "rules": [written], "meta": {"single": true}})
}

fn condition(node: &Node) -> Value {
    for (key, combinator) in [("all", "and"), ("any", "or")] {
        if let Some(items) = node.get(key) {
            let rules: Vec<Value> = items.items().iter().map(condition).collect();
            return json!({"combinator": combinator, "rules": rules});
        }
    }
    if let Some(inner) = node.get("not") {
        return json!({"combinator": "and", "not": true, "rules": [condition(inner)]});
    }
    for (key, operator) in [("is", "="), ("is not", "!=")] {
        if let (Some(word), None) = (node.get(key), node.get("field")) {
            let meta = json!({"node": "word"});
            return json!({
                "field": "is", "operator": operator, "value": word.to_json(), "meta": meta
            });
        }
    }
    if node.get("the").is_some() {
        return total(node);
    }
    match node.get("field") {
        Some(field) => compared(node, field, &["field"]),
        None => relation(node),
    }
}

/// A comparison: of the keys the one that is no other is its operator.
fn compared(node: &Node, field: &Node, others: &[&str]) -> Value {
    let mut entries = node.entries().iter();
    let found = entries.find(|(key, _)| !others.contains(&key.as_str()));
    let (operator, value) = found.map_or(("", Value::Null), |(operator, value)| {
        let value = match value.shape {
            // What takes no value has none in the editor.
            Shape::Flag(_) => Value::Null,
            _ => value.to_json(),
        };
        (operator.as_str(), value)
    });
    json!({"field": field.to_json(), "operator": operator, "value": value})
}

fn total(node: &Node) -> Value {
    let text = |key: &str| node.get(key).map(Node::to_json).unwrap_or_default();
    let mut meta = json!({"node": "total", "fn": text("the"), "of": text("of")});
    if let Some(rows) = node.get("where") {
        meta["where"] = group(rows);
    }
    let field = node.get("field").unwrap_or(node);
    let mut written = compared(node, field, &["the", "field", "of", "where"]);
    written["meta"] = meta;
    written
}

fn relation(node: &Node) -> Value {
    let rows = node.get("where");
    let mut meta = json!({"node": "relation", "where": rows.is_some()});
    let mut matches = json!({"mode": "some"});
    let mut name = Value::Null;
    for (key, node) in node.entries() {
        let (words, share) = match key.strip_suffix(" percent") {
            Some(words) => (words, true),
            None => (key.as_str(), false),
        };
        let count = || match &node.shape {
            Shape::Number(digits) => digits.parse::<i64>().unwrap_or(0),
            _ => 0,
        };
        let mode = MODES.iter().find(|(_, said)| *said == words);
        match (key.as_str(), mode) {
            ("where", _) => {}
            ("has" | "has no" | "has only", mode) => {
                name = node.to_json();
                matches["mode"] = json!(mode.map(|(mode, _)| mode));
            }
            // The editor counts from and up to; the words say which was meant.
            ("more than", _) => {
                matches = json!({"mode": "atLeast", "threshold": count() + 1});
                meta["said"] = json!(key);
            }
            ("fewer than", _) => {
                matches = json!({"mode": "atMost", "threshold": count() - 1});
                meta["said"] = json!(key);
            }
            (_, Some((mode, _))) if share => {
                let threshold = count() as f64 / 100.0;
                matches = json!({"mode": mode, "threshold": threshold, "percent": count()});
            }
            (_, mode) => {
                let mode = mode.map(|(mode, _)| mode);
                matches = json!({"mode": mode, "threshold": count()});
            }
        }
    }
    let none = || json!({"combinator": "and", "rules": []});
    let value = rows.map_or_else(none, group);
    json!({"field": name, "operator": "=", "match": matches, "value": value, "meta": meta})
}
