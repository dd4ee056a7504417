//! Groups and rules of the editor as conditions of an outline. Each node keeps the place it has in
//! the JSON.

use super::MODES;
use crate::outline::node::{Node, Shape};

/// Keys that the editor adds for itself.
const EDITOR: &[&str] = &[
    "id",
    "path",
    "disabled",
    "valueSource",
    "valueEditorType",
    "muted",
];

/// A condition, or what is wrong with it as a node that no condition can be made of.
pub(super) fn condition(node: &Node) -> Node {
    if !matches!(node.shape, Shape::Map(_)) {
        return node.clone();
    }
    if flag(node, "muted") {
        return strange(
            node,
            "a muted condition, which counts for nothing; take it out",
        );
    }
    if node.get("rules").is_some() {
        return group(node);
    }
    if node.get("match").is_some() {
        return relation(node);
    }
    match meta(node, "node").and_then(Node::as_text) {
        Some("word") => word(node),
        Some("total") => total(node),
        _ => comparison(node),
    }
}

/// The condition of a group; none of an empty one, which asks for nothing.
pub(super) fn asked(node: &Node) -> Option<Node> {
    let rules = node.get("rules").map(Node::items);
    let empty = rules.is_some_and(<[Node]>::is_empty) && !flag(node, "not");
    (!empty).then(|| condition(node))
}

/// Several demands: the rules of a group joined by `and`, or the one that stands there.
pub(super) fn demands(node: &Node) -> Node {
    let joined = node.get("combinator").and_then(Node::as_text) == Some("and");
    match node.get("rules") {
        Some(rules) if joined && !flag(node, "not") => at(
            rules,
            Shape::List(rules.items().iter().map(condition).collect()),
        ),
        _ => match &node.shape {
            Shape::List(items) => at(node, Shape::List(items.iter().map(condition).collect())),
            _ => condition(node),
        },
    }
}

fn group(node: &Node) -> Node {
    if let Some(stray) = stray(node, &["combinator", "not", "rules", "meta"]) {
        return stray;
    }
    let key = match node.get("combinator").and_then(Node::as_text) {
        Some("and") => "all",
        Some("or") => "any",
        _ => return strange(node, "a group joined by neither `and` nor `or`"),
    };
    let rules = node.get("rules").unwrap_or(node);
    let Shape::List(items) = &rules.shape else {
        return strange(rules, "a group without a list of rules");
    };
    let list = at(rules, Shape::List(items.iter().map(condition).collect()));
    let joined = map(node, [(key, list)]);
    if flag(node, "not") {
        map(node, [("not", joined)])
    } else {
        joined
    }
}

fn comparison(node: &Node) -> Node {
    let known = ["field", "operator", "value", "meta"];
    if let Some(stray) = stray(node, &known) {
        return stray;
    }
    if node.get("valueSource").and_then(Node::as_text) == Some("field") {
        return strange(
            node,
            "a comparison with another field; write {\"the\": …} as its value",
        );
    }
    let field = node
        .get("field")
        .map(|field| ("field".to_owned(), field.clone()));
    let compared = operator(node).map(|operator| (operator, value(node)));
    at(
        node,
        Shape::Map(field.into_iter().chain(compared).collect()),
    )
}

fn operator(node: &Node) -> Option<String> {
    node.get("operator")
        .and_then(Node::as_text)
        .map(str::to_owned)
}

/// The value of a rule. An operator that takes none has none, an empty text or anything else
/// that the editor left there.
fn value(node: &Node) -> Node {
    let takes_none = operator(node).is_some_and(|phrase| {
        use crate::{operators::Operands, tree::Operator};
        let named = Operator::ALL.iter().find(|one| one.phrase() == phrase);
        named.is_some_and(|one| one.operands() == Operands::None)
    });
    match node.get("value") {
        Some(value) if takes_none => at(value, Shape::Null),
        Some(value) => value.clone(),
        None => at(node, Shape::Null),
    }
}

fn word(node: &Node) -> Node {
    let is = match operator(node).as_deref() {
        Some("!=") => "is not",
        _ => "is",
    };
    map(node, [(is, value(node))])
}

fn total(node: &Node) -> Node {
    let field = node.get("field").map(|field| ("field", field.clone()));
    let of = meta(node, "of").map(|of| ("of", of.clone()));
    let rows = meta(node, "where")
        .and_then(asked)
        .map(|rows| ("where", rows));
    let function = meta(node, "fn").cloned();
    let function = function.unwrap_or_else(|| at(node, Shape::Null));
    let entries = [("the", function)]
        .into_iter()
        .chain(field)
        .chain(of)
        .chain(rows);
    let entries = entries.map(|(key, node)| (key.to_owned(), node));
    let compared = operator(node).map(|operator| (operator, value(node)));
    at(node, Shape::Map(entries.chain(compared).collect()))
}

fn relation(node: &Node) -> Node {
    if let Some(stray) = stray(node, &["field", "operator", "match", "value", "meta"]) {
        return stray;
    }
    let Some(matches) = node.get("match") else {
        return node.clone();
    };
    let mode = matches.get("mode").and_then(Node::as_text).unwrap_or("");
    let Some((mode, words)) = MODES.iter().find(|(one, _)| *one == mode) else {
        return strange(
            matches,
            "a way to count that is none of all, some, none, atLeast, atMost \
            and exactly",
        );
    };
    let name = node.get("field").cloned();
    let name = name.unwrap_or_else(|| at(node, Shape::Null));
    let rows = node.get("value").and_then(asked);
    let rows = rows.map(|rows| ("where".to_owned(), rows));
    let has = if words.starts_with("has") {
        *words
    } else {
        "has"
    };
    let mut entries = vec![(has.to_owned(), name)];
    if !words.starts_with("has") {
        entries.push(counted(node, matches, mode, words));
    }
    entries.extend(rows);
    at(node, Shape::Map(entries))
}

/// How many: a share where the form says `percent` or a threshold below one, else so many rows.
fn counted(node: &Node, matches: &Node, mode: &str, words: &str) -> (String, Node) {
    let threshold = matches.get("threshold").unwrap_or(matches);
    if let Some(percent) = matches.get("percent") {
        return (format!("{words} percent"), percent.clone());
    }
    let number = match &threshold.shape {
        Shape::Number(digits) => digits.parse::<f64>().ok(),
        _ => None,
    };
    if let Some(share) = number.filter(|share| *share > 0.0 && *share < 1.0) {
        let percent = Shape::Number((share * 100.0).round().to_string());
        return (format!("{words} percent"), at(threshold, percent));
    }
    let said = meta(node, "said").and_then(Node::as_text);
    let shifted = match (said, mode) {
        (Some("more than"), "atLeast") => Some(("more than", -1.0)),
        (Some("fewer than"), "atMost") => Some(("fewer than", 1.0)),
        _ => None,
    };
    match (shifted, number) {
        (Some((words, by)), Some(number)) => {
            let count = Shape::Number((number + by).to_string());
            (words.to_owned(), at(threshold, count))
        }
        _ => (words.to_owned(), threshold.clone()),
    }
}

// ---- nodes

fn meta<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.get("meta").and_then(|meta| meta.get(key))
}

fn flag(node: &Node, key: &str) -> bool {
    node.get(key)
        .is_some_and(|node| node.shape == Shape::Flag(true))
}

fn at(node: &Node, shape: Shape) -> Node {
    let at = node.at.clone();
    Node { at, shape }
}

fn map<const N: usize>(node: &Node, entries: [(&str, Node); N]) -> Node {
    let entries = entries.map(|(key, node)| (key.to_owned(), node));
    at(node, Shape::Map(entries.into()))
}

fn strange(node: &Node, what: &'static str) -> Node {
    at(node, Shape::Strange(what))
}

/// A key that neither the editor nor we know, told in place of the condition.
fn stray(node: &Node, known: &[&str]) -> Option<Node> {
    let mut keys = node.entries().iter();
    let found =
        keys.find(|(key, _)| !known.contains(&key.as_str()) && !EDITOR.contains(&key.as_str()));
    found.map(|(_, value)| strange(value, "a key that no condition of a form has"))
}
