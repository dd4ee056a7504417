//! The built-in source `responsibilities`: activities, and what is in dispute about them, as
//! records like those of any tool, so that numbers, rules and questions work on them alike.
//!
//! Parties are followed to people before anything is numbered, among the people of the same book.

use std::collections::{BTreeMap, BTreeSet};

use inventory::{Decisions, Delivery, IdBook, RecordBook};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use ledger::{
    acts::{Act, Acted},
    matrix::{Activity, Answer, Held, Letter, MatrixAct, Reached, Resolved, Seat, Unreached},
};
use model::{
    Claim, EntityId, Inventory, KindName, OwnerClass, Place, Reading, Record, RecordKey, Ref,
    ScopeOutcome, ScopeRun, SourceId, SourceState, Value, coverage::Supplies,
};

use super::{FOLDER, day, resolve};
use crate::{parties::View, workspace::Workspace};

/// The name of the source; it has no file under `sources/`.
pub const SOURCE: &str = "responsibilities";
const ACTIVITY: &str = "activity";
const REVIEW: &str = "review";
const ACTIVITIES: &str = "activities";
const DISAGREEMENTS: &str = "disagreements";
/// Kinds that a party can lead to.
const PARTIES: [&str; 4] = ["person", "account", "team", "department"];
/// What the workspace says holds until it says otherwise: a hundred years.
const HOLDS: SignedDuration = SignedDuration::from_hours(100 * 366 * 24);

/// The link that holds whoever has a letter.
fn link(letter: Letter) -> String {
    format!("{} parties", letter.word())
}

/// What the matrix comes to now, beside what the sources said; nothing where none is kept.
///
/// Saying the same again is no new snapshot: only a change makes one, or a record that is missing
/// and waits to be missed again.
pub fn delivery(
    workspace: &Workspace,
    book: &RecordBook,
    ids: &IdBook,
    now: Timestamp,
) -> Option<Delivery> {
    let matrix = workspace.matrix(now);
    if !workspace.keeps_matrix(&matrix) {
        return None;
    }
    let people = people_of(workspace, book, ids, now);
    let view = View {
        inventory: &people,
        vocabulary: &workspace.vocabulary,
        zone: &workspace.settings.time_zone,
        at: now,
        matrix: None,
    };
    let resolved = resolve(matrix, &view, &BTreeMap::new(), day(now, view.zone));
    let writer = Writer {
        resolved: &resolved,
        view: &view,
        book,
        now,
    };
    let activities = resolved.activities.values();
    let mut records: Vec<Record> = activities.map(|one| writer.activity(one)).collect();
    records.extend(disputes(&workspace.acts, &resolved, &view, now));
    let at = snapshot_of(&records, book, now);
    for record in &mut records {
        record.snapshot_at = at;
    }
    Some(delivered(records, at))
}

fn delivered(records: Vec<Record>, at: Timestamp) -> Delivery {
    let counted = |scope: &str| {
        records
            .iter()
            .filter(|record| record.scope == scope)
            .count()
    };
    let run = |scope: &str| ScopeRun {
        scope: scope.to_owned(),
        outcome: ScopeOutcome::Complete,
        reason: None,
        snapshot_at: Some(at),
        accepted: counted(scope) as u64,
        rejected: 0,
    };
    Delivery {
        source: SourceId::new(SOURCE),
        runs: vec![run(ACTIVITIES), run(DISAGREEMENTS)],
        states: states(at),
        records,
        rejected: Vec::new(),
    }
}

/// People, and what leads to them, as the book has them now.
fn people_of(workspace: &Workspace, book: &RecordBook, ids: &IdBook, now: Timestamp) -> Inventory {
    let vocabulary = &workspace.vocabulary;
    let leads_to_people = |key: &RecordKey| PARTIES.contains(&vocabulary.root(key.kind.as_str()));
    let records = book.records.iter().filter(|(key, _)| leads_to_people(key));
    let book = RecordBook {
        run: book.run,
        records: records
            .map(|(key, kept)| (key.clone(), kept.clone()))
            .collect(),
        scopes: book.scopes.clone(),
        distrusted: book.distrusted.clone(),
        decided: book.decided,
    };
    let decisions = Decisions::at(&workspace.decisions, now);
    inventory::resolve(&book, ids, &decisions, vocabulary, now).inventory
}

/// The snapshot in which all of this was already said, else now.
fn snapshot_of(records: &[Record], book: &RecordBook, now: Timestamp) -> Timestamp {
    let ours = book.records.values();
    let ours = ours.filter(|kept| kept.record.key.source.as_str() == SOURCE);
    let standing: Vec<_> = ours.filter(|kept| kept.life != model::Life::Gone).collect();
    let same = |record: &Record| {
        standing.iter().any(|kept| {
            let said = Record {
                snapshot_at: record.snapshot_at,
                ..kept.record.clone()
            };
            kept.misses == 0 && said == *record
        })
    };
    let scope = book.scope(&SourceId::new(SOURCE), ACTIVITIES);
    let before = scope.and_then(|scope| scope.state.as_ref()?.snapshot_at);
    match before {
        Some(before)
            if before <= now && standing.len() == records.len() && records.iter().all(same) =>
        {
            before
        }
        _ => now,
    }
}

struct Writer<'a> {
    resolved: &'a Resolved,
    view: &'a View<'a>,
    book: &'a RecordBook,
    now: Timestamp,
}

impl Writer<'_> {
    fn activity(&self, activity: &Activity) -> Record {
        let text = |text: &str| match text.is_empty() {
            true => Reading::None,
            false => Reading::Known(Value::Text(text.to_owned())),
        };
        let cadence = activity.cadence.as_ref().map(ToString::to_string);
        let rules = activity.measured_by.iter().map(ToString::to_string);
        let fields = BTreeMap::from([
            ("name".to_owned(), text(&activity.title)),
            ("statement".to_owned(), text(&activity.statement)),
            ("cadence".to_owned(), text(&cadence.unwrap_or_default())),
            (
                "tier".to_owned(),
                Reading::Known(Value::Number(f64::from(activity.tier.number()))),
            ),
            (
                "measured by".to_owned(),
                Reading::Known(Value::List(rules.collect())),
            ),
            ("acknowledged on".to_owned(), self.acknowledged(activity)),
        ]);
        let refs = Letter::ALL.into_iter();
        let refs = refs.flat_map(|letter| self.refs(activity, letter));
        Record {
            claims: vec![name_of(activity)],
            refs: refs.collect(),
            lists: Letter::ALL.into_iter().map(link).collect(),
            ..record(ACTIVITY, activity.id.as_str(), ACTIVITIES, fields, self.now)
        }
    }

    /// The last day on which everybody who is accountable had said that it is theirs.
    fn acknowledged(&self, activity: &Activity) -> Reading {
        let mut days = self.resolved.whole(&activity.id, Letter::A).map(|held| {
            let said = held.acknowledged.as_ref();
            said.filter(|said| said.answer == Answer::Mine)
                .map(|said| day(said.at, self.view.zone))
        });
        let first = days.next().flatten();
        let all = days.fold(first, |earliest, day| Some(earliest?.min(day?)));
        all.map_or(Reading::None, |day| Reading::Known(Value::Date(day)))
    }

    /// Pointers at whoever holds a letter. Who is accountable is so for the whole organisation; the
    /// work may be shared out among units.
    fn refs(&self, activity: &Activity, letter: Letter) -> Vec<Ref> {
        let mut held: Vec<&Held> = self.resolved.holders(&activity.id, letter).collect();
        if letter == Letter::A {
            held.retain(|held| held.assignment.seat.scope.is_whole());
        }
        let mut seen = BTreeSet::new();
        let pointer = |held: &Held| {
            let by = self.claims(held);
            seen.insert(by.clone()).then(|| Ref {
                link: link(letter),
                to: KindName::new("person"),
                by,
                owner: (letter == Letter::A).then_some(OwnerClass::Declared),
                otherwise: None,
            })
        };
        held.into_iter().filter_map(pointer).collect()
    }

    /// What finds whoever is reached; what was written, where nobody is.
    fn claims(&self, held: &Held) -> Vec<Claim> {
        let person = match &held.reached {
            Reached::Person { person, .. }
            | Reached::Nobody(Unreached::Left(person) | Unreached::NotYet(person)) => Some(person),
            Reached::Nobody(_) => None,
        };
        let known = person.map(|person| self.claims_of(person));
        known
            .filter(|claims| !claims.is_empty())
            .unwrap_or_else(|| {
                vec![Claim {
                    key: "email".to_owned(),
                    value: ledger::matrix::folded(&held.assignment.seat.party),
                    scope: None,
                }]
            })
    }

    fn claims_of(&self, person: &EntityId) -> Vec<Claim> {
        let entity = self.view.inventory.get(person);
        let members = entity.map_or(&[][..], |entity| entity.members.as_slice());
        let mut all: Vec<Claim> = Vec::new();
        for member in members {
            let kept = self.book.records.get(&member.record);
            for claim in kept.iter().flat_map(|kept| &kept.record.claims) {
                if !all.contains(claim) {
                    all.push(claim.clone());
                }
            }
        }
        all
    }
}

/// What is in dispute: somebody was given a responsibility and said that it is not theirs. It is
/// settled once they do not hold it any more, or said otherwise.
fn disputes(acts: &[Act], resolved: &Resolved, view: &View, now: Timestamp) -> Vec<Record> {
    let denied = acts.iter().filter(|act| act.at <= now).filter_map(|act| {
        let Acted::Matrix(MatrixAct::Acknowledged { seat, answer }) = &act.what else {
            return None;
        };
        (*answer == Answer::NotMine).then_some((act, seat))
    });
    denied
        .filter_map(|(act, seat)| {
            let activity = resolved.activities.get(&seat.activity)?;
            let stands = resolved.held.iter().any(|held| is_denied(held, seat, act));
            let status = if stands { "started" } else { "approved" };
            let name = format!("who is {} for {}", seat.letter.word(), activity.title);
            let text = |text: String| Reading::Known(Value::Text(text));
            let asked = Reading::Known(Value::Date(day(act.at, view.zone)));
            let fields = BTreeMap::from([
                ("name".to_owned(), text(name)),
                ("status".to_owned(), text(status.to_owned())),
                ("requested on".to_owned(), asked),
            ]);
            let about = Ref {
                link: ACTIVITY.to_owned(),
                to: KindName::new(ACTIVITY),
                by: vec![name_of(activity)],
                owner: None,
                otherwise: None,
            };
            let number = format!("act {}", act.number);
            Some(Record {
                claims: vec![claim("review number", &number)],
                refs: vec![about],
                ..record(REVIEW, &number, DISAGREEMENTS, fields, now)
            })
        })
        .collect()
}

fn is_denied(held: &Held, seat: &Seat, act: &Act) -> bool {
    let said = held.acknowledged.as_ref();
    held.assignment.seat.activity == seat.activity
        && said.is_some_and(|said| said.act == act.number)
}

fn name_of(activity: &Activity) -> Claim {
    claim("activity name", &ledger::matrix::folded(&activity.title))
}

fn claim(key: &str, value: &str) -> Claim {
    Claim {
        key: key.to_owned(),
        value: value.to_owned(),
        scope: None,
    }
}

fn record(
    kind: &str,
    native_id: &str,
    scope: &str,
    fields: BTreeMap<String, Reading>,
    now: Timestamp,
) -> Record {
    let said = format!("{kind} {native_id} {fields:?}");
    Record {
        key: RecordKey {
            kind: KindName::new(kind),
            source: SourceId::new(SOURCE),
            native_id: native_id.into(),
        },
        scope: scope.to_owned(),
        fields,
        claims: Vec::new(),
        refs: Vec::new(),
        parts: Vec::new(),
        lists: Vec::new(),
        as_of: None,
        snapshot_at: now,
        place: Place::file(FOLDER.trim_end_matches('/')),
        raw_digest: blake3::hash(said.as_bytes()).to_hex().to_string(),
    }
}

/// What the two scopes can tell: all there is.
fn states(at: Timestamp) -> Vec<SourceState> {
    let supplies = |relation: &str| Supplies {
        kind: KindName::new(ACTIVITY),
        relation: relation.to_owned(),
        only: BTreeMap::new(),
    };
    let state = |scope: &str, kind: &str, fields: &[&str], supplies: Vec<Supplies>| SourceState {
        source: SourceId::new(SOURCE),
        connector: SOURCE.to_owned(),
        scope: scope.to_owned(),
        outcome: ScopeOutcome::Complete,
        held: false,
        // What is taken out of one's own table is meant.
        accept_drop: Some(at.to_zoned(TimeZone::UTC).date()),
        snapshot_at: Some(at),
        fresh_for: HOLDS,
        kinds: BTreeSet::from([KindName::new(kind)]),
        fields: BTreeMap::from([(
            KindName::new(kind),
            fields.iter().map(|field| (*field).to_owned()).collect(),
        )]),
        absent_means_none: BTreeMap::new(),
        supplies,
    };
    let said = [
        "name",
        "statement",
        "cadence",
        "tier",
        "measured by",
        "acknowledged on",
    ];
    let parties = Letter::ALL
        .into_iter()
        .map(|letter| supplies(&link(letter)));
    let disputed = ["name", "status", "requested on"];
    vec![
        state(ACTIVITIES, ACTIVITY, &said, parties.collect()),
        state(
            DISAGREEMENTS,
            REVIEW,
            &disputed,
            vec![supplies("disagreements")],
        ),
    ]
}
