//! When two entities turn out to be one: the survivor keeps the older clocks.

use std::collections::BTreeMap;

use model::{
    CloseReason, EntityId, Finding, FindingId, FindingState,
    finding::{Clock, EventKind},
};

use crate::{
    book::{Book, Page},
    clocks,
};

/// The last survivor of each loser: a chain of merges in one pass ends at its end.
pub(crate) fn survivors(merged: &[(EntityId, EntityId)]) -> BTreeMap<&EntityId, &EntityId> {
    let next: BTreeMap<&EntityId, &EntityId> = merged.iter().map(|(l, s)| (l, s)).collect();
    let end = |first: &'_ EntityId| {
        let mut survivor = next[first];
        // More steps than merges would be a circle.
        for _ in 0..next.len() {
            match next.get(survivor) {
                Some(further) => survivor = further,
                None => break,
            }
        }
        survivor
    };
    next.keys()
        .map(|loser| (*loser, end(loser)))
        .filter(|(l, s)| l != s)
        .collect()
}

/// Hands the pending findings of losers to their survivors.
pub(crate) fn duplicates(book: &mut Book<'_>, survivors: &BTreeMap<&EntityId, &EntityId>) {
    for id in book.pending(|finding| survivors.contains_key(&finding.entity)) {
        let Some(page) = book.page(&id) else { continue };
        let lost = page.finding.clone();
        let Some(survivor) = survivors.get(&lost.entity) else {
            continue;
        };
        page.close(
            CloseReason::DuplicateOf,
            format!("{} is {survivor}", lost.entity),
        );
        inherit(book, &lost, survivor);
    }
}

/// Gives a survivor the history of the finding it takes over.
fn inherit(book: &mut Book<'_>, lost: &Finding, survivor: &EntityId) {
    let id = FindingId::of(&lost.rule, survivor);
    let why = format!("{} is {survivor}: its finding goes on here", lost.entity);
    let Some(page) = book.page(&id) else {
        let state = FindingState::Detected;
        let taken = Finding {
            id,
            entity: survivor.clone(),
            state,
            ..lost.clone()
        };
        return announce(book.new_page(taken), lost.state, EventKind::Opened, why);
    };
    let was = page.finding.state;
    let returns = was == FindingState::Closed && page.finding.opened_at.is_some();
    join(&mut page.finding, lost);
    let from = page.finding.due;
    clocks::settle_due(&mut page.finding);
    let to = page.finding.due;
    if was == FindingState::Open {
        if from != to {
            page.event(EventKind::DeadlineMoved { from, to }, why);
        }
        return;
    }
    page.finding.state = FindingState::Detected;
    let what = if returns {
        EventKind::Reopened
    } else {
        EventKind::Opened
    };
    announce(page, lost.state, what, why);
}

fn announce(page: &mut Page, lost: FindingState, what: EventKind, why: String) {
    if lost == FindingState::Open {
        page.open(what, why);
    } else {
        page.event(EventKind::Detected, why);
    }
}

/// The older history wins: earliest anchors, the most regressions, every clock.
fn join(kept: &mut Finding, lost: &Finding) {
    kept.missed_since = if kept.state == FindingState::Closed {
        lost.missed_since
    } else {
        kept.missed_since.min(lost.missed_since)
    };
    kept.opened_at = [kept.opened_at, lost.opened_at].into_iter().flatten().min();
    kept.regressions = kept.regressions.max(lost.regressions);
    kept.severity = kept.severity.max(lost.severity);
    kept.worst_assumed |= lost.worst_assumed;
    kept.missed_snapshot = kept.missed_snapshot.max(lost.missed_snapshot);
    for (source, at) in &lost.missed_evidence {
        let newest = kept.missed_evidence.entry(source.clone()).or_insert(*at);
        *newest = (*newest).max(*at);
    }
    kept.clean_snapshots.clear();
    for clock in &lost.clocks {
        match kept.clocks.iter_mut().find(|own| own.key == clock.key) {
            Some(own) => older(own, clock),
            None => kept.clocks.push(clock.clone()),
        }
    }
    kept.clocks.sort_by(|a, b| a.key.cmp(&b.key));
}

fn older(own: &mut Clock, other: &Clock) {
    own.anchor = own.anchor.min(other.anchor);
    own.first_seen = own.first_seen.min(other.first_seen);
    own.last_seen = own.last_seen.max(other.last_seen);
    own.due = [own.due, other.due].into_iter().flatten().min();
    own.cleared_at = own
        .cleared_at
        .and_then(|at| other.cleared_at.map(|o| at.max(o)));
}
