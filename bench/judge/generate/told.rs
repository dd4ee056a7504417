//! Who told a cell, when, and what the sources can tell at all.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use arrow_array::{
    ArrayRef, DictionaryArray, StringArray, TimestampMicrosecondArray, types::Int32Type,
};
use arrow_buffer::BooleanBuffer;
use jiff::{SignedDuration, Timestamp};
use model::{
    Coverage, ScopeOutcome, SourceState, Vocabulary, coverage::Supplies, vocabulary::Field,
};

use crate::dice::Dice;

/// 2025-06-15, noon.
pub const NOW_SECONDS: i64 = 1_749_988_800;
const HOUR: i64 = 3_600;

/// How long ago the snapshots were made from which facts still stand, the usual one first. The
/// last is older than facts may be.
const SNAPSHOTS_HOURS: [i64; 4] = [2, 26, 50, 300];

/// An answer: its state, its source and how old its snapshot is.
type Answer = Option<(usize, usize, usize)>;

/// States by place: known, none and unknown.
const STATES: [&str; 3] = ["known", "none", "unknown"];

fn snapshot(source: usize, age: usize) -> i64 {
    NOW_SECONDS - (SNAPSHOTS_HOURS[age] + source as i64) * HOUR
}

/// Who told each row of a column and when, and for a field of which facts grow old what each is
/// about.
pub fn of(
    column: u64,
    field: &Field,
    sources: &[&str],
    rows: &[u64],
    valid: &BooleanBuffer,
) -> Vec<(String, ArrayRef)> {
    let mut places: HashMap<Answer, i32> = HashMap::new();
    let mut answers: Vec<Answer> = Vec::new();
    let mut keys = Vec::with_capacity(rows.len());
    let mut as_of = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let mut dice = Dice::of(column + 600, *row);
        let state = match valid.value(at) {
            true => Some(0),
            false => [Some(1), Some(2), Some(2), None][dice.below(4) as usize],
        };
        // What one source tells of a device it tells of most of its fields.
        let mut record = Dice::of(990, *row);
        let chance = (record.below(90) + dice.below(10)) as usize;
        let source = if chance < 85 {
            0
        } else {
            (chance - 85) % sources.len()
        };
        let age = match record.below(100) {
            0..=93 => 0,
            94..=96 => 1,
            97 | 98 => 2,
            _ => 3,
        };
        let answer = state.map(|state| (state, source, age));
        keys.push(*places.entry(answer).or_insert_with(|| {
            answers.push(answer);
            answers.len() as i32 - 1
        }));
        let about = snapshot(source, age) - record.below(20 * 24) as i64 * HOUR;
        as_of.push(answer.map(|_| about * 1_000_000));
    }
    let texts = answers.iter().map(|answer| Some(text(*answer, sources)));
    let texts: StringArray = texts.collect();
    let told = DictionaryArray::<Int32Type>::new(keys.into(), Arc::new(texts));
    let mut parts = vec![("told".to_owned(), Arc::new(told) as ArrayRef)];
    if field.max_age.is_some() {
        let as_of = TimestampMicrosecondArray::from(as_of);
        parts.push(("as of".to_owned(), Arc::new(as_of)));
    }
    parts
}

fn text(answer: Answer, sources: &[&str]) -> String {
    let Some((state, source, age)) = answer else {
        return r#"{"state":"silent"}"#.to_owned();
    };
    let (state, from) = (STATES[state], sources[source]);
    let at = Timestamp::from_second(snapshot(source, age)).unwrap_or_default();
    format!(r#"{{"state":"{state}","source":"{from}","snapshot":"{at}"}}"#)
}

/// What the sources can tell: one of them could not read everything in its latest run.
pub fn coverage(vocabulary: &Vocabulary) -> Coverage {
    let tells: [(&str, &[&str], ScopeOutcome); 4] = [
        ("guard", &["device", "agent"], ScopeOutcome::Partial),
        ("inventory", &["device"], ScopeOutcome::Complete),
        (
            "manager",
            &["device", "software", "agent"],
            ScopeOutcome::Complete,
        ),
        ("staff", &["person"], ScopeOutcome::Complete),
    ];
    let scopes = tells.map(|(source, kinds, outcome)| {
        let mut fields = BTreeMap::new();
        for kind in kinds {
            let known = vocabulary
                .kind(kind)
                .into_iter()
                .flat_map(|kind| kind.fields.keys());
            // The first sources of a kind fill all of it, `guard` a third of a device.
            let filled = known
                .enumerate()
                .filter(|(at, _)| source != "guard" || at % 3 == 0);
            fields.insert(
                (*kind).into(),
                filled.map(|(_, name)| name.clone()).collect(),
            );
        }
        let relation = |relation: &str| Supplies {
            kind: "device".into(),
            relation: relation.to_owned(),
            only: BTreeMap::new(),
        };
        let supplies = match source {
            "manager" => vec![relation("software"), relation("agents")],
            _ => Vec::new(),
        };
        SourceState {
            source: source.into(),
            connector: String::new(),
            scope: "all".to_owned(),
            outcome,
            held: false,
            accept_drop: None,
            snapshot_at: Timestamp::from_second(NOW_SECONDS - 2 * HOUR).ok(),
            fresh_for: SignedDuration::from_hours(7 * 24),
            kinds: kinds.iter().map(|kind| (*kind).into()).collect(),
            fields,
            absent_means_none: BTreeMap::new(),
            supplies,
        }
    });
    Coverage {
        scopes: scopes.into(),
    }
}
