//! One raw record: kept as it is, mapped, accepted or refused.

use std::sync::Arc;

use model::{Place, Reading, Record, RecordKey, Rejected};
use serde_json::Value;

use super::{NoteCount, NoteKey, Run, file::Page};
use crate::{
    connector::{Emit, SameKey},
    map::{self, Draft, Misfit, Note},
    program::Scene,
};

/// A rejected record keeps this much of its text: 64 KiB.
const REJECTED_BYTES_MOST: usize = 64 << 10;

impl Run<'_> {
    pub(super) fn raw_record(&mut self, page: Page, name: &str, place: &Place, value: &Value) {
        let raw = value.to_string();
        let digest = blake3::hash(raw.as_bytes());
        let snapshot = page.snapshot.to_string();
        let config = self.config;
        let scene = Scene::new(name, &snapshot, value).of_source(config.source.as_str());
        let scope = self.scopes[page.scope].scope;
        if scope.total.is_some() {
            self.scopes[page.scope].distinct.insert(digest);
        }
        let mut first_key = None;
        let mut misfits: Vec<(usize, Misfit)> = Vec::new();
        for (at, emit) in scope.emits.iter().enumerate() {
            let mut notes = Vec::new();
            match map::map(emit, self.vocabulary, &scene, &mut notes) {
                Ok(None) => {}
                Ok(Some(draft)) => {
                    first_key.get_or_insert_with(|| draft.native_id.clone());
                    let native_id: Arc<str> = draft.native_id.as_str().into();
                    let source = self.config.source.clone();
                    let key = RecordKey {
                        kind: emit.root.clone(),
                        source,
                        native_id,
                    };
                    self.note(page.scope, emit, place, notes);
                    let kept = self.keep(page, emit, key, draft, place, digest);
                    if let Err(reason) = kept {
                        let field = Some("key".to_owned());
                        misfits.push((at, map::refused(emit, &scene, field, reason)));
                    }
                }
                Err(refused) => misfits.push((at, refused)),
            }
        }
        self.keep_raw(page.scope, first_key.as_deref(), place, &raw);
        self.reject_misfits(page.scope, misfits, place, raw);
    }

    /// One raw record is rejected once, for the first thing that does not fit, with everything
    /// it would have been about.
    fn reject_misfits(
        &mut self,
        scope: usize,
        misfits: Vec<(usize, Misfit)>,
        place: &Place,
        raw: String,
    ) {
        let scope = self.scopes[scope].scope;
        let mut misfits = misfits.into_iter();
        let Some((first, misfit)) = misfits.next() else {
            return;
        };
        let mut rejected = Rejected {
            kind: Some(scope.emits[first].root.clone()),
            scope: scope.name.clone(),
            place: place.clone(),
            field: misfit.field,
            reason: misfit.reason,
            claims: misfit.claims,
            also: Vec::new(),
            points_at: misfit.points_at,
            raw,
        };
        for (at, more) in misfits {
            extend(
                &mut rejected.also,
                std::slice::from_ref(&scope.emits[at].root),
            );
            extend(&mut rejected.points_at, &more.points_at);
        }
        self.reject(rejected);
    }

    /// Accepts a record, unless its key is taken by other content.
    fn keep(
        &mut self,
        page: Page,
        emit: &Emit,
        key: RecordKey,
        draft: Draft,
        place: &Place,
        digest: blake3::Hash,
    ) -> Result<(), String> {
        let yields = emit.same_key == SameKey::Yield;
        let Some(&at) = self.seen.get(&key) else {
            self.seen.insert(key.clone(), self.records.len());
            self.scopes[page.scope].accepted += 1;
            if yields {
                self.yielding.insert(self.records.len(), page.scope);
            }
            self.records
                .push(self.record(page, key, draft, place, digest));
            return Ok(());
        };
        let elsewhere = self.records[at].scope != self.scopes[page.scope].scope.name;
        match self.yielding.get(&at).copied() {
            // The scope that is listed first speaks, whichever file was read first.
            Some(other) if elsewhere && (!yields || page.scope < other) => {
                self.scopes[other].accepted -= 1;
                self.scopes[page.scope].accepted += 1;
                self.yielding.remove(&at);
                if yields {
                    self.yielding.insert(at, page.scope);
                }
                self.records[at] = self.record(page, key, draft, place, digest);
                return Ok(());
            }
            _ if elsewhere && yields => return Ok(()),
            _ => {}
        }
        let record = &mut self.records[at];
        // A record belongs to one scope, which alone may end it, so scopes never complete each
        // other's records.
        let fits = says_the_same(record, &draft)
            || match emit.same_key {
                SameKey::Merge if !elsewhere => merge(record, &draft),
                SameKey::Newest if !elsewhere => renew(record, draft),
                _ => false,
            };
        let first = record.place.clone();
        let once = matches!(emit.same_key, SameKey::Reject | SameKey::Yield) && !elsewhere;
        let pages_apart = once && first.file != place.file;
        let moved = pages_apart && self.scopes[page.scope].moves(&key, !fits);
        if fits || moved {
            return Ok(());
        }
        Err(twice(&key, &first))
    }

    fn record(
        &self,
        page: Page,
        key: RecordKey,
        draft: Draft,
        place: &Place,
        digest: blake3::Hash,
    ) -> Record {
        Record {
            key,
            scope: self.scopes[page.scope].scope.name.clone(),
            fields: draft.fields,
            claims: draft.claims,
            refs: draft.refs,
            parts: draft.parts,
            lists: draft.lists,
            as_of: draft.as_of,
            snapshot_at: page.snapshot,
            place: place.clone(),
            raw_digest: digest.to_hex().to_string(),
        }
    }

    fn note(&mut self, scope: usize, emit: &Emit, place: &Place, notes: Vec<Note>) {
        for note in notes {
            let kind = emit.kind.to_string();
            let key = NoteKey {
                scope,
                kind,
                field: note.field,
                reason: note.reason,
            };
            let value = note.value;
            self.notes
                .entry(key)
                .and_modify(|seen| seen.count += 1)
                .or_insert_with(|| NoteCount {
                    count: 1,
                    place: place.clone(),
                    value,
                });
        }
    }

    /// The raw record, untouched, beside what was made of it.
    fn keep_raw(&mut self, scope: usize, key: Option<&str>, place: &Place, raw: &str) {
        let head = serde_json::json!({
            "key": key,
            "file": place.file,
            "index": place.index.or(place.line),
        });
        let head = head.to_string();
        let out = &mut self.scopes[scope].raw;
        out.extend_from_slice(head.trim_end_matches('}').as_bytes());
        out.extend_from_slice(b",\"raw\":");
        out.extend_from_slice(raw.as_bytes());
        out.extend_from_slice(b"}\n");
    }

    pub(super) fn reject(&mut self, mut rejected: Rejected) {
        if rejected.raw.len() > REJECTED_BYTES_MOST {
            let end = rejected.raw.floor_char_boundary(REJECTED_BYTES_MOST);
            rejected.raw.truncate(end);
        }
        let named = |state: &&mut super::ScopeState<'_>| state.scope.name == rejected.scope;
        if let Some(state) = self.scopes.iter_mut().find(named) {
            state.rejected += 1;
            if rejected.claims.is_empty() {
                state.doubt("a record that does not fit names nobody it could be about");
            }
        }
        self.rejected.push(rejected);
    }
}

fn twice(key: &RecordKey, first: &Place) -> String {
    let id = &key.native_id;
    format!("the key `{id}` occurs twice with different content, first at {first}")
}

fn says_the_same(record: &Record, draft: &Draft) -> bool {
    record.fields == draft.fields
        && record.claims == draft.claims
        && record.refs == draft.refs
        && record.parts == draft.parts
        && record.lists == draft.lists
        && record.as_of == draft.as_of
}

/// Completes a record by another of the same key, unless they contradict each other.
fn merge(record: &mut Record, draft: &Draft) -> bool {
    let against = |(name, reading): (&String, &Reading)| {
        let before = record.fields.get(name).unwrap_or(&Reading::Unknown);
        !before.is_unknown() && !reading.is_unknown() && before != reading
    };
    if draft.fields.iter().any(against) {
        return false;
    }
    for (name, reading) in draft
        .fields
        .iter()
        .filter(|(_, reading)| !reading.is_unknown())
    {
        record.fields.insert(name.clone(), reading.clone());
    }
    extend(&mut record.claims, &draft.claims);
    extend(&mut record.refs, &draft.refs);
    extend(&mut record.parts, &draft.parts);
    extend(&mut record.lists, &draft.lists);
    record.as_of = record.as_of.max(draft.as_of);
    true
}

/// Completes a record by another of the same key; where they contradict, the newer counts. Of
/// two of one age that contradict, none is newer.
fn renew(record: &mut Record, mut draft: Draft) -> bool {
    if record.as_of == draft.as_of {
        return merge(record, &draft);
    }
    if record.as_of < draft.as_of {
        std::mem::swap(&mut record.fields, &mut draft.fields);
    }
    for (name, reading) in draft.fields {
        let kept = record.fields.entry(name).or_insert(Reading::Unknown);
        if kept.is_unknown() {
            *kept = reading;
        }
    }
    extend(&mut record.claims, &draft.claims);
    extend(&mut record.refs, &draft.refs);
    extend(&mut record.parts, &draft.parts);
    extend(&mut record.lists, &draft.lists);
    record.as_of = record.as_of.max(draft.as_of);
    true
}

fn extend<T: PartialEq + Clone>(all: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}
