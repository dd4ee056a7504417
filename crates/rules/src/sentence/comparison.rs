//! An operator and what it compares with, as far as the type of the field allows.

use super::{
    cursor::{Parse, Parser},
    lex::Lexeme,
    value::Wanted,
    watch::What,
};
use crate::{
    mistake::{Code, Mistake, listed, nearest},
    names::{self, Typed},
    operators::{Comparable, Operands},
    tree::{Operand, Operator, Path},
};
use model::vocabulary::FieldType;

/// How a comparison starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// `firewall is on`.
    Full,
    /// `have firewall on`: a leading `is` is left out, other verbs follow `that`.
    AfterHave,
}

impl<'a> Parser<'a> {
    /// The comparison behind a path.
    pub(crate) fn comparison(
        &mut self,
        path: &Path,
        typed: Typed<'a>,
        start: Start,
    ) -> Parse<(Operator, Vec<Operand>)> {
        let label = super::print::path(path);
        let wanted = Wanted {
            label: &label,
            typed,
        };
        let (at, before) = (self.position, self.mistakes.len());
        let read = self.compared(&wanted, start);
        if read.is_err()
            && let Some(mistake) = self.longer_name(&wanted, start, at)
        {
            self.mistakes.truncate(before);
            return self.fail(mistake);
        }
        read
    }

    fn compared(
        &mut self,
        wanted: &Wanted<'_, 'a>,
        start: Start,
    ) -> Parse<(Operator, Vec<Operand>)> {
        let comparable = wanted.typed.comparable;
        let said = self.operators_here(start, |_| true);
        let fitting = self.operators_here(start, |operator| operator.takes(comparable));
        let longest = |found: &[(Operator, usize)]| found.first().map(|(_, length)| *length);
        if longest(&fitting) < longest(&said) || fitting.is_empty() {
            let mistake = self.no_operator(wanted, start, &said);
            return self.fail(mistake);
        }
        self.position += fitting[0].1;
        let candidates: Vec<Operator> = fitting.into_iter().map(|(operator, _)| operator).collect();
        self.operands(&candidates, wanted)
    }

    /// The operators whose words stand here in the longest way, each with its length in tokens.
    fn operators_here(
        &self,
        start: Start,
        takes: impl Fn(Operator) -> bool,
    ) -> Vec<(Operator, usize)> {
        let mut found: Vec<(Operator, usize)> = Vec::new();
        for &operator in Operator::ALL {
            if !takes(operator) {
                continue;
            }
            let (spec, polarity) = operator.spec();
            let aliases = spec.aliases.iter().filter(|(_, side)| *side == polarity);
            let phrases = std::iter::once(operator.words().0).chain(aliases.map(|(said, _)| *said));
            let length = phrases
                .filter_map(|phrase| self.operator_length(self.position, phrase, start))
                .max();
            found.extend(length.map(|length| (operator, length)));
        }
        let longest = found.iter().map(|(_, length)| *length).max();
        found.retain(|(_, length)| Some(*length) == longest);
        found
    }

    /// How many tokens an operator takes at a position; none when it does not stand there.
    fn operator_length(&self, at: usize, phrase: &str, start: Start) -> Option<usize> {
        if start == Start::Full {
            self.expect_words(at, What::Operator, &[phrase]);
            return self.phrase_at(at, phrase);
        }
        if self.is_noting() && !phrase.starts_with("is") {
            self.expect_words(at, What::Operator, &[&format!("that {phrase}")]);
        }
        if self.is_word_at(at, "that") {
            self.expect_words(at + 1, What::Operator, &[phrase]);
            return self.phrase_at(at + 1, phrase).map(|length| length + 1);
        }
        let elided = phrase.strip_prefix("is").map_or(phrase, str::trim_start);
        self.expect_words(at, What::Operator, &[elided]);
        self.phrase_at(at, elided)
    }

    /// `operating system versoin is ...`: the words behind a field that is known are the rest of
    /// the name of one that is not, when an operator or a value stands behind them. Asked only
    /// where the comparison at `at` could not be read.
    fn longer_name(&self, wanted: &Wanted<'_, 'a>, start: Start, at: usize) -> Option<Mistake> {
        /// More words than these are not taken for the rest of a name.
        const REST: usize = 3;
        let operator_at = |at: usize| {
            Operator::ALL.iter().any(|operator| {
                let length = self.operator_length(at, operator.words().0, start);
                length.is_some_and(|length| length > 0)
            })
        };
        let field = wanted.typed.field?;
        if operator_at(at) || self.literal_at(at) || self.value_stands_at(at, field) {
            return None;
        }
        let rest_ends =
            |end: &usize| operator_at(*end) || (start == Start::AfterHave && self.literal_at(*end));
        let limit = self.name_end(at).min(at + REST);
        let end = (at + 1..=limit).find(rest_ends)?;
        let known = wanted.label.rsplit("'s ").next().unwrap_or(wanted.label);
        let from = at - known.split_whitespace().count();
        let name = self.said(from..end);
        let plural = self.plural_of(wanted.typed.kind);
        let says = format!("{plural} have no field `{name}`");
        let mistake = Mistake::new(Code::Field, self.start_of(from), says);
        let fields = names::fields(self.vocabulary, wanted.typed.kind).map(|(name, _)| name);
        let others = fields.filter(|other| *other != known);
        let mistake = match nearest(&name, others) {
            Some((near, _)) => mistake.repair(self.span(from..end), near),
            None => mistake,
        };
        Some(mistake.hint(format!("they have `{known}`")))
    }

    /// Whether a text, number, date or setting stands at a position.
    fn literal_at(&self, at: usize) -> bool {
        match self.lexeme_at(at) {
            Some(Lexeme::Text(_) | Lexeme::Sign('[')) => true,
            Some(Lexeme::Word(word)) => word.starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        }
    }

    fn no_operator(
        &self,
        wanted: &Wanted<'_, '_>,
        start: Start,
        said: &[(Operator, usize)],
    ) -> Mistake {
        let comparable = wanted.typed.comparable;
        let label = wanted.label;
        let at = self.here();
        let phrases: Vec<String> = comparable.operators().map(|o| o.phrase()).collect();
        let hint = format!(
            "`{label}` goes with: {}",
            listed(phrases.iter().map(String::as_str))
        );
        let operator = said.iter().find(|(_, length)| *length > 0);
        let Some(&(operator, length)) = operator else {
            let says = format!("after `{label}` I expected a comparison such as `is …`");
            let mistake = Mistake::new(Code::Value, at, says);
            let mistake = match start {
                Start::Full if !self.at_end() => mistake.repair(at..at, "is "),
                _ => mistake,
            };
            return mistake.hint(hint);
        };
        let says = format!(
            "`{label}` is {}; `{}` does not go with it",
            comparable.called(),
            operator.phrase()
        );
        let mistake = Mistake::new(Code::Value, at, says);
        let instead = match (comparable, operator) {
            (Comparable::Field(FieldType::List), Operator::Contains) => Some("includes"),
            (Comparable::Field(FieldType::List), Operator::DoesNotContain) => {
                Some("does not include")
            }
            (Comparable::Field(FieldType::Text), Operator::Includes) => Some("contains"),
            (Comparable::Field(FieldType::Text), Operator::DoesNotInclude) => {
                Some("does not contain")
            }
            _ => None,
        };
        match instead {
            Some(phrase) if start == Start::Full => {
                mistake.repair(self.span(self.position..self.position + length), phrase)
            }
            _ => mistake,
        }
        .hint(hint)
    }

    fn operands(
        &mut self,
        candidates: &[Operator],
        wanted: &Wanted<'_, 'a>,
    ) -> Parse<(Operator, Vec<Operand>)> {
        let first = candidates[0];
        let values = match first.operands() {
            Operands::None => Vec::new(),
            Operands::One => vec![self.value(wanted)?],
            Operands::Many => {
                let mut values = vec![self.value(wanted)?];
                while self.eat_sign(',') {
                    values.push(self.value(wanted)?);
                }
                values
            }
            Operands::Two => {
                let low = self.value(wanted)?;
                if !self.eat("and") {
                    let says = format!(
                        "`is between` needs two values: is between … and …, not {}",
                        self.said_here()
                    );
                    return self.fail(Mistake::new(Code::Value, self.here(), says));
                }
                vec![low, self.value(wanted)?]
            }
            Operands::Length => return self.window(candidates),
        };
        Ok((first, values))
    }

    /// A length of time, and the words behind it that tell operators apart.
    fn window(&mut self, candidates: &[Operator]) -> Parse<(Operator, Vec<Operand>)> {
        let length = self.length()?;
        let operand = match length.setting {
            Some(name) => Operand::Setting {
                name,
                value: Box::new(Operand::Length(length.length)),
            },
            None => Operand::Length(length.length),
        };
        for &operator in candidates {
            let (_, suffix) = operator.words();
            if self.eat(suffix) {
                return Ok((operator, vec![operand]));
            }
        }
        let suffixes: Vec<&str> = candidates
            .iter()
            .map(|operator| operator.words().1)
            .collect();
        let end = self.end_before(self.position);
        let says = format!("after the length I expected `{}`", suffixes.join("` or `"));
        let mut mistake = Mistake::new(Code::Date, end, says);
        for suffix in suffixes {
            mistake = mistake.repair(end..end, format!(" {suffix}"));
        }
        self.fail(mistake)
    }
}
