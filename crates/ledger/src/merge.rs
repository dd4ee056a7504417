//! When two entities turn out to be one: the survivor keeps the older clocks.

use std::collections::BTreeMap;

use model::{
    CloseReason, EntityId, Finding, FindingId, FindingState, Verdict,
    finding::{Clock, EventKind},
    verdict::Assessment,
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
        let why = format!("{} is {survivor}: its finding goes on here", lost.entity);
        take_over(book, &lost, survivor, why);
    }
}

/// Hands the closed findings of losers to survivors that never had one and are missed now, so
/// that what comes back is known to come back.
pub(crate) fn remember(
    book: &mut Book<'_>,
    survivors: &BTreeMap<&EntityId, &EntityId>,
    judged: &BTreeMap<FindingId, &Assessment>,
) {
    if survivors.is_empty() {
        return;
    }
    let is_over = |finding: &Finding| {
        finding.state == FindingState::Closed
            && finding.closed_because != Some(CloseReason::DuplicateOf)
            && survivors.contains_key(&finding.entity)
    };
    let over = book.all(is_over).into_iter();
    let mut over: Vec<Finding> = over.cloned().collect();
    over.sort_by(|a, b| (&b.closed_at, &a.id).cmp(&(&a.closed_at, &b.id)));
    for lost in over {
        let survivor = survivors[&lost.entity];
        let id = FindingId::of(&lost.rule, survivor);
        let missed = judged
            .get(&id)
            .is_some_and(|says| says.verdict == Verdict::Missed);
        if missed && book.finding(&id).is_none() {
            let entity = survivor.clone();
            book.new_page(Finding { id, entity, ..lost });
        }
    }
}

/// Gives an entity the clocks and the history of a finding that goes on there.
pub(crate) fn take_over(book: &mut Book<'_>, lost: &Finding, heir: &EntityId, why: String) {
    let id = FindingId::of(&lost.rule, heir);
    let Some(page) = book.page(&id) else {
        let state = FindingState::Detected;
        let taken = Finding {
            id,
            entity: heir.clone(),
            state,
            ..lost.clone()
        };
        return announce(book.new_page(taken), lost.state, EventKind::Opened, why);
    };
    let was = page.finding.state;
    if was == FindingState::Closed && page.finding.closed_because == Some(CloseReason::DuplicateOf)
    {
        // Its clocks went on elsewhere; what is left of them stands still and knows nothing.
        page.finding.clocks.clear();
    }
    let returns = was == FindingState::Closed && page.finding.opened_at.is_some();
    join(&mut page.finding, lost);
    let from = page.finding.due;
    clocks::settle_due(&mut page.finding);
    let to = page.finding.due;
    if was.is_open() {
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
    if lost.is_open() {
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

/// The clock of one thing that was counted twice. What was fixed long before the other began is
/// not the same miss: then the later one counts alone.
fn older(own: &mut Clock, other: &Clock) {
    let long_over = |one: &Clock, next: &Clock| {
        let fixed = one.cleared_at;
        fixed.is_some_and(|at| !clocks::returns_in_time(at, next.first_seen))
    };
    if long_over(other, own) {
        return;
    }
    if long_over(own, other) {
        other.clone_into(own);
        return;
    }
    own.anchor = own.anchor.min(other.anchor);
    own.first_seen = own.first_seen.min(other.first_seen);
    own.last_seen = own.last_seen.max(other.last_seen);
    if other
        .due
        .is_some_and(|due| own.due.is_none_or(|own| due < own))
    {
        own.due = other.due;
        own.terms.clone_from(&other.terms);
    }
    own.cleared_at = own
        .cleared_at
        .and_then(|at| other.cleared_at.map(|o| at.max(o)));
}
