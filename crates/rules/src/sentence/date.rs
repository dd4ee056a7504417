//! Dates, days counted from another day, and lengths of time.

use jiff::civil::Date;
use model::span::{Length, Unit};

use super::{
    cursor::{Parse, Parser},
    lex::Lexeme,
    value::{Wanted, number_word},
    watch::What,
};
use crate::{
    mistake::{Code, Mistake},
    tree::{Anchor, LengthValue, Operand, SettingValue},
};

/// The units of a length, as they are offered.
const LENGTHS: [&str; 7] = [
    "day",
    "week",
    "month",
    "year",
    "hour",
    "minute",
    "working day",
];

impl<'a> Parser<'a> {
    /// A day: `2026-01-31`, `today`, `3 days ago`, `14 days before the project's launch date`.
    pub(crate) fn date_value(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        self.expect_words(self.position, What::Value, &["today"]);
        self.expect_length();
        if self.eat("today") {
            return Ok(Operand::Today);
        }
        if self.is_word("the") {
            return self.reference(wanted).map(Operand::The);
        }
        if self.is_sign('[') && !self.setting_is_length() {
            return self.date_setting(wanted);
        }
        if let Some(date) = self.date_here() {
            self.position += 1;
            return Ok(Operand::Date(date));
        }
        if self.is_word("in") {
            self.position += 1;
            let length = self.length()?;
            return Ok(Operand::Offset {
                from: Anchor::Today,
                length,
                back: false,
            });
        }
        if self.opens_length() {
            let length = self.length()?;
            return self.offset(length, wanted);
        }
        let mistake = self.not_a_date();
        self.fail(mistake)
    }

    /// A date written out, with or without quotes.
    pub(crate) fn date_here(&self) -> Option<Date> {
        self.may_stand(self.position, What::Value, "2026-01-31", "a day");
        match self.lexeme() {
            Some(Lexeme::Word(written) | Lexeme::Text(written)) => iso_date(written),
            _ => None,
        }
    }

    /// Whether a length of time starts here, rightly written or not.
    fn opens_length(&self) -> bool {
        let word = self.word_at(self.position).unwrap_or("");
        let counts = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        let unit = |at: usize| {
            self.word_at(at)
                .is_some_and(|word| Unit::from_word(word).is_some())
        };
        self.is_sign('[') || counts || (number_word(word).is_some() && unit(self.position + 1))
    }

    fn setting_is_length(&self) -> bool {
        let mut end = self.position + 1;
        while self.word_at(end).is_some() {
            end += 1;
        }
        let name = self.said(self.position + 1..end);
        self.settings.iter().any(|setting| {
            super::cursor::same_word(&setting.name, &name)
                && matches!(setting.value, SettingValue::Length(_))
        })
    }

    fn date_setting(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        let at = self.here();
        let (name, value) = self.setting()?;
        let date = match &value {
            SettingValue::Number(written) | SettingValue::Text(written) => iso_date(written),
            SettingValue::Length(_) => None,
        };
        match date {
            Some(date) => Ok(Operand::Setting {
                name,
                value: Box::new(Operand::Date(date)),
            }),
            None => self.wrong_setting(at, &name, wanted),
        }
    }

    /// What stands behind the length: `ago`, `before ...`, `after ...`.
    fn offset(&mut self, length: LengthValue, wanted: &Wanted<'_, 'a>) -> Parse<Operand> {
        if self.eat("ago") {
            return Ok(Operand::Offset {
                from: Anchor::Today,
                length,
                back: true,
            });
        }
        let back = self.is_word("before");
        if !(back || self.is_word("after")) {
            let end = self.end_before(self.position);
            let says = format!(
                "a length alone is no date; after it I expected `ago`, `before …` or `after …`, \
                 not {}",
                self.said_here()
            );
            let mistake = Mistake::new(Code::Date, end, says);
            return self.fail(mistake.repair(end..end, " ago"));
        }
        self.position += 1;
        let from = if self.eat("today") {
            Anchor::Today
        } else if self.is_word("the") {
            Anchor::The(self.reference(wanted)?)
        } else {
            let says = format!("I expected `today` or `the …`, not {}", self.said_here());
            return self.fail(Mistake::new(Code::Date, self.here(), says));
        };
        Ok(Operand::Offset { from, length, back })
    }

    /// A length of time, or the setting that holds one.
    pub(crate) fn length(&mut self) -> Parse<LengthValue> {
        let at = self.here();
        self.expect_length();
        if self.is_sign('[') {
            let (name, value) = self.setting()?;
            if let SettingValue::Length(length) = value {
                return Ok(LengthValue {
                    length,
                    setting: Some(name),
                });
            }
            let says = format!("the setting `[{name}]` is not a length of time such as `7 days`");
            return self.fail(Mistake::new(Code::Setting, at, says));
        }
        let count = self
            .word_at(self.position)
            .and_then(|word| word.parse::<u32>().ok());
        let unit = self.unit_at(self.position + 1);
        match (count, unit) {
            (Some(count), Some((unit, used))) if count <= Length::MOST => {
                self.position += 1 + used;
                Ok(LengthValue {
                    length: Length { count, unit },
                    setting: None,
                })
            }
            _ => {
                let mistake = self.not_a_length();
                self.fail(mistake)
            }
        }
    }

    /// Notes a length of time, or its unit.
    pub(crate) fn expect_length(&self) {
        let counts = |word: &str| word.chars().all(|c| c.is_ascii_digit());
        self.may_stand(self.position, What::Value, "7 days", "a length of time");
        if self.is_noting() && self.word_at(self.position).is_some_and(counts) {
            let one = self.is_word_at(self.position, "1");
            let units = LENGTHS.map(|unit| (unit, format!("{unit}s")));
            for (unit, units) in &units {
                let unit = if one { unit } else { units.as_str() };
                self.expect_words(self.position + 1, What::Value, &[unit]);
            }
        }
    }

    /// The unit named at a position, and how many tokens it takes.
    fn unit_at(&self, position: usize) -> Option<(Unit, usize)> {
        let first = self.word_at(position)?;
        if let Some(second) = self.word_at(position + 1)
            && let Some(unit) = Unit::from_word(&format!("{first} {second}"))
        {
            return Some((unit, 2));
        }
        Unit::from_word(first).map(|unit| (unit, 1))
    }

    fn not_a_length(&self) -> Mistake {
        let here = self.position;
        if self.is_watched() && here + 1 == self.count() && self.opens_length() {
            // The unit is still to come, or half of it.
            let says = "I expected a unit of time";
            return Mistake::new(Code::Date, self.end_before(self.count()), says);
        }
        let says = format!(
            "I expected a length of time such as `7 days`, not {}",
            self.said_here()
        );
        let mistake = Mistake::new(Code::Date, self.here(), says);
        let word = self.word_at(here).unwrap_or("").to_owned();
        if let Some((unit, used)) = self.unit_at(here) {
            let length = match unit {
                Unit::Week => Length::days(7),
                unit => Length { count: 1, unit },
            };
            return mistake.repair(self.span(here..here + used), length.to_string());
        }
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        if let Ok(count) = digits.parse::<u32>() {
            let unit = match &word[digits.len()..] {
                "d" => Some(Unit::Day),
                "h" => Some(Unit::Hour),
                "w" => Some(Unit::Week),
                "" => None,
                other => Unit::from_word(other),
            };
            let length = Length {
                count,
                unit: unit.unwrap_or(Unit::Day),
            };
            return mistake.repair(self.span(here..here + 1), length.to_string());
        }
        match number_word(&word) {
            Some(count) => mistake.repair(self.span(here..here + 1), count.to_string()),
            None => mistake,
        }
    }

    fn not_a_date(&self) -> Mistake {
        let here = self.position;
        let span = self.span(here..(here + 1).min(self.count()));
        let says = format!(
            "I expected a day such as `2026-01-31`, `today` or `3 days ago`, not {}",
            self.said_here()
        );
        let mut mistake = Mistake::new(Code::Date, self.here(), says);
        let written = match self.lexeme() {
            Some(Lexeme::Word(written) | Lexeme::Text(written)) => written.as_str(),
            _ => "",
        };
        if same(written, "yesterday") {
            return mistake.repair(span, "1 day ago");
        }
        if same(written, "tomorrow") {
            return mistake.repair(span, "1 day after today");
        }
        if same(written, "last")
            && let Some((unit, used)) = self.unit_at(here + 1)
        {
            let length = match unit {
                Unit::Week => Length::days(7),
                unit => Length { count: 1, unit },
            };
            let span = self.span(here..here + 1 + used);
            // Mostly the days since are meant, and not the one day a week ago. An offer that does
            // not read (`is before within …`) is not made.
            return mistake
                .repair(span.clone(), format!("within the last {length}"))
                .repair(span, format!("{length} ago"));
        }
        let readings = day_readings(written);
        if let [first, second] = readings[..] {
            mistake.says = format!(
                "`{written}` could be {} or {}; write it like `2026-01-31`",
                first.strftime("%-d %B"),
                second.strftime("%-d %B")
            );
        }
        for reading in readings {
            mistake = mistake.repair(span.clone(), reading.to_string());
        }
        mistake
    }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// `2026-01-31` and nothing else.
pub(crate) fn iso_date(written: &str) -> Option<Date> {
    let shape = written.len() == 10
        && written
            .bytes()
            .enumerate()
            .all(|(index, byte)| match index {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
    if shape { written.parse().ok() } else { None }
}

/// The days that `01/02/2026` or `31.12.2026` can mean: day first, then month first.
fn day_readings(written: &str) -> Vec<Date> {
    let numbers: Vec<i16> = written
        .split(['/', '.', '-'])
        .filter_map(|number| number.parse().ok())
        .collect();
    let [first, second, third] = numbers[..] else {
        return Vec::new();
    };
    let day = |year: i16, month: i16, day: i16| {
        let month = i8::try_from(month).ok()?;
        Date::new(year, month, i8::try_from(day).ok()?).ok()
    };
    let mut days = if first > 31 {
        vec![day(first, second, third)]
    } else {
        vec![day(third, second, first), day(third, first, second)]
    };
    days.dedup();
    days.into_iter().flatten().collect()
}
