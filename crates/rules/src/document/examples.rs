//! Tests inside a rule: a day, example entities, and what each must come to.

use std::ops::Range;

use jiff::civil::Date;
use model::{
    KindName, Verdict,
    vocabulary::{FieldType, Link},
};

use super::{Reader, blocks, blocks::Block, simple::unknown_word};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    names::{self, Typed},
    operators::Comparable,
    sentence::{
        cursor::{Failed, Parse, Parser, same_word},
        lex::Lexeme,
        value::Wanted,
        watch::What,
    },
    tree::{Expect, Given, Operand, RuleTest, Stated, StatedLink, StatedRows, StatedValue},
};

/// The verdicts as tests speak of them.
pub(crate) const VERDICTS: &[(&str, Verdict)] = &[
    ("pass", Verdict::Met),
    ("fail", Verdict::Missed),
    ("unknown", Verdict::Unknown),
    ("not applicable", Verdict::NotApplicable),
];

/// One line of a test.
pub(super) enum Line {
    Today(Date),
    Given(Given),
    Expect(Expect),
}

impl Reader<'_> {
    pub(super) fn test(&mut self, block: &Block) {
        let Some(name) = self.read(block.qualifier.clone(), |parser| parser.one_text()) else {
            return;
        };
        let mut test = RuleTest {
            name,
            today: None,
            given: Vec::new(),
            expect: Vec::new(),
        };
        let before = self.problems.len();
        let lines: Vec<Range<usize>> = self.test_lines(block);
        let mut starts = Vec::new();
        for line in lines {
            starts.push(line.start);
            match self.read(line, |parser| parser.test_line()) {
                Some(Line::Today(day)) => test.today = Some(day),
                Some(Line::Given(given)) => test.given.push(given),
                Some(Line::Expect(expect)) => test.expect.push(expect),
                None => {}
            }
        }
        if self.problems.len() == before {
            self.check_test(&test, block.at);
        }
        self.rule.tests.push(test);
    }

    /// The lines of a test; what starts with none of its words continues the line before.
    pub(super) fn test_lines(&self, block: &Block) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for (start, line) in blocks::lines(self.source.text, block.value.clone()) {
            let trimmed = line.trim_start();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            let at = start + (line.len() - trimmed.len());
            let end = start + line.len();
            let first = trimmed.split_whitespace().next().unwrap_or("");
            let opens = ["today", "given", "expect"]
                .iter()
                .any(|word| same_word(word, first));
            match found.last_mut() {
                Some(last) if !opens => last.end = end,
                _ => found.push(at..end),
            }
        }
        found
    }

    /// Every example has a name of its own, and an expected verdict where the rule speaks of it.
    fn check_test(&mut self, test: &RuleTest, at: usize) {
        let mut complaints = Vec::new();
        for (index, given) in test.given.iter().enumerate() {
            if test.given[..index]
                .iter()
                .any(|other| other.name == given.name)
            {
                let says = format!("two examples are called `{}`", given.name);
                complaints.push(Mistake::new(Code::Value, at, says));
            }
            let judged = self.kind.as_ref().is_none_or(|kind| {
                names::same_family(self.vocabulary, kind.as_str(), given.kind.as_str())
            });
            let times = test
                .expect
                .iter()
                .flat_map(|expect| &expect.names)
                .filter(|n| **n == given.name);
            match times.count() {
                0 if judged => {
                    let says = format!("the example `{}` has no expected verdict", given.name);
                    let mistake = Mistake::new(Code::NoTest, at, says);
                    complaints.push(mistake.hint(format!("expect pass \"{}\"", given.name)));
                }
                0 | 1 => {}
                _ => {
                    let says = format!("the example `{}` has two expected verdicts", given.name);
                    complaints.push(Mistake::new(Code::Value, at, says));
                }
            }
        }
        let names = || test.given.iter().map(|given| given.name.as_str());
        for expected in test.expect.iter().flat_map(|expect| &expect.names) {
            if !names().any(|name| name == expected) {
                let says = format!("no example is called `{expected}`");
                let mistake = Mistake::new(Code::Value, at, says);
                complaints.push(match nearest(expected, names()) {
                    Some((near, _)) => mistake.hint(format!("\"{near}\"")),
                    None => mistake.hint(format!("examples: {}", listed(names()))),
                });
            }
        }
        for mistake in complaints {
            self.complain(mistake);
        }
    }
}

/// A name that an example may state something of.
enum Said<'v> {
    Word,
    Field,
    One(&'v Link),
    Many(&'v Link),
}

impl<'a> Parser<'a> {
    pub(super) fn test_line(&mut self) -> Parse<Line> {
        if self.eat("today") {
            return match self.date_here() {
                Some(day) => {
                    self.position += 1;
                    Ok(Line::Today(day))
                }
                None => {
                    let says = format!(
                        "I expected a day such as `2026-06-01`, not {}",
                        self.said_here()
                    );
                    self.fail(Mistake::new(Code::Date, self.here(), says))
                }
            };
        }
        if self.eat("given") {
            return self.given().map(Line::Given);
        }
        if self.eat("expect") {
            return self.expect().map(Line::Expect);
        }
        let says = format!(
            "a line of a test starts with `today`, `given` or `expect`, not {}",
            self.said_here()
        );
        self.fail(Mistake::new(Code::Open, self.here(), says))
    }

    fn expect(&mut self) -> Parse<Expect> {
        let verdicts = VERDICTS.iter().map(|(words, _)| (*words, String::new()));
        self.expect_any(self.position, What::Value, verdicts);
        for (words, verdict) in VERDICTS {
            if self.eat(words) {
                return Ok(Expect {
                    verdict: *verdict,
                    names: self.texts()?,
                });
            }
        }
        let said = self.said(self.position..(self.position + 1).min(self.count()));
        let words = VERDICTS.iter().map(|(word, _)| *word);
        let mistake = unknown_word(self.here(), &said, "a verdict of a test", words);
        self.fail(mistake)
    }

    fn given(&mut self) -> Parse<Given> {
        let kind = self.example_kind()?;
        let name = self.one_text()?;
        // An example stands for itself: nothing outside of it can be spoken of.
        self.scopes.clear();
        let states = if self.eat_sign(':') {
            self.within(kind.as_str(), &kind, Self::assigns)?
        } else {
            Vec::new()
        };
        Ok(Given { kind, name, states })
    }

    fn example_kind(&mut self) -> Parse<KindName> {
        let vocabulary = self.vocabulary;
        let kinds = || vocabulary.kinds.keys();
        self.expect_any(
            self.position,
            What::Kind,
            kinds().map(|kind| (kind.as_str(), String::new())),
        );
        let named = kinds().map(|kind| (kind.as_str(), kind));
        let Some((_, kind, length)) = self.longest_at(self.position, named) else {
            let end = self.name_end(self.position);
            let name = self.said(self.position..end);
            let says = format!("`{name}` is not a kind of thing I know");
            let mistake = Mistake::new(Code::Kind, self.here(), says);
            return self.fail(match nearest(&name, kinds().map(KindName::as_str)) {
                Some((near, _)) => mistake.repair(self.span(self.position..end), near),
                None => mistake,
            });
        };
        self.position += length;
        Ok(kind.clone())
    }

    /// Statements with `;` between them; a mistake in one does not hide those of the next.
    fn assigns(&mut self) -> Parse<Vec<Stated>> {
        let mut states = Vec::new();
        let mut failed = false;
        let end = self.at_end() && !self.is_watched();
        if end || self.is_sign(')') {
            return Ok(states);
        }
        loop {
            match self.assign() {
                Ok(state) => states.push(state),
                Err(Failed) => {
                    failed = true;
                    self.skip_statement();
                }
            }
            if !self.eat_sign(';') {
                break;
            }
        }
        if failed { Err(Failed) } else { Ok(states) }
    }

    fn skip_statement(&mut self) {
        let mut open = 0_usize;
        while !self.at_end() {
            if open == 0 && (self.is_sign(';') || self.is_sign(')')) {
                return;
            }
            open += usize::from(self.is_sign('('));
            open = open.saturating_sub(usize::from(self.is_sign(')')));
            self.position += 1;
        }
    }

    fn assign(&mut self) -> Parse<Stated> {
        let kind = self.kind();
        if self.eat("not") {
            self.expect_words_of(kind.as_str());
            let words = names::words(self.vocabulary, kind.as_str()).map(|(name, _)| (name, ()));
            let found = self.longest_at(self.position, words);
            let Some((word, (), length)) = found else {
                let mistake = self.nothing_to_state(Code::Word);
                return self.fail(mistake);
            };
            let word = word.to_owned();
            self.position += length;
            return Ok(Stated::Word { word, holds: false });
        }
        let Some((name, said, length)) = self.stated_name() else {
            let mistake = self.nothing_to_state(Code::Field);
            return self.fail(mistake);
        };
        let name = name.to_owned();
        self.position += length;
        match said {
            Said::Word => Ok(Stated::Word {
                word: name,
                holds: true,
            }),
            Said::Field => self.stated_field(name),
            Said::One(link) => {
                let to = self.stated_link(link)?;
                Ok(Stated::Link { link: name, to })
            }
            Said::Many(link) => {
                let rows = self.stated_rows(link)?;
                Ok(Stated::Relation {
                    relation: name,
                    rows,
                })
            }
        }
    }

    /// The longest name here. Where a word and a field share it, a value behind it decides.
    fn stated_name(&self) -> Option<(&'a str, Said<'a>, usize)> {
        let kind = self.kind();
        let vocabulary = self.vocabulary;
        self.expect_names(kind.as_str());
        self.expect_words_of(kind.as_str());
        let many = names::to_many(vocabulary, kind.as_str());
        let many = many.map(|(name, link)| (name, format!("leads to several {}", link.to)));
        self.expect_any(self.position, What::Link, many);
        let words = names::words(vocabulary, kind.as_str()).map(|(name, _)| (name, Said::Word));
        let word = self.longest_at(
            self.position,
            words.map(|(name, said)| (name, (name, said))),
        );
        let fields =
            names::fields(vocabulary, kind.as_str()).map(|(name, _)| (name, (name, Said::Field)));
        let links = names::links(vocabulary, kind.as_str()).flat_map(|(name, link)| {
            let said = move || {
                if link.many {
                    Said::Many(link)
                } else {
                    Said::One(link)
                }
            };
            let rows = [names::singular(link), names::plural(name, link)];
            let rows = rows.into_iter().filter(|_| link.many);
            std::iter::once(name)
                .chain(rows)
                .map(move |word| (word, (name, said())))
        });
        let other = self.longest_at(self.position, fields.chain(links));
        let alone = |length: usize| {
            matches!(
                self.lexeme_at(self.position + length),
                None | Some(Lexeme::Sign(';' | ')'))
            )
        };
        let found = match (word, other) {
            (Some(word), Some(other)) if other.2 > word.2 || !alone(word.2) => other,
            (Some(word), _) => word,
            (None, other) => other?,
        };
        let (_, (name, said), length) = found;
        Some((name, said, length))
    }

    fn expect_words_of(&self, kind: &str) {
        let words = names::words(self.vocabulary, kind);
        let note = format!("a word for {}", self.plural_of(kind));
        let words = words.map(|(name, _)| (name, note.clone()));
        self.expect_any(self.position, What::Word, words);
    }

    fn nothing_to_state(&self, code: Code) -> Mistake {
        let kind = self.kind();
        let plural = self.plural_of(kind.as_str());
        let end = self.name_end(self.position).min(self.position + 4);
        let names: Vec<&str> = names::words(self.vocabulary, kind.as_str())
            .map(|(name, _)| name)
            .chain(names::fields(self.vocabulary, kind.as_str()).map(|(name, _)| name))
            .chain(names::links(self.vocabulary, kind.as_str()).map(|(name, _)| name))
            .collect();
        let mut best: Option<(&str, usize, f64)> = None;
        for to in self.position + 1..=end {
            if let Some((near, alike)) =
                nearest(&self.said(self.position..to), names.iter().copied())
                && best.is_none_or(|(_, _, most)| alike > most)
            {
                best = Some((near, to, alike));
            }
        }
        let last = best.map_or(end, |(_, to, _)| to);
        let says = format!("{plural} have no `{}`", self.said(self.position..last));
        let mistake = Mistake::new(code, self.here(), says);
        match best {
            Some((near, to, _)) => mistake.repair(self.span(self.position..to), near),
            None => mistake.hint(format!("what can be stated: {}", listed(names))),
        }
    }

    fn stated_field(&mut self, field: String) -> Parse<Stated> {
        let kind = self.kind();
        let vocabulary = self.vocabulary;
        let Some(known) = vocabulary.field(kind.as_str(), &field) else {
            return Err(Failed);
        };
        let event = known.field_type == FieldType::Event;
        self.expect_words(self.position, What::Value, &["none", "never", "unknown"]);
        let value = if self.eat("none") {
            StatedValue::None { never: false }
        } else if self.is_word("never") {
            if !event {
                let says = format!("`{field}` is no event, so it cannot be `never`");
                let here = self.span(self.position..self.position + 1);
                let mistake = Mistake::new(Code::Value, self.here(), says);
                return self.fail(mistake.repair(here, "none"));
            }
            self.position += 1;
            StatedValue::None { never: true }
        } else if self.eat("unknown") {
            StatedValue::Unknown
        } else {
            let typed = Typed {
                comparable: Comparable::Field(known.field_type),
                field: Some(known),
                kind: "",
            };
            StatedValue::Known(self.stated_values(&Wanted {
                label: &field,
                typed,
            })?)
        };
        Ok(Stated::Field { field, value })
    }

    fn stated_values(&mut self, wanted: &Wanted<'_, 'a>) -> Parse<Vec<Operand>> {
        let mut values = vec![self.value(wanted)?];
        let list = wanted.typed.comparable == Comparable::Field(FieldType::List);
        while list && self.eat_sign(',') {
            values.push(self.value(wanted)?);
        }
        Ok(values)
    }

    fn stated_link(&mut self, link: &Link) -> Parse<StatedLink> {
        self.expect_words(self.position, What::Value, &["none", "unknown"]);
        if self.eat("none") {
            return Ok(StatedLink::None);
        }
        if self.eat("unknown") {
            return Ok(StatedLink::Unknown);
        }
        if let Some(name) = self.eat_text() {
            return Ok(StatedLink::Named(name));
        }
        if self.is_sign('(') {
            return Ok(StatedLink::With(self.stated_row(link)?));
        }
        let says = format!(
            "a link is stated as \"a name\", ( … ), none or unknown, not {}",
            self.said_here()
        );
        self.fail(Mistake::new(Code::Value, self.here(), says))
    }

    fn stated_rows(&mut self, link: &Link) -> Parse<StatedRows> {
        self.expect_words(self.position, What::Value, &["none", "unknown"]);
        self.may_stand(self.position, What::Value, "2 (", "so many equal ones");
        if self.eat("none") {
            return Ok(StatedRows::None);
        }
        if self.eat("unknown") {
            return Ok(StatedRows::Unknown);
        }
        if let Some(times) = self
            .word_at(self.position)
            .and_then(|word| word.parse().ok())
        {
            self.position += 1;
            return Ok(StatedRows::Times(times, self.stated_row(link)?));
        }
        let at_least = self.eat("at least");
        let mut rows = vec![self.stated_row(link)?];
        while self.eat_sign(',') {
            rows.push(self.stated_row(link)?);
        }
        Ok(if at_least {
            StatedRows::AtLeast(rows)
        } else {
            StatedRows::These(rows)
        })
    }

    fn stated_row(&mut self, link: &Link) -> Parse<Vec<Stated>> {
        if !self.eat_sign('(') {
            let says = format!(
                "rows are stated as ( … ), none or unknown, not {}",
                self.said_here()
            );
            return self.fail(Mistake::new(Code::Value, self.here(), says));
        }
        let word = names::singular(link).to_owned();
        let states = self.within(&word, &link.to, Self::assigns)?;
        if self.eat_sign(')') {
            return Ok(states);
        }
        let end = self.end_before(self.position);
        let says = format!("this bracket is not closed before {}", self.said_here());
        self.fail(Mistake::new(Code::Open, end, says).repair(end..end, ")"))
    }
}
