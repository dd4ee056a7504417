//! A rule over the cells of one device, for engines that judge one thing at a time.
//!
//! All values are plain: instants are microseconds and dates days since 1970, versions, addresses
//! and ordinals the numbers that [`plain`](super::super::plain) writes. Every moment a rule counts
//! from now is worked out here, so no engine needs a clock. What cannot be said is an error.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::{
    Calendars, Vocabulary,
    vocabulary::{Field, FieldType},
};
use rules::tree::{Condition, FieldCondition, Operand, Operator, Path, Rule};
use serde_json::{Value, json};

use super::super::sql::{address_key, name, positive, version_key};

/// Whom a rule is about and what it wants of them.
pub struct Plain {
    pub applies: Truth,
    pub must: Truth,
}

/// A condition.
pub enum Truth {
    All(Vec<Truth>),
    Any(Vec<Truth>),
    Not(Box<Truth>),
    Cell { column: String, test: Test },
}

/// What is asked of a cell. Where there positively is no value nothing holds, but
/// [`Test::BelowOrNever`].
pub enum Test {
    Known,
    Is(Value),
    OneOf(Vec<Value>),
    Above(Value),
    AtLeast(Value),
    AtMost(Value),
    Below(Value),
    /// What never happened is infinitely long ago.
    BelowOrNever(Value),
    Between(Value, Value),
    Contains(String),
    StartsWith(String),
    EndsWith(String),
    /// A list that has one of these.
    Includes(Vec<Value>),
}

/// Where a rule is read: the words, and the instant.
pub struct Reader<'a> {
    pub vocabulary: &'a Vocabulary,
    pub now: Timestamp,
    pub today: Date,
}

impl Plain {
    /// The columns it reads.
    pub fn columns(&self) -> BTreeSet<&str> {
        let mut columns = BTreeSet::new();
        self.applies.add_columns(&mut columns);
        self.must.add_columns(&mut columns);
        columns
    }
}

impl Truth {
    fn add_columns<'t>(&'t self, columns: &mut BTreeSet<&'t str>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.add_columns(columns));
            }
            Self::Not(inner) => inner.add_columns(columns),
            Self::Cell { column, .. } => {
                columns.insert(column);
            }
        }
    }
}

/// Whether a rule reads nothing but the device itself.
pub fn reads_one_device(rule: &Rule) -> bool {
    let expectation = &rule.expectation;
    let conditions = [&expectation.subject.condition, &expectation.unless];
    let conditions = conditions.into_iter().flatten();
    conditions.chain(&expectation.parts).all(own)
}

fn own(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().all(own),
        Condition::Not(inner) => own(inner),
        Condition::Field(field) => field.path.links.is_empty(),
        _ => false,
    }
}

impl Reader<'_> {
    /// A rule about devices that reads nothing else.
    pub fn rule(&self, rule: &Rule) -> Result<Plain, String> {
        let expectation = &rule.expectation;
        if !expectation.subject.words.is_empty() || !rule.within.is_empty() {
            return Err(format!("`{}`: words and units are not translated", rule.id));
        }
        let mut applies = Vec::new();
        if let Some(condition) = &expectation.subject.condition {
            applies.push(self.truth(condition)?);
        }
        if let Some(condition) = &expectation.unless {
            applies.push(Truth::Not(Box::new(self.truth(condition)?)));
        }
        Ok(Plain {
            applies: Truth::All(applies),
            must: Truth::All(self.each(&expectation.parts)?),
        })
    }

    fn each(&self, conditions: &[Condition]) -> Result<Vec<Truth>, String> {
        conditions.iter().map(|one| self.truth(one)).collect()
    }

    fn truth(&self, condition: &Condition) -> Result<Truth, String> {
        Ok(match condition {
            Condition::All(parts) => Truth::All(self.each(parts)?),
            Condition::Any(parts) => Truth::Any(self.each(parts)?),
            Condition::Not(inner) => Truth::Not(Box::new(self.truth(inner)?)),
            Condition::Field(field) => self.cell(field)?,
            other => return Err(format!("{other:?} is not translated")),
        })
    }

    fn cell(&self, condition: &FieldCondition) -> Result<Truth, String> {
        let (true, Some(field)) = (condition.path.links.is_empty(), &condition.path.field) else {
            let Path { links, field } = &condition.path;
            return Err(format!("{links:?} {field:?} is not of the device itself"));
        };
        let known = self
            .vocabulary
            .field("device", field)
            .ok_or("no such field")?;
        let (test, negated) = match condition.operator {
            Operator::IsKnown => (Test::Known, false),
            Operator::IsNotKnown => (Test::Known, true),
            other => {
                let (operator, negated) = positive(other)?;
                (self.test(operator, known, &condition.values)?, negated)
            }
        };
        let column = name(field);
        let cell = Truth::Cell { column, test };
        Ok(match negated {
            true => Truth::Not(Box::new(cell)),
            false => cell,
        })
    }

    fn test(&self, operator: Operator, field: &Field, values: &[Operand]) -> Result<Test, String> {
        let literals = values.iter().map(|value| self.literal(value, field));
        let all = || literals.clone().collect::<Result<Vec<_>, _>>();
        let one = || all().and_then(|all| all.into_iter().next().ok_or("no value".to_owned()));
        let text = || match one()? {
            Value::String(text) => Ok(text),
            other => Err(format!("{other} is no text")),
        };
        let happens = field.field_type == FieldType::Event;
        Ok(match operator {
            Operator::IsWithinTheLast | Operator::IsMoreThanAgo => {
                let (now, far) = self.window(values, happens)?;
                match (operator, happens) {
                    (Operator::IsWithinTheLast, _) => Test::Between(far, now),
                    (_, true) => Test::BelowOrNever(far),
                    (_, false) => Test::Below(far),
                }
            }
            _ if happens => return Err(format!("{operator:?} of an event is not translated")),
            Operator::Is => Test::Is(one()?),
            Operator::IsOneOf => Test::OneOf(all()?),
            Operator::IsAtLeast | Operator::IsOnOrAfter => Test::AtLeast(one()?),
            Operator::IsAtMost | Operator::IsOnOrBefore => Test::AtMost(one()?),
            Operator::IsMoreThan | Operator::IsAfter => Test::Above(one()?),
            Operator::IsLessThan | Operator::IsBefore => Test::Below(one()?),
            Operator::Contains => Test::Contains(text()?),
            Operator::StartsWith => Test::StartsWith(text()?),
            Operator::EndsWith => Test::EndsWith(text()?),
            Operator::Includes | Operator::IncludesAnyOf => Test::Includes(all()?),
            Operator::IsInside => network(values)?,
            other => return Err(format!("{other:?} is not translated")),
        })
    }

    /// Now and so long before it.
    fn window(&self, values: &[Operand], happens: bool) -> Result<(Value, Value), String> {
        let [Operand::Length(length)] = values else {
            return Err(format!("{values:?}"));
        };
        if happens {
            let far = length.before_instant(self.now, &TimeZone::UTC);
            return Ok((
                json!(self.now.as_microsecond()),
                json!(far.as_microsecond()),
            ));
        }
        let far = length.by(Calendars::default().of(None)).before(self.today);
        Ok((day(self.today), day(far)))
    }

    fn literal(&self, value: &Operand, field: &Field) -> Result<Value, String> {
        let version = |text: &str| {
            let key = version_key(text).map(Value::from);
            key.ok_or(format!("version {text} is not translated"))
        };
        Ok(match (value, field.field_type) {
            (Operand::Setting { value, .. }, _) => self.literal(value, field)?,
            (Operand::Text(text), FieldType::Version) => version(text)?,
            (Operand::Number(number), FieldType::Version) => version(&format!("{number:?}"))?,
            (Operand::Text(text), FieldType::Ordinal) => {
                let place = field.values.iter().position(|value| value == text);
                json!(place.ok_or(format!("no such word: {text}"))?)
            }
            (Operand::Text(text), _) => json!(text),
            (Operand::Number(_) | Operand::Measured { .. }, _) => {
                number(value.number_in(field.unit).ok_or(format!("{value:?}"))?)
            }
            (Operand::Flag(flag), _) => json!(flag),
            (Operand::Date(date), _) => day(*date),
            (Operand::Today, _) => day(self.today),
            _ => return Err(format!("{value:?} is not translated")),
        })
    }
}

/// A whole number as one: all engines compare those fastest.
pub fn number(number: f64) -> Value {
    match number.fract() == 0.0 && number.abs() < 9e15 {
        true => json!(number as i64),
        false => json!(number),
    }
}

/// Days since 1970.
fn day(date: Date) -> Value {
    let epoch = jiff::civil::date(1970, 1, 1);
    json!(epoch.until(date).map_or(0, |span| span.get_days()))
}

/// One network of the old family, as the numbers its addresses lie between.
fn network(values: &[Operand]) -> Result<Test, String> {
    let [Operand::Text(network)] = values else {
        return Err(format!("{values:?}: several networks are not translated"));
    };
    let (address, bits) = network.split_once('/').ok_or(network.clone())?;
    let bits: u32 = bits.parse().map_err(|_| network.clone())?;
    let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
    let first = address_key(address).ok_or(network.clone())? & mask;
    Ok(Test::Between(json!(first), json!(first | !mask)))
}
