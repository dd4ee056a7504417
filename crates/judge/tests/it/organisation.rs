//! Small organisations and rules, made from dice: a property test shrinks the dice.

use std::collections::BTreeMap;

use jiff::{
    SignedDuration, Timestamp,
    civil::{
        Date,
        Weekday::{Friday, Saturday, Sunday},
    },
    tz::TimeZone,
};
use judge::Clock;
use model::{
    Calendar, Coverage, Entity, EntityId, Inventory, KindName, Life, Reading, ScopeOutcome,
    Severity, SourceState, Tier, Value, Vocabulary,
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
  maker: {type: enum, values: [deb, pypi, docker]}
  kernel: {type: version, order by: maker}
  idle hours: {type: number, unit: hours}
  class: {type: enum, values: [laptop, phone]}
  disk encryption: {type: flag, words: ["on", "off"], max age: 3 days}
  lock minutes: {type: number, unit: minutes}
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
  minutes: {type: number, unit: minutes, at least: 0}
  updated on: {type: date}
---
kind: person
plural: people
unit: [department]
fields:
  name: {type: text}
  place: {type: text}
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
  place: {type: text}
links:
  parent: {to: department}
"#;

pub(crate) fn vocabulary() -> Vocabulary {
    rules::assemble(rules::read_vocabulary(VOCABULARY, "vocabulary.yaml").unwrap()).unwrap()
}

pub(crate) const NOW: &str = "2026-06-01T12:00:00Z";
const SOURCES: [&str; 3] = ["hr", "mdm", "edr"];
const KINDS: [&str; 4] = ["device", "agent", "person", "department"];

pub(crate) fn clock() -> Clock {
    let mut clock = Clock::new(NOW.parse().unwrap(), TimeZone::get("Asia/Kolkata").unwrap());
    for (place, weekend, holidays) in [
        (
            "Berlin",
            [Saturday, Sunday],
            &["2026-05-29", "2026-05-30", "2026-06-03"][..],
        ),
        ("Dubai", [Friday, Saturday], &["2026-05-31"]),
    ] {
        let named = |day: &&str| (day.parse().unwrap(), "Feast".to_owned());
        let calendar = Calendar::new(weekend, holidays.iter().map(named).collect()).unwrap();
        clock.calendars.add(place, calendar);
    }
    clock.calendars.make_usual("Berlin");
    clock
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
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default()) % sides
    }

    pub(crate) fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == sides - 1
    }

    pub(crate) fn pick<T: Clone>(&mut self, all: &[T]) -> T {
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

/// An organisation of more rows than a word has bits: a small one many times over, so that equal
/// dice still make different rows.
pub(crate) fn crowd(dice: &mut Dice<'_>, vocabulary: &Vocabulary, times: u64) -> Inventory {
    let mut all = inventory(dice, vocabulary);
    let first = all.kinds.clone();
    for time in 1..times {
        for (kind, entities) in &first {
            let size = entities.len() as u64;
            let again = entities.iter().enumerate().map(|(at, entity)| {
                let mut entity = entity.clone();
                entity.id.number += time * size;
                // The facts of another take the place of some of its own.
                let other = &entities[(at + time as usize) % entities.len()];
                let moved = other.facts.iter().enumerate();
                let moved = moved.filter(|(field, _)| (*field as u64 + time).is_multiple_of(3));
                let moved = moved.map(|(_, (name, facts))| (name.clone(), facts.clone()));
                entity.facts.extend(moved);
                entity.life = other.life;
                for set in entity.links.values_mut() {
                    for target in &mut set.targets {
                        if let Some(to) = &mut target.to {
                            let size = first[&to.kind].len() as u64;
                            to.number += (time * 7 % times) * size;
                        }
                    }
                }
                entity
            });
            all.kinds
                .entry(kind.clone())
                .or_default()
                .extend(again.collect::<Vec<_>>());
        }
    }
    all
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
            accept_drop: None,
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
    let (links, parts, listed) = relations(dice, vocabulary, kind, sizes);
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

type Relations = (
    BTreeMap<String, LinkSet>,
    BTreeMap<String, Vec<Part>>,
    Vec<String>,
);

/// Links, parts, and the relations that are listed in full.
fn relations(
    dice: &mut Dice<'_>,
    vocabulary: &Vocabulary,
    kind: &str,
    sizes: &BTreeMap<&str, usize>,
) -> Relations {
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
            let none = false;
            links.insert(name.clone(), LinkSet { targets, none });
        } else if link.other_side_of.is_none() && dice.one_in(2) {
            let (targets, none) = (Vec::new(), true);
            links.insert(name.clone(), LinkSet { targets, none });
        }
        if link.many && dice.one_in(4) {
            listed.push(name.clone());
        }
    }
    (links, parts, listed)
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
                0..=4 if name == "place" => {
                    let places = ["Dubai", "Berlin", "Lagos", " ", "dubai"];
                    Reading::Known(Value::Text(dice.pick(&places).to_owned()))
                }
                7 => continue,
                6 => Reading::Unknown,
                5 => Reading::None,
                _ if !field.values.is_empty() => {
                    Reading::Known(Value::Text(dice.pick(&field.values)))
                }
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
const VERSIONS: [&str; 6] = ["14.7", "14.10", "14.7.0", "9", "9~1", "9.dev1"];
const NETS: [&str; 6] = [
    "10.0.0.0/8",
    "10.1.2.3",
    "0.0.0.0/0",
    "fd00::/8",
    "10.1.2.3/8",
    "fd00::7/64",
];

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

mod labels;
mod sentences;

pub(crate) use labels::{labelled, set, turning, with_setting};
pub(crate) use sentences::{blank, focused, rule, rule_about};
