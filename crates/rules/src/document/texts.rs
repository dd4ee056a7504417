//! Texts for people: titles, reasons, messages and steps, each perhaps in a language and `where`.

use std::ops::Range;

use super::{Reader, blocks, blocks::Block, label::Label};
use crate::{
    mistake::{Code, Mistake},
    sentence::cursor::{Parse, Parser},
    tree::{Condition, Steps, Text},
};

/// What stands between a label and its colon: `(de) where operating system is "macOS"`.
#[derive(Debug, Default)]
pub(super) struct Qualifier {
    language: Option<String>,
    condition: Option<Condition>,
}

impl Reader<'_> {
    /// `Rule`, `Because` and `Message`.
    pub(super) fn text(&mut self, block: &Block) {
        let Some(Qualifier {
            language,
            condition,
        }) = self.qualifier(block)
        else {
            return;
        };
        if condition.is_some() && block.label != Label::Message {
            let says = format!(
                "`{}` holds for everybody; it has no `where`",
                block.label.name()
            );
            self.complain(Mistake::new(Code::Label, block.qualifier.start, says));
        }
        let text = self.line(block);
        self.check_placeholders(block.value.clone());
        match block.label {
            Label::Rule if language.is_none() => {
                if !self.rule.title.is_empty() {
                    let says = "`Rule` stands here a second time; a rule has one title a language";
                    self.complain(Mistake::new(Code::Label, block.at, says));
                }
                self.rule.title = text;
            }
            Label::Rule => self.rule.titles.push(Text {
                language,
                condition: None,
                text,
            }),
            Label::Because => self.rule.because.push(Text {
                language,
                condition: None,
                text,
            }),
            _ => self.rule.messages.push(Text {
                language,
                condition,
                text,
            }),
        }
    }

    pub(super) fn steps(&mut self, block: &Block) {
        let Some(Qualifier {
            language,
            condition,
        }) = self.qualifier(block)
        else {
            return;
        };
        self.check_placeholders(block.value.clone());
        let mut steps: Vec<String> = Vec::new();
        for (_, line) in blocks::lines(self.source.text, block.value.clone()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match (numbered(line), steps.last_mut()) {
                (Some(step), _) => steps.push(step.to_owned()),
                (None, Some(last)) => {
                    last.push(' ');
                    last.push_str(line);
                }
                (None, None) => steps.push(line.to_owned()),
            }
        }
        if steps.iter().any(String::is_empty) {
            let says = "a step says nothing";
            self.complain(Mistake::new(Code::Open, self.value_start(block), says));
        }
        self.rule.steps.push(Steps {
            language,
            condition,
            lines: steps,
        });
    }

    fn qualifier(&mut self, block: &Block) -> Option<Qualifier> {
        let region: Range<usize> = block.qualifier.clone();
        if self.source.text[region.clone()].trim().is_empty() {
            return Some(Qualifier::default());
        }
        self.read(region, |parser| parser.qualifier())
    }
}

impl Parser<'_> {
    pub(super) fn qualifier(&mut self) -> Parse<Qualifier> {
        let mut language = None;
        if self.eat_sign('(') {
            let tag = self.word_at(self.position).filter(|tag| is_language(tag));
            let Some(tag) = tag.map(str::to_owned) else {
                let says = format!(
                    "I expected a language such as `en` or `pt-BR`, not {}",
                    self.said_here()
                );
                return self.fail(Mistake::new(Code::Value, self.here(), says));
            };
            self.position += 1;
            if !self.eat_sign(')') {
                let end = self.end_before(self.position);
                let says = "the bracket around the language is not closed";
                return self.fail(Mistake::new(Code::Open, end, says).repair(end..end, ")"));
            }
            language = Some(tag);
        }
        Ok(Qualifier {
            language,
            condition: self.row_condition()?,
        })
    }
}

/// Whether a text has the shape of a BCP 47 tag: `en`, `pt-BR`, `zh-Hans`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    let letters = first.chars().all(|c| c.is_ascii_alphabetic());
    let rest = |part: &str| {
        (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    (2..=3).contains(&first.len()) && letters && parts.all(rest)
}

/// The text behind `1.`; none when the line has no number.
fn numbered(line: &str) -> Option<&str> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line[digits..].strip_prefix('.')?;
    let starts = digits > 0 && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    starts.then(|| rest.trim())
}
