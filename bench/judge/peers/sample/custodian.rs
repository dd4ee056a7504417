//! Rules as policies of Cloud Custodian: its value filters, combined by `and`, `or` and `not`.
//!
//! A value filter knows no unknown: what compares with nothing does not match. In three values it
//! is asked beside it how much is known of the cell, and a rule becomes two policies, whom it is
//! surely missed by and whom possibly; in two it is one, as one would write it.

use serde_json::{Value, json};

use super::{
    Logic,
    rule::{Plain, Test, Truth},
};

/// Filters that all have to match.
type Filters = Result<Vec<Value>, String>;

/// A rule as the filters of a policy for whoever misses it, and one for whoever possibly does.
pub fn policies(logic: Logic, rule: &Plain) -> Result<Value, String> {
    let mut missed = logic.holds(&rule.applies)?;
    missed.extend(logic.fails(&rule.must)?);
    if logic == Logic::Two {
        return Ok(json!({"missed": missed}));
    }
    let mut possibly = logic.possible(&rule.applies)?;
    possibly.push(json!({"not": logic.holds(&rule.must)?}));
    Ok(json!({"missed": missed, "possibly": possibly}))
}

impl Logic {
    fn holds(self, truth: &Truth) -> Filters {
        match truth {
            Truth::All(parts) => concat(parts.iter().map(|part| self.holds(part))),
            Truth::Any(parts) => either(parts.iter().map(|part| self.holds(part))),
            Truth::Not(inner) => self.fails(inner),
            Truth::Cell { column, test } => self.cell_holds(column, test),
        }
    }

    fn fails(self, truth: &Truth) -> Filters {
        match truth {
            Truth::All(parts) => either(parts.iter().map(|part| self.fails(part))),
            Truth::Any(parts) => concat(parts.iter().map(|part| self.fails(part))),
            Truth::Not(inner) => self.holds(inner),
            Truth::Cell { column, test } => self.cell_fails(column, test),
        }
    }

    /// What does not surely fail.
    fn possible(self, truth: &Truth) -> Filters {
        match truth {
            Truth::All(parts) => concat(parts.iter().map(|part| self.possible(part))),
            Truth::Not(inner) => Ok(vec![json!({"not": self.holds(inner)?})]),
            other => Ok(vec![json!({"not": self.fails(other)?})]),
        }
    }

    fn cell_holds(self, column: &str, test: &Test) -> Filters {
        let says = |op: &str, value: &Value| Ok(vec![filter(column, op, value)]);
        match test {
            Test::Known => Ok(vec![known(column, "eq", &json!(0))]),
            Test::Is(value) => says("eq", value),
            Test::OneOf(values) => says("in", &json!(values)),
            Test::Above(value) => says("gt", value),
            Test::AtLeast(value) => says("ge", value),
            Test::AtMost(value) => says("le", value),
            Test::Below(value) => says("lt", value),
            Test::BelowOrNever(value) => {
                let before = filter(column, "lt", value);
                Ok(vec![match self {
                    Self::Two => before,
                    Self::Three => json!({"or": [before, known(column, "eq", &json!(1))]}),
                }])
            }
            Test::Between(least, most) => {
                let (from, to) = (filter(column, "ge", least), filter(column, "le", most));
                Ok(vec![from, to])
            }
            Test::Contains(text) => says("contains", &json!(text)),
            Test::StartsWith(text) => says("glob", &json!(format!("{}*", literal(text)?))),
            Test::EndsWith(text) => says("glob", &json!(format!("*{}", literal(text)?))),
            Test::Includes(items) => match items.as_slice() {
                [item] => says("contains", item),
                items => says("intersect", &json!(items)),
            },
        }
    }

    fn cell_fails(self, column: &str, test: &Test) -> Filters {
        let fails = match test {
            Test::Known if self == Self::Three => {
                return Ok(vec![known(column, "in", &json!([1, 2]))]);
            }
            Test::BelowOrNever(value) => return Ok(vec![filter(column, "ge", value)]),
            Test::Is(value) => filter(column, "ne", value),
            test => json!({"not": self.cell_holds(column, test)?}),
        };
        Ok(match self {
            Self::Two => vec![fails],
            Self::Three => vec![known(column, "lt", &json!(2)), fails],
        })
    }
}

fn filter(key: &str, op: &str, value: &Value) -> Value {
    json!({"type": "value", "key": key, "op": op, "value": value})
}

/// How much is known of a cell.
fn known(column: &str, op: &str, value: &Value) -> Value {
    filter(&format!("{column}_k"), op, value)
}

/// Text that means itself in a pattern.
fn literal(text: &str) -> Result<&str, String> {
    match text.contains(['*', '?', '[']) {
        true => Err(format!("`{text}` is a pattern")),
        false => Ok(text),
    }
}

fn concat(all: impl Iterator<Item = Filters>) -> Filters {
    let all: Vec<Vec<Value>> = all.collect::<Result<_, _>>()?;
    Ok(all.into_iter().flatten().collect())
}

fn either(all: impl Iterator<Item = Filters>) -> Filters {
    let mut all: Vec<Vec<Value>> = all.collect::<Result<_, _>>()?;
    if all.len() == 1 {
        return Ok(all.remove(0));
    }
    let each = all.into_iter().map(|mut filters| match filters.len() {
        1 => filters.remove(0),
        _ => json!({"and": filters}),
    });
    Ok(vec![json!({"or": each.collect::<Vec<_>>()})])
}
