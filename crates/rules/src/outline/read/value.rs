//! Values and lengths, put into words.

use model::span::Length;

use super::super::{
    draft::{Draft, Purpose},
    node::{Node, Shape},
};
use crate::{
    mistake::Code,
    operators::Operands,
    sentence::{date::iso_date, print::quoted},
    tree::Operator,
};

/// The keys of a day that is not written as a text.
const DAY: &[&str] = &["date", "the", "path", "before", "after"];

/// The keys at which a map is a value.
pub(in crate::outline) const VALUE: &[&str] = &["text", "setting", "date", "the"];

impl Draft<'_> {
    /// The values of an operator, as many as it takes.
    pub(super) fn values(&mut self, operator: Operator, phrase: &str, node: &Node) {
        let items = node.items();
        let joint = match operator.operands() {
            Operands::None => {
                if !matches!(node.shape, Shape::Flag(true) | Shape::Null) {
                    let says = format!("`{phrase}` takes no value");
                    self.wrong(node, Code::Shape, says);
                    self.advise(format!("{phrase}: true"));
                }
                return;
            }
            Operands::Two if items.len() != 2 => {
                let says = format!("`{phrase}` takes a list of two values");
                return self.wrong(node, Code::Shape, says);
            }
            Operands::One | Operands::Length if items.len() != 1 => {
                let says = format!("`{phrase}` takes one value");
                return self.wrong(node, Code::Shape, says);
            }
            Operands::Many if items.is_empty() => {
                let says = format!("`{phrase}` takes one value or more");
                return self.wrong(node, Code::Shape, says);
            }
            Operands::Two => " and ",
            _ => ", ",
        };
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.say(joint);
            }
            match operator.operands() {
                Operands::Length => self.length(item),
                _ => self.value(item),
            }
        }
    }

    /// One value: a number, a text, a day, or a setting.
    pub(super) fn value(&mut self, node: &Node) {
        match &node.shape {
            Shape::Number(digits) => self.say_for(node, &plain_digits(digits)),
            Shape::Text(text) if says_a_day(text) => self.say_for(node, text),
            Shape::Text(text) => self.say_for(node, &quoted(text)),
            Shape::Map(_) if node.get("setting").is_some() => self.setting(node),
            Shape::Map(_) if node.get("text").is_some() => {
                self.only(node, &["text"]);
                match node.get("text").and_then(Node::as_text) {
                    Some(text) => self.say_for(node, &quoted(text)),
                    None => self.wrong(node, Code::Shape, "`text` needs a text"),
                }
            }
            Shape::Map(_) => self.day(node),
            Shape::Flag(flag) => {
                let says = format!("`{flag}` is no value here; write the word in quotes");
                self.wrong(node, Code::Value, says);
            }
            Shape::Null => self.wrong(node, Code::Open, "a value is missing here"),
            Shape::List(_) => self.wrong(node, Code::Shape, "a list of lists is no value"),
            Shape::Strange(what) => self.wrong(node, Code::Shape, format!("{what} is no value")),
        }
    }

    /// `{setting: max silence}`.
    fn setting(&mut self, node: &Node) {
        self.only(node, &["setting"]);
        if self.purpose == Purpose::Definition {
            let says = "a definition has no settings; write the value itself";
            return self.wrong(node, Code::Setting, says);
        }
        match node.get("setting") {
            Some(setting) => match setting.as_text() {
                Some(name) if self.is_name(name) => self.say_for(setting, &format!("[{name}]")),
                // Complains.
                _ => self.name(setting),
            },
            None => self.wrong(node, Code::Shape, "a length is `7 days` or {setting: name}"),
        }
    }

    /// `{date: today, before: 3 days}`, `{the: person, path: [start date]}`.
    fn day(&mut self, node: &Node) {
        self.only(node, DAY);
        if node.get("before").is_some() && node.get("after").is_some() {
            let says = "a day is counted either `before` or `after` another";
            return self.wrong(node, Code::Date, says);
        }
        for side in ["before", "after"] {
            if let Some(length) = node.get(side) {
                self.length(length);
                self.say(&format!(" {side} "));
            }
        }
        match node.get("date") {
            Some(date) => {
                let day = date.as_text().unwrap_or("");
                if day == "today" || iso_date(day).is_some() {
                    self.say_for(date, day);
                } else {
                    let json = date.to_json();
                    let says = format!("{json} is not a day such as `today` or `2026-01-31`");
                    self.wrong(date, Code::Date, says);
                }
            }
            None => self.reference(node),
        }
    }

    fn reference(&mut self, node: &Node) {
        if node.get("the").is_none() {
            let says = "a value in braces has one of: text, setting, date, the";
            return self.wrong(node, Code::Shape, says);
        }
        self.say("the ");
        self.name_at(node, "the");
        for name in node.get("path").map(Node::items).unwrap_or_default() {
            self.say("'s ");
            self.name(name);
        }
    }

    /// A length of time, or the setting that holds one.
    pub(super) fn length(&mut self, node: &Node) {
        match &node.shape {
            Shape::Text(text) if self.is_name(text) => self.say_for(node, text),
            Shape::Text(text) => self.say_for(node, &quoted(text)),
            Shape::Number(digits) => self.say_for(node, &plain_digits(digits)),
            Shape::Map(_) => self.setting(node),
            _ => self.wrong(
                node,
                Code::Date,
                "a length of time is written like `7 days`",
            ),
        }
    }
}

/// Digits as a sentence has them: without an exponent.
fn plain_digits(digits: &str) -> String {
    let plain = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() && !digits.chars().all(plain) => number.to_string(),
        Ok(_) => digits.to_owned(),
        Err(_) => quoted(digits),
    }
}

/// A text that a day means: `today`, `3 days ago`, `in 10 days`, `2 weeks after today`. The same
/// words as a text are written `{text: today}`.
pub(in crate::outline) fn says_a_day(text: &str) -> bool {
    let is_length = |length: &str| length.parse::<Length>().is_ok();
    let before = [" ago", " before today", " after today"];
    let before = before.into_iter().filter_map(|end| text.strip_suffix(end));
    let behind = text.strip_prefix("in ").into_iter();
    text == "today" || before.chain(behind).any(is_length)
}
