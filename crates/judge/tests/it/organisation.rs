//! Small organisations and rules, made from dice: a property test shrinks the dice.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use judge::Clock;
use model::{
    Coverage, Entity, EntityId, Inventory, KindName, Life, Reading, ScopeOutcome, SourceState,
    Tier, Value, Vocabulary,
    coverage::Supplies,
    entity::{FactSet, LinkSet, LinkTarget, Member, Part},
    id::RecordKey,
    owner::Ownership,
    span::{Length, Unit},
    value::{Fact, Provenance},
    vocabulary::FieldType,
};
use rules::tree::{
    Anchor, Condition, Expectation, FieldCondition, LengthValue, Modal, Operand, Operator as Op,
    Path, Quantity, Reference, RelationCondition, Rule, Subject, Total, TotalCondition,
    WhenUnknown,
};

const VOCABULARY: &str = r#"
kind: device
plural: devices
unit: ["user's department", department]
fields:
  name: {type: text}
  class: {type: enum, values: [laptop, phone]}
  disk encryption: {type: flag, words: ["on", "off"], max age: 3 days}
  lock minutes: {type: number}
  system version: {type: version}
  last seen: {type: event, max age: 1 day}
  restart since: {type: date}
  risk: {type: ordinal, values: [low, medium, high]}
  address: {type: address}
  tags: {type: list}
links:
  user: {to: person}
  department: {to: department}
  agents: {to: agent, many: true, singular: agent, other side of: device}
  apps: {to: app, many: true, singular: app}
words:
  risky: {where: {any: [{field: risk, is: high}, {is: lost}]}}
  lost: {stated: true}
---
kind: laptop
plural: laptops
is a: device
where: {field: class, is: laptop}
---
kind: agent
plural: agents
fields:
  last seen: {type: event}
  healthy: {type: flag, words: ["yes", "no"]}
links:
  device: {to: device}
---
kind: app
plural: apps
part of: device
fields:
  name: {type: text}
  minutes: {type: number}
  updated on: {type: date}
---
kind: person
plural: people
unit: [department]
fields:
  name: {type: text}
  start date: {type: date}
  end date: {type: date}
links:
  department: {to: department}
  manager: {to: person}
  laptops: {to: laptop, many: true, singular: laptop, other side of: user}
  friends: {to: person, many: true, singular: friend}
---
kind: department
plural: departments
fields:
  name: {type: text}
"#;

pub(crate) fn vocabulary() -> Vocabulary {
    rules::assemble(rules::read_vocabulary(VOCABULARY, "vocabulary.yaml").unwrap()).unwrap()
}

pub(crate) const NOW: &str = "2026-06-01T12:00:00Z";
const SOURCES: [&str; 3] = ["hr", "mdm", "edr"];
const KINDS: [&str; 4] = ["device", "agent", "person", "department"];

pub(crate) fn clock() -> Clock {
    Clock {
        now: NOW.parse().unwrap(),
        zone: TimeZone::get("Asia/Kolkata").unwrap(),
    }
}

fn now() -> Timestamp {
    clock().now
}

fn today() -> Date {
    now().to_zoned(clock().zone).date()
}

/// Choices in the order they are made; when the dice run out, always the first choice.
pub(crate) struct Dice<'d>(pub(crate) std::slice::Iter<'d, u8>);

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default()) % sides
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == sides - 1
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())].clone()
    }
}

/// A small organisation.
pub(crate) fn inventory(dice: &mut Dice<'_>, vocabulary: &Vocabulary) -> Inventory {
    let sizes: BTreeMap<&str, usize> = KINDS.iter().map(|kind| (*kind, 1 + dice.roll(3))).collect();
    let mut kinds = BTreeMap::new();
    for kind in KINDS {
        let entities = (0..sizes[kind]).map(|at| entity(dice, vocabulary, kind, at, &sizes));
        kinds.insert(KindName::new(kind), entities.collect());
    }
    Inventory {
        run: 1,
        kinds,
        coverage: coverage(dice, vocabulary),
    }
}

fn coverage(dice: &mut Dice<'_>, vocabulary: &Vocabulary) -> Coverage {
    let scopes = SOURCES.iter().map(|source| {
        let mut fields = BTreeMap::new();
        let mut absent_means_none = BTreeMap::new();
        for kind in KINDS.into_iter().chain(["app"]) {
            let of_kind = vocabulary.family(kind).flat_map(|k| {
                k.fields
                    .keys()
                    .chain(k.words.keys())
                    .chain(k.links.keys())
                    .cloned()
            });
            let filled: std::collections::BTreeSet<String> =
                of_kind.filter(|_| !dice.one_in(3)).collect();
            let none = filled.iter().filter(|_| dice.one_in(6)).cloned().collect();
            fields.insert(KindName::new(kind), filled);
            absent_means_none.insert(KindName::new(kind), none);
        }
        let relations = [
            ("device", "agents"),
            ("device", "apps"),
            ("person", "laptops"),
            ("person", "friends"),
        ];
        let supplies = relations
            .into_iter()
            .filter(|_| !dice.one_in(3))
            .collect::<Vec<_>>();
        SourceState {
            source: (*source).into(),
            connector: String::new(),
            scope: "all".to_owned(),
            outcome: dice.pick(&[
                ScopeOutcome::Complete,
                ScopeOutcome::Complete,
                ScopeOutcome::Complete,
                ScopeOutcome::Failed,
            ]),
            held: dice.one_in(12),
            snapshot_at: Some(hours_ago(dice.pick(&[1, 1, 1, 60]))),
            fresh_for: SignedDuration::from_hours(48),
            kinds: KINDS
                .into_iter()
                .filter(|_| !dice.one_in(4))
                .map(KindName::new)
                .collect(),
            fields,
            absent_means_none,
            supplies: supplies
                .into_iter()
                .map(|(kind, relation)| Supplies {
                    kind: kind.into(),
                    relation: relation.to_owned(),
                    only: match kind == "device" && dice.one_in(4) {
                        true => BTreeMap::from([("class".to_owned(), vec!["laptop".to_owned()])]),
                        false => BTreeMap::new(),
                    },
                })
                .collect(),
        }
    });
    Coverage {
        scopes: scopes.collect(),
    }
}

fn hours_ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

fn record(dice: &mut Dice<'_>, kind: &str, at: usize) -> RecordKey {
    let native_id = format!("{at}").as_str().into();
    RecordKey {
        kind: kind.into(),
        source: dice.pick(&SOURCES).into(),
        native_id,
    }
}

fn entity(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    kind: &str,
    at: usize,
    sizes: &BTreeMap<&str, usize>,
) -> Entity {
    let life = dice.pick(&[
        Life::Live,
        Life::Live,
        Life::Live,
        Life::Unconfirmed,
        Life::Gone,
    ]);
    let member = Member {
        record: record(dice, kind, at),
        life,
        label: String::new(),
        first_seen: hours_ago(100),
        last_seen: hours_ago(1),
    };
    let mut facts = facts(dice, vocabulary, kind);
    for derived in vocabulary.family(kind).filter(|k| k.is_a.is_some()) {
        if dice.one_in(8) {
            let flag = Reading::Known(Value::Flag(dice.one_in(2)));
            facts.insert(derived.kind.to_string(), fact(dice, kind, flag));
        }
    }
    let mut links = BTreeMap::new();
    let mut parts = BTreeMap::new();
    let mut listed = Vec::new();
    for (name, link) in &vocabulary.kind(kind).unwrap().links {
        let to = vocabulary.root(link.to.as_str());
        if to == "app" {
            let nested = (0..dice.roll(3))
                .map(|row| part(dice, vocabulary, row))
                .collect();
            parts.insert(name.clone(), nested);
        } else if link.other_side_of.is_none() && !dice.one_in(5) {
            let targets = if link.many { dice.roll(3) } else { 1 };
            let targets = (0..targets)
                .map(|_| target(dice, kind, to, sizes[to]))
                .collect();
            links.insert(
                name.clone(),
                LinkSet {
                    targets,
                    none: false,
                },
            );
        } else if link.other_side_of.is_none() && dice.one_in(2) {
            links.insert(
                name.clone(),
                LinkSet {
                    targets: Vec::new(),
                    none: true,
                },
            );
        }
        if link.many && dice.one_in(4) {
            listed.push(name.clone());
        }
    }
    Entity {
        id: EntityId::new(kind, at as u64 + 1),
        name: format!("{kind} {}", ["Finance", "Sales", "Shop"][at % 3]),
        aliases: Vec::new(),
        members: vec![member],
        tier: Tier::Confirmed,
        life,
        proof: Vec::new(),
        refused: Vec::new(),
        suppressed: Vec::new(),
        facts,
        links,
        parts,
        listed,
        ownership: Ownership::nobody(),
    }
}

fn part(dice: &mut Dice<'_>, vocabulary: &Vocabulary, row: usize) -> Part {
    Part {
        kind: "app".into(),
        key: format!("app {row}"),
        facts: facts(dice, vocabulary, "app"),
        sure: !dice.one_in(4),
        record: record(dice, "device", row),
    }
}

fn target(dice: &mut Dice<'_>, kind: &str, to: &str, size: usize) -> LinkTarget {
    let found = !dice.one_in(6);
    let dangling = match found {
        true => dice.one_in(12),
        false => dice.one_in(2),
    };
    let number = 1 + dice.roll(size) as u64;
    LinkTarget {
        to: found.then(|| EntityId::new(to, number)),
        sure: found && !dice.one_in(5),
        record: record(dice, kind, 0),
        by: None,
        dangling: dangling.then(|| "left".to_owned()),
    }
}

fn facts(dice: &mut Dice<'_>, vocabulary: &Vocabulary, kind: &str) -> BTreeMap<String, FactSet> {
    let mut facts = BTreeMap::new();
    for known in vocabulary.family(kind) {
        for (name, field) in &known.fields {
            let reading = match dice.roll(8) {
                7 => continue,
                6 => Reading::Unknown,
                5 => Reading::None,
                _ => Reading::Known(value(dice, field.field_type)),
            };
            facts.insert(name.clone(), fact(dice, kind, reading));
        }
        for word in known.words.keys() {
            if !dice.one_in(3) {
                continue;
            }
            let flag = Reading::Known(Value::Flag(dice.one_in(2)));
            facts.insert(word.clone(), fact(dice, kind, flag));
        }
    }
    facts
}

fn fact(dice: &mut Dice<'_>, kind: &str, reading: Reading) -> FactSet {
    let record = record(dice, kind, 0);
    let as_of = dice.one_in(4).then(|| hours_ago(90));
    let snapshot_at = hours_ago(dice.pick(&[1, 1, 1, 60]));
    let provenance = Provenance {
        source: record.source.clone(),
        record,
        as_of,
        snapshot_at,
    };
    FactSet(vec![Fact {
        reading,
        provenance,
    }])
}

const DAYS: [i32; 8] = [0, -1, -3, -7, -8, 2, 7, 30];
const WORDS: [&str; 4] = ["Finance", "shop", "Shop API", ""];
const VERSIONS: [&str; 4] = ["14.7", "14.10", "14.7.0", "9"];
const NETS: [&str; 4] = ["10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "fd00::/8"];

fn day(dice: &mut Dice<'_>) -> Date {
    let days = dice.pick(&DAYS);
    let length = Length::days(days.unsigned_abs());
    if days < 0 {
        length.before(today())
    } else {
        length.after(today())
    }
}

fn value(dice: &mut Dice<'_>, field_type: FieldType) -> Value {
    match field_type {
        FieldType::Text => Value::Text(dice.pick(&WORDS).to_owned()),
        FieldType::Number => Value::Number(dice.roll(4) as f64),
        FieldType::Version => Value::Text(dice.pick(&VERSIONS).to_owned()),
        FieldType::Date | FieldType::Event => match dice.one_in(3) {
            false => Value::Date(day(dice)),
            true => {
                let hours = 24 * i64::from(dice.pick(&DAYS)) + dice.roll(3) as i64 - 1;
                Value::Instant(hours_ago(-hours))
            }
        },
        FieldType::Flag => Value::Flag(dice.one_in(2)),
        FieldType::Enum => Value::Text(dice.pick(&["laptop", "phone"]).to_owned()),
        FieldType::Ordinal => Value::Text(dice.pick(&["low", "medium", "high", "odd"]).to_owned()),
        FieldType::Address => Value::Text(dice.pick(&NETS).to_owned()),
        FieldType::List => {
            let items = (0..dice.roll(3)).map(|_| dice.pick(&WORDS).to_owned());
            Value::List(items.collect())
        }
    }
}

/// A rule on a random kind.
pub(crate) fn rule(dice: &mut Dice<'_>, vocabulary: &Vocabulary, id: &str) -> Rule {
    let kind = dice.pick(&["device", "laptop", "person"]);
    rule_about(dice, vocabulary, id, kind)
}

/// A rule on a kind.
pub(crate) fn rule_about(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    id: &str,
    kind: &str,
) -> Rule {
    let scopes = [scope(kind, kind)];
    let condition = |dice: &mut Dice<'_>| condition(dice, vocabulary, &scopes, 3);
    let words = match kind {
        "person" => Vec::new(),
        _ => ["risky", "lost"]
            .into_iter()
            .filter(|_| dice.one_in(4))
            .map(str::to_owned)
            .collect(),
    };
    let units = |dice: &mut Dice<'_>| match dice.one_in(5) {
        true => vec!["department Finance".to_owned()],
        false => Vec::new(),
    };
    let within = units(dice);
    let except_within = units(dice);
    let subject = dice.one_in(2).then(|| condition(dice));
    let parts = (0..1 + dice.roll(2)).map(|_| condition(dice)).collect();
    let unless = dice.one_in(4).then(|| condition(dice));
    let subject = Subject {
        words,
        kind: kind.into(),
        condition: subject,
    };
    Rule {
        within,
        except_within,
        expectation: Expectation {
            subject,
            modal: Modal::Must,
            parts,
            unless,
        },
        ..blank(id)
    }
}

/// A rule that says nothing yet.
pub(crate) fn blank(id: &str) -> Rule {
    Rule {
        title: id.to_owned(),
        titles: Vec::new(),
        id: id.into(),
        within: Vec::new(),
        except_within: Vec::new(),
        tightens: None,
        audience: None,
        severity: Vec::new(),
        expectation: Expectation {
            subject: Subject {
                words: Vec::new(),
                kind: "device".into(),
                condition: None,
            },
            modal: Modal::Must,
            parts: Vec::new(),
            unless: None,
        },
        because: Vec::new(),
        settings: Vec::new(),
        fix_within: Vec::new(),
        count_from: None,
        wait: None,
        when_unknown: WhenUnknown::Report,
        enforce: Vec::new(),
        activity: None,
        fixed_by: Vec::new(),
        messages: Vec::new(),
        steps: Vec::new(),
        exceptions: None,
        tests: Vec::new(),
        notes: Vec::new(),
        order: Vec::new(),
    }
}

/// A scope: the word that opened it, and its kind.
type Scope = (String, String);

fn scope(word: &str, kind: &str) -> Scope {
    (word.to_owned(), kind.to_owned())
}

fn condition(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    scopes: &[Scope],
    depth: usize,
) -> Condition {
    let kind = scopes.last().unwrap().1.as_str();
    let many: Vec<(String, String, String)> = vocabulary
        .lineage(kind)
        .flat_map(|k| &k.links)
        .filter(|(_, link)| link.many)
        .map(|(name, link)| {
            (
                name.clone(),
                link.singular.clone().unwrap(),
                link.to.to_string(),
            )
        })
        .collect();
    match dice.roll(if depth == 0 { 4 } else { 10 }) {
        3 | 9 if vocabulary.word(kind, "risky").is_some() => Condition::Word {
            word: dice.pick(&["risky", "lost"]).to_owned(),
            negated: dice.one_in(2),
        },
        4 => Condition::All(
            (0..2)
                .map(|_| condition(dice, vocabulary, scopes, depth - 1))
                .collect(),
        ),
        5 => Condition::Any(
            (0..2)
                .map(|_| condition(dice, vocabulary, scopes, depth - 1))
                .collect(),
        ),
        6 => Condition::Not(Box::new(condition(dice, vocabulary, scopes, depth - 1))),
        7 | 8 if !many.is_empty() => {
            let (relation, singular, to) = dice.pick(&many);
            let mut inner = scopes.to_vec();
            inner.push(scope(&singular, &to));
            let quantity = quantity(dice);
            let inner = (quantity == Quantity::Only || !dice.one_in(4))
                .then(|| Box::new(condition(dice, vocabulary, &inner, depth - 1)));
            Condition::Relation(RelationCondition {
                relation,
                quantity,
                condition: inner,
            })
        }
        9 if kind == "device" || kind == "laptop" || kind == "person" => {
            total(dice, vocabulary, scopes, depth)
        }
        _ => Condition::Field(field(dice, vocabulary, scopes)),
    }
}

fn quantity(dice: &mut Dice<'_>) -> Quantity {
    let n = dice.roll(3) as u32;
    let percent = dice.pick(&[0, 50, 100]);
    dice.pick(&[
        Quantity::Some,
        Quantity::No,
        Quantity::Only,
        Quantity::AtLeast(n),
        Quantity::AtMost(n),
        Quantity::Exactly(n),
        Quantity::MoreThan(n),
        Quantity::FewerThan(n),
        Quantity::AtLeastPercent(percent),
        Quantity::AtMostPercent(percent),
    ])
}

fn total(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    scopes: &[Scope],
    depth: usize,
) -> Condition {
    let person = scopes.last().unwrap().1 == "person";
    let (relation, singular, to, number, date) = match person {
        true => ("friends", "friend", "person", None, "start date"),
        false if dice.one_in(2) => ("agents", "agent", "agent", None, "last seen"),
        false => ("apps", "app", "app", Some("minutes"), "updated on"),
    };
    let number = number.filter(|_| dice.one_in(2));
    let totals = match number {
        Some(_) => &[Total::Total, Total::Average, Total::Highest, Total::Lowest][..],
        None => &[Total::Latest, Total::Earliest][..],
    };
    let mut inner = scopes.to_vec();
    inner.push(scope(singular, to));
    let condition = dice
        .one_in(2)
        .then(|| Box::new(condition(dice, vocabulary, &inner, depth.saturating_sub(1))));
    let field = number.unwrap_or(date);
    let field_type = vocabulary.field(to, field).unwrap().field_type;
    let (operator, values) = comparison(dice, vocabulary, scopes, field_type);
    Condition::Total(TotalCondition {
        total: dice.pick(totals),
        field: field.to_owned(),
        relation: relation.to_owned(),
        condition,
        operator,
        values,
    })
}

fn field(dice: &mut Dice<'_>, vocabulary: &Vocabulary, scopes: &[Scope]) -> FieldCondition {
    let mut kind = scopes.last().unwrap().1.clone();
    let mut links = Vec::new();
    let to_one = |kind: &str| -> Vec<(String, String)> {
        let links = vocabulary.lineage(kind).flat_map(|k| &k.links);
        links
            .filter(|(_, link)| !link.many)
            .map(|(name, link)| (name.clone(), link.to.to_string()))
            .collect()
    };
    while links.len() < 2 && dice.one_in(4) {
        let next = to_one(&kind);
        if next.is_empty() {
            break;
        }
        let (link, to) = dice.pick(&next);
        links.push(link);
        kind = to;
    }
    if !links.is_empty() && dice.one_in(2) {
        let path = Path { links, field: None };
        let reference = outer(dice, vocabulary, scopes, |_, to| to == kind);
        let (operator, values) = match (dice.roll(4), reference) {
            (0, Some(reference)) => (Op::Is, vec![Operand::The(reference)]),
            (1, Some(reference)) => (Op::IsNot, vec![Operand::The(reference)]),
            (2, _) => (Op::IsNotKnown, Vec::new()),
            (3, _) => (Op::IsEmpty, Vec::new()),
            _ => (Op::IsKnown, Vec::new()),
        };
        return FieldCondition {
            path,
            operator,
            values,
        };
    }
    let fields: Vec<(String, FieldType)> = vocabulary
        .lineage(&kind)
        .flat_map(|k| &k.fields)
        .map(|(name, field)| (name.clone(), field.field_type))
        .collect();
    let (name, field_type) = dice.pick(&fields);
    let (operator, values) = comparison(dice, vocabulary, scopes, field_type);
    FieldCondition {
        path: Path {
            links,
            field: Some(name),
        },
        operator,
        values,
    }
}

/// A reference to an outer scope's path that fits.
fn outer(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    scopes: &[Scope],
    fits: impl Fn(Option<FieldType>, &str) -> bool,
) -> Option<Reference> {
    let mut all = Vec::new();
    for out in 1..scopes.len() {
        let (word, kind) = &scopes[scopes.len() - 1 - out];
        let mut offer = |links: Vec<String>, field: Option<String>| {
            let path = Path { links, field };
            all.push(Reference {
                scope: word.clone(),
                out,
                path,
            });
        };
        if fits(None, vocabulary.root(kind)) {
            offer(Vec::new(), None);
        }
        for (name, field) in vocabulary.lineage(kind).flat_map(|k| &k.fields) {
            if fits(Some(field.field_type), "") {
                offer(Vec::new(), Some(name.clone()));
            }
        }
        for (name, link) in vocabulary.lineage(kind).flat_map(|k| &k.links) {
            if !link.many && fits(None, link.to.as_str()) {
                offer(vec![name.clone()], None);
            }
        }
    }
    (!all.is_empty()).then(|| dice.pick(&all))
}

fn comparison(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    scopes: &[Scope],
    field_type: FieldType,
) -> (Op, Vec<Operand>) {
    let dated = matches!(field_type, FieldType::Date | FieldType::Event);
    if dice.one_in(6) {
        let asked = [Op::IsKnown, Op::IsNotKnown, Op::IsEmpty, Op::IsNotEmpty];
        return (dice.pick(&asked), Vec::new());
    }
    let operators: &[Op] = match field_type {
        FieldType::Text => &[
            Op::Is,
            Op::IsNot,
            Op::IsOneOf,
            Op::IsNotOneOf,
            Op::Contains,
            Op::DoesNotContain,
            Op::StartsWith,
            Op::DoesNotStartWith,
            Op::EndsWith,
            Op::DoesNotEndWith,
            Op::Matches,
            Op::DoesNotMatch,
            Op::IsExactly,
            Op::IsNotExactly,
        ],
        FieldType::Enum => &[Op::Is, Op::IsNot, Op::IsOneOf, Op::IsNotOneOf],
        FieldType::Flag => &[Op::Is, Op::IsNot],
        FieldType::Number | FieldType::Version | FieldType::Ordinal => &[
            Op::Is,
            Op::IsNot,
            Op::IsAtLeast,
            Op::IsNotAtLeast,
            Op::IsAtMost,
            Op::IsNotAtMost,
            Op::IsMoreThan,
            Op::IsNotMoreThan,
            Op::IsLessThan,
            Op::IsNotLessThan,
            Op::IsBetween,
            Op::IsNotBetween,
        ],
        FieldType::Date | FieldType::Event => &[
            Op::IsBefore,
            Op::IsNotBefore,
            Op::IsAfter,
            Op::IsNotAfter,
            Op::IsOnOrBefore,
            Op::IsNotOnOrBefore,
            Op::IsOnOrAfter,
            Op::IsNotOnOrAfter,
            Op::IsBetween,
            Op::IsWithinTheLast,
            Op::IsNotWithinTheLast,
            Op::IsWithinTheNext,
            Op::IsNotWithinTheNext,
            Op::IsMoreThanAgo,
            Op::IsNotMoreThanAgo,
            Op::IsMoreThanFromNow,
            Op::Is,
            Op::IsNot,
        ],
        FieldType::Address => &[Op::IsInside, Op::IsNotInside],
        FieldType::List => &[
            Op::Includes,
            Op::DoesNotInclude,
            Op::IncludesAnyOf,
            Op::IncludesAllOf,
            Op::IncludesNoneOf,
        ],
    };
    let operator = dice.pick(operators);
    let count = match operator {
        Op::IsBetween | Op::IsNotBetween => 2,
        Op::IsOneOf
        | Op::IsNotOneOf
        | Op::IncludesAnyOf
        | Op::IncludesAllOf
        | Op::IncludesNoneOf => 1 + dice.roll(2),
        _ => 1,
    };
    let window = matches!(
        operator,
        Op::IsWithinTheLast
            | Op::IsNotWithinTheLast
            | Op::IsWithinTheNext
            | Op::IsNotWithinTheNext
            | Op::IsMoreThanAgo
            | Op::IsNotMoreThanAgo
            | Op::IsMoreThanFromNow
    );
    let values = (0..count)
        .map(|_| {
            if window {
                let unit = dice.pick(&[Unit::Day, Unit::Hour, Unit::Week, Unit::WorkingDay]);
                return Operand::Length(Length {
                    count: 1 + dice.roll(7) as u32,
                    unit,
                });
            }
            let reference = match dice.one_in(2) {
                true => outer(dice, vocabulary, scopes, |t, _| match dated {
                    true => matches!(t, Some(FieldType::Date | FieldType::Event)),
                    false => t == Some(field_type) && t != Some(FieldType::List),
                }),
                false => None,
            };
            match reference {
                Some(reference) if dated && dice.one_in(2) => offset(dice, Anchor::The(reference)),
                Some(reference) => Operand::The(reference),
                None if dated && dice.one_in(3) => offset(dice, Anchor::Today),
                None => operand(dice, field_type),
            }
        })
        .collect();
    (operator, values)
}

fn offset(dice: &mut Dice<'_>, from: Anchor) -> Operand {
    let length = LengthValue {
        length: Length::days(1 + dice.roll(7) as u32),
        setting: None,
    };
    Operand::Offset {
        from,
        length,
        back: dice.one_in(2),
    }
}

fn operand(dice: &mut Dice<'_>, field_type: FieldType) -> Operand {
    match value(dice, field_type) {
        Value::Text(text) => Operand::Text(text),
        Value::Number(number) => Operand::Number(number),
        Value::Flag(flag) => Operand::Flag(flag),
        Value::Date(_) | Value::Instant(_) if dice.one_in(3) => Operand::Today,
        Value::Date(_) | Value::Instant(_) => Operand::Date(day(dice)),
        Value::List(_) => Operand::Text(dice.pick(&WORDS).to_owned()),
    }
}
