//! Taking deliveries into the book. Only a complete scope may end a record (law 2).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{Life, Place, Problem, Record, RecordKey, SourceId};

use super::{
    Advanced, Delivery, Kept, RecordBook,
    scope::{Delivered, Judged},
};

/// Complete snapshots that must lack a record before it ends (semantics 13).
const MISSES_TO_END: u32 = 2;

/// Takes what the sources delivered into the book.
///
/// Deliveries are all configured sources: one that is not among them was taken out of the
/// workspace, and its records stay, unconfirmed. Taking the same deliveries in twice changes
/// nothing the second time. No answer counts as produced later than `now`.
pub fn advance(book: &RecordBook, deliveries: &[Delivery], now: Timestamp) -> Advanced {
    advance_with(book, deliveries, now, |_| Vec::new())
}

/// The same, with deliveries that are worked out from what the others came to: what the
/// organisation itself keeps about the people its sources report.
pub fn advance_with(
    book: &RecordBook,
    deliveries: &[Delivery],
    now: Timestamp,
    own: impl FnOnce(&RecordBook) -> Vec<Delivery>,
) -> Advanced {
    let mut next = book.clone();
    let mut notes = Vec::new();
    for delivery in deliveries {
        take_in(&mut next, delivery, now, &mut notes);
    }
    let own = own(&next);
    for delivery in &own {
        take_in(&mut next, delivery, now, &mut notes);
    }
    let all: Vec<&Delivery> = deliveries.iter().chain(&own).collect();
    leave_silent_scopes(&mut next, &all, &mut notes);

    let changed = next != *book;
    if changed {
        next.run += 1;
    }
    Advanced {
        book: next,
        changed,
        notes,
    }
}

fn take_in(book: &mut RecordBook, delivery: &Delivery, now: Timestamp, notes: &mut Vec<Problem>) {
    let mut by_scope = newest_of_each(&delivery.records);
    let run_number = book.run + 1;
    for run in &delivery.runs {
        let records = by_scope.remove(run.scope.as_str()).unwrap_or_default();
        let rejected = delivery
            .rejected
            .iter()
            .filter(|r| r.scope == run.scope)
            .cloned();
        let delivered = Delivered {
            source: &delivery.source,
            run,
            state: delivery
                .states
                .iter()
                .find(|state| state.scope == run.scope),
            rejected: rejected.collect(),
            records: records.len() as u64,
            now,
        };
        let scopes = book.scopes.entry(delivery.source.clone()).or_default();
        let scope = scopes.entry(run.scope.clone()).or_default();
        let judged = scope.take_in(&delivered, notes);
        let Some(judged) = judged else { continue };

        let seen: BTreeSet<&RecordKey> = records.keys().copied().collect();
        for record in records.values() {
            see(&mut book.records, record, run_number);
        }
        for kept in book.records.values_mut() {
            let key = &kept.record.key;
            let ours = key.source == delivery.source && kept.record.scope == run.scope;
            if ours && !seen.contains(key) {
                miss(kept, &judged);
            }
        }
    }
    for (scope, records) in by_scope {
        notes.push(stray_scope(&delivery.source, scope, records.len()));
    }
}

/// The records of each scope, one for each key: of duplicates the newest, whatever their order.
fn newest_of_each(records: &[Record]) -> BTreeMap<&str, BTreeMap<&RecordKey, &Record>> {
    let mut newest: BTreeMap<&RecordKey, &Record> = BTreeMap::new();
    for record in records {
        newest
            .entry(&record.key)
            .and_modify(|other| {
                if age_order(record) > age_order(other) {
                    *other = record;
                }
            })
            .or_insert(record);
    }
    let mut by_scope: BTreeMap<&str, BTreeMap<&RecordKey, &Record>> = BTreeMap::new();
    for (key, record) in newest {
        by_scope
            .entry(&record.scope)
            .or_default()
            .insert(key, record);
    }
    by_scope
}

fn age_order(record: &Record) -> impl Ord {
    (
        record.snapshot_at,
        record.as_of,
        &record.raw_digest,
        &record.place,
    )
}

fn see(records: &mut BTreeMap<RecordKey, Kept>, record: &Record, run: u64) {
    let kept = records.entry(record.key.clone()).or_insert_with(|| Kept {
        record: record.clone(),
        life: Life::Live,
        misses: 0,
        first_seen: record.snapshot_at,
        last_seen: record.snapshot_at,
        first_run: run,
    });
    kept.life = Life::Live;
    kept.misses = 0;
    kept.last_seen = kept.last_seen.max(record.snapshot_at);
    if record.snapshot_at >= kept.record.snapshot_at {
        kept.record = record.clone();
    }
}

fn miss(kept: &mut Kept, judged: &Judged) {
    if kept.life == Life::Gone {
        return;
    }
    kept.life = Life::Unconfirmed;
    if !judged.counts_misses || judged.shadows(&kept.record) {
        return;
    }
    kept.misses = (kept.misses + 1).min(MISSES_TO_END);
    if kept.misses == MISSES_TO_END && !judged.held {
        kept.life = Life::Gone;
    }
}

/// Scopes that gave no answer: what they once said stays, unconfirmed.
fn leave_silent_scopes(book: &mut RecordBook, deliveries: &[&Delivery], notes: &mut Vec<Problem>) {
    let configured: BTreeSet<&SourceId> = deliveries.iter().map(|d| &d.source).collect();
    let answered: BTreeSet<(&SourceId, &str)> = deliveries
        .iter()
        .flat_map(|d| {
            d.runs
                .iter()
                .map(move |run| (&d.source, run.scope.as_str()))
        })
        .collect();
    for (source, scopes) in &mut book.scopes {
        for (name, scope) in scopes {
            if answered.contains(&(source, name.as_str())) || scope.state.is_none() {
                continue;
            }
            let (code, what, advice) = if configured.contains(source) {
                scope.fall_silent();
                (
                    "scope-without-answer",
                    "gave no answer for",
                    "see whether the export is whole",
                )
            } else {
                scope.retire();
                (
                    "source-removed",
                    "no longer reads",
                    "put the source back, or leave it so",
                )
            };
            let says = format!("`{source}` {what} `{name}`: its records stay, unconfirmed");
            notes.push(Problem::new(code, says, place_of(source)).advise(advice));
        }
    }
    for kept in book.records.values_mut() {
        let answered = answered.contains(&(&kept.record.key.source, &*kept.record.scope));
        if !answered && kept.life == Life::Live {
            kept.life = Life::Unconfirmed;
        }
    }
}

fn stray_scope(source: &SourceId, scope: &str, records: usize) -> Problem {
    Problem::new(
        "scope-without-run",
        format!("{records} records of `{source}` name the scope `{scope}`, which did not run"),
        place_of(source),
    )
    .advise("report how each scope of a source ended, also a scope that failed")
}

/// Where a person changes a source.
pub(super) fn place_of(source: &SourceId) -> Place {
    Place::file(format!("sources/{source}.yaml"))
}
