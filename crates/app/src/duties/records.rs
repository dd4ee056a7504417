//! The built-in source `duties`: guidelines, who acknowledged which version, reports and questions,
//! as records like those of any tool, so that numbers, rules and questions work on them alike.

use std::collections::{BTreeMap, BTreeSet};

use inventory::{Delivery, RecordBook};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use ledger::matrix::duties::{Acknowledged, Duties, Guideline, Message, MessageKind};
use model::{
    Claim, KindName, Place, Reading, Record, RecordKey, Ref, ScopeOutcome, ScopeRun, SourceId,
    SourceState, Value, coverage::Supplies,
};

use crate::{matrix::day, workspace::Workspace};

/// The name of the source; it has no file under `sources/`.
pub const SOURCE: &str = "duties";
const PERSON: &str = "person";
const GUIDELINE: &str = "guideline";
const ACKNOWLEDGEMENT: &str = "policy acknowledgement";
/// What the organisation itself keeps holds until it says otherwise: a hundred years.
const HOLDS: SignedDuration = SignedDuration::from_hours(100 * 366 * 24);

/// One sort of record: its scope, kind, fields, and the relations it knows all rows of.
struct Sort {
    scope: &'static str,
    kind: &'static str,
    fields: &'static [&'static str],
    supplies: &'static [(&'static str, &'static str)],
}

const SORTS: [Sort; 4] = [
    Sort {
        scope: "guidelines",
        kind: GUIDELINE,
        fields: &["name", "version", "status", "audience", "published on"],
        supplies: &[],
    },
    Sort {
        scope: "acknowledgements",
        kind: ACKNOWLEDGEMENT,
        fields: &["policy", "version", "signed on"],
        supplies: &[
            (PERSON, "policy acknowledgements"),
            (GUIDELINE, "acknowledgements"),
        ],
    },
    Sort {
        scope: "reports",
        kind: "security report",
        fields: &["name", "reported on", "answered on"],
        supplies: &[(PERSON, "security reports")],
    },
    Sort {
        scope: "questions",
        kind: "security request",
        fields: &["name", "asked on", "answered on"],
        supplies: &[(PERSON, "security requests")],
    },
];

/// What everybody did until now, beside what the sources said; nothing where nothing of the sort
/// was ever recorded.
///
/// Saying the same again is no new snapshot: only a change makes one.
pub fn delivery(workspace: &Workspace, book: &RecordBook, now: Timestamp) -> Option<Delivery> {
    let duties = workspace.duties(now);
    if duties.is_empty() {
        return None;
    }
    let zone = &workspace.settings.time_zone;
    let day = |at: Timestamp| day(at, zone);
    let mut records: Vec<Record> = Vec::new();
    records.extend(
        duties
            .guidelines
            .iter()
            .map(|one| guideline(one, day(one.published_at))),
    );
    let signed = duties.acknowledgements.iter();
    records.extend(signed.map(|one| acknowledgement(one, title(&duties, one), day(one.at))));
    let told = duties.messages.iter();
    records.extend(told.map(|one| {
        let answered = one.answer.as_ref().map(|reply| day(reply.at));
        message(one, day(one.at), answered)
    }));
    let at = snapshot_of(&records, book, now);
    for record in &mut records {
        record.snapshot_at = at;
    }
    Some(delivered(records, at))
}

/// The title under which a version was published.
fn title<'d>(duties: &'d Duties, signed: &'d Acknowledged) -> &'d str {
    let same = |one: &&Guideline| one.id == signed.guideline && one.version == signed.version;
    let published = duties.guidelines.iter().find(same);
    published.map_or(signed.guideline.as_str(), |one| one.title.as_str())
}

fn guideline(one: &Guideline, published: Date) -> Record {
    let fields = [
        ("name", text(&one.title)),
        ("version", text(&one.version)),
        ("status", text(one.status.word())),
        ("audience", text(&one.audience)),
        ("published on", Reading::Known(Value::Date(published))),
    ];
    let id = format!("{} {}", one.id, one.version);
    Record {
        claims: vec![version_of(&one.title, &one.version)],
        refs: vec![points("keeper", PERSON, email(&one.by))],
        ..record(&SORTS[0], &id, fields)
    }
}

fn acknowledgement(one: &Acknowledged, title: &str, signed: Date) -> Record {
    let fields = [
        ("policy", text(title)),
        ("version", text(&one.version)),
        ("signed on", Reading::Known(Value::Date(signed))),
    ];
    Record {
        refs: vec![
            points("person", PERSON, email(&one.by)),
            points(GUIDELINE, GUIDELINE, version_of(title, &one.version)),
        ],
        ..record(&SORTS[1], &format!("act {}", one.act), fields)
    }
}

fn message(one: &Message, said: Date, answered: Option<Date>) -> Record {
    let (sort, number, said_on) = match one.kind {
        MessageKind::Report => (&SORTS[2], "security report number", "reported on"),
        MessageKind::Question => (&SORTS[3], "security request number", "asked on"),
    };
    let answered = answered.map_or(Reading::None, |day| Reading::Known(Value::Date(day)));
    let fields = [
        ("name", text(&one.what)),
        (said_on, Reading::Known(Value::Date(said))),
        ("answered on", answered),
    ];
    let id = format!("act {}", one.act);
    Record {
        claims: vec![claim(number, &id)],
        refs: vec![points("person", PERSON, email(&one.by))],
        ..record(sort, &id, fields)
    }
}

fn text(text: &str) -> Reading {
    Reading::Known(Value::Text(text.to_owned()))
}

fn claim(key: &str, value: &str) -> Claim {
    Claim {
        key: key.to_owned(),
        value: value.to_owned(),
        scope: None,
    }
}

fn email(by: &str) -> Claim {
    claim("email", &by.to_lowercase())
}

/// What a version of a guideline is found by, also by a register that lists it.
fn version_of(title: &str, version: &str) -> Claim {
    claim(
        "guideline version",
        &ledger::matrix::folded(&format!("{title} {version}")),
    )
}

fn points(link: &str, to: &str, by: Claim) -> Ref {
    Ref {
        link: link.to_owned(),
        to: KindName::new(to),
        by: vec![by],
        owner: None,
        otherwise: None,
    }
}

fn record<const N: usize>(sort: &Sort, id: &str, fields: [(&str, Reading); N]) -> Record {
    let fields = fields.map(|(name, reading)| (name.to_owned(), reading));
    let said = format!("{} {id} {fields:?}", sort.kind);
    Record {
        key: RecordKey {
            kind: KindName::new(sort.kind),
            source: SourceId::new(SOURCE),
            native_id: id.into(),
        },
        scope: sort.scope.to_owned(),
        fields: BTreeMap::from(fields),
        claims: Vec::new(),
        refs: Vec::new(),
        parts: Vec::new(),
        lists: Vec::new(),
        as_of: None,
        snapshot_at: Timestamp::MIN,
        place: Place::file(SOURCE),
        raw_digest: blake3::hash(said.as_bytes()).to_hex().to_string(),
    }
}

/// The snapshot in which all of this was already said, else now.
fn snapshot_of(records: &[Record], book: &RecordBook, now: Timestamp) -> Timestamp {
    let ours = book.records.values();
    let ours = ours.filter(|kept| kept.record.key.source.as_str() == SOURCE);
    let said: BTreeMap<_, _> = ours
        .map(|kept| (&kept.record.key, &kept.record.raw_digest))
        .collect();
    let same = |record: &Record| said.get(&record.key) == Some(&&record.raw_digest);
    let scope = book.scope(&SourceId::new(SOURCE), SORTS[0].scope);
    let before = scope.and_then(|scope| scope.state.as_ref()?.snapshot_at);
    match before {
        Some(before)
            if before <= now && said.len() == records.len() && records.iter().all(same) =>
        {
            before
        }
        _ => now,
    }
}

fn delivered(records: Vec<Record>, at: Timestamp) -> Delivery {
    let run = |sort: &Sort| ScopeRun {
        scope: sort.scope.to_owned(),
        outcome: ScopeOutcome::Complete,
        reason: None,
        snapshot_at: Some(at),
        accepted: records.iter().filter(|one| one.scope == sort.scope).count() as u64,
        rejected: 0,
    };
    Delivery {
        source: SourceId::new(SOURCE),
        runs: SORTS.iter().map(run).collect(),
        states: SORTS.iter().map(|sort| state(sort, at)).collect(),
        records,
        rejected: Vec::new(),
    }
}

/// What a scope can tell: all there is.
fn state(sort: &Sort, at: Timestamp) -> SourceState {
    let supplies = sort.supplies.iter().map(|(kind, relation)| Supplies {
        kind: KindName::new(*kind),
        relation: (*relation).to_owned(),
        only: BTreeMap::new(),
    });
    let fields = sort.fields.iter().map(|field| (*field).to_owned());
    SourceState {
        source: SourceId::new(SOURCE),
        connector: SOURCE.to_owned(),
        scope: sort.scope.to_owned(),
        outcome: ScopeOutcome::Complete,
        held: false,
        // The log of acts is whole, also where nothing of a sort was said yet.
        accept_drop: Some(at.to_zoned(TimeZone::UTC).date()),
        snapshot_at: Some(at),
        fresh_for: HOLDS,
        kinds: BTreeSet::from([KindName::new(sort.kind)]),
        fields: BTreeMap::from([(KindName::new(sort.kind), fields.collect())]),
        absent_means_none: BTreeMap::new(),
        supplies: supplies.collect(),
    }
}
