//! Numbers with a unit of measure: `500 GB`, `2 hours`, `95 %`.

use model::Measure;

use super::{
    cursor::{Parse, Parser},
    lex::Lexeme,
    value::{Wanted, finite},
};
use crate::{
    mistake::{Code, Mistake, listed},
    tree::Operand,
};

impl<'a> Parser<'a> {
    /// The number that stands here, with the unit behind it or in its own word, and how many
    /// tokens these are. In quotes a number has a unit: that is how YAML and a form write it.
    pub(super) fn number_here(&self) -> Option<(f64, Option<Measure>, usize)> {
        match self.lexeme()? {
            Lexeme::Word(word) => match finite(word) {
                Some(number) => {
                    let unit = self.measure_at(self.position + 1);
                    Some((number, unit, 1 + usize::from(unit.is_some())))
                }
                None => with_unit(word).map(|(number, unit)| (number, unit, 1)),
            },
            Lexeme::Text(text) => with_unit(text)
                .filter(|(_, unit)| unit.is_some())
                .map(|(number, unit)| (number, unit, 1)),
            _ => None,
        }
    }

    /// The unit that stands at a position.
    pub(crate) fn measure_at(&self, at: usize) -> Option<Measure> {
        match self.lexeme_at(at)? {
            Lexeme::Word(word) => Measure::from_word(word),
            Lexeme::Sign('%') => Measure::from_word("%"),
            _ => None,
        }
    }

    /// A number with its unit, where the field is measured in one that converts.
    pub(super) fn measured(
        &mut self,
        number: f64,
        unit: Option<Measure>,
        from: usize,
        wanted: &Wanted<'_, 'a>,
    ) -> Parse<Operand> {
        if let Some(operand) = fitting(number, unit, wanted) {
            return Ok(operand);
        }
        let written = unit.map_or(number.to_string(), |unit| unit.written(number));
        let label = wanted.label;
        let own = wanted.typed.field.and_then(|field| field.unit);
        let (says, instead) = match (own, unit) {
            (Some(own), Some(unit)) => {
                let says = format!(
                    "`{label}` is {} in {own}; `{written}` is {}",
                    own.dimension().words(),
                    unit.dimension().words()
                );
                (says, own.written(number))
            }
            _ => {
                let says = format!(
                    "`{label}` has no unit, so it is compared with a number, not `{written}`"
                );
                (says, number.to_string())
            }
        };
        let mistake = Mistake::new(Code::Value, self.start_of(from), says);
        let mistake = mistake.repair(self.span(from..self.position), instead);
        self.fail(match own {
            Some(own) => mistake.hint(format!("its units are {}", listed(own.alike(2.0)))),
            None => mistake,
        })
    }
}

/// A number as a field of some unit takes it; nothing where the units do not convert.
pub(super) fn fitting(
    number: f64,
    unit: Option<Measure>,
    wanted: &Wanted<'_, '_>,
) -> Option<Operand> {
    let Some(unit) = unit else {
        return Some(Operand::Number(number));
    };
    let own = wanted.typed.field.and_then(|field| field.unit)?;
    unit.convert(number, own)
        .map(|_| Operand::Measured { number, unit })
}

/// A number, and the unit it is written with: `500`, `500 GB`, `500GB`, `95%`.
pub(crate) fn with_unit(written: &str) -> Option<(f64, Option<Measure>)> {
    let written = written.trim();
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let end = written.find(|c| !digits(c)).unwrap_or(written.len());
    let (number, unit) = written.split_at(end);
    let number = finite(number)?;
    match unit.trim() {
        "" => Some((number, None)),
        unit => Measure::from_word(unit).map(|unit| (number, Some(unit))),
    }
}
