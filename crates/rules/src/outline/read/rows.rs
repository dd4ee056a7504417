//! Labels with rows, units, settings, paths and terms, put into words.

use super::{
    super::{
        draft::{Draft, is_one_word},
        node::{Node, Shape},
    },
    condition::Tail,
};
use crate::{
    mistake::Code,
    sentence::{measured::with_unit, print::quoted},
};
use model::span::Length;

impl Draft<'_> {
    /// Rows with `;` between them. One text is the rows as a sentence document has them. False
    /// when none is of use.
    pub(super) fn rows(
        &mut self,
        node: &Node,
        keys: &[&str],
        value: impl Fn(&mut Self, &Node),
    ) -> bool {
        if matches!(node.shape, Shape::Text(_) | Shape::Null) {
            return self.clean(|draft| draft.plain(node));
        }
        let mut useful = false;
        for row in node.items() {
            useful |= self.attempt(|draft| {
                draft.say(if useful { "; " } else { "" });
                draft.enter(row);
                let clean = draft.clean(|draft| {
                    if let (Shape::Map(_), None) = (&row.shape, row.get("setting")) {
                        draft.only(row, keys);
                    }
                    value(draft, row);
                });
                clean && draft.qualified(row)
            });
        }
        // No rows at all are for the reader to miss.
        useful || node.items().is_empty()
    }

    /// The `where` of a row or a text. False when it is of no use.
    pub(super) fn qualified(&mut self, row: &Node) -> bool {
        let Some(condition) = row.get("where") else {
            return true;
        };
        self.say(" where ");
        self.condition(condition, Tail::Free)
    }

    /// `critical`, `{is: critical, where: …}`.
    pub(super) fn level(&mut self, row: &Node) {
        match row.shape {
            Shape::Map(_) => self.name_at(row, "is"),
            _ => self.name(row),
        }
    }

    /// `2 days`, `{setting: patience}`, `{within: 2 days, where: …}`.
    pub(super) fn within(&mut self, row: &Node) {
        let written = match (&row.shape, row.get("setting")) {
            (Shape::Map(_), None) => self.needed(row, "within"),
            _ => Some(row),
        };
        if let Some(length) = written {
            self.length(length);
        }
    }

    /// `block`, `{mode: block, at: [deploy], where: …}`.
    pub(super) fn mode(&mut self, row: &Node) {
        match row.shape {
            Shape::Map(_) => self.name_at(row, "mode"),
            _ => self.name(row),
        }
        if let Some(points) = row.get("at") {
            self.say(" at ");
            self.units(points);
        }
    }

    /// Texts in quotes with commas between them.
    pub(super) fn units(&mut self, node: &Node) {
        for (index, unit) in node.items().iter().enumerate() {
            if index > 0 {
                self.say(", ");
            }
            self.quoted_text(unit);
        }
    }

    pub(super) fn quoted_text(&mut self, node: &Node) {
        match node.as_text() {
            Some(text) => self.say_for(node, &quoted(text)),
            None => self.plain(node),
        }
    }

    /// `{max silence: 7 days, tries: 3}`.
    pub(super) fn settings(&mut self, node: &Node) {
        let Shape::Map(entries) = &node.shape else {
            return self.plain(node);
        };
        for (index, (name, value)) in entries.iter().enumerate() {
            if index > 0 {
                self.say("; ");
            }
            if !self.is_name(name) {
                self.wrong(value, Code::Setting, format!("`{name}` is not a name"));
            }
            self.say_for(value, name);
            self.say(" = ");
            match &value.shape {
                Shape::Text(text) if is_unquoted(text) => self.say_for(value, text),
                _ => self.value(value),
            }
        }
    }

    /// `not allowed`, `{up to: 30 days, approved by: Head of IT}`.
    pub(super) fn exceptions(&mut self, node: &Node) {
        let Shape::Map(_) = node.shape else {
            return self.plain(node);
        };
        self.only(node, &["up to", "approved by"]);
        self.say("allowed up to ");
        if let Some(length) = self.needed(node, "up to") {
            self.length(length);
        }
        if let Some(role) = node.get("approved by") {
            self.say(", approved by ");
            self.quoted_text(role);
        }
    }

    /// `[user, activity]`: words as a sentence document has them, with `;` between.
    pub(super) fn separated(&mut self, node: &Node) {
        for (index, item) in node.items().iter().enumerate() {
            if index > 0 {
                self.say("; ");
            }
            self.plain(item);
        }
    }
}

/// Whether a setting is written without quotes: a length of time, a number with its unit, or
/// digits as they stand, so that a version keeps its zeros.
pub(in crate::outline) fn is_unquoted(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let counted = digits.starts_with(|c: char| c.is_ascii_digit()) && is_one_word(text);
    let measured = with_unit(text).is_some_and(|(_, unit)| unit.is_some());
    counted || measured || text.parse::<Length>().is_ok()
}
