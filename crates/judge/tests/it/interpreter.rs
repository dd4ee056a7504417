//! A tiny row interpreter: the meaning of the rule language, one entity and one condition at a
//! time, with nothing shared and nothing fast. The evaluator must never disagree with it.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::{
    Coverage, Entity, FactSet, Inventory, Life, Reading, Value, Verdict, Vocabulary,
    entity::LinkSet, verdict::Truth, vocabulary::FieldType,
};
use rules::tree::{
    Anchor, Condition, Given, Operand, Operator as Op, Path, Quantity, Rule, Stated, StatedLink,
    StatedRows, StatedValue, Total, TotalCondition,
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
    /// Fields and words that some source ever said something of, be it stale by now.
    said: BTreeSet<String>,
    links: BTreeMap<String, (Know, Option<Id>)>,
    related: BTreeMap<String, Related>,
    /// Where it was last said to be.
    place: Option<String>,
    /// Links of which a source said something that led nowhere.
    unread: BTreeSet<String>,
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
    /// Whether a department of which no parent is told has none.
    tops: bool,
}

/// What a comparison is made by.
#[derive(Clone, Debug, Default)]
struct By {
    field_type: Option<FieldType>,
    order: Vec<String>,
    unit: Option<String>,
    /// How versions are ordered here; nothing where nobody knows.
    scheme: Option<String>,
    place: Option<String>,
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
        let inside = |units: &[String], names: &[(String, Truth)], others: Truth| {
            let one = |unit: &String| {
                let named = names.iter().filter(|(n, _)| n.eq_ignore_ascii_case(unit));
                named.map(|(_, truth)| *truth).max().unwrap_or(others)
            };
            units.iter().map(one).max().unwrap_or(False)
        };
        let (within, except) = match &place {
            Place::In(names, others) => {
                let within = match rule.within.is_empty() {
                    true => True,
                    false => inside(&rule.within, names, *others),
                };
                (within, inside(&rule.except_within, names, *others))
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
            return self.around(&at, surely(sure).max(Unknown));
        }
        place
    }

    /// A department with those around it, by walking up until it ends, is unclear, or turns.
    fn around(&self, unit: &Id, sure: Truth) -> Place {
        let mut chain = vec![(unit.clone(), sure)];
        loop {
            let (at, sure) = chain.last().unwrap().clone();
            let next = match self.thing(&at).links.get("parent") {
                Some((Know::Entity(next), _)) => (next.clone(), sure),
                Some((_, Some(next))) => (next.clone(), Unknown),
                Some((Know::None, None)) | None => return self.named_chain(&chain, False),
                Some(_) if self.thing(&at).unread.contains("parent") => {
                    return self.named_chain(&chain, Unknown);
                }
                Some((Know::Asked, None)) => return self.named_chain(&chain, False),
                Some((_, None)) if self.tops => return self.named_chain(&chain, False),
                Some((_, None)) => return self.named_chain(&chain, Unknown),
            };
            if let Some(first) = chain.iter().position(|(seen, _)| *seen == next.0) {
                for (_, sure) in chain.iter_mut().skip(first + 1) {
                    *sure = Unknown;
                }
                return self.named_chain(&chain, Unknown);
            }
            chain.push(next);
        }
    }

    fn named_chain(&self, chain: &[(Id, Truth)], others: Truth) -> Place {
        let names = chain
            .iter()
            .map(|(id, sure)| (self.thing(id).name.clone(), *sure));
        let others = if chain[0].1 == True { others } else { Unknown };
        Place::In(names.collect(), others)
    }

    /// Where the nearest place is: its own, along the paths to its unit, around that.
    fn place_of(&self, (kind, id): &(String, Option<Id>)) -> Option<String> {
        let id = id.as_ref()?;
        if let Some(place) = &self.thing(id).place {
            return Some(place.clone());
        }
        if self.vocabulary.kind(kind)?.part_of.is_some() {
            for (root, things) in &self.things {
                for (at, thing) in things.iter().enumerate() {
                    let mut rows = thing.related.values().flat_map(|related| &related.rows);
                    if rows.any(|(row, _)| row.as_ref() == Some(id)) {
                        return self.place_of(&(root.clone(), Some((root.clone(), at))));
                    }
                }
            }
            return None;
        }
        let leads = |at: &Id, link: &str| match self.thing(at).links.get(link) {
            Some((Know::Entity(next), _)) | Some((_, Some(next))) => Some(next.clone()),
            _ => None,
        };
        let climb = |from: &Id| {
            let (mut at, mut seen) = (from.clone(), BTreeSet::new());
            while seen.insert(at.clone()) {
                if let Some(place) = &self.thing(&at).place {
                    return Some(place.clone());
                }
                at = leads(&at, "parent")?;
            }
            None
        };
        if id.0 == "department" {
            return climb(id);
        }
        'paths: for path in self.vocabulary.lineage(kind).flat_map(|k| &k.unit) {
            let mut at = id.clone();
            for link in path.split("'s ") {
                match leads(&at, link) {
                    Some(next) => at = next,
                    None => continue 'paths,
                }
                if let Some(place) = &self.thing(&at).place {
                    return Some(place.clone());
                }
            }
            return climb(&at);
        }
        None
    }

    /// The day a length after another, or before it.
    fn counted(&self, length: model::span::Length, sign: i64, day: Date, by: &By) -> Date {
        if length.unit != model::span::Unit::WorkingDay {
            return match sign {
                1 => length.after(day),
                _ => length.before(day),
            };
        }
        let (mut at, mut left) = (day, length.count);
        while left > 0 {
            at = at.checked_add(jiff::ToSpan::days(sign)).unwrap();
            if works(
                by.place.as_deref().filter(|_| !self.examples),
                at,
                self.examples,
            ) {
                left -= 1;
            }
        }
        at
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
                let by = self.by(kind, &field.path, scopes);
                let right: Vec<Right> = field
                    .values
                    .iter()
                    .map(|value| self.operand(value, scopes, &by))
                    .collect();
                self.operator(field.operator, &left, &right, &by)
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
            Condition::Total(total) => self.total_condition(total, scopes),
        }
    }

    fn total_condition(&self, total: &TotalCondition, scopes: Scopes<'_>) -> Truth {
        let kind = self.target(&scopes.last().unwrap().0, &total.relation);
        let mut exact = true;
        let mut values = Vec::new();
        let path = Path {
            links: Vec::new(),
            field: Some(total.field.clone()),
        };
        let mut by = self.by(&kind, &path, &[]);
        by.place = self.place_of(scopes.last().unwrap());
        let complete = self.rows(&total.relation, scopes, |row_is_sure, inner| {
            let fits = total
                .condition
                .as_deref()
                .map_or(True, |c| self.truth(c, inner));
            match (fits, row_is_sure) {
                (False, _) => {}
                (True, true) => match self.path(&path, inner.last().unwrap()) {
                    Know::Value(value) => values.push(Some(value)),
                    Know::None if by.field_type == Some(FieldType::Event) => {
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
            .map(|value| self.operand(value, scopes, &by))
            .collect();
        let decide = |value: &Know| self.operator(total.operator, value, &right, &by);
        let never_negative = total.field == "minutes";
        self.total(
            (total.total, by.field_type, never_negative),
            &values,
            exact && complete,
            decide,
        )
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
        let (kind, _) = scopes.last().unwrap();
        let owner = self
            .vocabulary
            .lineage(kind)
            .find(|k| k.words.contains_key(word))
            .unwrap();
        let definition = rules::definition(self.vocabulary, owner.kind.as_str(), word).unwrap();
        self.stated_or(word, scopes, definition)
    }

    fn member(&self, kind: &str, scopes: Scopes<'_>) -> Truth {
        match self
            .vocabulary
            .kind(kind)
            .is_some_and(|kind| kind.is_a.is_some())
        {
            true => {
                let definition = rules::membership(self.vocabulary, kind).unwrap();
                self.stated_or(kind, scopes, definition)
            }
            false => True,
        }
    }

    /// What was ever stated counts as it is known now; else the definition, where there is one.
    fn stated_or(&self, word: &str, scopes: Scopes<'_>, definition: Option<Condition>) -> Truth {
        let Some(id) = &scopes.last().unwrap().1 else {
            return Unknown;
        };
        let thing = self.thing(id);
        match definition {
            Some(definition) if !thing.said.contains(word) => {
                self.truth(&definition, &[scopes.last().unwrap().clone()])
            }
            _ => match thing.fields.get(word) {
                Some(Know::Value(Value::Flag(holds))) => surely(*holds),
                Some(Know::None) => False,
                _ => Unknown,
            },
        }
    }

    fn by(&self, kind: &str, path: &Path, scopes: Scopes<'_>) -> By {
        let mut at = kind.to_owned();
        for link in &path.links {
            at = self.target(&at, link);
        }
        let field = path
            .field
            .as_ref()
            .and_then(|field| self.vocabulary.field(&at, field));
        let Some(field) = field else {
            return By::default();
        };
        let scheme = match &field.order_by {
            None => field.order.clone().or(Some("generic".to_owned())),
            Some(other) => {
                let path = Path {
                    links: path.links.clone(),
                    field: Some(other.clone()),
                };
                scopes
                    .last()
                    .and_then(|from| operators::text(&self.path(&path, from)))
            }
        };
        By {
            field_type: Some(field.field_type),
            order: field.values.clone(),
            unit: field.unit.map(|unit| unit.to_string()),
            scheme,
            place: scopes.last().and_then(|from| self.place_of(from)),
        }
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

    fn operand(&self, operand: &Operand, scopes: Scopes<'_>, by: &By) -> Right {
        let refer = |reference: &rules::tree::Reference| {
            let from = &scopes[scopes.len() - 1 - reference.out];
            let unit = self.by(&from.0, &reference.path, &[]).unit;
            match self.path(&reference.path, from) {
                Know::Value(Value::Number(number)) => in_unit(number, unit, by),
                other => other,
            }
        };
        Right::Know(match operand {
            Operand::Measured { number, unit } => in_unit(*number, Some(unit.to_string()), by),
            Operand::Text(text) => Know::Value(Value::Text(text.clone())),
            Operand::Number(number) => Know::Value(Value::Number(*number)),
            Operand::Flag(flag) => Know::Value(Value::Flag(*flag)),
            Operand::Date(date) => Know::Value(Value::Date(*date)),
            Operand::Today => Know::Value(Value::Date(self.today())),
            Operand::Length(length) => return Right::Length(*length),
            Operand::The(reference) => refer(reference),
            Operand::Setting { value, .. } => return self.operand(value, scopes, by),
            Operand::Offset { from, length, back } => {
                let day = match from {
                    Anchor::Today => Know::Value(Value::Date(self.today())),
                    Anchor::The(reference) => refer(reference),
                };
                match day {
                    Know::Value(value) => {
                        let day = self.day(&value).unwrap();
                        let sign = if *back { -1 } else { 1 };
                        Know::Value(Value::Date(self.counted(length.length, sign, day, by)))
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
}

/// Whether people work on a day at one of the generated places; Berlin is the usual one.
fn works(place: Option<&str>, day: Date, examples: bool) -> bool {
    use jiff::civil::Weekday::{Friday, Saturday, Sunday};
    let text = day.to_string();
    let place = place
        .unwrap_or(if examples { "" } else { "Berlin" })
        .to_lowercase();
    let (weekend, holidays): (_, &[&str]) = match place.trim() {
        "berlin" => (
            [Saturday, Sunday],
            &["2026-05-29", "2026-05-30", "2026-06-03"],
        ),
        "dubai" => ([Friday, Saturday], &["2026-05-31"]),
        _ => ([Saturday, Sunday], &[]),
    };
    !weekend.contains(&day.weekday()) && !holidays.contains(&text.as_str())
}

/// A number of minutes, hours or seconds in the unit of what it is compared with.
fn in_unit(number: f64, unit: Option<String>, by: &By) -> Know {
    let minutes = |unit: &str| match unit {
        "seconds" => 1.0 / 60.0,
        "minutes" => 1.0,
        "hours" => 60.0,
        other => panic!("{other} is not generated"),
    };
    let number = match (&unit, &by.unit) {
        (Some(unit), Some(own)) => number * minutes(unit) / minutes(own),
        _ => number,
    };
    // Generated numbers are whole quarters of a minute.
    Know::Value(Value::Number((number * 14400.0).round() / 14400.0))
}

enum Place {
    /// Units by name, and whether it is in any other.
    In(Vec<(String, Truth)>, Truth),
    Nobody,
    Lost,
}

#[derive(Clone, Debug)]
enum Right {
    Know(Know),
    Length(model::span::Length),
}

mod counts;
mod observed;
mod operators;
mod stated;

use counts::quantity;
