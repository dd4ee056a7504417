//! Tests of a rule as maps and lists; `read/examples.rs` shows their shape.

use model::vocabulary::Field;

use super::{
    super::{
        node::{Node, Shape},
        read::examples::{NOTHING, ROWS, is_value},
    },
    Writer,
    condition::operand,
    opens_a_value,
};
use crate::{
    document::examples::VERDICTS,
    tree::{Anchor, Expect, Given, Operand, RuleTest, Stated, StatedLink, StatedRows, StatedValue},
};

impl Writer<'_> {
    pub(super) fn test(&self, test: &RuleTest) -> Node {
        let mut entries = vec![("name", Node::text(&test.name))];
        let today = test.today.map(|today| Node::text(today.to_string()));
        entries.extend(today.map(|today| ("today", today)));
        if !test.given.is_empty() {
            let given = test.given.iter().map(|given| self.given(given));
            entries.push(("given", Node::list(given)));
        }
        if !test.expect.is_empty() {
            entries.push(("expect", expected(&test.expect)));
        }
        Node::map(entries)
    }

    fn given(&self, given: &Given) -> Node {
        let kind = given.kind.as_str();
        let mut entries = vec![
            ("kind", Node::text(kind)),
            ("name", Node::text(&given.name)),
        ];
        if !given.states.is_empty() {
            entries.push(("states", self.states(&given.states, kind)));
        }
        Node::map(entries)
    }

    /// A map, or a list of maps where a name stands twice.
    fn states(&self, states: &[Stated], kind: &str) -> Node {
        let entries = states.iter().map(|stated| self.stated(stated, kind));
        once(entries.collect())
    }

    fn stated(&self, stated: &Stated, kind: &str) -> (String, Node) {
        match stated {
            Stated::Word { word, holds } => (word.clone(), Node::new(Shape::Flag(*holds))),
            Stated::Field { field, value } => {
                let known = self.vocabulary.field(kind, field);
                (field.clone(), stated_value(value, known))
            }
            Stated::Link { link, to } => {
                let node = match to {
                    StatedLink::Named(name) => text(name),
                    StatedLink::With(states) => self.other(states, self.to(kind, link)),
                    StatedLink::None => Node::text("none"),
                    StatedLink::Unknown => Node::text("unknown"),
                };
                (link.clone(), node)
            }
            Stated::Relation { relation, rows } => {
                (relation.clone(), self.rows(rows, self.to(kind, relation)))
            }
        }
    }

    /// The states of another entity, in braces of its own.
    fn other(&self, states: &[Stated], kind: &str) -> Node {
        let node = self.states(states, kind);
        match is_plain(&node) {
            true => node,
            false => Node::map([("with", Node::list([node]))]),
        }
    }

    fn rows(&self, rows: &StatedRows, kind: &str) -> Node {
        let nodes = |rows: &[Vec<Stated>]| -> Vec<Node> {
            rows.iter()
                .map(|states| self.states(states, kind))
                .collect()
        };
        match rows {
            StatedRows::These(rows) => {
                let nodes = nodes(rows);
                match nodes.iter().all(is_plain) {
                    true => Node::list(nodes),
                    false => Node::map([("rows", Node::list(nodes))]),
                }
            }
            StatedRows::AtLeast(rows) => Node::map([("at least", Node::list(nodes(rows)))]),
            StatedRows::Times(times, row) => Node::map([
                ("times", Node::new(Shape::Number(times.to_string()))),
                ("row", self.states(row, kind)),
            ]),
            StatedRows::None => Node::text("none"),
            StatedRows::Unknown => Node::text("unknown"),
        }
    }
}

/// Whether states cannot be taken for a value or for rows.
fn is_plain(node: &Node) -> bool {
    let reserved = |key: &str| opens_a_value(key) || ROWS.contains(&key);
    let clear = !node.entries().iter().any(|(key, _)| reserved(key));
    matches!(node.shape, Shape::Map(_)) && clear && !is_value(node)
}

/// Pairs as a map; where a key stands twice, as a list of maps.
fn once(entries: Vec<(String, Node)>) -> Node {
    let twice = |index: usize| {
        entries[..index]
            .iter()
            .any(|(key, _)| *key == entries[index].0)
    };
    if (0..entries.len()).any(twice) {
        Node::list(entries.into_iter().map(|entry| Node::map([entry])))
    } else {
        Node::map(entries)
    }
}

fn expected(expect: &[Expect]) -> Node {
    let row = |expect: &Expect| {
        let words = VERDICTS
            .iter()
            .find(|(_, verdict)| *verdict == expect.verdict);
        let words = words.map_or("unknown", |(words, _)| *words);
        (
            words.to_owned(),
            Node::list(expect.names.iter().map(Node::text)),
        )
    };
    once(expect.iter().map(row).collect())
}

fn stated_value(value: &StatedValue, field: Option<&Field>) -> Node {
    match value {
        StatedValue::Known(values) => {
            let mut nodes: Vec<Node> = values.iter().map(|value| example(value, field)).collect();
            match (nodes.pop(), nodes.is_empty()) {
                (Some(one), true) => one,
                (last, _) => Node::list(nodes.into_iter().chain(last)),
            }
        }
        StatedValue::None { never: true } => Node::text("never"),
        StatedValue::None { never: false } => Node::text("none"),
        StatedValue::Unknown => Node::text("unknown"),
    }
}

/// In an example a day ahead is `in 10 days`, and `none` as a text says that it is one.
fn example(value: &Operand, field: Option<&Field>) -> Node {
    match value {
        Operand::Text(written) => text(written),
        Operand::Offset {
            from: Anchor::Today,
            length,
            back: false,
        } if length.setting.is_none() => Node::text(format!("in {}", length.length)),
        other => operand(other, field),
    }
}

fn text(written: &str) -> Node {
    if NOTHING.contains(&written) || super::condition::is_special(written) {
        return Node::map([("text", Node::text(written))]);
    }
    Node::text(written)
}
