//! Where a finding stands, from what people said and what evidence shows.
//!
//! The state is worked out from both and never set by itself, so that no two of them disagree.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    EntityId, Finding, FindingState, RuleId,
    exception::Subject,
    finding::{AttachedAs, EventKind},
};

use crate::{
    book::{Book, Page},
    exceptions::{self, Exceptions},
    pass::Pass,
    schedule,
};

/// Where an open finding stands. What is over, or untold, stays as it is.
pub(crate) fn state(finding: &Finding) -> FindingState {
    let handling = &finding.handling;
    let verifying = !finding.clean_snapshots.is_empty() || handling.outstanding.is_some();
    match finding.state {
        FindingState::Detected | FindingState::Closed => finding.state,
        _ if !handling.exceptions.is_empty() => FindingState::Excepted,
        _ if verifying => FindingState::Verifying,
        _ if handling.claim.is_some() => FindingState::FixClaimed,
        _ if handling.dispute.is_some() => FindingState::Disputed,
        _ if handling.requested.is_some() => FindingState::ExceptionRequested,
        _ => FindingState::Open,
    }
}

/// The rules that make a finding missed: those whose clocks run, tightenings too.
pub(crate) fn contributing(finding: &Finding) -> BTreeSet<RuleId> {
    exceptions::freeze(finding).into_keys().collect()
}

/// Brings every finding that is not over to where it stands.
pub(crate) fn all(book: &mut Book<'_>, exceptions: &Exceptions, pass: &Pass<'_>) {
    let unsettled = book.pending(|finding| {
        finding.state.is_open() && !is_settled(finding, exceptions, pass.surely, pass.at)
    });
    for id in unsettled {
        if let Some(page) = book.page(&id) {
            settle(page, exceptions, pass.surely);
        }
    }
}

/// Whether a finding stands where people and exceptions say.
fn is_settled(
    finding: &Finding,
    exceptions: &Exceptions,
    surely: &BTreeMap<EntityId, BTreeSet<String>>,
    now: Timestamp,
) -> bool {
    let handling = &finding.handling;
    if exceptions.iter().next().is_none() {
        let none = handling.exceptions.is_empty() && handling.requested.is_none();
        return none && state(finding) == finding.state;
    }
    handling.exceptions == excepted(finding, exceptions, surely, now)
        && handling.requested == exceptions.requested(&finding.entity, &contributing(finding))
        && state(finding) == finding.state
}

/// Brings an open finding to where people and exceptions say that it stands.
pub(crate) fn settle(
    page: &mut Page,
    exceptions: &Exceptions,
    surely: &BTreeMap<EntityId, BTreeSet<String>>,
) {
    let finding = &page.finding;
    let now = excepted(finding, exceptions, surely, page.at);
    let requested = exceptions.requested(&finding.entity, &contributing(finding));
    let before = std::mem::replace(&mut page.finding.handling.requested, requested);
    let event = match (before, requested) {
        (_, Some(exception)) if before != requested => {
            Some(EventKind::ExceptionRequested { exception })
        }
        (Some(exception), None) if now.is_empty() => {
            Some(EventKind::ExceptionRefused { exception })
        }
        _ => None,
    };
    if let Some(event) = event {
        let exception = requested
            .or(before)
            .and_then(|number| exceptions.get(number));
        let why = exception.map_or_else(String::new, |one| one.because.clone());
        page.event(event, why);
    }
    except(page, now, exceptions);
}

/// The exceptions that cover a finding at an instant; none unless each contributing rule has one.
pub(crate) fn excepted(
    finding: &Finding,
    exceptions: &Exceptions,
    surely: &BTreeMap<EntityId, BTreeSet<String>>,
    now: Timestamp,
) -> Vec<u64> {
    let nothing = BTreeSet::new();
    let subject = Subject {
        entity: &finding.entity,
        surely: surely.get(&finding.entity).unwrap_or(&nothing),
    };
    let covering = exceptions.covering(subject, &contributing(finding), now);
    let mut numbers: Vec<u64> = covering.iter().map(|one| one.number).collect();
    numbers.sort_unstable();
    numbers
}

/// Takes up which exceptions cover a finding. The clocks run on as they were, and come back with
/// their old due dates, unless whoever approved set another one.
fn except(page: &mut Page, now: Vec<u64>, exceptions: &Exceptions) {
    let before = std::mem::replace(&mut page.finding.handling.exceptions, now);
    let now = page.finding.handling.exceptions.clone();
    for number in now.iter().filter(|number| !before.contains(number)) {
        if let Some(one) = exceptions.get(*number) {
            let what = EventKind::Excepted {
                exception: *number,
                until: one.asked.until,
            };
            page.event(what, one.because.clone());
        }
    }
    if let (Some(last), true) = (before.last(), now.is_empty()) {
        let ended = exceptions.get(*last);
        let why = ended.map_or_else(String::new, |one| one.why_over(page.at));
        page.event(EventKind::ExceptionEnded { exception: *last }, why);
        if let Some(due) = ended.and_then(|one| one.due) {
            crate::clocks::not_before(page, due);
        }
    }
    page.finding.state = state(&page.finding);
}

/// What closing a finding needs besides clean evidence, and does not have.
pub(crate) fn outstanding(finding: &Finding) -> Option<AttachedAs> {
    let attached = |what| {
        let since = finding.opened_at;
        finding
            .handling
            .attached
            .iter()
            .any(|one| one.what == what && since.is_none_or(|since| one.word.at >= since))
    };
    let needs = AttachedAs::ForensicTriage;
    (schedule::needs_forensics(finding) && !attached(needs)).then_some(needs)
}
