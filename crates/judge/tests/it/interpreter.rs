//! A tiny row interpreter: the meaning of the rule language, one entity and one condition at a
//! time, with nothing shared and nothing fast. The evaluator must never disagree with it.

use std::{cmp::Ordering, collections::BTreeMap, net::IpAddr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::{
    Coverage, Entity, FactSet, Inventory, Life, Reading, Value, Verdict, Vocabulary,
    entity::LinkSet, verdict::Truth, vocabulary::FieldType,
};
use rules::tree::{
    Anchor, Condition, Given, Operand, Operator as Op, Path, Quantity, Rule, Stated, StatedLink,
    StatedRows, StatedValue, Total,
};

use Truth::{False, True, Unknown};

/// What is known of a field.
#[derive(Clone, Debug, PartialEq)]
enum Know {
    Value(Value),
    Entity(Id),
    None,
    Asked,
    NotAsked,
}

/// A row of a root kind; `None` inside a relation is a row nobody observed.
type Id = (String, usize);

#[derive(Clone, Debug, Default)]
struct Thing {
    name: String,
    judged: bool,
    number: u64,
    fields: BTreeMap<String, Know>,
    links: BTreeMap<String, (Know, Option<Id>)>,
    related: BTreeMap<String, Related>,
}

#[derive(Clone, Debug, Default)]
struct Related {
    rows: Vec<(Option<Id>, bool)>,
    complete: bool,
}

/// Everything there is, as it is known at one instant.
pub(crate) struct World<'v> {
    vocabulary: &'v Vocabulary,
    things: BTreeMap<String, Vec<Thing>>,
    now: Timestamp,
    zone: TimeZone,
    examples: bool,
}

/// One scope: what a word such as `the person` may point at.
type Scopes<'s> = &'s [(String, Option<Id>)];

fn surely(holds: bool) -> Truth {
    if holds { True } else { False }
}

fn not(truth: Truth) -> Truth {
    match truth {
        True => False,
        False => True,
        Unknown => Unknown,
    }
}

impl<'v> World<'v> {
    /// The verdict of one rule on one entity.
    pub(crate) fn verdict(&self, rule: &Rule, id: &Id) -> Verdict {
        let kind = rule.expectation.subject.kind.as_str();
        let scopes = [(kind.to_owned(), Some(id.clone()))];
        let mut applies = self.member(kind, &scopes).min(self.bound(rule, id));
        for word in &rule.expectation.subject.words {
            applies = applies.min(self.word(word, &scopes));
        }
        if let Some(condition) = &rule.expectation.subject.condition {
            applies = applies.min(self.truth(condition, &scopes));
        }
        if let Some(unless) = &rule.expectation.unless {
            applies = applies.min(not(self.truth(unless, &scopes)));
        }
        let must = rule
            .expectation
            .parts
            .iter()
            .map(|p| self.truth(p, &scopes))
            .min()
            .unwrap_or(True);
        match (applies, must) {
            (False, _) => Verdict::NotApplicable,
            (_, True) => Verdict::Met,
            (True, False) => Verdict::Missed,
            _ => Verdict::Unknown,
        }
    }

    /// All entities of a kind that are judged, with their numbers.
    pub(crate) fn judged(&self, kind: &str) -> Vec<(u64, Id)> {
        let root = self.vocabulary.root(kind).to_owned();
        let all = self.things.get(&root).map_or(&[][..], Vec::as_slice);
        let judged = all.iter().enumerate().filter(|(_, thing)| thing.judged);
        judged
            .map(|(at, thing)| (thing.number, (root.clone(), at)))
            .collect()
    }

    /// The example of a name.
    pub(crate) fn example(&self, kind: &str, name: &str) -> Id {
        let root = self.vocabulary.root(kind).to_owned();
        let at = self.things[&root]
            .iter()
            .position(|thing| thing.name == name)
            .unwrap();
        (root, at)
    }

    fn thing(&self, id: &Id) -> &Thing {
        &self.things[&id.0][id.1]
    }

    fn bound(&self, rule: &Rule, id: &Id) -> Truth {
        if rule.within.is_empty() && rule.except_within.is_empty() {
            return True;
        }
        let kind = rule.expectation.subject.kind.as_str();
        let place = self.place(kind, id);
        let inside = |units: &[String], names: &[String]| {
            surely(
                units
                    .iter()
                    .any(|u| names.iter().any(|n| n.eq_ignore_ascii_case(u))),
            )
        };
        let (within, except) = match &place {
            Place::In(names, sure) => {
                let hedge = |t| if *sure { t } else { Unknown };
                let within = match rule.within.is_empty() {
                    true => True,
                    false => hedge(inside(&rule.within, names)),
                };
                let except = match rule.except_within.is_empty() {
                    true => False,
                    false => hedge(inside(&rule.except_within, names)),
                };
                (within, except)
            }
            Place::Nobody | Place::Lost => {
                let lost = matches!(place, Place::Lost) && !self.examples;
                let except = lost && !rule.except_within.is_empty();
                let within = surely(rule.within.is_empty() || self.examples);
                (within, if except { Unknown } else { False })
            }
        };
        within.min(not(except))
    }

    fn place(&self, kind: &str, id: &Id) -> Place {
        let mut place = Place::Nobody;
        let paths: Vec<&String> = self
            .vocabulary
            .lineage(kind)
            .flat_map(|k| &k.unit)
            .collect();
        for path in paths {
            let (mut at, mut sure, mut lost, mut nobody) = (id.clone(), true, false, false);
            for link in path.split("'s ") {
                match self.thing(&at).links.get(link) {
                    Some((Know::Entity(next), _)) => at = next.clone(),
                    Some((Know::None, None)) => nobody = true,
                    Some((_, Some(next))) => (at, sure) = (next.clone(), false),
                    _ => lost = true,
                }
                if lost || nobody {
                    break;
                }
            }
            if nobody {
                continue;
            }
            if lost {
                place = Place::Lost;
                continue;
            }
            return Place::In(vec![self.thing(&at).name.clone()], sure);
        }
        place
    }

    fn truth(&self, condition: &Condition, scopes: Scopes<'_>) -> Truth {
        match condition {
            Condition::All(all) => all
                .iter()
                .map(|c| self.truth(c, scopes))
                .min()
                .unwrap_or(True),
            Condition::Any(any) => any
                .iter()
                .map(|c| self.truth(c, scopes))
                .max()
                .unwrap_or(False),
            Condition::Not(inner) => not(self.truth(inner, scopes)),
            Condition::Word { word, negated } => {
                let truth = self.word(word, scopes);
                if *negated { not(truth) } else { truth }
            }
            Condition::Field(field) => {
                let kind = &scopes.last().unwrap().0;
                let left = self.path(&field.path, scopes.last().unwrap());
                let (field_type, order) = self.typed(kind, &field.path);
                let right: Vec<Right> = field
                    .values
                    .iter()
                    .map(|value| self.operand(value, scopes))
                    .collect();
                self.operator(field.operator, &left, &right, field_type, &order)
            }
            Condition::Relation(relation) => {
                let mut sure = [0_u32; 3];
                let mut possible = [0_u32; 3];
                let complete = self.rows(&relation.relation, scopes, |row_is_sure, inner| {
                    let fits = relation
                        .condition
                        .as_deref()
                        .map_or(True, |condition| self.truth(condition, inner));
                    let column = match fits {
                        True => 0,
                        Unknown => 1,
                        False => 2,
                    };
                    if row_is_sure {
                        sure[column] += 1
                    } else {
                        possible[column] += 1
                    }
                });
                quantity(relation.quantity, sure, possible, complete)
            }
            Condition::Total(total) => {
                let kind = self.target(&scopes.last().unwrap().0, &total.relation);
                let mut exact = true;
                let mut values = Vec::new();
                let path = Path {
                    links: Vec::new(),
                    field: Some(total.field.clone()),
                };
                let (field_type, order) = self.typed(&kind, &path);
                let complete = self.rows(&total.relation, scopes, |row_is_sure, inner| {
                    let fits = total
                        .condition
                        .as_deref()
                        .map_or(True, |c| self.truth(c, inner));
                    match (fits, row_is_sure) {
                        (False, _) => {}
                        (True, true) => match self.path(&path, inner.last().unwrap()) {
                            Know::Value(value) => values.push(Some(value)),
                            Know::None if field_type == Some(FieldType::Event) => {
                                values.push(None);
                            }
                            Know::None => {}
                            _ => exact = false,
                        },
                        _ => exact = false,
                    }
                });
                let right: Vec<Right> = total
                    .values
                    .iter()
                    .map(|value| self.operand(value, scopes))
                    .collect();
                let decide =
                    |value: &Know| self.operator(total.operator, value, &right, field_type, &order);
                self.total(total.total, &values, exact && complete, decide)
            }
        }
    }

    /// What a total comes to, trying every value it may still have within the small range that
    /// generated examples stay in.
    fn total(
        &self,
        total: Total,
        values: &[Option<Value>],
        exact: bool,
        decide: impl Fn(&Know) -> Truth,
    ) -> Truth {
        let number = |value: &Option<Value>| match value {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        };
        let numbers: Vec<f64> = values.iter().filter_map(number).collect();
        let mut days: Vec<Option<Value>> = values.to_vec();
        days.sort_by_key(|value| value.as_ref().and_then(|value| self.start(value)));
        let value =
            |number: Option<f64>| number.map_or(Know::None, |n| Know::Value(Value::Number(n)));
        let date = |day: Option<Option<Value>>| day.flatten().map_or(Know::None, Know::Value);
        let sorted = |mut numbers: Vec<f64>| {
            numbers.sort_by(f64::total_cmp);
            numbers
        };
        let best = match total {
            Total::Total => value(Some(numbers.iter().sum())),
            Total::Average if numbers.is_empty() => Know::None,
            Total::Average => value(Some(numbers.iter().sum::<f64>() / numbers.len() as f64)),
            Total::Highest => value(sorted(numbers.clone()).last().copied()),
            Total::Lowest => value(sorted(numbers.clone()).first().copied()),
            Total::Latest => date(days.last().cloned()),
            Total::Earliest => date(days.first().cloned()),
        };
        if exact {
            return decide(&best);
        }
        let grows = match total {
            Total::Total | Total::Average => return Unknown,
            Total::Highest | Total::Latest => true,
            Total::Lowest | Total::Earliest => false,
        };
        let nothing = match total {
            Total::Highest | Total::Lowest => numbers.is_empty(),
            _ => days.is_empty(),
        };
        if nothing {
            return Unknown;
        }
        let mut tried = vec![decide(&best)];
        if let Know::Value(Value::Number(n)) = &best {
            let sign = if grows { 1.0 } else { -1.0 };
            let others = (0..100).map(|step| n + sign * f64::from(step) / 4.0);
            tried.extend(others.map(|n| decide(&Know::Value(Value::Number(n)))));
        } else {
            let bound = match &best {
                Know::Value(value) => self.start(value),
                _ => None,
            };
            let first = model::span::Length::days(200).before(self.today());
            let days =
                (0..400).map(|step| Value::Date(model::span::Length::days(step).after(first)));
            let hours =
                (-12..=12).map(|h| Value::Instant(self.now + jiff::SignedDuration::from_hours(h)));
            let further = days.chain(hours).filter(|value| match grows {
                true => self.start(value) > bound,
                false => self.start(value) < bound,
            });
            tried.extend(further.map(|value| decide(&Know::Value(value))));
        }
        if matches!(total, Total::Earliest) {
            tried.push(decide(&Know::None));
        }
        match (tried.iter().min(), tried.iter().max()) {
            (Some(a), Some(b)) if a == b => *a,
            _ => Unknown,
        }
    }

    /// Visits the rows of a relation; whether these are all.
    fn rows(
        &self,
        relation: &str,
        scopes: Scopes<'_>,
        mut visit: impl FnMut(bool, Scopes<'_>),
    ) -> bool {
        let (kind, id) = scopes.last().unwrap();
        let Some(id) = id else { return false };
        let to = self.target(kind, relation);
        let Some(related) = self.thing(id).related.get(relation) else {
            return false;
        };
        for (child, sure) in &related.rows {
            let mut inner = scopes.to_vec();
            inner.push((to.clone(), child.clone()));
            let member = match child {
                Some(_) => self.member(&to, &inner),
                None if self.vocabulary.root(&to) == to => True,
                None => Unknown,
            };
            if member != False {
                visit(*sure && member == True, &inner);
            }
        }
        related.complete
    }

    fn target(&self, kind: &str, relation: &str) -> String {
        self.vocabulary.link(kind, relation).unwrap().to.to_string()
    }

    fn word(&self, word: &str, scopes: Scopes<'_>) -> Truth {
        let (kind, id) = scopes.last().unwrap();
        let stated = id.as_ref().and_then(|id| self.thing(id).fields.get(word));
        match stated {
            Some(Know::Value(Value::Flag(holds))) => return surely(*holds),
            Some(Know::None) => return False,
            _ => {}
        }
        let owner = self
            .vocabulary
            .lineage(kind)
            .find(|k| k.words.contains_key(word))
            .unwrap();
        let owner = owner.kind.as_str();
        match rules::definition(self.vocabulary, owner, word).unwrap() {
            Some(definition) if id.is_some() => {
                self.truth(&definition, &[scopes.last().unwrap().clone()])
            }
            _ => Unknown,
        }
    }

    fn member(&self, kind: &str, scopes: Scopes<'_>) -> Truth {
        let Some(wider) = self.vocabulary.kind(kind).and_then(|k| k.is_a.clone()) else {
            return True;
        };
        let Some(id) = &scopes.last().unwrap().1 else {
            return Unknown;
        };
        match self.thing(id).fields.get(kind) {
            Some(Know::Value(Value::Flag(holds))) => return surely(*holds),
            Some(Know::None) => return False,
            _ => {}
        }
        let own = rules::membership(self.vocabulary, kind).unwrap();
        let alone = [scopes.last().unwrap().clone()];
        let own = own.map_or(Unknown, |condition| self.truth(&condition, &alone));
        own.min(self.member(wider.as_str(), scopes))
    }

    fn typed(&self, kind: &str, path: &Path) -> (Option<FieldType>, Vec<String>) {
        let mut kind = kind.to_owned();
        for link in &path.links {
            kind = self.target(&kind, link);
        }
        let field = path
            .field
            .as_ref()
            .and_then(|field| self.vocabulary.field(&kind, field));
        field.map_or((None, Vec::new()), |f| {
            (Some(f.field_type), f.values.clone())
        })
    }

    fn path(&self, path: &Path, from: &(String, Option<Id>)) -> Know {
        let Some(mut id) = from.1.clone() else {
            return Know::NotAsked;
        };
        for (step, link) in path.links.iter().enumerate() {
            let ends = path.field.is_none() && step + 1 == path.links.len();
            match self.thing(&id).links.get(link).map(|(know, _)| know) {
                Some(Know::Entity(next)) => id = next.clone(),
                Some(Know::Asked) if !ends => return Know::NotAsked,
                Some(other) => return other.clone(),
                None => return Know::NotAsked,
            }
        }
        match &path.field {
            Some(field) => self
                .thing(&id)
                .fields
                .get(field)
                .cloned()
                .unwrap_or(Know::NotAsked),
            None => Know::Entity(id),
        }
    }

    fn operand(&self, operand: &Operand, scopes: Scopes<'_>) -> Right {
        let refer = |reference: &rules::tree::Reference| {
            self.path(&reference.path, &scopes[scopes.len() - 1 - reference.out])
        };
        Right::Know(match operand {
            Operand::Text(text) => Know::Value(Value::Text(text.clone())),
            Operand::Number(number) => Know::Value(Value::Number(*number)),
            Operand::Flag(flag) => Know::Value(Value::Flag(*flag)),
            Operand::Date(date) => Know::Value(Value::Date(*date)),
            Operand::Today => Know::Value(Value::Date(self.today())),
            Operand::Length(length) => return Right::Length(*length),
            Operand::The(reference) => refer(reference),
            Operand::Setting { value, .. } => return self.operand(value, scopes),
            Operand::Offset { from, length, back } => {
                let day = match from {
                    Anchor::Today => Know::Value(Value::Date(self.today())),
                    Anchor::The(reference) => refer(reference),
                };
                match day {
                    Know::Value(value) => {
                        let day = self.day(&value).unwrap();
                        let length = length.length;
                        let day = if *back {
                            length.before(day)
                        } else {
                            length.after(day)
                        };
                        Know::Value(Value::Date(day))
                    }
                    other => other,
                }
            }
        })
    }

    fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }

    fn start(&self, value: &Value) -> Option<Timestamp> {
        match value {
            Value::Date(day) => Some(day.to_zoned(self.zone.clone()).unwrap().timestamp()),
            Value::Instant(at) => Some(*at),
            _ => None,
        }
    }

    fn day(&self, value: &Value) -> Option<Date> {
        match value {
            Value::Date(day) => Some(*day),
            Value::Instant(at) => Some(at.to_zoned(self.zone.clone()).date()),
            _ => None,
        }
    }

    fn operator(
        &self,
        operator: Op,
        left: &Know,
        right: &[Right],
        field_type: Option<FieldType>,
        order: &[String],
    ) -> Truth {
        match operator {
            Op::IsKnown | Op::IsNotKnown => {
                let known = match left {
                    Know::Value(_) | Know::Entity(_) => True,
                    Know::None | Know::Asked => False,
                    Know::NotAsked => Unknown,
                };
                return if operator == Op::IsKnown {
                    known
                } else {
                    not(known)
                };
            }
            Op::IsEmpty | Op::IsNotEmpty | Op::IsNever => {
                let empty = match left {
                    Know::Value(Value::List(items)) => surely(items.is_empty()),
                    Know::Value(Value::Text(text)) => surely(text.trim().is_empty()),
                    Know::Value(_) | Know::Entity(_) => False,
                    Know::None => True,
                    Know::Asked | Know::NotAsked => Unknown,
                };
                return if operator == Op::IsNotEmpty {
                    not(empty)
                } else {
                    empty
                };
            }
            Op::IsOneOf | Op::IsNotOneOf => {
                let one = right
                    .iter()
                    .map(|r| {
                        self.operator(Op::Is, left, std::slice::from_ref(r), field_type, order)
                    })
                    .max()
                    .unwrap_or(False);
                return if operator == Op::IsOneOf {
                    one
                } else {
                    not(one)
                };
            }
            _ => {}
        }
        let unknown = |right: &Right| {
            matches!(
                right,
                Right::Know(Know::None | Know::Asked | Know::NotAsked)
            )
        };
        if right.iter().any(unknown) || matches!(left, Know::Asked | Know::NotAsked) {
            return Unknown;
        }
        let never = field_type == Some(FieldType::Event);
        let (base, negated) = positive(operator);
        let holds = match left {
            Know::None if never => self.never(base),
            Know::None => Some(false),
            left => self.holds(base, left, right, field_type, order),
        };
        match holds {
            None => Unknown,
            Some(holds) => surely(holds != negated),
        }
    }

    /// Infinitely long ago.
    fn never(&self, operator: Op) -> Option<bool> {
        Some(matches!(
            operator,
            Op::IsBefore | Op::IsOnOrBefore | Op::IsMoreThanAgo
        ))
    }

    fn holds(
        &self,
        operator: Op,
        left: &Know,
        right: &[Right],
        field_type: Option<FieldType>,
        order: &[String],
    ) -> Option<bool> {
        let text = |know: &Know| match know {
            Know::Value(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let compare = |at: usize| -> Option<Ordering> {
            let Right::Know(right) = &right[at] else {
                return None;
            };
            match (left, right) {
                (Know::Value(Value::Number(a)), Know::Value(Value::Number(b))) => a.partial_cmp(b),
                (Know::Value(a), Know::Value(b)) if self.day(a).is_some() => {
                    Some(self.day(a)?.cmp(&self.day(b)?))
                }
                _ if field_type == Some(FieldType::Version) => {
                    Some(versions(&text(left)?, &text(right)?))
                }
                _ if field_type == Some(FieldType::Ordinal) => {
                    let place = |know: &Know| {
                        let word = text(know)?.to_lowercase();
                        order.iter().position(|value| value.to_lowercase() == word)
                    };
                    Some(place(left)?.cmp(&place(right)?))
                }
                _ => None,
            }
        };
        let texts = || -> Option<(String, Vec<String>)> {
            let right: Option<Vec<String>> = right
                .iter()
                .map(|r| match r {
                    Right::Know(know) => text(know).map(|t| t.to_lowercase()),
                    Right::Length(_) => None,
                })
                .collect();
            Some((text(left).unwrap_or_default().to_lowercase(), right?))
        };
        let items = || -> Option<Vec<String>> {
            match left {
                Know::Value(Value::List(items)) => {
                    Some(items.iter().map(|item| item.to_lowercase()).collect())
                }
                _ => None,
            }
        };
        Some(match operator {
            Op::Is => match (left, &right[0]) {
                (Know::Entity(a), Right::Know(Know::Entity(b))) => a == b,
                (Know::Entity(a), Right::Know(Know::Value(Value::Text(name)))) => {
                    self.thing(a).name.eq_ignore_ascii_case(name)
                }
                (Know::Value(Value::Flag(a)), Right::Know(Know::Value(Value::Flag(b)))) => a == b,
                (Know::Value(Value::Text(a)), Right::Know(Know::Value(Value::Text(b))))
                    if field_type != Some(FieldType::Version) =>
                {
                    a.to_lowercase() == b.to_lowercase()
                }
                _ => compare(0)?.is_eq(),
            },
            Op::IsExactly => match &right[0] {
                Right::Know(right) => text(left)? == text(right)?,
                Right::Length(_) => return None,
            },
            Op::Contains => texts().map(|(l, r)| l.contains(&r[0]))?,
            Op::StartsWith => texts().map(|(l, r)| l.starts_with(&r[0]))?,
            Op::EndsWith => texts().map(|(l, r)| l.ends_with(&r[0]))?,
            Op::Matches => {
                let (left, right) = texts()?;
                glob(
                    &left.chars().collect::<Vec<_>>(),
                    &right[0].chars().collect::<Vec<_>>(),
                )
            }
            Op::IsAtLeast | Op::IsOnOrAfter => compare(0)?.is_ge(),
            Op::IsAtMost | Op::IsOnOrBefore => compare(0)?.is_le(),
            Op::IsMoreThan | Op::IsAfter => compare(0)?.is_gt(),
            Op::IsLessThan | Op::IsBefore => compare(0)?.is_lt(),
            Op::IsBetween => compare(0)?.is_ge() && compare(1)?.is_le(),
            Op::IsInside => {
                let (left, right) = texts()?;
                let left = net(&left)?;
                right
                    .iter()
                    .map(|net_text| Some(inside(left, net(net_text)?)))
                    .collect::<Option<Vec<_>>>()?
                    .contains(&true)
            }
            Op::Includes | Op::IncludesAnyOf => {
                let (items, (_, right)) = (items()?, texts()?);
                right.iter().any(|one| items.contains(one))
            }
            Op::IncludesAllOf => {
                let (items, (_, right)) = (items()?, texts()?);
                right.iter().all(|one| items.contains(one))
            }
            Op::IsWithinTheLast
            | Op::IsWithinTheNext
            | Op::IsMoreThanAgo
            | Op::IsMoreThanFromNow => return self.window(operator, left, &right[0]),
            other => unreachable!("{other:?} is a negation or asks for knowledge"),
        })
    }

    fn window(&self, operator: Op, left: &Know, right: &Right) -> Option<bool> {
        let Right::Length(length) = right else {
            return None;
        };
        Some(match left {
            Know::Value(Value::Date(day)) => {
                let today = self.today();
                let (past, future) = (length.before(today), length.after(today));
                match operator {
                    Op::IsWithinTheLast => past <= *day && *day <= today,
                    Op::IsWithinTheNext => today <= *day && *day <= future,
                    Op::IsMoreThanAgo => *day < past,
                    _ => *day > future,
                }
            }
            Know::Value(Value::Instant(at)) => {
                let past = length.before_instant(self.now, &self.zone);
                let future = length.after_instant(self.now, &self.zone);
                match operator {
                    Op::IsWithinTheLast => past <= *at && *at <= self.now,
                    Op::IsWithinTheNext => self.now <= *at && *at <= future,
                    Op::IsMoreThanAgo => *at < past,
                    _ => *at > future,
                }
            }
            _ => return None,
        })
    }
}

enum Place {
    In(Vec<String>, bool),
    Nobody,
    Lost,
}

#[derive(Clone, Debug)]
enum Right {
    Know(Know),
    Length(model::span::Length),
}

fn positive(operator: Op) -> (Op, bool) {
    match operator {
        Op::IsNot => (Op::Is, true),
        Op::DoesNotContain => (Op::Contains, true),
        Op::DoesNotStartWith => (Op::StartsWith, true),
        Op::DoesNotEndWith => (Op::EndsWith, true),
        Op::DoesNotMatch => (Op::Matches, true),
        Op::IsNotExactly => (Op::IsExactly, true),
        Op::IsNotAtLeast => (Op::IsAtLeast, true),
        Op::IsNotAtMost => (Op::IsAtMost, true),
        Op::IsNotMoreThan => (Op::IsMoreThan, true),
        Op::IsNotLessThan => (Op::IsLessThan, true),
        Op::IsNotBetween => (Op::IsBetween, true),
        Op::IsNotBefore => (Op::IsBefore, true),
        Op::IsNotAfter => (Op::IsAfter, true),
        Op::IsNotOnOrBefore => (Op::IsOnOrBefore, true),
        Op::IsNotOnOrAfter => (Op::IsOnOrAfter, true),
        Op::IsNotWithinTheLast => (Op::IsWithinTheLast, true),
        Op::IsNotWithinTheNext => (Op::IsWithinTheNext, true),
        Op::IsNotMoreThanAgo => (Op::IsMoreThanAgo, true),
        Op::IsNotInside => (Op::IsInside, true),
        Op::DoesNotInclude => (Op::Includes, true),
        Op::IncludesNoneOf => (Op::IncludesAnyOf, true),
        other => (other, false),
    }
}

fn glob(text: &[char], pattern: &[char]) -> bool {
    match (pattern.first(), text.first()) {
        (None, None) => true,
        (Some('*'), _) => {
            glob(text, &pattern[1..]) || (!text.is_empty() && glob(&text[1..], pattern))
        }
        (Some('?'), Some(_)) => glob(&text[1..], &pattern[1..]),
        (Some(a), Some(b)) => a == b && glob(&text[1..], &pattern[1..]),
        _ => false,
    }
}

/// Plain releases only: examples in these tests have no words in their versions.
fn versions(a: &str, b: &str) -> Ordering {
    let parse = |text: &str| -> Vec<u64> {
        let mut all: Vec<u64> = text.split('.').map(|s| s.parse().unwrap()).collect();
        while all.last() == Some(&0) {
            all.pop();
        }
        all
    };
    parse(a).cmp(&parse(b))
}

fn net(text: &str) -> Option<(IpAddr, u32)> {
    let (ip, bits) = text
        .split_once('/')
        .map_or((text, None), |(ip, bits)| (ip, Some(bits)));
    let ip: IpAddr = ip.parse().ok()?;
    let all = if ip.is_ipv4() { 32 } else { 128 };
    Some((ip, bits.map_or(Some(all), |bits| bits.parse().ok())?))
}

fn inside((inner, inner_bits): (IpAddr, u32), (outer, bits): (IpAddr, u32)) -> bool {
    let text = |ip: IpAddr| match ip {
        IpAddr::V4(v4) => format!("{:032b}", v4.to_bits()),
        IpAddr::V6(v6) => format!("{:0128b}", v6.to_bits()),
    };
    let bits = bits as usize;
    inner.is_ipv4() == outer.is_ipv4()
        && inner_bits as usize >= bits
        && text(inner)[..bits] == text(outer)[..bits]
}

/// A quantity holds or fails where it does so in every world the rows allow.
fn quantity(quantity: Quantity, sure: [u32; 3], possible: [u32; 3], complete: bool) -> Truth {
    let percent = matches!(
        quantity,
        Quantity::AtLeastPercent(_) | Quantity::AtMostPercent(_) | Quantity::ExactlyPercent(_)
    );
    if percent && !complete {
        return Unknown;
    }
    let others = if complete { 0 } else { 150 };
    let mut worlds = Vec::new();
    for fits in sure[0]..=sure[0] + sure[1] {
        for more_fits in 0..=possible[0] + possible[1] {
            for more_not in 0..=possible[2] + possible[1] {
                if (more_fits + more_not) > possible.iter().sum()
                    || more_fits.saturating_sub(possible[0]) + more_not.saturating_sub(possible[2])
                        > possible[1]
                {
                    continue;
                }
                for (fit, unfit) in [(0, 0), (others, 0), (0, others), (1.min(others), 0)] {
                    let n = fits + more_fits + fit;
                    let all = sure.iter().sum::<u32>() + more_fits + more_not + fit + unfit;
                    worlds.push(in_world(quantity, n, all));
                }
                // Any number of other rows that fit is possible.
                for fit in 0..=others.min(12) {
                    let n = fits + more_fits + fit;
                    let all = sure.iter().sum::<u32>() + more_fits + more_not + fit;
                    worlds.push(in_world(quantity, n, all));
                }
            }
        }
    }
    match (worlds.contains(&true), worlds.contains(&false)) {
        (true, false) => True,
        (false, true) => False,
        _ => Unknown,
    }
}

fn in_world(quantity: Quantity, fits: u32, all: u32) -> bool {
    match quantity {
        Quantity::Some => fits >= 1,
        Quantity::No => fits == 0,
        Quantity::Only => fits == all,
        Quantity::AtLeast(n) => fits >= n,
        Quantity::AtMost(n) => fits <= n,
        Quantity::Exactly(n) => fits == n,
        Quantity::MoreThan(n) => fits > n,
        Quantity::FewerThan(n) => fits < n,
        Quantity::AtLeastPercent(p) => all == 0 || fits * 100 >= all * p,
        Quantity::AtMostPercent(p) => all == 0 || fits * 100 <= all * p,
        Quantity::ExactlyPercent(p) => all == 0 || fits * 100 == all * p,
    }
}

mod observed;
mod stated;
