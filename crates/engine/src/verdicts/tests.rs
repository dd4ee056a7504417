//! What SQL tells is what the judge says, however a lake is cut.

use std::collections::{BTreeMap, BTreeSet};

use app::ports::{NewRun, Observations};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use judge::{Clock, judge, tables};
use model::{
    Coverage, EntityId, Inventory, Life, Reading, ScopeOutcome, SourceState, Value, Verdict,
    Vocabulary,
    coverage::Supplies,
    entity::{Entity, FactSet, LinkSet, LinkTarget, Part},
    id::RecordKey,
    owner::Ownership,
    value::{Fact, Provenance},
    verdict::Unknowns,
};
use rules::tree::Rule;

use super::Judging;
use crate::{
    Lake, LakeAt,
    sql::{self, Beside, Limits, Over},
};

const WORDS: &str = r#"
kind: device
plural: devices
fields:
  name: {type: text}
  encrypted: {type: flag, words: ["on", "off"]}
  memory: {type: number}
links:
  user: {to: person}
  apps: {to: app, many: true, singular: app}
  agents: {to: agent, many: true, singular: agent, other side of: device}
---
kind: app
plural: apps
part of: device
fields:
  name: {type: text}
  minutes: {type: number}
---
kind: agent
plural: agents
fields:
  healthy: {type: flag, words: ["yes", "no"]}
links:
  device: {to: device}
---
kind: person
plural: people
fields:
  name: {type: text}
  place: {type: text}
links:
  devices: {to: device, many: true, singular: device, other side of: user}
"#;

/// Rules of every shape: a field, parts, what leads here, what is led to, a tightening, advice, a
/// kind that cannot be judged in runs.
const RULES: [(&str, &str, &str); 8] = [
    ("encrypted", "Every device must have encrypted on", ""),
    (
        "apps",
        "Every device must have no app where minutes is more than 30",
        "",
    ),
    ("few-apps", "Every device must have at most 1 app", ""),
    (
        "agent",
        "Every device must have at least 1 agent where healthy is yes",
        "",
    ),
    (
        "place",
        "Every device where user's place is \"Lagos\" must have encrypted on",
        "",
    ),
    ("memory", "Every device must have memory at least 8", ""),
    (
        "more-memory",
        "Every device must have memory at least 16",
        "Tightens: memory\n",
    ),
    (
        "person",
        "Every person must have at most 4 devices where user's place is \"Lima\"",
        "",
    ),
];

fn clock() -> Clock {
    Clock::new("2026-06-01T12:00:00Z".parse().unwrap(), TimeZone::UTC)
}

fn seen() -> Timestamp {
    clock().now - SignedDuration::from_hours(1)
}

fn record() -> RecordKey {
    RecordKey {
        kind: "device".into(),
        source: "mdm".into(),
        native_id: "1".into(),
    }
}

fn fact(reading: Reading) -> FactSet {
    let provenance = Provenance {
        source: "mdm".into(),
        record: record(),
        as_of: None,
        snapshot_at: seen(),
    };
    FactSet(vec![Fact {
        reading,
        provenance,
    }])
}

fn known(value: Value) -> FactSet {
    fact(Reading::Known(value))
}

fn entity(kind: &str, number: u64, facts: Vec<(&str, FactSet)>) -> Entity {
    Entity {
        id: EntityId::new(kind, number),
        name: format!("{kind} {number}"),
        aliases: Vec::new(),
        members: Vec::new(),
        tier: model::Tier::Confirmed,
        life: Life::Live,
        proof: Vec::new(),
        refused: Vec::new(),
        suppressed: Vec::new(),
        facts: facts
            .into_iter()
            .map(|(name, fact)| (name.to_owned(), fact))
            .collect(),
        links: BTreeMap::new(),
        parts: BTreeMap::new(),
        listed: Vec::new(),
        ownership: Ownership::nobody(),
    }
}

fn leads(to: EntityId) -> LinkSet {
    let target = LinkTarget {
        to: Some(to),
        sure: true,
        record: record(),
        by: None,
        dangling: None,
    };
    LinkSet {
        targets: vec![target],
        none: false,
    }
}

fn app(minutes: u64) -> Part {
    let minutes = known(Value::Number(minutes as f64));
    Part {
        kind: "app".into(),
        key: format!("{minutes:?}"),
        facts: [("minutes".to_owned(), minutes)].into(),
        sure: true,
        record: record(),
    }
}

/// A device that differs from its neighbours; numbers have gaps.
fn device(at: u64) -> Entity {
    let flag = match at % 3 {
        0 => fact(Reading::Unknown),
        rest => known(Value::Flag(rest == 1)),
    };
    let memory = known(Value::Number((at % 5 * 6) as f64));
    let mut device = entity(
        "device",
        10 + at * 2,
        vec![("encrypted", flag), ("memory", memory)],
    );
    device.life = match at % 11 {
        7 => Life::Gone,
        8 => Life::Unconfirmed,
        _ => Life::Live,
    };
    let apps = (0..at % 4).map(|one| app(one * 20 + at % 7));
    device.parts.insert("apps".to_owned(), apps.collect());
    if !at.is_multiple_of(5) {
        let user = leads(EntityId::new("person", 1 + at % 3));
        device.links.insert("user".to_owned(), user);
    }
    if at.is_multiple_of(6) {
        device.listed.push("apps".to_owned());
    }
    device
}

fn agent(at: u64) -> Entity {
    let healthy = known(Value::Flag(at.is_multiple_of(2)));
    let mut agent = entity("agent", at + 1, vec![("healthy", healthy)]);
    let on = leads(EntityId::new("device", 10 + at * 7 % 40 * 2));
    agent.links.insert("device".to_owned(), on);
    agent
}

fn person(at: u64) -> Entity {
    let place = Value::Text(["Lagos", "Lima"][at as usize % 2].to_owned());
    entity("person", at + 1, vec![("place", known(place))])
}

fn vocabulary() -> Vocabulary {
    rules::assemble(rules::read_vocabulary(WORDS, "vocabulary.yaml").unwrap()).unwrap()
}

fn organisation(vocabulary: &Vocabulary) -> Inventory {
    let kinds = [
        ("agent".into(), (0..25).map(agent).collect()),
        ("device".into(), (0..40).map(device).collect()),
        ("person".into(), (0..3).map(person).collect()),
    ];
    let fields = vocabulary.kinds.values().map(|kind| {
        let names: BTreeSet<String> = kind
            .fields
            .keys()
            .chain(kind.links.keys())
            .cloned()
            .collect();
        (kind.kind.clone(), names)
    });
    let supplies = [
        ("device", "apps"),
        ("device", "agents"),
        ("person", "devices"),
    ];
    let scope = SourceState {
        source: "mdm".into(),
        connector: "mdm".to_owned(),
        scope: "all".to_owned(),
        outcome: ScopeOutcome::Complete,
        held: false,
        accept_drop: None,
        snapshot_at: Some(seen()),
        fresh_for: SignedDuration::from_hours(48),
        kinds: ["device", "person", "agent"].map(Into::into).into(),
        fields: fields.collect(),
        absent_means_none: BTreeMap::new(),
        supplies: supplies
            .map(|(kind, relation)| Supplies {
                kind: kind.into(),
                relation: relation.to_owned(),
                only: BTreeMap::new(),
            })
            .into(),
    };
    Inventory {
        run: 1,
        kinds: kinds.into(),
        coverage: Coverage {
            scopes: vec![scope],
        },
    }
}

fn rule((id, sentence, labels): (&str, &str, &str), vocabulary: &Vocabulary) -> Rule {
    let text = format!("Rule: {id}\nId: {id}\nSeverity: low\n{labels}Expectation: {sentence}\n");
    let parsed = rules::parse(&text, "test.rule", id, vocabulary);
    parsed
        .rule
        .unwrap_or_else(|| panic!("{id}: {}", parsed.problems))
}

struct Org {
    judging: Judging,
    tables: judge::Tables,
}

impl Org {
    fn new() -> Self {
        let vocabulary = vocabulary();
        let inventory = organisation(&vocabulary);
        let judging = Judging {
            rules: RULES.map(|one| rule(one, &vocabulary)).into(),
            coverage: inventory.coverage.clone(),
            clock: clock(),
            unknowns: Unknowns::new(),
            vocabulary: vocabulary.clone(),
        };
        Self {
            tables: tables(&inventory, &vocabulary),
            judging,
        }
    }

    /// What the judge says of everything, in order.
    fn judged(&self) -> Vec<String> {
        let Judging {
            rules,
            vocabulary,
            clock,
            ..
        } = &self.judging;
        let judgement = judge(rules, vocabulary, &self.tables, clock).unwrap();
        let mut all = Vec::new();
        for judged in judgement.rules() {
            for (verdict, word) in [
                (Verdict::Met, "met"),
                (Verdict::Missed, "missed"),
                (Verdict::Unknown, "unknown"),
                (Verdict::NotApplicable, "not_applicable"),
            ] {
                let named = judgement.entities(&judged.rule, verdict);
                all.extend(named.map(|id| {
                    let (kind, number) = (&id.kind, id.number);
                    format!("{kind},{number},{kind} {number},{},{word}", judged.rule)
                }));
            }
        }
        all.sort();
        all
    }

    fn batches(&self) -> Vec<(String, arrow_array::RecordBatch)> {
        app::collect::carry::described(self.tables.to_batches(), &self.judging.vocabulary)
    }

    /// A lake in which so many entities of a kind lie together.
    fn lake(&self, folder: &std::path::Path, rows: usize) -> Lake {
        let lake = Lake::open(&LakeAt::Folder(folder.to_owned()), &[]).unwrap();
        let lake = lake.in_runs_of(rows);
        let run = NewRun {
            run: 1,
            tables: self.batches(),
            ..NewRun::default()
        };
        lake.append(&run).unwrap();
        lake
    }

    fn asked(&self, over: &Over<'_>, question: &str) -> Vec<String> {
        let beside = Beside {
            tables: &[],
            judging: Some(&self.judging),
        };
        let answer = sql::ask(over, &beside, question, Limits::default()).unwrap();
        let rows = sql::texts(&answer).unwrap().into_iter();
        rows.map(|row| row.join(",")).collect()
    }
}

const ALL: &str = "SELECT kind, number, name, rule, verdict FROM verdicts";

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort();
    rows
}

#[test]
fn sql_tells_every_verdict_of_the_judge_however_a_lake_is_cut() {
    let org = Org::new();
    let judged = org.judged();
    for word in ["met", "missed", "unknown", "not_applicable"] {
        let some = judged
            .iter()
            .filter(|row| row.ends_with(&format!(",{word}")));
        assert!(some.count() > 5, "{word} is among the verdicts");
    }
    let batches = org.batches();
    assert_eq!(
        sorted(org.asked(&Over::Tables(&batches), ALL)),
        judged,
        "in memory"
    );
    for rows in [1, 3, 7, 39, 1000] {
        let folder = tempfile::tempdir().unwrap();
        let lake = org.lake(folder.path(), rows);
        assert_eq!(lake.tables(1).unwrap(), batches, "cut every {rows}");
        let told = org.asked(&Over::Lake(&lake, 1), ALL);
        assert_eq!(sorted(told), judged, "cut every {rows}");
    }
}

#[test]
fn only_a_kind_that_nothing_comes_back_to_is_judged_in_runs() {
    let org = Org::new();
    let folder = tempfile::tempdir().unwrap();
    let lake = org.lake(folder.path(), 7);
    let workers = crate::lake::Workers::start().unwrap();
    let opened = workers.wait(lake.opened(1)).unwrap();
    let runs = |kind: &str| {
        let rules = org.judging.about(kind);
        match workers
            .wait(super::runs::open(&org.judging, kind, &rules, &opened))
            .unwrap()
        {
            super::runs::Opened::Runs(runs) => runs.shape(),
            super::runs::Opened::Whole(_) => (0, Vec::new()),
        }
    };
    // 40 devices, 7 at a time, with their apps and what tells of those; agents lead to them from
    // elsewhere, and are held whole.
    let (count, tables) = runs("device");
    assert_eq!(count, 6);
    assert_eq!(tables, ["app", "device", "device.agents", "device.apps"]);
    assert_eq!(runs("person").0, 0, "whose devices lead back to people");
}

#[test]
fn bits_are_told_of_a_kind_by_name_and_null_for_what_is_not_judged() {
    let org = Org::new();
    let folder = tempfile::tempdir().unwrap();
    let lake = org.lake(folder.path(), 7);
    let over = Over::Lake(&lake, 1);
    let told = "SELECT rule_verdict(rule_bits('device', 12), 0) AS first, \
                rule_bits('device', 11) IS NULL AS nobody, \
                rule_bits('device', 24) IS NULL AS gone, \
                rule_bits('agent', 1) IS NULL AS no_rule";
    assert_eq!(org.asked(&over, told), ["met,true,true,true"]);
    let beside = Beside {
        tables: &[],
        judging: Some(&org.judging),
    };
    let error = sql::ask(
        &over,
        &beside,
        "SELECT rule_bits('house', 1)",
        Limits::default(),
    );
    assert!(
        error
            .unwrap_err()
            .problem()
            .says
            .contains("there is no kind `house`")
    );
    let one = "SELECT count(*) FROM verdicts WHERE rule = 'apps' AND verdict = 'missed'";
    let missed = org
        .judged()
        .iter()
        .filter(|row| row.ends_with(",apps,missed"))
        .count();
    assert_eq!(org.asked(&over, one), [missed.to_string()]);
}
