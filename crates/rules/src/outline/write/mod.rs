//! From the tree to an outline: the blocks of a rule in their order, each with its value.

mod condition;
mod examples;

use model::Vocabulary;

use super::{
    node::{Node, Shape},
    read::{rows::is_unquoted, value::VALUE},
};
use crate::{
    document::{
        label::Label,
        print::{count_from, fixed_by, order, own_settings},
        rows::MODES,
        simple::AUDIENCES,
    },
    tree::{
        Condition, EnforceRow, ExceptionTerms, Expectation, LengthValue, Modal, Rule, Setting,
        SettingValue, Steps, Text, WhenUnknown,
    },
};

/// One block, written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) label: Label,
    /// Its entry in the order of the rule.
    pub(crate) key: String,
    pub(crate) node: Node,
}

/// The blocks of a rule, as it would be printed.
pub(crate) fn blocks(rule: &Rule, vocabulary: &Vocabulary) -> Vec<Written> {
    let writer = Writer { vocabulary };
    let block = |(label, nth): (Label, usize)| {
        let node = writer.block(rule, label, nth - 1)?;
        let key = label.key(nth);
        Some(Written { label, key, node })
    };
    order(rule).into_iter().filter_map(block).collect()
}

/// The sentence alone.
pub(crate) fn sentence(expectation: &Expectation, vocabulary: &Vocabulary) -> Node {
    Writer { vocabulary }.expectation(expectation)
}

/// Writes conditions in the words of one vocabulary.
struct Writer<'v> {
    vocabulary: &'v Vocabulary,
}

impl Writer<'_> {
    fn block(&self, rule: &Rule, label: Label, index: usize) -> Option<Node> {
        let kind = rule.expectation.subject.kind.as_str();
        let texts = |texts: &[String]| Node::list(texts.iter().map(Node::text));
        Some(match label {
            Label::Rule => match index.checked_sub(1) {
                None => Node::text(&rule.title),
                Some(index) => self.text(rule.titles.get(index)?, kind),
            },
            Label::Id => Node::text(rule.id.as_str()),
            Label::In => texts(&rule.within),
            Label::ExceptIn => texts(&rule.except_within),
            Label::Tightens => Node::text(rule.tightens.as_ref()?.as_str()),
            Label::Audience => {
                let audience = rule.audience?;
                Node::text(AUDIENCES.iter().find(|(_, one)| *one == audience)?.0)
            }
            Label::Severity => Node::list(rule.severity.iter().map(|row| {
                let level = Node::text(row.value.as_str());
                self.row("is", level, row.condition.as_ref(), kind)
            })),
            Label::Because => self.text(rule.because.get(index)?, kind),
            Label::References => {
                let references = rule.references.iter();
                Node::list(references.map(|one| Node::text(one.to_string())))
            }
            Label::Settings => settings(own_settings(rule)),
            Label::Expectation => self.expectation(&rule.expectation),
            Label::FixWithin => {
                Node::list(rule.fix_within.iter().map(|row| {
                    self.row("within", length(&row.value), row.condition.as_ref(), kind)
                }))
            }
            Label::CountFrom => Node::text(count_from(rule, self.vocabulary)),
            Label::Wait => length(rule.wait.as_ref()?),
            Label::WhenUnknown => when_unknown(&rule.when_unknown),
            Label::Enforce => Node::list(rule.enforce.iter().map(|row| self.mode(row, kind))),
            Label::Activity => Node::text(rule.activity.as_ref()?),
            Label::FixedBy => Node::list(
                rule.fixed_by
                    .iter()
                    .map(|one| Node::text(fixed_by(one, kind))),
            ),
            Label::Message => self.text(rule.messages.get(index)?, kind),
            Label::Steps => self.steps(rule.steps.get(index)?, kind),
            Label::Effort => Node::text(rule.effort?.to_string()),
            Label::Exceptions => exceptions(rule.exceptions.as_ref()?),
            Label::Test => self.test(rule.tests.get(index)?),
        })
    }

    fn expectation(&self, expectation: &Expectation) -> Node {
        let subject = &expectation.subject;
        let kind = subject.kind.as_str();
        let mut entries = vec![("every", Node::text(kind))];
        if !subject.words.is_empty() {
            let words = subject.words.iter().map(Node::text);
            entries.push(("that is", Node::list(words)));
        }
        let condition = subject.condition.as_ref();
        entries.extend(condition.map(|one| ("where", self.condition(one, kind))));
        let modal = match expectation.modal {
            Modal::Must => "must",
            Modal::Should => "should",
        };
        let mut parts = expectation
            .parts
            .iter()
            .map(|part| self.condition(part, kind));
        let demands = match (parts.next(), expectation.parts.len()) {
            (Some(one), 1) => one,
            (first, _) => Node::list(first.into_iter().chain(parts)),
        };
        entries.push((modal, demands));
        let unless = expectation.unless.as_ref();
        entries.extend(unless.map(|one| ("unless", self.condition(one, kind))));
        Node::map(entries)
    }

    /// A value, with the `where` it holds under.
    fn row(&self, key: &str, value: Node, condition: Option<&Condition>, kind: &str) -> Node {
        match condition {
            None => value,
            Some(condition) => {
                Node::map([(key, value), ("where", self.condition(condition, kind))])
            }
        }
    }

    fn mode(&self, row: &EnforceRow, kind: &str) -> Node {
        let mode = MODES.iter().find(|(_, mode)| *mode == row.mode);
        let mode = Node::text(mode.map_or("monitor", |(word, _)| *word));
        if row.at.is_empty() {
            return self.row("mode", mode, row.condition.as_ref(), kind);
        }
        let points = Node::list(row.at.iter().map(Node::text));
        let condition = row.condition.as_ref();
        let rows = condition.map(|one| ("where", self.condition(one, kind)));
        Node::map([("mode", mode), ("at", points)].into_iter().chain(rows))
    }

    /// The language and the `where` of a text.
    fn qualified(
        &self,
        language: Option<&String>,
        condition: Option<&Condition>,
        kind: &str,
    ) -> Vec<(&'static str, Node)> {
        let language = language.map(|language| ("language", Node::text(language)));
        let condition = condition.map(|one| ("where", self.condition(one, kind)));
        language.into_iter().chain(condition).collect()
    }

    fn text(&self, text: &Text, kind: &str) -> Node {
        let words = Node::text(&text.text);
        let mut entries = self.qualified(text.language.as_ref(), text.condition.as_ref(), kind);
        if entries.is_empty() {
            return words;
        }
        entries.push(("text", words));
        Node::map(entries)
    }

    fn steps(&self, steps: &Steps, kind: &str) -> Node {
        let lines = Node::list(steps.lines.iter().map(Node::text));
        let mut entries = self.qualified(steps.language.as_ref(), steps.condition.as_ref(), kind);
        if entries.is_empty() {
            return lines;
        }
        entries.push(("lines", lines));
        Node::map(entries)
    }
}

/// `7 days`, or the setting it came from.
fn length(value: &LengthValue) -> Node {
    match &value.setting {
        Some(name) => Node::map([("setting", Node::text(name))]),
        None => Node::text(value.length.to_string()),
    }
}

fn settings<'s>(settings: impl Iterator<Item = &'s Setting>) -> Node {
    Node::map(settings.map(|setting| {
        let value = match &setting.value {
            SettingValue::Length(length) => Node::text(length.to_string()),
            SettingValue::Number(written) if is_plain(written) => {
                Node::new(Shape::Number(written.clone()))
            }
            SettingValue::Number(written) => Node::text(written),
            SettingValue::Text(text) if is_unquoted(text) || condition::is_special(text) => {
                Node::map([("text", Node::text(text))])
            }
            SettingValue::Text(text) => Node::text(text),
        };
        (setting.name.as_str(), value)
    }))
}

/// Whether nothing is lost where digits are read as a number.
fn is_plain(written: &str) -> bool {
    let number = written.parse::<f64>();
    number.is_ok_and(|number| number.is_finite() && number.to_string() == *written)
}

fn when_unknown(when: &WhenUnknown) -> Node {
    Node::text(match when {
        WhenUnknown::Report => "report".to_owned(),
        WhenUnknown::Fail => "fail".to_owned(),
        WhenUnknown::FailAfter(length) => format!("fail after {length}"),
    })
}

fn exceptions(terms: &ExceptionTerms) -> Node {
    match terms {
        ExceptionTerms::NotAllowed => Node::text("not allowed"),
        ExceptionTerms::UpTo { length, approver } => {
            let role = approver
                .as_ref()
                .map(|role| ("approved by", Node::text(role)));
            let longest = ("up to", Node::text(length.to_string()));
            Node::map([longest].into_iter().chain(role))
        }
    }
}

/// Whether a map would be taken for a value.
fn opens_a_value(key: &str) -> bool {
    VALUE.contains(&key)
}
