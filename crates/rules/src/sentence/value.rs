//! Values: what stands behind an operator, read by the type of the field.

use std::net::IpAddr;

use super::{
    cursor::{Parse, Parser, same_word},
    lex::Lexeme,
    measured::{fitting, with_unit},
    watch::What,
};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    names::Typed,
    operators::Comparable,
    tree::{Operand, SettingValue},
    versions::Scheme,
};
use model::{
    Measure,
    vocabulary::{Field, FieldType},
};

/// What a value is wanted for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'l, 'v> {
    /// What people call it: `owner's department's name`.
    pub(crate) label: &'l str,
    pub(crate) typed: Typed<'v>,
}

impl<'a> Parser<'a> {
    /// One value of the type that is wanted: a literal, a setting, or a value of an outer scope.
    pub(crate) fn value(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        let field_type = match wanted.typed.comparable {
            Comparable::Field(field_type) => field_type,
            Comparable::Link => return self.linked(wanted),
        };
        if matches!(field_type, FieldType::Date | FieldType::Event) {
            return self.date_value(wanted);
        }
        let literal = |field| self.value_stands_at(self.position, field);
        if self.is_word("the") && !wanted.typed.field.is_some_and(literal) {
            return self.reference(wanted).map(Operand::The);
        }
        if self.is_sign('[') {
            return self.setting_value_for(wanted);
        }
        match (field_type, wanted.typed.field) {
            (FieldType::Number, _) => self.number(wanted),
            (FieldType::Flag, Some(field)) => self.flag(wanted, field),
            (FieldType::Enum | FieldType::Ordinal, Some(field)) => self.one_of(wanted, field),
            (FieldType::Version, _) => self.version(wanted),
            (FieldType::Address, _) => self.address(wanted),
            _ => self.text(wanted),
        }
    }

    /// Whether one of the words of a flag or the values of an enum stands somewhere.
    pub(crate) fn value_stands_at(&self, at: usize, field: &Field) -> bool {
        let values = field.values.iter().chain(field.words.iter().flatten());
        values
            .into_iter()
            .any(|value| self.phrase_at(at, value).is_some())
    }

    fn linked(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        if self.is_word("the") {
            return self.reference(wanted).map(Operand::The);
        }
        let label = wanted.label;
        let says = format!(
            "`{label}` leads to another {}, so it is compared with one: `is the …'s …`, or asked \
             with `is known`",
            wanted.typed.kind
        );
        let mistake = Mistake::new(Code::Value, self.here(), says);
        self.fail(mistake.hint(format!("to compare its name write `{label}'s name is …`")))
    }

    fn setting_value_for(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        let at = self.here();
        let (name, value) = self.setting()?;
        let field_type = wanted.typed.field.map(|field| field.field_type);
        let value = match (field_type, value) {
            (Some(FieldType::Number), SettingValue::Number(written)) => {
                with_unit(&written).and_then(|(number, unit)| fitting(number, unit, wanted))
            }
            (Some(FieldType::Number), SettingValue::Length(length)) => {
                let unit = Measure::from_word(length.unit.word());
                unit.and_then(|unit| fitting(f64::from(length.count), Some(unit), wanted))
            }
            (
                Some(FieldType::Version),
                SettingValue::Number(written) | SettingValue::Text(written),
            ) => Some(Operand::Text(written)),
            (Some(FieldType::Enum | FieldType::Ordinal), SettingValue::Text(text)) => {
                let values = wanted.typed.field.map_or(&[][..], |field| &field.values);
                values
                    .iter()
                    .find(|value| same_word(value, &text))
                    .cloned()
                    .map(Operand::Text)
            }
            (Some(FieldType::Address), SettingValue::Text(text)) => {
                is_network(&text).then_some(Operand::Text(text))
            }
            (Some(FieldType::Text | FieldType::List), SettingValue::Text(text)) => {
                Some(Operand::Text(text))
            }
            _ => None,
        };
        match value {
            Some(value) => Ok(Operand::Setting {
                name,
                value: Box::new(value),
            }),
            None => self.wrong_setting(at, &name, wanted),
        }
    }

    /// A setting whose value does not fit where it is used.
    pub(crate) fn wrong_setting<T>(
        &mut self,
        at: usize,
        name: &str,
        wanted: &Wanted<'_, 'a>,
    ) -> Parse<T> {
        let says = format!(
            "the setting `[{name}]` is not {}, as `{}` needs",
            wanted.typed.comparable.called(),
            wanted.label
        );
        self.fail(Mistake::new(Code::Setting, at, says))
    }

    fn number(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        self.may_stand(self.position, What::Value, "10", "a number");
        if let Some(number) = self.word_at(self.position).and_then(finite)
            && let Some(unit) = wanted.typed.field.and_then(|field| field.unit)
        {
            let units = unit.alike(number).map(|unit| (unit, String::new()));
            self.expect_any(self.position + 1, What::Value, units);
        }
        if let Some((number, unit, tokens)) = self.number_here() {
            let at = self.position;
            self.position += tokens;
            return self.measured(number, unit, at, wanted);
        }
        let says = format!("`{}` is a number, not {}", wanted.label, self.said_here());
        let mistake = Mistake::new(Code::Value, self.here(), says);
        let digits = match self.lexeme() {
            Some(Lexeme::Word(word)) => number_word(word).map(|digits| digits.to_string()),
            Some(Lexeme::Text(text)) => finite(text).map(|number| number.to_string()),
            _ => None,
        };
        let here = self.span(self.position..self.position + 1);
        self.fail(match digits {
            Some(digits) => mistake.repair(here, digits),
            None => mistake.hint("write it in digits, such as 10"),
        })
    }

    fn flag(&mut self, wanted: &Wanted<'_, 'a>, field: &Field) -> Parse<Operand> {
        let Some(words) = &field.words else {
            return self.text(wanted);
        };
        let [yes, no] = words;
        self.expect_words(self.position, What::Value, &[yes, no]);
        for (word, flag) in [(yes, true), (no, false)] {
            if self.eat(word) {
                return Ok(Operand::Flag(flag));
            }
            if let Some(Lexeme::Text(text)) = self.lexeme()
                && same_word(text, word)
            {
                self.position += 1;
                return Ok(Operand::Flag(flag));
            }
        }
        let says = format!(
            "`{}` can only be {yes} or {no}, not {}",
            wanted.label,
            self.said_here()
        );
        let mut mistake = Mistake::new(Code::Value, self.here(), says);
        let span = self.unread();
        for word in words {
            let text = if span.is_empty() {
                format!(" {word}")
            } else {
                word.clone()
            };
            mistake = mistake.repair(span.clone(), text);
        }
        self.fail(mistake)
    }

    fn one_of(&mut self, wanted: &Wanted<'_, 'a>, field: &Field) -> Parse<Operand> {
        for value in field.values.iter().filter(|_| self.is_noting()) {
            let text = super::print::quoted(value);
            self.may_stand(self.position, What::Value, &text, "");
        }
        if let Some(Lexeme::Text(text)) = self.lexeme() {
            let found = field
                .values
                .iter()
                .find(|value| same_word(value, text))
                .cloned();
            if let Some(value) = found {
                self.position += 1;
                return Ok(Operand::Text(value));
            }
        } else {
            let values = field.values.iter().map(|value| (value.as_str(), ()));
            if let Some((value, (), length)) = self.longest_at(self.position, values) {
                let value = value.to_owned();
                self.position += length;
                return Ok(Operand::Text(value));
            }
        }
        let span = self.unread();
        let (name, shown) = match self.lexeme() {
            Some(Lexeme::Text(text)) => (text.clone(), format!("`{text}`")),
            _ => {
                let said = self.source.text.get(span.clone()).unwrap_or("").to_owned();
                let shown = if said.is_empty() {
                    self.said_here()
                } else {
                    format!("`{said}`")
                };
                (said, shown)
            }
        };
        let says = format!("`{}` cannot be {shown}", wanted.label);
        let mistake = Mistake::new(Code::Value, self.here(), says);
        let values = field.values.iter().map(String::as_str);
        let mistake = match nearest(&name, values.clone()) {
            Some((near, _)) => mistake.repair(span, super::print::quoted(near)),
            None => mistake,
        };
        self.fail(mistake.hint(format!("it can be: {}", listed(values))))
    }

    fn version(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        self.may_stand(self.position, What::Value, "1.0", "a version");
        let starts = |word: &str| {
            word.strip_prefix(['v', 'V'])
                .unwrap_or(word)
                .starts_with(|c: char| c.is_ascii_digit())
        };
        if let Some(word) = self.word_at(self.position).filter(|word| starts(word)) {
            let word = word.to_owned();
            self.position += 1;
            return self.readable_version(word, wanted);
        }
        match self.text(wanted)? {
            Operand::Text(text) => self.readable_version(text, wanted),
            other => Ok(other),
        }
    }

    /// A version that the field's own order can read; without one, any text.
    fn readable_version(&mut self, written: String, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        let order = wanted.typed.field.and_then(|field| field.order.as_deref());
        let scheme = order.and_then(Scheme::named);
        match scheme.filter(|scheme| !scheme.reads(&written)) {
            None => Ok(Operand::Text(written)),
            Some(scheme) => {
                let says = format!("`{written}` is no version as {} writes them", scheme.name);
                let at = self.start_of(self.position - 1);
                self.fail(Mistake::new(Code::Value, at, says))
            }
        }
    }

    fn address(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        for (example, note) in [
            ("\"10.0.0.0/8\"", "a network"),
            ("\"192.0.2.1\"", "an address"),
        ] {
            self.may_stand(self.position, What::Value, example, note);
        }
        let written = match self.lexeme() {
            Some(Lexeme::Text(text) | Lexeme::Word(text)) => text.clone(),
            _ => return self.text(wanted),
        };
        if is_network(&written) {
            self.position += 1;
            return Ok(Operand::Text(written));
        }
        let says = format!("`{written}` is not an address or network such as `10.0.0.0/8`");
        self.fail(Mistake::new(Code::Value, self.here(), says))
    }

    fn text(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        if let Some(text) = self.eat_text() {
            return Ok(Operand::Text(text));
        }
        let span = self.unread();
        let said = self.source.text.get(span.clone()).unwrap_or("");
        let says = format!(
            "`{}` is compared with a text in quotes, not {}",
            wanted.label,
            self.said_here()
        );
        let mistake = Mistake::new(Code::Value, self.here(), says);
        let mistake = if said.is_empty() {
            mistake.hint("write the text in quotes: \"…\"")
        } else {
            mistake.repair(span, super::print::quoted(said))
        };
        self.fail(mistake)
    }

    /// The bytes of what stands where a value should: a quoted text, or plain words.
    fn unread(&self) -> std::ops::Range<usize> {
        let end = match self.lexeme() {
            Some(Lexeme::Text(_)) => self.position + 1,
            _ => self.name_end(self.position),
        };
        self.span(self.position..end)
    }
}

/// A finite number as people write it.
pub(crate) fn finite(written: &str) -> Option<f64> {
    let digits = written.strip_prefix(['-', '+']).unwrap_or(written);
    let plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    written
        .parse()
        .ok()
        .filter(|number: &f64| plain && number.is_finite())
}

/// The number a word names, from zero to a hundred.
pub(crate) fn number_word(word: &str) -> Option<u32> {
    const WORDS: &[(&str, u32)] = &[
        ("zero", 0),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("ninety", 90),
        ("hundred", 100),
    ];
    WORDS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
        .map(|(_, number)| *number)
}

/// Whether a text is an IP address or a network in CIDR form, v4 or v6.
fn is_network(written: &str) -> bool {
    let (address, prefix) = match written.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (written, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    let digits = |prefix: &str| prefix.bytes().all(|b| b.is_ascii_digit());
    prefix.is_none_or(|prefix| {
        digits(prefix) && prefix.parse::<u8>().is_ok_and(|prefix| prefix <= most)
    })
}
