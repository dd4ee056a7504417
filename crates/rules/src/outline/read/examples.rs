//! Tests of a rule, put into the lines of a document.
//!
//! ```yaml
//! test:
//!   name: reviewed, overdue, not told
//!   given:
//!     - {kind: vendor, name: fresh, states: {status: active, reviewed on: 30 days ago}}
//!     - {kind: vendor, name: not told, states: {status: active, reviewed on: unknown}}
//!   expect: {pass: [fresh], unknown: [not told]}
//! ```
//!
//! A word is `true` or `false`; a field has its value, `none`, `never` or `unknown`; a link has a
//! name or the states of the other one in braces; a relation has a list of such states, perhaps
//! as `at least: […]`, or `times: 3` of one `row: {…}`.

use super::{
    super::{
        draft::Draft,
        node::{Node, Shape},
    },
    value::{VALUE, says_a_day},
};
use crate::{
    document::examples::VERDICTS,
    mistake::{Code, nearest},
    sentence::print::quoted,
};

/// Words for what has no value.
pub(in crate::outline) const NOTHING: &[&str] = &["none", "never", "unknown"];

/// The keys at which a map is more than states.
pub(in crate::outline) const ROWS: &[&str] = &["with", "rows", "at least", "times", "row"];

impl Draft<'_> {
    /// The lines of a test.
    pub(super) fn test(&mut self, node: &Node) {
        self.only(node, &["name", "today", "given", "expect"]);
        if let Some(today) = node.get("today") {
            self.say("\n  today ");
            self.plain(today);
        }
        for given in node.get("given").map(Node::items).unwrap_or_default() {
            self.given(given);
        }
        match node.get("expect").map(|expect| (expect, &expect.shape)) {
            Some((_, Shape::List(rows))) => rows.iter().for_each(|row| self.expected(row)),
            Some((expect, _)) => self.expected(expect),
            None => {}
        }
    }

    fn given(&mut self, node: &Node) {
        self.only(node, &["kind", "name", "states"]);
        self.say("\n  given ");
        self.name_at(node, "kind");
        self.say(" ");
        if let Some(name) = self.needed(node, "name") {
            self.example_name(name);
        }
        if let Some(states) = node.get("states") {
            self.say(": ");
            self.states(states);
        }
    }

    /// `{pass: [fresh], fail: [old]}`.
    fn expected(&mut self, node: &Node) {
        let Shape::Map(entries) = &node.shape else {
            let says = "what is expected is written like `{pass: [fresh], fail: [old]}`";
            return self.wrong(node, Code::Shape, says);
        };
        for (verdict, names) in entries {
            let known = || VERDICTS.iter().map(|(words, _)| *words);
            if !known().any(|words| words == verdict) {
                let says = format!("`{verdict}` is not a verdict of a test");
                self.wrong(names, Code::Value, says);
                if let Some((near, _)) = nearest(verdict, known()) {
                    self.advise(near);
                }
            }
            self.say("\n  expect ");
            self.say_for(names, verdict);
            for (index, name) in names.items().iter().enumerate() {
                self.say(if index == 0 { " " } else { ", " });
                self.example_name(name);
            }
        }
    }

    /// What is stated of an example: a map, or a list of maps where a name stands twice.
    fn states(&mut self, node: &Node) {
        let mut first = true;
        for part in node.items() {
            if !matches!(part.shape, Shape::Map(_)) {
                let says = "what is stated is written like `{status: active}`";
                self.wrong(part, Code::Shape, says);
            }
            for (name, value) in part.entries() {
                if !first {
                    self.say("; ");
                }
                first = false;
                self.stated(name, value);
            }
        }
    }

    fn stated(&mut self, name: &str, value: &Node) {
        if !self.is_name(name) {
            self.wrong(value, Code::Shape, format!("`{name}` is not a name"));
        }
        if value.shape == Shape::Flag(false) {
            self.say("not ");
        }
        self.say_for(value, name);
        match &value.shape {
            Shape::Flag(_) => {}
            Shape::Map(_) if is_value(value) => {
                self.say(" ");
                self.value(value);
            }
            Shape::Map(_) => self.rows_stated(value),
            Shape::List(items) if items.is_empty() => self.say_for(value, " none"),
            Shape::List(items) if items.iter().all(is_value) => {
                for (index, item) in items.iter().enumerate() {
                    self.say(if index == 0 { " " } else { ", " });
                    self.stated_value(item);
                }
            }
            Shape::List(items) => self.these(items),
            _ => {
                self.say(" ");
                self.stated_value(value);
            }
        }
    }

    fn stated_value(&mut self, node: &Node) {
        match node.as_text() {
            Some(word) if NOTHING.contains(&word) => self.say_for(node, word),
            Some(day) if says_a_day(day) => self.say_for(node, day),
            Some(text) => self.say_for(node, &quoted(text)),
            None => self.value(node),
        }
    }

    /// A map that is no value: the states of another, or rows of them.
    fn rows_stated(&mut self, node: &Node) {
        if let Some(times) = node.get("times") {
            self.only(node, &["times", "row"]);
            self.say(" ");
            self.plain(times);
            if let Some(row) = self.needed(node, "row") {
                self.these(std::slice::from_ref(row));
            }
        } else if let Some(rows) = node.get("at least") {
            self.only(node, &["at least"]);
            self.say(" at least");
            self.these(rows.items());
        } else if let Some(rows) = node.get("rows").or(node.get("with")) {
            self.only(node, &["rows", "with"]);
            self.these(rows.items());
        } else {
            self.these(std::slice::from_ref(node));
        }
    }

    fn these(&mut self, rows: &[Node]) {
        for (index, row) in rows.iter().enumerate() {
            self.say(if index == 0 { " (" } else { ", (" });
            self.enter(row);
            self.states(row);
            self.say(")");
        }
    }
}

/// Whether a node is a value and not the states of another entity.
pub(in crate::outline) fn is_value(node: &Node) -> bool {
    match &node.shape {
        Shape::Map(entries) => entries
            .first()
            .is_some_and(|(key, _)| VALUE.contains(&key.as_str())),
        Shape::List(_) => false,
        _ => true,
    }
}
