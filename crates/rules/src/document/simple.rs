//! Labels with one plain value: names, units, audience, settings, activity, exceptions.

use model::{
    RuleId,
    span::{Length, Unit},
};

use super::{Reader, blocks::Block, label::Label};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    sentence::{
        cursor::{Parse, Parser, same_word},
        lex::Lexeme,
    },
    tree::{Audience, ExceptionTerms, Setting, SettingValue, WhenUnknown},
};

/// The audiences by their words.
pub(crate) const AUDIENCES: &[(&str, Audience)] = &[
    ("person", Audience::Person),
    ("team", Audience::Team),
    ("automatic", Audience::Automatic),
    ("evidence", Audience::Evidence),
];

impl Reader<'_> {
    /// `Id` and `Tightens`: the id of a rule.
    pub(super) fn named(&mut self, block: &Block) {
        let id = self.line(block);
        let slug = slug(&id);
        if id != slug || id.is_empty() {
            let says = format!("`{id}` is not an id; an id has small letters, digits and hyphens");
            self.complain(Mistake::new(Code::Value, self.value_start(block), says).hint(slug));
            return;
        }
        match block.label {
            Label::Tightens => self.rule.tightens = Some(RuleId::new(id)),
            _ => self.rule.id = RuleId::new(id),
        }
    }

    /// Where the value of a block really starts.
    pub(super) fn value_start(&self, block: &Block) -> usize {
        let value = &self.source.text[block.value.clone()];
        block.value.start + (value.len() - value.trim_start().len())
    }

    /// `In` and `Except in`: units in quotes.
    pub(super) fn units(&mut self, block: &Block) {
        let units = self
            .read(block.value.clone(), |parser| parser.texts())
            .unwrap_or_default();
        match block.label {
            Label::ExceptIn => self.rule.except_within = units,
            _ => self.rule.within = units,
        }
    }

    pub(super) fn audience(&mut self, block: &Block) {
        let said = self.line(block);
        let found = AUDIENCES.iter().find(|(word, _)| same_word(word, &said));
        match found {
            Some((_, audience)) => self.rule.audience = Some(*audience),
            None => {
                let words = AUDIENCES.iter().map(|(word, _)| *word);
                let at = self.value_start(block);
                self.complain(unknown_word(at, &said, "an audience", words));
            }
        }
    }

    pub(super) fn settings(&mut self, block: &Block) {
        let settings = self.read(block.value.clone(), |parser| parser.settings());
        self.rule.settings = settings.unwrap_or_default();
    }

    pub(super) fn when_unknown(&mut self, block: &Block) {
        let read = self.read(block.value.clone(), |parser| parser.when_unknown());
        self.rule.when_unknown = read.unwrap_or_default();
    }

    /// `Effort`: what the steps cost a person, counted in what a person counts work in.
    pub(super) fn effort(&mut self, block: &Block) {
        self.rule.effort = self.read(block.value.clone(), |parser| parser.effort());
    }

    pub(super) fn activity(&mut self, block: &Block) {
        self.rule.activity = self.read(block.value.clone(), |parser| parser.one_text());
    }

    pub(super) fn exceptions(&mut self, block: &Block) {
        self.rule.exceptions = self.read(block.value.clone(), |parser| parser.exceptions());
    }
}

/// A word that is none of a set.
pub(super) fn unknown_word<'n>(
    at: usize,
    said: &str,
    what: &str,
    words: impl Iterator<Item = &'n str> + Clone,
) -> Mistake {
    let mistake = Mistake::new(Code::Value, at, format!("`{said}` is not {what}"));
    let mistake = match nearest(said, words.clone()) {
        Some((near, _)) => mistake.hint(near),
        None => mistake,
    };
    mistake.hint(format!("it can be: {}", listed(words)))
}

/// The id nearest to a text.
pub(crate) fn slug(text: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let dashed: String = text.chars().map(plain).collect();
    dashed
        .split('-')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

impl Parser<'_> {
    /// `"a", "b"`.
    pub(crate) fn texts(&mut self) -> Parse<Vec<String>> {
        let mut texts = vec![self.one_text()?];
        while self.eat_sign(',') {
            texts.push(self.one_text()?);
        }
        Ok(texts)
    }

    /// `"a"`.
    pub(crate) fn one_text(&mut self) -> Parse<String> {
        if let Some(text) = self.eat_text() {
            return Ok(text);
        }
        let says = format!("I expected a text in quotes, not {}", self.said_here());
        let mut end = self.position;
        while self.word_at(end).is_some() {
            end += 1;
        }
        let said = self.said(self.position..end);
        let mistake = Mistake::new(Code::Value, self.here(), says);
        self.fail(if said.is_empty() {
            mistake
        } else {
            mistake.repair(self.span(self.position..end), format!("\"{said}\""))
        })
    }

    pub(crate) fn settings(&mut self) -> Parse<Vec<Setting>> {
        let mut settings: Vec<Setting> = Vec::new();
        loop {
            let start = self.position;
            while self.word_at(self.position).is_some() {
                self.position += 1;
            }
            let name = self.said(start..self.position);
            if name.is_empty() || !self.eat_sign('=') {
                let says = format!(
                    "a setting is written `name = value`; I expected `=`, not {}",
                    self.said_here()
                );
                return self.fail(Mistake::new(Code::Setting, self.here(), says));
            }
            if settings
                .iter()
                .any(|setting| same_word(&setting.name, &name))
            {
                let says = format!("the setting `{name}` stands here a second time");
                return self.fail(Mistake::new(Code::Setting, self.start_of(start), says));
            }
            let value = self.setting_value()?;
            settings.push(Setting { name, value });
            if !self.eat_sign(';') {
                return Ok(settings);
            }
        }
    }

    fn setting_value(&mut self) -> Parse<SettingValue> {
        self.expect_length();
        if let Some(text) = self.eat_text() {
            return Ok(SettingValue::Text(text));
        }
        let number = self.word_at(self.position).filter(|word| {
            word.trim_start_matches(['-', '+'])
                .starts_with(|c: char| c.is_ascii_digit())
        });
        let unit = self.measure_at(self.position + 1);
        if let Some(number) = number
            && (unit.is_some() || self.word_at(self.position + 1).is_none())
        {
            let written = match unit {
                Some(unit) => format!("{number} {}", unit.behind(number.parse().unwrap_or(0.0))),
                None => number.to_owned(),
            };
            // Whole minutes, hours, days and weeks can also be a length of time.
            if written.parse::<Length>().is_err() {
                self.position += 1 + usize::from(unit.is_some());
                return Ok(SettingValue::Number(written));
            }
        }
        self.length()
            .map(|length| SettingValue::Length(length.length))
    }

    pub(crate) fn when_unknown(&mut self) -> Parse<WhenUnknown> {
        if self.eat("report") {
            return Ok(WhenUnknown::Report);
        }
        if self.eat("fail after") {
            if self.lexeme() == Some(&Lexeme::Sign('[')) {
                let says = "how long an unknown may last is written out, such as `14 days`";
                return self.fail(Mistake::new(Code::Date, self.here(), says));
            }
            return self
                .length()
                .map(|length| WhenUnknown::FailAfter(length.length));
        }
        if self.eat("fail") {
            return Ok(WhenUnknown::Fail);
        }
        let says = format!(
            "an unknown can be `report`, `fail` or `fail after 14 days`, not {}",
            self.said_here()
        );
        let rest = self.span(self.position..self.count());
        self.fail(Mistake::new(Code::Value, self.here(), says).repair(rest, "report"))
    }

    pub(crate) fn effort(&mut self) -> Parse<Length> {
        let start = self.position;
        if self.is_sign('[') {
            let says = "how long the steps take is written out, such as `10 minutes`";
            return self.fail(Mistake::new(Code::Date, self.here(), says));
        }
        let length = self.length()?.length;
        if matches!(length.unit, Unit::Minute | Unit::Hour | Unit::Day) {
            return Ok(length);
        }
        let says = format!("the steps take minutes, hours or days, not `{length}`");
        let mistake = Mistake::new(Code::Date, self.start_of(start), says);
        self.fail(match length.unit {
            Unit::WorkingDay => {
                let span = self.span(start..self.position);
                mistake.repair(span, Length::days(length.count).to_string())
            }
            _ => mistake.hint("Effort: 10 minutes"),
        })
    }

    pub(crate) fn exceptions(&mut self) -> Parse<ExceptionTerms> {
        if self.eat("not allowed") {
            return Ok(ExceptionTerms::NotAllowed);
        }
        if !self.eat("allowed up to") {
            let says = format!(
                "exceptions are `not allowed` or `allowed up to 30 days, approved by \"…\"`, \
                 not {}",
                self.said_here()
            );
            return self.fail(Mistake::new(Code::Value, self.here(), says));
        }
        if self.is_sign('[') {
            let says = "how long an exception may last is written out, such as `30 days`";
            return self.fail(Mistake::new(Code::Date, self.here(), says));
        }
        let length = self.length()?.length;
        let approver = if self.eat_sign(',') {
            if !self.eat("approved by") {
                let says = format!("I expected `approved by \"…\"`, not {}", self.said_here());
                return self.fail(Mistake::new(Code::Open, self.here(), says));
            }
            Some(self.one_text()?)
        } else {
            None
        };
        Ok(ExceptionTerms::UpTo { length, approver })
    }
}
