//! The tree to YAML.

use model::Vocabulary;

use super::emit;
use crate::{
    document::label::Label,
    outline::{
        node::{Node, Shape},
        read::key_of,
        write::{Written, blocks, sentence},
    },
    tree::{Expectation, Rule},
};

/// One key of the document: a block, or several of one label that stand together.
struct Entry<'r> {
    key: String,
    label: Label,
    notes: Vec<&'r str>,
    nodes: Vec<Node>,
}

/// The rule as a YAML document that reads as the same rule: comments and order kept. Words that
/// other readers of YAML could take for something else stand in quotes.
pub fn to_yaml(rule: &Rule, vocabulary: &Vocabulary) -> String {
    let notes = |key: &str| -> Vec<&str> {
        let own = rule.notes.iter().filter(|note| note.before == key);
        own.map(|note| note.text.as_str()).collect()
    };
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for Written { label, key, node } in blocks(rule, vocabulary) {
        let notes = notes(&key);
        match entries.last_mut() {
            Some(last) if last.label == label && notes.is_empty() && is_one(label, &node) => {
                last.nodes.push(node);
            }
            _ => entries.push(Entry {
                key: key.replacen(label.name(), key_of(label), 1),
                label,
                notes,
                nodes: vec![node],
            }),
        }
    }
    let mut out = String::new();
    for entry in entries {
        push_notes(&mut out, &entry.notes);
        let node = together(entry.label, entry.nodes);
        match entry.label {
            // The heart of the rule never shrinks to a line.
            Label::Expectation => emit::spread(&mut out, &entry.key, &node),
            _ => emit::entry(&mut out, &entry.key, &node),
        }
    }
    push_notes(&mut out, &notes(""));
    out
}

/// A sentence alone, under the key it has in a rule.
pub(crate) fn sentence_to_yaml(expectation: &Expectation, vocabulary: &Vocabulary) -> String {
    let mut out = String::new();
    let node = sentence(expectation, vocabulary);
    emit::spread(&mut out, key_of(Label::Expectation), &node);
    out
}

/// Whether a block reads as one of several in a list.
fn is_one(label: Label, node: &Node) -> bool {
    label.repeats()
        && (label != Label::Steps || matches!(node.shape, Shape::Map(_) | Shape::List(_)))
}

/// Several blocks of a label as one value.
fn together(label: Label, mut nodes: Vec<Node>) -> Node {
    if nodes.len() == 1
        && let Some(node) = nodes.pop()
    {
        return node;
    }
    let node = |node: Node| match (label, &node.shape) {
        // A list of lists of lines says less than one of blocks.
        (Label::Steps, Shape::List(_)) => Node::map([("lines", node)]),
        _ => node,
    };
    Node::list(nodes.into_iter().map(node))
}

fn push_notes(out: &mut String, notes: &[&str]) {
    for note in notes {
        let visible = note.replace(|c: char| c.is_control(), " ");
        out.push_str(format!("# {visible}").trim_end());
        out.push('\n');
    }
}
