//! Rules as SQL over plain tables, for engines that know no unknown but NULL.
//!
//! Each field is two columns there: its value, NULL where there is none to compare, and how much is
//! known of it (`_k`: 0 a value, 1 positively none, 2 nobody knows although everybody was asked,
//! 3 not told). SQL's three-valued logic is ours, so a condition becomes one expression. What is
//! not translated is an error: no rule is left out silently. The results are held against the
//! judge's, rule by rule.

use jiff::{Timestamp, civil::Date};
use model::{
    Calendars, Coverage, Vocabulary,
    span::Length,
    vocabulary::{Field, FieldType},
};
use rules::tree::{
    Condition, FieldCondition, Operand, Operator, Path, Quantity, RelationCondition, Rule,
};

/// The name of a column or table: words joined by `_`.
pub fn name(words: &str) -> String {
    words.replace(' ', "_")
}

/// What versions compare by: three numbers of sixteen bits.
pub fn version_key(text: &str) -> Option<u64> {
    let parts: Vec<u64> = text
        .split('.')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let at = |place: usize| parts.get(place).copied().unwrap_or(0);
    (parts.len() <= 3).then(|| at(0) << 32 | at(1) << 16 | at(2))
}

/// What addresses of the old family compare by.
pub fn address_key(text: &str) -> Option<u32> {
    text.parse::<std::net::Ipv4Addr>().ok().map(u32::from)
}

/// Where a rule is translated: the words, what the sources tell, and the instant.
pub struct Translator<'a> {
    pub vocabulary: &'a Vocabulary,
    pub coverage: &'a Coverage,
    pub now: Timestamp,
    pub today: Date,
}

/// One rule in SQL: two expressions over a row of devices, and what has to be joined to it.
pub struct Translated {
    applies: String,
    must: String,
    joins: Vec<String>,
}

/// What is being read: a kind's row under a name.
#[derive(Clone, Copy)]
struct Scope<'s> {
    kind: &'s str,
    alias: &'s str,
}

type Sql = Result<String, String>;

impl Translated {
    /// Whoever misses it or is unknown, and which of the two.
    pub fn query(&self) -> String {
        let Self {
            applies,
            must,
            joins,
        } = self;
        format!(
            "SELECT d.number, (({applies}) AND NOT ({must})) IS TRUE AS missed FROM device d {} \
             WHERE ({applies}) IS NOT FALSE AND ({must}) IS NOT TRUE",
            joins.join(" ")
        )
    }

    /// A number for each device: 2 missed, 1 unknown, 0 neither.
    pub fn code(&self) -> String {
        let Self { applies, must, .. } = self;
        format!(
            "CAST(CASE WHEN ({applies}) IS FALSE OR ({must}) IS TRUE THEN 0 \
             WHEN (({applies}) AND NOT ({must})) IS TRUE THEN 2 ELSE 1 END AS TINYINT)"
        )
    }

    /// What its expressions need beside the devices.
    pub fn joins(&self) -> &[String] {
        &self.joins
    }
}

impl Translator<'_> {
    /// A rule about devices. Joins are named after what they hold, so that rules share them.
    pub fn rule(&self, rule: &Rule) -> Result<Translated, String> {
        let device = Scope {
            kind: "device",
            alias: "d",
        };
        let mut joins = Vec::new();
        let mut applies = Vec::new();
        let expectation = &rule.expectation;
        if !expectation.subject.words.is_empty() || !rule.within.is_empty() {
            return Err(format!("`{}`: words and units are not translated", rule.id));
        }
        if let Some(condition) = &expectation.subject.condition {
            applies.push(self.truth(condition, device, &mut joins)?);
        }
        if let Some(condition) = &expectation.unless {
            applies.push(format!(
                "NOT ({})",
                self.truth(condition, device, &mut joins)?
            ));
        }
        let must = expectation
            .parts
            .iter()
            .map(|part| self.truth(part, device, &mut joins));
        let must = must.collect::<Result<Vec<_>, _>>()?.join(" AND ");
        let applies = if applies.is_empty() {
            "TRUE".to_owned()
        } else {
            applies.join(" AND ")
        };
        Ok(Translated {
            applies,
            must,
            joins,
        })
    }

    fn truth(&self, condition: &Condition, scope: Scope<'_>, joins: &mut Vec<String>) -> Sql {
        let mut each = |all: &[Condition], word: &str| -> Sql {
            let all = all.iter().map(|one| self.truth(one, scope, joins));
            Ok(format!(
                "({})",
                all.collect::<Result<Vec<_>, _>>()?.join(word)
            ))
        };
        match condition {
            Condition::All(all) => each(all, " AND "),
            Condition::Any(any) => each(any, " OR "),
            Condition::Not(inner) => Ok(format!("(NOT {})", self.truth(inner, scope, joins)?)),
            Condition::Field(field) => self.field(field, scope, joins),
            Condition::Relation(relation) => self.relation(relation, scope, joins),
            Condition::Word { .. } | Condition::Total(_) => Err(format!("{condition:?}")),
        }
    }

    fn field(&self, condition: &FieldCondition, scope: Scope<'_>, joins: &mut Vec<String>) -> Sql {
        let Path {
            links,
            field: Some(field),
        } = &condition.path
        else {
            return Err(format!("{:?}", condition.path));
        };
        let (kind, alias) = match links.as_slice() {
            [] => (scope.kind, scope.alias.to_owned()),
            [link] => {
                let to = self
                    .vocabulary
                    .link(scope.kind, link)
                    .ok_or("no such link")?
                    .to
                    .as_str();
                let alias = format!("l_{}", name(link));
                let (column, table) = (name(link), name(to));
                let join = format!(
                    "LEFT JOIN {table} {alias} ON {alias}.number = {}.{column}",
                    scope.alias
                );
                once(joins, join);
                (to, alias)
            }
            _ => return Err(format!("{links:?}: more than one link")),
        };
        let known = self.vocabulary.field(kind, field).ok_or("no such field")?;
        let column = format!("{alias}.{}", name(field));
        if matches!(condition.operator, Operator::IsKnown | Operator::IsNotKnown) {
            let sure = format!(
                "(CASE WHEN {column}_k = 0 THEN TRUE WHEN {column}_k IN (1, 2) THEN FALSE END)"
            );
            return Ok(match condition.operator {
                Operator::IsKnown => sure,
                _ => format!("(NOT {sure})"),
            });
        }
        let (plain, negated) = positive(condition.operator)?;
        let (holds, of_none) = self.compared(plain, &column, known, &condition.values)?;
        let not = if negated { "NOT " } else { "" };
        let of_none = if of_none { "TRUE" } else { "FALSE" };
        Ok(format!(
            "({not}(CASE WHEN {column}_k = 1 THEN {of_none} ELSE {holds} END))"
        ))
    }

    /// The comparison of a value, and what it comes to where there positively is none: false, but
    /// what never happened is infinitely long ago.
    fn compared(
        &self,
        operator: Operator,
        column: &str,
        field: &Field,
        values: &[Operand],
    ) -> Result<(String, bool), String> {
        let literals = || values.iter().map(|value| self.literal(value, field));
        let all = || literals().collect::<Result<Vec<_>, _>>();
        let one = || all().and_then(|all| all.into_iter().next().ok_or("no value".to_owned()));
        let day = match field.field_type {
            FieldType::Event => format!("CAST({column} AS DATE)"),
            _ => column.to_owned(),
        };
        let sign = |sign: &str| Ok((format!("{day} {sign} {}", one()?), false));
        match operator {
            Operator::Is => match values {
                [Operand::Flag(true)] => Ok((column.to_owned(), false)),
                [Operand::Flag(false)] => Ok((format!("NOT {column}"), false)),
                _ => sign("="),
            },
            Operator::IsOneOf => Ok((format!("{column} IN ({})", all()?.join(", ")), false)),
            Operator::IsAtLeast | Operator::IsOnOrAfter => sign(">="),
            Operator::IsAtMost | Operator::IsOnOrBefore => sign("<="),
            Operator::IsMoreThan | Operator::IsAfter => sign(">"),
            Operator::IsLessThan | Operator::IsBefore => sign("<"),
            Operator::Contains => Ok((format!("contains({column}, {})", one()?), false)),
            Operator::StartsWith => Ok((format!("starts_with({column}, {})", one()?), false)),
            Operator::EndsWith => Ok((format!("ends_with({column}, {})", one()?), false)),
            Operator::Includes => Ok((format!("array_has({column}, {})", one()?), false)),
            Operator::IncludesAnyOf => Ok((
                format!("array_has_any({column}, [{}])", all()?.join(", ")),
                false,
            )),
            Operator::IsInside => inside(column, values),
            Operator::IsWithinTheLast | Operator::IsMoreThanAgo => {
                let [Operand::Length(length)] = values else {
                    return Err(format!("{values:?}"));
                };
                let (now, far) = self.window(*length, field);
                Ok(match operator {
                    Operator::IsMoreThanAgo => (
                        format!("{column} < {far}"),
                        field.field_type == FieldType::Event,
                    ),
                    _ => (format!("{column} <= {now} AND {column} >= {far}"), false),
                })
            }
            other => Err(format!("{other:?} is not translated")),
        }
    }

    /// Now and so long before it: instants for what happens at one, days for what has a day.
    fn window(&self, length: Length, field: &Field) -> (String, String) {
        if field.field_type == FieldType::Event {
            let far = length.before_instant(self.now, &jiff::tz::TimeZone::UTC);
            (instant(self.now), instant(far))
        } else {
            let far = length.by(Calendars::default().of(None)).before(self.today);
            (date(self.today), date(far))
        }
    }

    fn literal(&self, value: &Operand, field: &Field) -> Sql {
        match (value, field.field_type) {
            (Operand::Setting { value, .. }, _) => self.literal(value, field),
            (Operand::Text(text), FieldType::Version) => version_key(text)
                .map(|key| key.to_string())
                .ok_or(format!("version {text}")),
            (Operand::Number(number), FieldType::Version) => {
                let text = format!("{number:?}");
                version_key(&text)
                    .map(|key| key.to_string())
                    .ok_or(format!("version {text}"))
            }
            (Operand::Text(text), FieldType::Ordinal) => {
                let place = field.values.iter().position(|value| value == text);
                place
                    .map(|place| place.to_string())
                    .ok_or(format!("no such word: {text}"))
            }
            (Operand::Text(text), _) => Ok(format!("'{}'", text.replace('\'', "''"))),
            (Operand::Number(_) | Operand::Measured { .. }, _) => {
                let number = value.number_in(field.unit).ok_or(format!("{value:?}"))?;
                Ok(format!("{number:?}"))
            }
            (Operand::Flag(flag), _) => Ok(flag.to_string()),
            (Operand::Date(day), _) => Ok(date(*day)),
            (Operand::Today, _) => Ok(date(self.today)),
            _ => Err(format!("{value:?} is not translated")),
        }
    }

    /// Rows that surely and that possibly fit, counted once per device, against a quantity.
    fn relation(
        &self,
        condition: &RelationCondition,
        scope: Scope<'_>,
        joins: &mut Vec<String>,
    ) -> Sql {
        let link = self
            .vocabulary
            .link(scope.kind, &condition.relation)
            .ok_or("no such relation")?;
        let to = link.to.as_str();
        let fits = match &condition.condition {
            Some(inner) => {
                let mut none = Vec::new();
                let fits = self.truth(
                    inner,
                    Scope {
                        kind: to,
                        alias: "c",
                    },
                    &mut none,
                )?;
                if !none.is_empty() {
                    return Err("a link within a relation is not translated".to_owned());
                }
                fits
            }
            None => "TRUE".to_owned(),
        };
        let alias = format!("r_{:016x}", blake(&format!("{to} {fits}")));
        once(
            joins,
            format!(
                "LEFT JOIN (SELECT c.device, count(*) FILTER (WHERE {fits}) AS sure, \
                 count(*) AS possible \
                 FROM {} c WHERE ({fits}) IS NOT FALSE GROUP BY c.device) {alias} \
                 ON {alias}.device = {}.number",
                name(to),
                scope.alias
            ),
        );
        let (sure, possible) = (
            format!("coalesce({alias}.sure, 0)"),
            format!("coalesce({alias}.possible, 0)"),
        );
        let complete = self.complete(scope.kind, &condition.relation);
        let at_least = |count: u32| {
            let never = if complete {
                format!(" WHEN {possible} < {count} THEN FALSE")
            } else {
                String::new()
            };
            format!("(CASE WHEN {sure} >= {count} THEN TRUE{never} END)")
        };
        Ok(match condition.quantity {
            Quantity::Some => at_least(1),
            Quantity::AtLeast(count) => at_least(count),
            Quantity::MoreThan(count) => at_least(count + 1),
            Quantity::No => format!("(NOT {})", at_least(1)),
            Quantity::AtMost(count) => format!("(NOT {})", at_least(count + 1)),
            Quantity::FewerThan(count) => format!("(NOT {})", at_least(count)),
            other => return Err(format!("{other:?} is not translated")),
        })
    }

    /// Whether every source that supplies the relation was read in full, and there is one.
    fn complete(&self, kind: &str, relation: &str) -> bool {
        let mut any = false;
        let all = self.coverage.supplying(kind, relation).all(|(scope, _)| {
            any = true;
            scope.tells_absence(self.now)
        });
        any && all
    }
}

/// The operator without its negation.
pub fn positive(operator: Operator) -> Result<(Operator, bool), String> {
    use Operator as O;
    Ok(match operator {
        O::IsNot => (O::Is, true),
        O::IsNotOneOf => (O::IsOneOf, true),
        O::DoesNotContain => (O::Contains, true),
        O::DoesNotStartWith => (O::StartsWith, true),
        O::DoesNotEndWith => (O::EndsWith, true),
        O::IsNotAtLeast => (O::IsAtLeast, true),
        O::IsNotAtMost => (O::IsAtMost, true),
        O::IsNotMoreThan => (O::IsMoreThan, true),
        O::IsNotLessThan => (O::IsLessThan, true),
        O::IsNotBefore => (O::IsBefore, true),
        O::IsNotAfter => (O::IsAfter, true),
        O::IsNotOnOrBefore => (O::IsOnOrBefore, true),
        O::IsNotOnOrAfter => (O::IsOnOrAfter, true),
        O::IsNotWithinTheLast => (O::IsWithinTheLast, true),
        O::IsNotMoreThanAgo => (O::IsMoreThanAgo, true),
        O::IsNotInside => (O::IsInside, true),
        O::DoesNotInclude => (O::Includes, true),
        O::IncludesNoneOf => (O::IncludesAnyOf, true),
        O::Is
        | O::IsOneOf
        | O::Contains
        | O::StartsWith
        | O::EndsWith
        | O::IsAtLeast
        | O::IsAtMost
        | O::IsMoreThan
        | O::IsLessThan
        | O::IsBefore
        | O::IsAfter
        | O::IsOnOrBefore
        | O::IsOnOrAfter
        | O::IsWithinTheLast
        | O::IsMoreThanAgo
        | O::IsInside
        | O::Includes
        | O::IncludesAnyOf => (operator, false),
        other => return Err(format!("{other:?} is not translated")),
    })
}

/// An address within one of several networks of the old family.
fn inside(column: &str, values: &[Operand]) -> Result<(String, bool), String> {
    let ranges = values.iter().map(|value| {
        let Operand::Text(network) = value else {
            return Err(format!("{value:?}"));
        };
        let (address, bits) = network.split_once('/').ok_or(network.clone())?;
        let bits: u32 = bits.parse().map_err(|_| network.clone())?;
        let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
        let first = address_key(address).ok_or(network.clone())? & mask;
        Ok(format!("{column} BETWEEN {first} AND {}", first | !mask))
    });
    Ok((
        format!(
            "({})",
            ranges.collect::<Result<Vec<_>, String>>()?.join(" OR ")
        ),
        false,
    ))
}

fn date(day: Date) -> String {
    format!("DATE '{day}'")
}

fn instant(at: Timestamp) -> String {
    format!(
        "TIMESTAMP '{}'",
        at.to_zoned(jiff::tz::TimeZone::UTC)
            .strftime("%Y-%m-%d %H:%M:%S")
    )
}

fn once(joins: &mut Vec<String>, join: String) {
    if !joins.contains(&join) {
        joins.push(join);
    }
}

fn blake(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
