//! A small organisation's vocabulary, and short ways to write records and deliveries.

use std::collections::BTreeMap;

use inventory::{
    Advanced, Decision, Decisions, Delivery, IdBook, IdEntry, RecordBook, Resolution, advance,
    resolve,
};
use jiff::{SignedDuration, Timestamp};
use model::{
    Claim, Entity, EntityId, KindName, OwnerClass, PartRow, Place, Reading, Record, RecordKey, Ref,
    Rejected, ScopeOutcome, ScopeRun, SourceId, SourceState, Value, Vocabulary,
};

/// The kinds of the tests.
pub(crate) fn vocabulary() -> Vocabulary {
    let kinds = serde_json::json!([
        {"kind": "device", "plural": "devices", "named by": "name",
         "identifiers": {
            "agent id": {"strength": "foreign", "written as": "exact"},
            "hardware uuid": {"strength": "strong", "written as": "uuid"},
            "serial number": {"strength": "strong", "written as": "serial", "exclusive": true},
            "mac address": {"strength": "medium", "written as": "mac"},
            "hostname": {"strength": "medium", "written as": "hostname"},
            "ip address": {"strength": "weak", "written as": "exact"}},
         "fields": {
            "name": {"type": "text"},
            "operating system": {"type": "enum", "values": ["macOS", "Windows", "Linux"]},
            "manufacturer": {"type": "text"},
            "disk encryption": {"type": "flag", "words": ["on", "off"], "trust first": ["jamf"]}},
         "links": {
            "user": {"to": "person"},
            "apps": {"to": "app", "many": true, "singular": "app"},
            "endpoint agents": {"to": "endpoint agent", "many": true,
                "singular": "endpoint agent", "other side of": "device"}}},
        {"kind": "laptop", "plural": "laptops", "is a": "device",
         "fields": {"lid": {"type": "text"}}},
        {"kind": "endpoint agent", "plural": "endpoint agents",
         "links": {"device": {"to": "device"}}},
        {"kind": "app", "plural": "apps", "part of": "device", "named by": "name",
         "fields": {"name": {"type": "text"}, "version": {"type": "version"}}},
        {"kind": "person", "plural": "people", "named by": "name", "unit": ["department"],
         "identifiers": {
            "employee id": {"strength": "foreign", "written as": "exact", "exclusive": true},
            "email": {"strength": "strong", "written as": "email"},
            "username": {"strength": "weak", "written as": "text"}},
         "fields": {"name": {"type": "text"}, "end date": {"type": "date"},
            "email": {"type": "text"}},
         "links": {"manager": {"to": "person"}, "department": {"to": "department"},
            "accounts": {"to": "account", "many": true, "singular": "account",
                "other side of": "person"},
            "laptops": {"to": "laptop", "many": true, "singular": "laptop",
                "other side of": "user"}}},
        {"kind": "department", "plural": "departments", "named by": "name",
         "identifiers": {"department name": {"strength": "strong", "written as": "text"}},
         "fields": {"name": {"type": "text"}},
         "links": {"security contact": {"to": "person"}, "head": {"to": "person"},
            "people": {"to": "person", "many": true, "singular": "person",
                "other side of": "department"}}},
        {"kind": "account", "plural": "accounts", "named by": "username",
         "identifiers": {"login": {"strength": "foreign", "written as": "text"}},
         "fields": {"username": {"type": "text"},
            "purpose": {"type": "enum", "values": ["personal", "automation"]},
            "status": {"type": "enum", "values": ["active", "suspended"]}},
         "links": {"person": {"to": "person"}}},
        {"kind": "team", "plural": "teams", "named by": "name",
         "identifiers": {"team name": {"strength": "strong", "written as": "text"}},
         "fields": {"name": {"type": "text"}},
         "links": {"members": {"to": "account", "many": true, "singular": "member"}}},
        {"kind": "code path", "plural": "code paths", "named by": "name",
         "identifiers": {
            "code path": {"strength": "strong", "written as": "exact", "exclusive": true}},
         "fields": {"name": {"type": "text"}},
         "links": {"parent": {"to": "code path"},
            "approvers": {"to": "account", "many": true, "singular": "approver"}}},
        {"kind": "service", "plural": "services", "named by": "name",
         "fields": {"name": {"type": "text"}}, "links": {"team": {"to": "team"}}}
    ]);
    let kinds: Vec<model::vocabulary::Kind> = serde_json::from_value(kinds).unwrap();
    Vocabulary {
        kinds: kinds
            .into_iter()
            .map(|kind| (kind.kind.clone(), kind))
            .collect(),
    }
}

/// Day `n` of the story, at noon.
pub(crate) fn day(n: u32) -> Timestamp {
    let start: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(24 * i64::from(n))
}

pub(crate) fn text(value: &str) -> Reading {
    Reading::Known(Value::Text(value.to_owned()))
}

/// A claim as `key=value`.
pub(crate) fn claim(written: &str) -> Claim {
    let (key, value) = written.split_once('=').unwrap();
    let (value, scope) = match value.split_once(" in ") {
        Some((value, scope)) => (value, Some(scope.to_owned())),
        None => (value, None),
    };
    Claim {
        key: key.to_owned(),
        value: value.to_owned(),
        scope,
    }
}

/// A record of `source kind native-id`, the parts separated by `/`.
pub(crate) fn record(path: &str, claims: &[&str]) -> Record {
    let mut parts = path.splitn(3, '/');
    let mut part = || parts.next().unwrap();
    let (source, kind, native_id) = (part(), part(), part());
    Record {
        key: RecordKey {
            kind: KindName::new(kind),
            source: SourceId::new(source),
            native_id: native_id.into(),
        },
        scope: "all".to_owned(),
        fields: BTreeMap::new(),
        claims: claims.iter().map(|written| claim(written)).collect(),
        refs: Vec::new(),
        parts: Vec::new(),
        lists: Vec::new(),
        as_of: None,
        snapshot_at: day(0),
        place: Place::default(),
        raw_digest: path.to_owned(),
    }
}

/// Short ways to fill a record in.
pub(crate) trait Fill {
    fn with(self, field: &str, reading: Reading) -> Self;
    fn link(self, link: &str, to: &str, by: &str) -> Self;
    fn owner(self, class: OwnerClass, link: &str, to: &str, by: &str) -> Self;
    fn app(self, key: &str, version: &str) -> Self;
    fn dated(self, at: Timestamp) -> Self;
}

impl Fill for Record {
    fn with(mut self, field: &str, reading: Reading) -> Self {
        self.fields.insert(field.to_owned(), reading);
        self
    }

    fn link(mut self, link: &str, to: &str, by: &str) -> Self {
        let by = by.split(" or ").map(claim).collect();
        self.refs.push(Ref {
            link: link.into(),
            to: to.into(),
            by,
            owner: None,
            otherwise: None,
        });
        self
    }

    fn owner(self, class: OwnerClass, link: &str, to: &str, by: &str) -> Self {
        let mut record = self.link(link, to, by);
        if let Some(pointer) = record.refs.last_mut() {
            pointer.owner = Some(class);
        }
        record
    }

    fn app(mut self, key: &str, version: &str) -> Self {
        self.parts.push(PartRow {
            relation: "apps".into(),
            kind: "app".into(),
            key: key.into(),
            fields: BTreeMap::from([("version".to_owned(), text(version))]),
        });
        self
    }

    fn dated(mut self, at: Timestamp) -> Self {
        self.as_of = Some(at);
        self
    }
}

/// A person by employee id and name.
pub(crate) fn person(id: &str, name: &str) -> Record {
    let mail = format!("email={}@linden.example", name.to_lowercase());
    record(
        &format!("workday/person/{id}"),
        &[&format!("employee id={id}"), &mail],
    )
    .with("name", text(name))
}

fn state(source: &str, outcome: ScopeOutcome, at: Option<Timestamp>) -> SourceState {
    SourceState {
        source: SourceId::new(source),
        connector: String::new(),
        scope: "all".to_owned(),
        outcome,
        held: false,
        accept_drop: None,
        snapshot_at: at,
        fresh_for: SignedDuration::from_hours(24 * 30),
        kinds: Default::default(),
        fields: Default::default(),
        absent_means_none: Default::default(),
        supplies: Vec::new(),
    }
}

/// What a source delivers when a run ends this way.
pub(crate) fn run(
    source: &str,
    outcome: ScopeOutcome,
    at: Option<Timestamp>,
    records: Vec<Record>,
) -> Delivery {
    let snapshot_at = at.unwrap_or(day(0));
    let records: Vec<Record> = records
        .into_iter()
        .map(|record| Record {
            snapshot_at,
            ..record
        })
        .collect();
    Delivery {
        source: SourceId::new(source),
        runs: vec![ScopeRun {
            scope: "all".to_owned(),
            outcome,
            reason: None,
            snapshot_at: at,
            accepted: records.len() as u64,
            rejected: 0,
        }],
        states: vec![state(source, outcome, at)],
        records,
        rejected: Vec::new(),
    }
}

/// A complete run.
pub(crate) fn complete(source: &str, at: Timestamp, records: Vec<Record>) -> Delivery {
    run(source, ScopeOutcome::Complete, Some(at), records)
}

/// A run that read nothing.
pub(crate) fn failed(source: &str) -> Delivery {
    run(source, ScopeOutcome::Failed, None, Vec::new())
}

/// The records of several sources, each source complete at a day.
pub(crate) fn snapshot(at: Timestamp, records: Vec<Record>) -> Vec<Delivery> {
    let mut by_source: BTreeMap<SourceId, Vec<Record>> = BTreeMap::new();
    for record in records {
        by_source
            .entry(record.key.source.clone())
            .or_default()
            .push(record);
    }
    by_source
        .into_iter()
        .map(|(source, records)| complete(source.as_str(), at, records))
        .collect()
}

pub(crate) fn rejected(kind: &str, claims: &[&str]) -> Rejected {
    Rejected {
        kind: Some(KindName::new(kind)),
        scope: "all".to_owned(),
        place: Place::file("hosts.json").at_index(3),
        field: None,
        reason: "no key".to_owned(),
        claims: claims.iter().map(|written| claim(written)).collect(),
        also: Vec::new(),
        points_at: Vec::new(),
        raw: String::new(),
    }
}

/// A workspace through several runs: the book, the id log, and what people decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) book: RecordBook,
    pub(crate) log: Vec<IdEntry>,
    pub(crate) decisions: Vec<Decision>,
}

impl World {
    /// Takes deliveries in, resolves and logs: one run as the product does it.
    pub(crate) fn pass(&mut self, deliveries: &[Delivery], now: Timestamp) -> Resolution {
        self.advance(deliveries, now);
        self.resolve(now)
    }

    pub(crate) fn advance(&mut self, deliveries: &[Delivery], now: Timestamp) -> Advanced {
        let advanced = advance(&self.book, deliveries, now);
        self.book = advanced.book.clone();
        advanced
    }

    pub(crate) fn resolve(&mut self, now: Timestamp) -> Resolution {
        let ids = IdBook::replay(&self.log);
        let decisions = Decisions::replay(&self.decisions);
        let resolution = resolve(&self.book, &ids, &decisions, &vocabulary(), now);
        self.log.extend(resolution.minted.iter().cloned());
        self.book.distrusted.clone_from(&resolution.distrusted);
        resolution
    }
}

/// One pass over the records of day 0.
pub(crate) fn resolved(records: Vec<Record>) -> Resolution {
    World::default().pass(&snapshot(day(0), records), day(0))
}

/// The native ids of each entity of a kind: `7001 + aid1 | 7002`.
pub(crate) fn groups(resolution: &Resolution, kind: &str) -> String {
    let groups = resolution.inventory.of(kind).iter().map(members);
    groups.collect::<Vec<_>>().join(" | ")
}

pub(crate) fn members(entity: &Entity) -> String {
    let ids = entity
        .members
        .iter()
        .map(|member| member.record.native_id.to_string());
    ids.collect::<Vec<_>>().join(" + ")
}

/// The number of the entity a record belongs to.
pub(crate) fn number(resolution: &Resolution, native_id: &str) -> u64 {
    entity_of(resolution, native_id).id.number
}

pub(crate) fn entity_of<'a>(resolution: &'a Resolution, native_id: &str) -> &'a Entity {
    let holds = |entity: &&Entity| {
        entity
            .members
            .iter()
            .any(|member| &*member.record.native_id == native_id)
    };
    resolution.inventory.all().find(holds).unwrap()
}

pub(crate) fn named(resolution: &Resolution, name: &str) -> EntityId {
    resolution
        .inventory
        .all()
        .find(|entity| entity.name == name)
        .unwrap()
        .id
        .clone()
}
