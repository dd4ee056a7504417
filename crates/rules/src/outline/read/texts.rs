//! Texts for people, put into the lines of a document.

use super::super::{
    draft::Draft,
    node::{Node, Shape},
};
use crate::{document::label::Label, mistake::Code, sentence::print::quoted};

impl Draft<'_> {
    /// What stands between a label and its colon: a language, a `where`, the name of a test.
    pub(super) fn qualifier(&mut self, label: Label, node: &Node) {
        match label {
            Label::Test => {
                self.say(" ");
                if let Some(name) = self.needed(node, "name") {
                    self.example_name(name);
                }
                return;
            }
            Label::Rule | Label::Because | Label::Message => {
                self.only(node, &["language", "where", "text"]);
            }
            Label::Steps => self.only(node, &["language", "where", "lines"]),
            _ => return,
        }
        if let Some(language) = node.get("language") {
            self.say(" (");
            self.name(language);
            self.say(")");
        }
        self.qualified(node);
    }

    /// A text in quotes, the name of a test or an example. Digits are a name as well.
    pub(super) fn example_name(&mut self, node: &Node) {
        match &node.shape {
            Shape::Text(name) | Shape::Number(name) => self.say_for(node, &quoted(name)),
            _ => {
                let says = format!("`{}` is not a name", node.to_json());
                self.wrong(node, Code::Shape, says);
            }
        }
    }

    /// A title, reason or message.
    pub(super) fn text_value(&mut self, node: &Node) {
        let text = match node.shape {
            Shape::Map(_) => self.needed(node, "text"),
            _ => Some(node),
        };
        match text {
            Some(text) if starts_a_comment(text) => {
                let says = "a text cannot start with `#`, which starts a comment";
                self.wrong(text, Code::Shape, says);
            }
            Some(text) => self.line(text),
            None => {}
        }
    }

    pub(super) fn steps_value(&mut self, node: &Node) {
        let lines = match node.shape {
            Shape::Map(_) => self.needed(node, "lines"),
            _ => Some(node),
        };
        let lines = lines.map(Node::items).unwrap_or_default();
        for (index, step) in lines.iter().enumerate() {
            self.say(&format!("\n  {}. ", index + 1));
            self.line(step);
        }
    }

    /// A text on one line.
    fn line(&mut self, node: &Node) {
        match &node.shape {
            Shape::Text(text) => {
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                let joined = lines.collect::<Vec<_>>().join(" ");
                self.say_for(node, &joined);
            }
            _ => self.plain(node),
        }
    }
}

fn starts_a_comment(node: &Node) -> bool {
    let text = node.as_text().unwrap_or("");
    text.trim_start().starts_with('#')
}
