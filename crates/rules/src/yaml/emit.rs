//! Nodes as YAML text: small things on a line, larger ones below each other.

use model::span::Length;

use crate::outline::node::{Node, Shape};

/// The longest line that a map or list still shares.
const WIDE: usize = 92;

/// How deep maps and lists may nest on one line.
const DEEP: usize = 2;

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Alone behind its key.
    Block,
    /// Between brackets, where commas and brackets have a meaning.
    Flow,
}

/// A key of the document and its value.
pub(super) fn entry(out: &mut String, key: &str, node: &Node) {
    put(out, 0, key, node);
}

/// A key of the document and its value, one line for each part of it.
pub(super) fn spread(out: &mut String, key: &str, node: &Node) {
    out.push_str(&scalar(key, Style::Block));
    out.push_str(":\n");
    for (key, node) in node.entries() {
        put(out, 2, key, node);
    }
}

fn put(out: &mut String, indent: usize, key: &str, node: &Node) {
    let key = scalar(key, Style::Block);
    out.push_str(&" ".repeat(indent));
    out.push_str(&key);
    out.push(':');
    behind(out, indent, indent + key.len() + 2, node);
}

/// What stands behind a key or a dash, with the end of its line. `used` is how much of the line
/// is taken.
fn behind(out: &mut String, indent: usize, used: usize, node: &Node) {
    if let Some(line) = on_a_line(node, used) {
        out.push(' ');
        out.push_str(&line);
        out.push('\n');
        return;
    }
    out.push('\n');
    for (key, node) in node.entries() {
        put(out, indent + 2, key, node);
    }
    if let Shape::List(items) = &node.shape {
        for item in items {
            put_item(out, indent + 2, item);
        }
    }
}

fn put_item(out: &mut String, indent: usize, item: &Node) {
    out.push_str(&" ".repeat(indent));
    out.push('-');
    match (&item.shape, on_a_line(item, indent + 2)) {
        // The first key shares the line of the dash.
        (Shape::Map(entries), None) => {
            let mut below = String::new();
            for (key, node) in entries {
                put(&mut below, indent + 2, key, node);
            }
            out.push(' ');
            out.push_str(below.trim_start());
        }
        _ => behind(out, indent, indent + 2, item),
    }
}

/// A node on what is left of a line, where it fits and reads well.
fn on_a_line(node: &Node, used: usize) -> Option<String> {
    let written = match &node.shape {
        Shape::Text(text) => return Some(scalar(text, Style::Block)),
        Shape::List(items) if items.is_empty() => return Some("[]".to_owned()),
        Shape::Map(entries) if entries.is_empty() => return Some("{}".to_owned()),
        _ => flow(node),
    };
    let compared = node.get("field").is_some();
    let shallow = depth(node) <= DEEP + usize::from(compared);
    let fits = used + written.chars().count() <= WIDE;
    let scalar = depth(node) == 0;
    (scalar || (shallow && fits)).then_some(written)
}

fn depth(node: &Node) -> usize {
    let inner = match &node.shape {
        Shape::List(items) => items.iter().map(depth).max(),
        Shape::Map(entries) => entries.iter().map(|(_, node)| depth(node)).max(),
        _ => return 0,
    };
    1 + inner.unwrap_or(0)
}

fn flow(node: &Node) -> String {
    match &node.shape {
        Shape::Null | Shape::Strange(_) => "null".to_owned(),
        Shape::Flag(flag) => flag.to_string(),
        Shape::Number(digits) => digits.clone(),
        Shape::Text(text) => scalar(text, Style::Flow),
        Shape::List(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Shape::Map(entries) => {
            let entry = |(key, node): &(String, Node)| {
                format!("{}: {}", scalar(key, Style::Flow), flow(node))
            };
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// A text, in quotes unless every reader of YAML takes it for the same text.
fn scalar(text: &str, style: Style) -> String {
    if is_plain(text, style) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

fn is_plain(text: &str, style: Style) -> bool {
    /// What YAML 1.1 or 1.2 reads as something other than text.
    const TAKEN: &[&str] = &[
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf",
    ];
    let letter = text.starts_with(char::is_alphabetic);
    let counts = text.strip_suffix(" ago").unwrap_or(text);
    let length = counts.parse::<Length>().is_ok();
    let harmless = |c: char| {
        let sign = " -_./()'’…+%;".contains(c) || (style == Style::Block && c == ',');
        c.is_alphanumeric() || sign
    };
    (letter || length)
        && text.chars().all(harmless)
        && !text.ends_with(' ')
        && !TAKEN.iter().any(|taken| text.eq_ignore_ascii_case(taken))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // What YAML does not print, and what some editors take for the end of a line.
            c if c.is_control() || is_unprintable(c) => {
                out.push_str(&format!("\\U{:08X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn is_unprintable(c: char) -> bool {
    matches!(
        c,
        '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}
