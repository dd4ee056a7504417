//! The end of a run: how each scope ended, and what it can tell.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use model::{KindName, Problem, ScopeOutcome, ScopeRun, SourceState, coverage::Supplies};

use super::{Collected, Run, ScopeState, UNMATCHED_TOLD};
use crate::{Connector, connector::Scope, fetch::Ending, map::filled};

impl Run<'_> {
    pub(super) fn finish(mut self) -> Collected {
        self.tell_unmatched();
        let nothing = self
            .scopes
            .iter()
            .all(|state| state.files == 0 && state.doubts.is_empty() && state.asked.is_none());
        if nothing && self.doubts.is_empty() {
            let patterns = self.config.files.join("`, `");
            let says = format!("no file of `{patterns}` was found");
            self.doubts.push(says.clone());
            let source = format!("sources/{}.yaml", self.config.source);
            let place = model::Place::file(source);
            let problem = Problem::new("source-without-files", says, place);
            self.problems
                .push(problem.advise("see whether the export ran, or correct `files`"));
        }
        self.tell_notes();
        self.tell_moved();
        let fresh_for = self.fresh_for();
        let mut collected = Collected::default();
        for state in &mut self.scopes {
            for doubt in &self.doubts {
                state.doubt(doubt.clone());
            }
            count_pages(state);
            if state.files == 0 && state.doubts.is_empty() && state.asked.is_none() {
                continue;
            }
            let run = run_of(state, self.now);
            collected.states.push(SourceState {
                source: self.config.source.clone(),
                connector: self.connector.name.clone(),
                scope: run.scope.clone(),
                outcome: run.outcome,
                held: false,
                accept_drop: self.config.accept_drop,
                snapshot_at: run.snapshot_at,
                fresh_for,
                ..what_it_tells(state.scope)
            });
            collected
                .raw
                .insert(run.scope.clone(), std::mem::take(&mut state.raw));
            collected.runs.push(run);
        }
        collected.records = self.records;
        collected.records.sort_by(|a, b| a.key.cmp(&b.key));
        collected.rejected = self.rejected;
        collected.problems = self.problems;
        collected
    }

    /// Files that no scope is for may have been meant: every scope is in doubt, in one sentence.
    fn tell_unmatched(&mut self) {
        let connector = &self.connector.name;
        match self.unmatched {
            0 => {}
            1 => self
                .doubts
                .push(format!("one file is no answer that `{connector}` reads")),
            n => self
                .doubts
                .push(format!("{n} files are no answers that `{connector}` reads")),
        }
        if self.unmatched > UNMATCHED_TOLD {
            let more = self.unmatched - UNMATCHED_TOLD;
            let says = format!("{more} more files are no answers that `{connector}` reads");
            let source = format!("sources/{}.yaml", self.config.source);
            self.problems.push(Problem::new(
                "file-unmatched",
                says,
                model::Place::file(source),
            ));
        }
    }

    /// One problem for each field and reason, however many records it is about.
    fn tell_notes(&mut self) {
        for (key, seen) in &self.notes {
            let records = if seen.count == 1 { "record" } else { "records" };
            let (field, kind, value) = (&key.field, &key.kind, &seen.value);
            let says = format!(
                "`{field}` of {} {kind} {records} is unknown: `{value}` {}",
                seen.count, key.reason
            );
            let problem = Problem::new("value-unreadable", says, seen.place.clone());
            self.problems.push(problem);
        }
    }

    /// How long an answer stays fresh: calendar units are counted from now.
    fn fresh_for(&self) -> SignedDuration {
        let length = self.config.fresh_for.unwrap_or(self.connector.fresh_for);
        length
            .after_instant(self.now, &TimeZone::UTC)
            .duration_since(self.now)
    }
}

/// Whether all pages are there.
fn count_pages(state: &mut ScopeState<'_>) {
    let read = state.distinct.len() as u64;
    if let Some(total) = state.total.filter(|total| *total > read) {
        state.doubt(format!("the source says {total} records, {read} were read"));
    }
    if state.pages_with_more > 0 && state.last_pages == 0 {
        state.doubt("the last page says that another one follows");
    }
}

fn run_of(state: &ScopeState<'_>, now: Timestamp) -> ScopeRun {
    // The tool was asked and holds nothing: an answer, as of now.
    let nothing_there = state.asked == Some(Ending::Complete) && state.doubts.is_empty();
    let outcome = match (state.files, state.doubts.is_empty()) {
        (0, true) if nothing_there => ScopeOutcome::Complete,
        (0, _) => ScopeOutcome::Failed,
        (_, true) => ScopeOutcome::Complete,
        (_, false) => ScopeOutcome::Partial,
    };
    ScopeRun {
        scope: state.scope.name.clone(),
        outcome,
        reason: (!state.doubts.is_empty()).then(|| state.doubts.join("; ")),
        snapshot_at: state.snapshot.or(nothing_there.then_some(now)),
        accepted: state.accepted,
        rejected: state.rejected,
    }
}

/// The part of a scope's state that its connector alone decides.
fn what_it_tells(scope: &Scope) -> SourceState {
    let mut kinds = BTreeSet::new();
    let mut fields: BTreeMap<KindName, BTreeSet<String>> = BTreeMap::new();
    let mut absent_means_none: BTreeMap<KindName, BTreeSet<String>> = BTreeMap::new();
    let mut supplies: Vec<Supplies> = Vec::new();
    for emit in &scope.emits {
        kinds.insert(emit.root.clone());
        for (kind, names) in filled(emit) {
            fields.entry(kind).or_default().extend(names);
        }
        if !emit.absent_means_none.is_empty() {
            let absent = absent_means_none.entry(emit.root.clone()).or_default();
            absent.extend(emit.absent_means_none.iter().cloned());
        }
        supplies.extend(emit.supplies.iter().cloned());
    }
    SourceState {
        source: "".into(),
        connector: String::new(),
        scope: scope.name.clone(),
        outcome: ScopeOutcome::Failed,
        held: false,
        accept_drop: None,
        snapshot_at: None,
        fresh_for: SignedDuration::ZERO,
        kinds,
        fields,
        absent_means_none,
        supplies,
    }
}

impl Connector {
    /// Whether a source of this connector would tell a field, word, link or relation of a kind.
    pub fn tells(&self, kind: &str, name: &str) -> bool {
        self.scopes.iter().map(what_it_tells).any(|scope| {
            let filled = scope.fields.get(kind);
            let supplied = |s: &Supplies| s.kind.as_str() == kind && s.relation == name;
            filled.is_some_and(|fields| fields.contains(name))
                || scope.supplies.iter().any(supplied)
        })
    }
}
