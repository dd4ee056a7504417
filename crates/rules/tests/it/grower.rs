//! Random sentences over the conformance vocabulary, in the form in which they are printed.
//!
//! A sentence is grown from a tape of numbers, so that a failing one shrinks by a shorter tape.

use jiff::{ToSpan, civil::date};
use model::{
    KindName, Measure,
    span::{Length, Unit},
    vocabulary::{Field, FieldType, Link},
};
use rules::{
    operators::{Comparable, Operands},
    tree::{
        Anchor, Condition, Expectation, FieldCondition, LengthValue, Modal, Operand, Operator,
        Path, Quantity, Reference, RelationCondition, Subject, Total, TotalCondition,
    },
};

use crate::support::VOCABULARY;

/// Scopes being spoken of, the current one last: their words and kinds.
pub(crate) type Scopes = Vec<(String, KindName)>;

pub(crate) struct Grower {
    tape: std::vec::IntoIter<u16>,
}

impl Grower {
    /// A number below a limit; 0 once the tape is used up, which is always the simplest choice.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.tape.next().unwrap_or(0)) % limit.max(1)
    }

    pub(crate) fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    pub(crate) fn yes(&mut self) -> bool {
        self.below(2) == 1
    }

    pub(crate) fn expectation(&mut self) -> Expectation {
        let kinds: Vec<KindName> = VOCABULARY.kinds.keys().cloned().collect();
        let kind = self.one(&kinds);
        let scopes = vec![(kind.to_string(), kind.clone())];
        let words: Vec<String> = VOCABULARY.kinds[&kind].words.keys().cloned().collect();
        let words = if words.is_empty() || !self.yes() {
            vec![]
        } else {
            vec![self.one(&words)]
        };
        let modal = if self.below(4) == 3 {
            Modal::Should
        } else {
            Modal::Must
        };
        let parts = (0..=self.below(3)).map(|_| self.part(&scopes)).collect();
        let condition = self.yes().then(|| self.condition(&scopes, 4));
        let unless = (self.below(3) == 2).then(|| self.condition(&scopes, 2));
        Expectation {
            subject: Subject {
                words,
                kind,
                condition,
            },
            modal,
            parts,
            unless,
        }
    }

    /// What can be demanded: a word, a field, a relation, or one of them that has no opposite.
    fn part(&mut self, scopes: &Scopes) -> Condition {
        let kind = &scopes[scopes.len() - 1].1;
        let words: Vec<String> = VOCABULARY.kinds[kind].words.keys().cloned().collect();
        let part = match self.below(3) {
            1 if !words.is_empty() => Condition::Word {
                word: self.one(&words),
                negated: self.yes(),
            },
            2 => self
                .relation(scopes, 2)
                .unwrap_or_else(|| self.field(scopes)),
            _ => self.field(scopes),
        };
        let no_opposite = match &part {
            Condition::Field(field) => field.operator.negation().is_none(),
            Condition::Relation(relation) => matches!(
                relation.quantity,
                Quantity::Only
                    | Quantity::Exactly(_)
                    | Quantity::AtLeastPercent(_)
                    | Quantity::AtMostPercent(_)
                    | Quantity::ExactlyPercent(_)
            ),
            _ => false,
        };
        if no_opposite && self.yes() {
            Condition::Not(Box::new(part))
        } else {
            part
        }
    }

    pub(crate) fn condition(&mut self, scopes: &Scopes, depth: usize) -> Condition {
        if depth > 0 && self.below(3) == 2 {
            let items = (0..2 + self.below(2))
                .map(|_| self.condition(scopes, depth - 1))
                .collect();
            return if self.yes() {
                Condition::Any(items)
            } else {
                Condition::All(items)
            };
        }
        let kind = &scopes[scopes.len() - 1].1;
        let words: Vec<String> = VOCABULARY.kinds[kind].words.keys().cloned().collect();
        match self.below(6) {
            1 if !words.is_empty() => Condition::Word {
                word: self.one(&words),
                negated: self.yes(),
            },
            2 if depth > 0 => Condition::Not(Box::new(self.condition(scopes, depth - 1))),
            3 | 4 if depth > 0 => self
                .relation(scopes, depth - 1)
                .unwrap_or_else(|| self.field(scopes)),
            5 if depth > 0 => self
                .total(scopes, depth - 1)
                .unwrap_or_else(|| self.field(scopes)),
            _ => self.field(scopes),
        }
    }

    fn relation(&mut self, scopes: &Scopes, depth: usize) -> Option<Condition> {
        let (relation, link) = self.many(scopes)?;
        let count = self.below(5) as u32;
        let percent = self.below(101) as u32;
        let quantity = self.one(&[
            Quantity::Some,
            Quantity::No,
            Quantity::Only,
            Quantity::AtLeast(count),
            Quantity::AtMost(count),
            Quantity::Exactly(count),
            Quantity::MoreThan(count),
            Quantity::FewerThan(count),
            Quantity::AtLeastPercent(percent),
            Quantity::AtMostPercent(percent),
            Quantity::ExactlyPercent(percent),
        ]);
        let needed = quantity == Quantity::Only;
        let condition = (needed || self.yes()).then(|| self.inside(scopes, &link, depth));
        Some(Condition::Relation(RelationCondition {
            relation,
            quantity,
            condition,
        }))
    }

    fn inside(&mut self, scopes: &Scopes, link: &Link, depth: usize) -> Box<Condition> {
        let mut scopes = scopes.clone();
        scopes.push((link.singular.clone().unwrap(), link.to.clone()));
        Box::new(self.condition(&scopes, depth))
    }

    fn many(&mut self, scopes: &Scopes) -> Option<(String, Link)> {
        let links = &VOCABULARY.kinds[&scopes[scopes.len() - 1].1].links;
        let many: Vec<(String, Link)> = links
            .iter()
            .filter(|(_, link)| link.many)
            .map(|(name, link)| (name.clone(), link.clone()))
            .collect();
        (!many.is_empty()).then(|| self.one(&many))
    }

    fn total(&mut self, scopes: &Scopes, depth: usize) -> Option<Condition> {
        let (relation, link) = self.many(scopes)?;
        let total = self.one(&[
            Total::Total,
            Total::Average,
            Total::Highest,
            Total::Lowest,
            Total::Latest,
            Total::Earliest,
        ]);
        let dated = matches!(total, Total::Latest | Total::Earliest);
        let fields: Vec<(String, Field)> = VOCABULARY.kinds[&link.to]
            .fields
            .iter()
            .filter(|(_, field)| match field.field_type {
                FieldType::Number => !dated,
                FieldType::Date | FieldType::Event => dated,
                _ => false,
            })
            .map(|(name, field)| (name.clone(), field.clone()))
            .collect();
        if fields.is_empty() {
            return None;
        }
        let (field, known) = self.one(&fields);
        let condition = self.yes().then(|| self.inside(scopes, &link, depth));
        let (operator, values) = self.comparison(Some(&known), &link.to, scopes);
        Some(Condition::Total(TotalCondition {
            total,
            field,
            relation,
            condition,
            operator,
            values,
        }))
    }

    fn field(&mut self, scopes: &Scopes) -> Condition {
        let (path, field, kind) = self.path(&scopes[scopes.len() - 1].1);
        let (operator, values) = self.comparison(field.as_ref(), &kind, scopes);
        Condition::Field(FieldCondition {
            path,
            operator,
            values,
        })
    }

    /// A path, the field it ends at, and the kind it ends at.
    fn path(&mut self, from: &KindName) -> (Path, Option<Field>, KindName) {
        let mut kind = from.clone();
        let mut links = Vec::new();
        let ones = |kind: &KindName| -> Vec<(String, KindName)> {
            let links = VOCABULARY.kinds[kind]
                .links
                .iter()
                .filter(|(_, link)| !link.many);
            links
                .map(|(name, link)| (name.clone(), link.to.clone()))
                .collect()
        };
        while links.len() < 3 && self.below(3) == 2 && !ones(&kind).is_empty() {
            let (name, to) = self.one(&ones(&kind));
            links.push(name);
            kind = to;
        }
        let fields: Vec<(String, Field)> = VOCABULARY.kinds[&kind]
            .fields
            .iter()
            .map(|(name, field)| (name.clone(), field.clone()))
            .collect();
        if fields.is_empty() || (!links.is_empty() && self.below(4) == 3) {
            return (Path { links, field: None }, None, kind);
        }
        let (name, field) = self.one(&fields);
        (
            Path {
                links,
                field: Some(name),
            },
            Some(field),
            kind,
        )
    }

    fn comparison(
        &mut self,
        field: Option<&Field>,
        kind: &KindName,
        scopes: &Scopes,
    ) -> (Operator, Vec<Operand>) {
        let comparable = field.map_or(Comparable::Link, |f| Comparable::Field(f.field_type));
        let mut operators: Vec<Operator> = comparable.operators().collect();
        let link = field
            .is_none()
            .then(|| self.reference(scopes, &|field| field.is_none(), kind));
        if let Some(None) = link {
            // Nobody outside to compare a link with.
            operators.retain(|operator| operator.operands() == Operands::None);
        }
        let operator = self.one(&operators);
        let many = 1 + self.below(3);
        let values = match (operator.operands(), field) {
            (Operands::None, _) => vec![],
            (Operands::Length, _) => vec![Operand::Length(self.length())],
            (_, None) => vec![Operand::The(link.flatten().unwrap())],
            (Operands::One, Some(field)) => vec![self.value(field, scopes)],
            (Operands::Two, Some(field)) => {
                vec![self.value(field, scopes), self.value(field, scopes)]
            }
            (Operands::Many, Some(field)) => (0..many).map(|_| self.value(field, scopes)).collect(),
        };
        (operator, values)
    }

    /// A value of an outer scope that only one scope can mean.
    fn reference(
        &mut self,
        scopes: &Scopes,
        fits: &dyn Fn(Option<&Field>) -> bool,
        kind: &KindName,
    ) -> Option<Reference> {
        let outer = &scopes[..scopes.len() - 1];
        if outer.is_empty() {
            return None;
        }
        let index = self.below(outer.len());
        let (scope, from) = &outer[index];
        if outer.iter().filter(|(word, _)| word == scope).count() > 1 {
            return None;
        }
        let (path, field, to) = self.path(from);
        let fits = fits(field.as_ref()) && (field.is_some() || to == *kind);
        fits.then(|| Reference {
            scope: scope.clone(),
            out: scopes.len() - 1 - index,
            path,
        })
    }

    fn value(&mut self, field: &Field, scopes: &Scopes) -> Operand {
        let same = |other: Option<&Field>| {
            other.is_some_and(|other| {
                let converts = match (other.unit, field.unit) {
                    (Some(other), Some(own)) => other.convert(1.0, own).is_some(),
                    _ => true,
                };
                converts && other.field_type == field.field_type && other.values == field.values
            })
        };
        if self.below(4) == 3
            && let Some(reference) = self.reference(scopes, &same, &KindName::new(""))
        {
            return Operand::The(reference);
        }
        match field.field_type {
            FieldType::Number => {
                let number = self.one(&[0.0, 1.0, 10.0, 95.5, 50_000.0, -3.0, 0.001, 1e15]);
                let units = ["minutes", "hours", "seconds", "weeks", "EUR"]
                    .map(|unit| unit.parse::<Measure>().unwrap());
                let fitting = |unit: &Measure| {
                    let own = field.unit?;
                    unit.convert(1.0, own).map(|_| *unit)
                };
                let fitting: Vec<Measure> = units.iter().filter_map(fitting).collect();
                match !fitting.is_empty() && self.yes() {
                    true => Operand::Measured {
                        number,
                        unit: self.one(&fitting),
                    },
                    false => Operand::Number(number),
                }
            }
            FieldType::Flag => Operand::Flag(self.yes()),
            FieldType::Enum | FieldType::Ordinal => Operand::Text(self.one(&field.values)),
            FieldType::Date | FieldType::Event => self.day(scopes),
            FieldType::Address => Operand::Text(
                self.one(&["10.0.0.0/8", "192.168.1.1", "fd00::/8", "::1"])
                    .to_owned(),
            ),
            FieldType::Version => Operand::Text(
                self.one(&["14.7", "14.10", "2.0.0-beta.1", "v3", "r 5"])
                    .to_owned(),
            ),
            FieldType::Text | FieldType::List => Operand::Text(self.text()),
        }
    }

    fn day(&mut self, scopes: &Scopes) -> Operand {
        let dated = |field: Option<&Field>| field.is_some_and(|f| f.field_type == FieldType::Date);
        let from = match self.reference(scopes, &dated, &KindName::new("")) {
            Some(reference) => Anchor::The(reference),
            None => Anchor::Today,
        };
        match self.below(3) {
            0 => Operand::Today,
            1 => Operand::Date(date(2026, 1, 31) + (self.below(900) as i64).days()),
            _ => {
                let length = LengthValue {
                    length: self.length(),
                    setting: None,
                };
                Operand::Offset {
                    from,
                    length,
                    back: self.yes(),
                }
            }
        }
    }

    pub(crate) fn length(&mut self) -> Length {
        let unit = self.one(&[
            Unit::Day,
            Unit::Minute,
            Unit::Hour,
            Unit::WorkingDay,
            Unit::Week,
            Unit::Month,
            Unit::Year,
        ]);
        Length {
            count: 1 + self.below(400) as u32,
            unit,
        }
    }

    /// Any character that a line can hold.
    pub(crate) fn letter(&mut self) -> char {
        let number = (self.below(0x11) * 0x1_0000 + self.below(0x1_0000)) as u32;
        let letter = char::from_u32(number).unwrap_or('x');
        let breaks = letter.is_control() || letter.is_whitespace() || letter == '\u{feff}';
        if breaks { 'y' } else { letter }
    }

    /// Texts that look like everything else in a sentence.
    pub(crate) fn text(&mut self) -> String {
        let pieces = [
            "a",
            "where",
            "and must",
            "\"",
            "\\",
            "(",
            ")",
            "’s",
            "'s",
            "“",
            "”",
            ";",
            ",",
            "=",
            " ",
            "unless",
            "ä",
            "日本",
            "{x}",
            "[y]",
            "%",
            ".",
            "# no comment",
            "today",
            "",
        ];
        let piece = |grower: &mut Self| match grower.below(4) {
            3 => grower.letter().to_string(),
            _ => grower.one(&pieces).to_owned(),
        };
        (0..self.below(6)).map(|_| piece(self)).collect()
    }
}

impl From<Vec<u16>> for Grower {
    fn from(tape: Vec<u16>) -> Self {
        Self {
            tape: tape.into_iter(),
        }
    }
}

/// The sentence that a tape grows into.
pub(crate) fn grown(tape: Vec<u16>) -> Expectation {
    Grower::from(tape).expectation()
}
