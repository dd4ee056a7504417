//! A rule as its canonical document.

use model::Vocabulary;

use super::{label::Label, people::opened, rows::MODES, simple::AUDIENCES};
use crate::{
    sentence::print::{Printer, Settings, path, quoted},
    tree::{
        Condition, ExceptionTerms, Expectation, FixedBy, LengthValue, Row, Rule, RuleTest, Setting,
        SettingValue, Steps, Text, WhenUnknown,
    },
};

/// The longest sentence that stands on one line.
const ONE_LINE: usize = 92;

/// The canonical document: comments and the order of the labels kept, synonyms and redundant
/// brackets gone. Printing what was read from a print gives the same text.
pub fn print(rule: &Rule, vocabulary: &Vocabulary) -> String {
    let page = Page {
        rule,
        printer: Printer::new(vocabulary),
    };
    let mut out = String::new();
    for (label, nth) in order(rule) {
        let key = label.key(nth);
        for note in rule.notes.iter().filter(|note| note.before == key) {
            push_note(&mut out, &note.text);
        }
        if let Some(block) = page.block(label, nth) {
            out.push_str(&block);
            out.push('\n');
        }
    }
    for note in rule.notes.iter().filter(|note| note.before.is_empty()) {
        push_note(&mut out, &note.text);
    }
    out
}

/// One test of a rule as its document states it.
pub fn print_test(test: &RuleTest, vocabulary: &Vocabulary) -> String {
    format!("{}\n", Printer::new(vocabulary).test(test))
}

fn push_note(out: &mut String, text: &str) {
    out.push_str(format!("# {text}").trim_end());
    out.push('\n');
}

/// The sentence on one line.
pub fn print_expectation(expectation: &Expectation, vocabulary: &Vocabulary) -> String {
    Printer::new(vocabulary).clauses(expectation).join(" ")
}

/// A condition about a kind, as reasons tell it: `last seen is within the last 7 days`. Settings
/// are printed with their values.
pub fn print_condition(condition: &Condition, kind: &str, vocabulary: &Vocabulary) -> String {
    Printer {
        vocabulary,
        settings: Settings::Looked,
    }
    .condition(condition, kind)
}

struct Page<'a> {
    rule: &'a Rule,
    printer: Printer<'a>,
}

impl Page<'_> {
    fn block(&self, label: Label, nth: usize) -> Option<String> {
        let index = nth - 1;
        let rule = self.rule;
        let line = |value: String| format!("{}: {value}", label.name());
        Some(match label {
            Label::Rule => return self.title(index),
            Label::Id => line(rule.id.to_string()),
            Label::In => line(units(&rule.within)),
            Label::ExceptIn => line(units(&rule.except_within)),
            Label::Tightens => line(rule.tightens.as_ref()?.to_string()),
            Label::Audience => {
                let audience = rule.audience?;
                line(
                    AUDIENCES
                        .iter()
                        .find(|(_, one)| *one == audience)?
                        .0
                        .to_owned(),
                )
            }
            Label::Severity => line(self.rows(&rule.severity, ToString::to_string)),
            Label::Because => self.text("Because", rule.because.get(index)?),
            Label::References => {
                let references = rule.references.iter().map(ToString::to_string);
                line(references.collect::<Vec<_>>().join("; "))
            }
            Label::Settings => line(settings(own_settings(rule))),
            Label::Expectation => self.sentence(),
            Label::FixWithin => {
                line(self.rows(&rule.fix_within, |length| self.printer.length(length)))
            }
            Label::CountFrom => line(count_from(rule, self.printer.vocabulary)),
            Label::Wait => line(self.length(rule.wait.as_ref()?)),
            Label::WhenUnknown => line(match rule.when_unknown {
                WhenUnknown::Report => "report".to_owned(),
                WhenUnknown::Fail => "fail".to_owned(),
                WhenUnknown::FailAfter(length) => format!("fail after {length}"),
            }),
            Label::Enforce => line(self.enforce()),
            Label::Activity => line(quoted(rule.activity.as_ref()?)),
            Label::FixedBy => line(self.fixed_by()),
            Label::Message => self.text("Message", rule.messages.get(index)?),
            Label::Steps => self.steps(rule.steps.get(index)?),
            Label::Effort => line(rule.effort?.to_string()),
            Label::Exceptions => line(exceptions(rule.exceptions.as_ref()?)),
            Label::Test => self.printer.test(rule.tests.get(index)?),
        })
    }

    fn kind(&self) -> &str {
        self.rule.expectation.subject.kind.as_str()
    }

    fn length(&self, length: &LengthValue) -> String {
        self.printer.length(length)
    }

    /// The title comes first among its translations wherever the author put it.
    fn title(&self, index: usize) -> Option<String> {
        match index.checked_sub(1) {
            None => Some(format!("Rule: {}", self.rule.title)),
            Some(index) => Some(self.text("Rule", self.rule.titles.get(index)?)),
        }
    }

    fn qualified(
        &self,
        label: &str,
        language: Option<&String>,
        condition: Option<&Condition>,
    ) -> String {
        let mut head = label.to_owned();
        if let Some(language) = language {
            head.push_str(&format!(" ({language})"));
        }
        if let Some(condition) = condition {
            let condition = self.printer.condition(condition, self.kind());
            head.push_str(&format!(" where {condition}"));
        }
        head
    }

    fn text(&self, label: &str, text: &Text) -> String {
        let head = self.qualified(label, text.language.as_ref(), text.condition.as_ref());
        format!("{head}: {}", text.text)
    }

    fn steps(&self, steps: &Steps) -> String {
        let head = self.qualified("Steps", steps.language.as_ref(), steps.condition.as_ref());
        let lines = steps.lines.iter().enumerate();
        let lines = lines.map(|(index, step)| format!("\n  {}. {step}", index + 1));
        format!("{head}:{}", lines.collect::<String>())
    }

    fn sentence(&self) -> String {
        let clauses = self.printer.clauses(&self.rule.expectation);
        let one_line = clauses.join(" ");
        if one_line.chars().count() <= ONE_LINE {
            format!("Expectation:\n  {one_line}")
        } else {
            format!("Expectation:\n  {}", clauses.join("\n  "))
        }
    }

    fn rows<T>(&self, rows: &[Row<T>], value: impl Fn(&T) -> String) -> String {
        let row = |row: &Row<T>| match &row.condition {
            Some(condition) => {
                let condition = self.printer.condition(condition, self.kind());
                format!("{} where {condition}", value(&row.value))
            }
            None => value(&row.value),
        };
        rows.iter().map(row).collect::<Vec<_>>().join("; ")
    }

    fn enforce(&self) -> String {
        let rows = self.rule.enforce.iter().map(|row| {
            let mode = MODES.iter().find(|(_, mode)| *mode == row.mode);
            let mut words = mode.map_or("monitor", |(word, _)| *word).to_owned();
            if !row.at.is_empty() {
                words.push_str(&format!(" at {}", units(&row.at)));
            }
            if let Some(condition) = &row.condition {
                let condition = self.printer.condition(condition, self.kind());
                words.push_str(&format!(" where {condition}"));
            }
            words
        });
        rows.collect::<Vec<_>>().join("; ")
    }

    fn fixed_by(&self) -> String {
        let fixers = self.rule.fixed_by.iter();
        fixers
            .map(|fixer| fixed_by(fixer, self.kind()))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

/// The blocks of a rule, each label with its number: the author's order, then what a rule made by
/// other means has besides.
pub(crate) fn order(rule: &Rule) -> Vec<(Label, usize)> {
    let keyed: Vec<(Label, usize)> = Label::ALL
        .into_iter()
        .flat_map(|label| (1..=count(rule, label)).map(move |nth| (label, nth)))
        .collect();
    let named = |key: &String| keyed.iter().find(|(label, nth)| label.key(*nth) == *key);
    let mut order: Vec<(Label, usize)> = rule.order.iter().filter_map(named).copied().collect();
    let rest: Vec<(Label, usize)> = keyed
        .iter()
        .filter(|entry| !order.contains(entry) && is_needed(rule, entry.0))
        .copied()
        .collect();
    order.extend(rest);
    order
}

/// How many blocks of a label the rule has, those that only state the default included.
fn count(rule: &Rule, label: Label) -> usize {
    let some = |present: bool| usize::from(present);
    let inherits = rule.inherits.as_ref();
    if inherits.is_some_and(|inherits| inherits.labels.contains(label.name())) {
        return 0;
    }
    match label {
        Label::Rule => 1 + rule.titles.len(),
        Label::In => some(!rule.within.is_empty()),
        Label::ExceptIn => some(!rule.except_within.is_empty()),
        Label::Tightens => some(rule.tightens.is_some()),
        Label::Audience => some(rule.audience.is_some()),
        Label::Severity => some(!rule.severity.is_empty()),
        Label::Because => rule.because.len(),
        Label::References => some(!rule.references.is_empty()),
        Label::Settings => some(own_settings(rule).next().is_some()),
        Label::FixWithin => some(!rule.fix_within.is_empty()),
        Label::Wait => some(rule.wait.is_some()),
        Label::Enforce => some(!rule.enforce.is_empty()),
        Label::Activity => some(rule.activity.is_some()),
        Label::FixedBy => some(!rule.fixed_by.is_empty()),
        Label::Message => rule.messages.len(),
        Label::Steps => rule.steps.len(),
        Label::Effort => some(rule.effort.is_some()),
        Label::Exceptions => some(rule.exceptions.is_some()),
        Label::Test => rule.tests.len(),
        Label::Id | Label::Expectation | Label::CountFrom | Label::WhenUnknown => 1,
    }
}

/// Whether a label that the author did not write still has something to say.
fn is_needed(rule: &Rule, label: Label) -> bool {
    match label {
        // Without the label the id is the stem of the file; a rule read from a file that
        // names none must not gain one.
        Label::Id => rule.order.is_empty(),
        Label::CountFrom => rule.count_from.is_some(),
        Label::WhenUnknown => rule.when_unknown != WhenUnknown::Report,
        _ => true,
    }
}

/// Where the clock starts, in words.
pub(crate) fn count_from(rule: &Rule, vocabulary: &Vocabulary) -> String {
    let Some(count_from) = &rule.count_from else {
        return "first failed".to_owned();
    };
    let opened = opened(vocabulary, &rule.expectation);
    let row = count_from
        .relation
        .as_ref()
        .and_then(|relation| opened.iter().find(|row| row.relation == *relation));
    match row {
        Some(row) => format!("{}'s {}", row.word, path(&count_from.path)),
        None => path(&count_from.path),
    }
}

/// Who fixes a rule about a kind, in words.
pub(crate) fn fixed_by(fixer: &FixedBy, kind: &str) -> String {
    match fixer {
        FixedBy::Subject => kind.to_owned(),
        FixedBy::Path(links) => path(links),
        FixedBy::Activity => "activity".to_owned(),
    }
}

fn units(units: &[String]) -> String {
    units
        .iter()
        .map(|unit| quoted(unit))
        .collect::<Vec<_>>()
        .join(", ")
}

fn settings<'s>(settings: impl Iterator<Item = &'s Setting>) -> String {
    let setting = |setting: &Setting| {
        let value = match &setting.value {
            SettingValue::Length(length) => length.to_string(),
            SettingValue::Number(written) => written.clone(),
            SettingValue::Text(text) => quoted(text),
        };
        format!("{} = {value}", setting.name)
    };
    settings.map(setting).collect::<Vec<_>>().join("; ")
}

/// The settings that stand in the rule's own document.
pub(crate) fn own_settings(rule: &Rule) -> impl Iterator<Item = &Setting> {
    let inherited = rule.inherits.as_ref().map(|inherits| &inherits.settings);
    let settings = rule.settings.iter();
    settings.filter(move |one| inherited.is_none_or(|names| !names.contains(&one.name)))
}

fn exceptions(terms: &ExceptionTerms) -> String {
    match terms {
        ExceptionTerms::NotAllowed => "not allowed".to_owned(),
        ExceptionTerms::UpTo {
            length,
            approver: None,
        } => format!("allowed up to {length}"),
        ExceptionTerms::UpTo {
            length,
            approver: Some(approver),
        } => {
            format!("allowed up to {length}, approved by {}", quoted(approver))
        }
    }
}
