//! Tests of a rule, printed.

use model::vocabulary::Field;

use super::examples::VERDICTS;
use crate::{
    sentence::print::{Printer, quoted},
    tree::{Anchor, Expect, Given, Operand, RuleTest, Stated, StatedLink, StatedRows, StatedValue},
};

impl Printer<'_> {
    /// A whole test block.
    pub(super) fn test(&self, test: &RuleTest) -> String {
        let mut lines = vec![format!("Test {}:", quoted(&test.name))];
        lines.extend(test.today.map(|today| format!("  today {today}")));
        lines.extend(test.given.iter().map(|given| self.given(given)));
        lines.extend(test.expect.iter().map(expect));
        lines.join("\n")
    }

    fn given(&self, given: &Given) -> String {
        let kind = given.kind.as_str();
        let head = format!("  given {kind} {}", quoted(&given.name));
        if given.states.is_empty() {
            return head;
        }
        format!("{head}: {}", self.states(&given.states, kind))
    }

    fn states(&self, states: &[Stated], kind: &str) -> String {
        states
            .iter()
            .map(|stated| self.stated(stated, kind))
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn stated(&self, stated: &Stated, kind: &str) -> String {
        match stated {
            Stated::Word { word, holds: true } => word.clone(),
            Stated::Word { word, holds: false } => format!("not {word}"),
            Stated::Field { field, value } => {
                let known = self.vocabulary.field(kind, field);
                format!("{field} {}", self.stated_value(value, known))
            }
            Stated::Link { link, to } => format!("{link} {}", self.stated_link(link, to, kind)),
            Stated::Relation { relation, rows } => {
                format!("{relation} {}", self.stated_rows(relation, rows, kind))
            }
        }
    }

    fn stated_value(&self, value: &StatedValue, field: Option<&Field>) -> String {
        match value {
            StatedValue::Known(values) => {
                let values = values
                    .iter()
                    .map(|value| self.example_operand(value, field));
                values.collect::<Vec<_>>().join(", ")
            }
            StatedValue::None { never: true } => "never".to_owned(),
            StatedValue::None { never: false } => "none".to_owned(),
            StatedValue::Unknown => "unknown".to_owned(),
        }
    }

    /// In an example a day ahead is `in 10 days`.
    fn example_operand(&self, operand: &Operand, field: Option<&Field>) -> String {
        match operand {
            Operand::Offset {
                from: Anchor::Today,
                length,
                back: false,
            } => {
                format!("in {}", self.length(length))
            }
            other => self.operand(other, field),
        }
    }

    fn stated_link(&self, link: &str, to: &StatedLink, kind: &str) -> String {
        match to {
            StatedLink::Named(name) => quoted(name),
            StatedLink::With(states) => self.row(link, states, kind),
            StatedLink::None => "none".to_owned(),
            StatedLink::Unknown => "unknown".to_owned(),
        }
    }

    fn stated_rows(&self, relation: &str, rows: &StatedRows, kind: &str) -> String {
        let listed = |rows: &[Vec<Stated>]| {
            let rows = rows.iter().map(|row| self.row(relation, row, kind));
            rows.collect::<Vec<_>>().join(", ")
        };
        match rows {
            StatedRows::These(rows) => listed(rows),
            StatedRows::AtLeast(rows) => format!("at least {}", listed(rows)),
            StatedRows::Times(times, row) => format!("{times} {}", self.row(relation, row, kind)),
            StatedRows::None => "none".to_owned(),
            StatedRows::Unknown => "unknown".to_owned(),
        }
    }

    fn row(&self, link: &str, states: &[Stated], kind: &str) -> String {
        let to = self
            .vocabulary
            .link(kind, link)
            .map_or("", |link| link.to.as_str());
        format!("({})", self.states(states, to))
    }
}

fn expect(expect: &Expect) -> String {
    let words = VERDICTS
        .iter()
        .find(|(_, verdict)| *verdict == expect.verdict);
    let words = words.map_or("unknown", |(words, _)| *words);
    let names: Vec<String> = expect.names.iter().map(|name| quoted(name)).collect();
    format!("  expect {words} {}", names.join(", "))
}
