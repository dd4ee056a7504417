//! The canonical words of a tree: `Every ... must ...`, conditions and values.

use model::{Vocabulary, vocabulary::Field};

use crate::{
    names::{self, Typed},
    operators::Operands,
    tree::{
        Anchor, Condition, Expectation, FieldCondition, LengthValue, Modal, Operand, Operator,
        Path, Reference, RelationCondition, Subject, Total, TotalCondition,
    },
};

/// How a setting is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settings {
    /// `[max silence]`, as the author wrote it.
    Named,
    /// `7 days`, as it counts.
    Looked,
}

/// Whether something follows that an open `where` would swallow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tail {
    /// Nothing, or a word that ends conditions.
    Free,
    /// `and` or `or`.
    Followed,
}

/// How a comparison starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// `firewall is on`.
    Full,
    /// `have firewall on`.
    AfterHave,
}

/// Prints conditions in the words of one vocabulary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printer<'v> {
    pub(crate) vocabulary: &'v Vocabulary,
    pub(crate) settings: Settings,
}

impl<'v> Printer<'v> {
    pub(crate) fn new(vocabulary: &'v Vocabulary) -> Self {
        Self {
            vocabulary,
            settings: Settings::Named,
        }
    }

    /// The sentence in its clauses: `Every ...`, `must ...`, `and must ...`, `unless ...`.
    pub(crate) fn clauses(&self, expectation: &Expectation) -> Vec<String> {
        let kind = expectation.subject.kind.as_str();
        let modal = match expectation.modal {
            Modal::Must => "must",
            Modal::Should => "should",
        };
        let mut clauses = vec![format!("Every {}", self.subject(&expectation.subject))];
        for (index, part) in expectation.parts.iter().enumerate() {
            let and = if index == 0 { "" } else { "and " };
            clauses.push(format!("{and}{modal} {}", self.predicate(part, kind)));
        }
        if let Some(unless) = &expectation.unless {
            clauses.push(format!("unless {}", self.condition(unless, kind)));
        }
        clauses
    }

    fn subject(&self, subject: &Subject) -> String {
        let kind = subject.kind.as_str();
        let mut words: Vec<&str> = subject.words.iter().map(String::as_str).collect();
        words.push(kind);
        let named = words.join(" ");
        match &subject.condition {
            Some(condition) => format!("{named} where {}", self.condition(condition, kind)),
            None => named,
        }
    }

    fn predicate(&self, part: &Condition, kind: &str) -> String {
        match part {
            Condition::Word {
                word,
                negated: false,
            } => format!("be {word}"),
            Condition::Word {
                word,
                negated: true,
            } => format!("not be {word}"),
            Condition::Field(field) => {
                format!("have {}", self.comparison_of(field, kind, Start::AfterHave))
            }
            Condition::Relation(relation) => {
                format!("have {}", self.relation(relation, kind, Tail::Free))
            }
            Condition::Not(inner) => format!("not {}", self.predicate(inner, kind)),
            other => format!("have ({})", self.condition(other, kind)),
        }
    }

    /// A condition with nothing behind it.
    pub(crate) fn condition(&self, condition: &Condition, kind: &str) -> String {
        self.unit(condition, kind, Tail::Free)
    }

    fn unit(&self, condition: &Condition, kind: &str, tail: Tail) -> String {
        match condition {
            Condition::All(items) => self.list(items, " and ", kind, tail),
            Condition::Any(items) => self.list(items, " or ", kind, tail),
            Condition::Not(inner) => format!("not ({})", self.condition(inner, kind)),
            Condition::Word {
                word,
                negated: false,
            } => format!("is {word}"),
            Condition::Word {
                word,
                negated: true,
            } => format!("is not {word}"),
            Condition::Field(field) => self.comparison_of(field, kind, Start::Full),
            Condition::Relation(relation) => {
                format!("has {}", self.relation(relation, kind, tail))
            }
            Condition::Total(total) => self.total(total, kind),
        }
    }

    fn list(&self, items: &[Condition], joint: &str, kind: &str, tail: Tail) -> String {
        let last = items.len().saturating_sub(1);
        let print = |(index, item): (usize, &Condition)| {
            let tail = if index == last { tail } else { Tail::Followed };
            match item {
                Condition::All(_) | Condition::Any(_) => {
                    format!("({})", self.condition(item, kind))
                }
                _ => self.unit(item, kind, tail),
            }
        };
        items
            .iter()
            .enumerate()
            .map(print)
            .collect::<Vec<_>>()
            .join(joint)
    }

    fn relation(&self, relation: &RelationCondition, kind: &str, tail: Tail) -> String {
        let name = relation.relation.as_str();
        let link = self.vocabulary.link(kind, name);
        let (singular, plural, to) = link.map_or((name, name, ""), |link| {
            (
                names::singular(link),
                names::plural(name, link),
                link.to.as_str(),
            )
        });
        let rows = names::quantified(relation.quantity, singular, plural);
        let Some(condition) = &relation.condition else {
            return rows;
        };
        let grouped = matches!(**condition, Condition::All(_) | Condition::Any(_));
        let inner = self.condition(condition, to);
        if grouped || tail == Tail::Followed {
            format!("{rows} where ({inner})")
        } else {
            format!("{rows} where {inner}")
        }
    }

    fn total(&self, total: &TotalCondition, kind: &str) -> String {
        let name = total.relation.as_str();
        let link = self.vocabulary.link(kind, name);
        let (plural, to) = link.map_or((name, ""), |link| {
            (names::plural(name, link), link.to.as_str())
        });
        let mut words = format!(
            "the {} {} of its {plural}",
            total_word(total.total),
            total.field
        );
        if let Some(condition) = &total.condition {
            words.push_str(&format!(" (where {})", self.condition(condition, to)));
        }
        let field = self.vocabulary.field(to, &total.field);
        let compared = self.comparison(total.operator, &total.values, field, Start::Full);
        format!("{words} {compared}")
    }

    fn comparison_of(&self, condition: &FieldCondition, kind: &str, start: Start) -> String {
        let field = names::typed(self.vocabulary, kind, &condition.path)
            .and_then(|Typed { field, .. }| field);
        let compared = self.comparison(condition.operator, &condition.values, field, start);
        format!("{} {compared}", path(&condition.path))
    }

    fn comparison(
        &self,
        operator: Operator,
        values: &[Operand],
        field: Option<&Field>,
        start: Start,
    ) -> String {
        let (before, after) = operator.words();
        let before = match start {
            Start::Full => before.to_owned(),
            Start::AfterHave => after_have(before),
        };
        let joint = match operator.operands() {
            Operands::Two => " and ",
            _ => ", ",
        };
        let values: Vec<String> = values
            .iter()
            .map(|value| self.operand(value, field))
            .collect();
        let words = [before.as_str(), &values.join(joint), after];
        words
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// One value, in the words of its field.
    pub(crate) fn operand(&self, operand: &Operand, field: Option<&Field>) -> String {
        match operand {
            Operand::Text(text) => quoted(text),
            Operand::Number(number) => number.to_string(),
            Operand::Measured { number, unit } => unit.written(*number),
            Operand::Flag(flag) => flag_word(*flag, field),
            Operand::Date(date) => date.to_string(),
            Operand::Length(length) => length.to_string(),
            Operand::Today => "today".to_owned(),
            Operand::The(reference) => the(reference),
            Operand::Offset {
                from: Anchor::Today,
                length,
                back: true,
            } => {
                format!("{} ago", self.length(length))
            }
            Operand::Offset { from, length, back } => {
                let side = if *back { "before" } else { "after" };
                let from = match from {
                    Anchor::Today => "today".to_owned(),
                    Anchor::The(reference) => the(reference),
                };
                format!("{} {side} {from}", self.length(length))
            }
            Operand::Setting { name, value } => match self.settings {
                Settings::Named => format!("[{name}]"),
                Settings::Looked => self.operand(value, field),
            },
        }
    }

    /// A length, or the setting it came from.
    pub(crate) fn length(&self, value: &LengthValue) -> String {
        match (&value.setting, self.settings) {
            (Some(name), Settings::Named) => format!("[{name}]"),
            _ => value.length.to_string(),
        }
    }
}

/// `is at least` becomes `at least`; `contains` becomes `that contains`.
pub(crate) fn after_have(phrase: &str) -> String {
    match phrase.strip_prefix("is") {
        Some(rest) => rest.trim_start().to_owned(),
        None => format!("that {phrase}"),
    }
}

/// The word of a total.
pub(crate) fn total_word(total: Total) -> &'static str {
    match total {
        Total::Total => "total",
        Total::Average => "average",
        Total::Highest => "highest",
        Total::Lowest => "lowest",
        Total::Latest => "latest",
        Total::Earliest => "earliest",
    }
}

/// `owner's department's name`.
pub(crate) fn path(path: &Path) -> String {
    let names: Vec<&str> = path
        .links
        .iter()
        .chain(&path.field)
        .map(String::as_str)
        .collect();
    names.join("'s ")
}

fn the(reference: &Reference) -> String {
    let rest = path(&reference.path);
    if rest.is_empty() {
        format!("the {}", reference.scope)
    } else {
        format!("the {}'s {rest}", reference.scope)
    }
}

pub(crate) fn flag_word(flag: bool, field: Option<&Field>) -> String {
    let words = field.and_then(|field| field.words.as_ref());
    match words {
        Some([yes, no]) => (if flag { yes } else { no }).clone(),
        None => (if flag { "yes" } else { "no" }).to_owned(),
    }
}

/// A text in quotes, with `"` and `\` escaped; a text of a rule stands on one line.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
