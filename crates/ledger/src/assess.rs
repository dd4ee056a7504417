//! What one assessment does to one finding.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    CloseReason, Finding, FindingId, FindingState, Verdict, finding::EventKind, verdict::Assessment,
};

use crate::{
    book::{Book, Page},
    clocks::{self, Tick},
    evidence::{self, Look, Shown},
    pass::{HeldBack, Pass},
    rest,
};

/// Applies an assessment: missed opens, evidence closes, unknown does neither.
pub(crate) fn assess(book: &mut Book<'_>, id: &FindingId, a: &Assessment, pass: &Pass<'_>) {
    let missed = a.verdict == Verdict::Missed;
    let tick = Tick::new(a, pass);
    let Some(page) = book.page(id) else {
        if missed {
            let page = book.new_page(blank(id, a));
            page.evidence = evidence::looked_at(a);
            begin(page, &tick, 1);
        }
        return;
    };
    page.evidence = evidence::looked_at(a);
    match page.finding.state {
        FindingState::Closed if missed && stays_decided(page, &tick) => {}
        FindingState::Closed if missed => comes_back(page, &tick),
        FindingState::Closed => {}
        FindingState::Detected if missed => {
            still_waiting(page, &tick);
        }
        FindingState::Detected => no_longer_waiting(page, &tick),
        _ if missed => still_missed(page, &tick),
        _ => maybe_fixed(page, &tick),
    }
}

fn blank(id: &FindingId, a: &Assessment) -> Finding {
    Finding {
        id: id.clone(),
        rule: a.rule.clone(),
        rule_version: a.rule_version.clone(),
        entity: a.entity.clone(),
        state: FindingState::Detected,
        closed_because: None,
        severity: a.severity,
        missed_since: Timestamp::UNIX_EPOCH,
        opened_at: None,
        closed_at: None,
        due: None,
        worst_assumed: a.worst_assumed,
        regressions: 0,
        episode: 1,
        clocks: Vec::new(),
        clean_snapshots: Vec::new(),
        missed_snapshot: None,
        missed_evidence: BTreeMap::new(),
        handling: Default::default(),
        because: String::new(),
    }
}

/// Starts an episode: detected first where the rule waits, else open at once.
fn begin(page: &mut Page, tick: &Tick<'_>, episode: u32) {
    let id = page.finding.id.clone();
    page.finding = Finding {
        episode,
        ..blank(&id, tick.assessment)
    };
    page.finding.missed_since = tick.seen;
    if !still_waiting(page, tick) {
        page.event(EventKind::Detected, tick.assessment.because.clone());
    }
}

/// Missed and untold: opens once it was missed for as long as the rule waits, unless the rule is
/// held back.
///
/// The wait counts from the first evidence to the pass: a source whose answer is too old to be
/// believed makes the verdict unknown, and then nothing opens.
fn still_waiting(page: &mut Page, tick: &Tick<'_>) -> bool {
    let a = tick.assessment;
    let since = page.finding.missed_since;
    let quiet = tick.held_back == Some(HeldBack::Quiet);
    let days = tick.days;
    let waited = a
        .wait
        .is_none_or(|wait| page.at >= wait.by(days.calendar).after_instant(since, days.zone));
    let over = waited && !quiet;
    let returned = page.finding.closed_at.is_some();
    // The clocks of one that came back rest as they were until it is sure that it did, and no
    // clock starts before somebody could have been told.
    if over || !returned {
        if !quiet {
            clocks::advance(page, tick);
        }
        page.finding.severity = a.severity;
        page.finding.worst_assumed = a.worst_assumed;
    }
    if over && returned {
        note_version(page, a);
    }
    note_miss(page, a);
    if over && returned {
        page.finding.regressions += 1;
        page.open(EventKind::Reopened, a.because.clone());
    } else if over {
        page.open(EventKind::Opened, a.because.clone());
    }
    over
}

/// Not missed before the wait was over. Nobody was told, so one clean look is enough; but time
/// that passes over the same snapshot proves nothing here either.
fn no_longer_waiting(page: &mut Page, tick: &Tick<'_>) {
    let a = tick.assessment;
    match a.verdict {
        Verdict::Met if is_fixed(page, a) => {
            close(
                page,
                a,
                CloseReason::FixedVerified,
                "it was met again before the wait was over",
            );
        }
        Verdict::Met if rewritten(page, a) => superseded(page, a),
        Verdict::NotApplicable => no_longer_applies(page, tick),
        _ => a.because.clone_into(&mut page.finding.because),
    }
}

/// Whether newer evidence shows every running clock met or gone. The clocks of one that came back
/// rest; then anything newer than the miss will do.
fn is_fixed(page: &Page, a: &Assessment) -> bool {
    let looks = evidence::looks(&page.finding, a, page.at);
    match looks.is_empty() {
        true => evidence::is_newer(&page.finding, a, page.at),
        false => is_proven(&looks),
    }
}

/// Whether newer evidence shows clean what is still asked for, and something is.
fn is_proven(looks: &[Look]) -> bool {
    looks.iter().any(Look::is_fix)
        && looks
            .iter()
            .all(|look| look.is_fix() || look.shown == Shown::Withdrawn)
}

/// Whether two people closed what is missed, and it is still the same miss: the same rule, and
/// nothing missed that was not then.
fn stays_decided(page: &Page, tick: &Tick<'_>) -> bool {
    let finding = &page.finding;
    let decided = finding.closed_because.is_some_and(CloseReason::is_decided);
    let known = |key: &str| finding.clocks.iter().any(|clock| clock.key == key);
    decided && !rewritten(page, tick.assessment) && tick.missed().all(known)
}

/// Missed again after it was closed.
///
/// It is the same episode, with its anchors, unless it was verified as fixed more than thirty
/// days ago. One that never opened starts afresh.
fn comes_back(page: &mut Page, tick: &Tick<'_>) {
    let finding = &mut page.finding;
    let verified = finding.closed_because == Some(CloseReason::FixedVerified);
    let in_time = finding
        .closed_at
        .is_some_and(|at| clocks::returns_in_time(at, tick.seen));
    let episode = finding.episode;
    if finding.opened_at.is_none() {
        begin(page, tick, episode);
    } else if verified && !in_time {
        begin(page, tick, episode + 1);
    } else {
        finding.state = FindingState::Detected;
        finding.missed_since = tick.seen;
        finding.clean_snapshots.clear();
        if !still_waiting(page, tick) {
            page.event(EventKind::Detected, tick.assessment.because.clone());
        }
    }
}

/// Open and missed: clocks, severity and deadlines follow the facts.
fn still_missed(page: &mut Page, tick: &Tick<'_>) {
    let a = tick.assessment;
    clocks::advance(page, tick);
    note_version(page, a);
    let from = page.finding.severity;
    // What becomes unknown on an open finding keeps its last known answer.
    if a.severity != from && !(a.worst_assumed && a.severity > from) {
        page.finding.severity = a.severity;
        page.event(
            EventKind::SeverityMoved {
                from,
                to: a.severity,
            },
            a.because.clone(),
        );
    }
    page.finding.worst_assumed &= a.worst_assumed;
    note_miss(page, a);
    refute(page);
}

/// What evidence still shows missed after somebody said that it is fixed is not.
fn refute(page: &mut Page) {
    let handling = &mut page.finding.handling;
    handling.evidence_lost = false;
    let newest = page.evidence.values().max();
    let refuted = handling
        .claim
        .as_ref()
        .is_some_and(|claim| newest.is_some_and(|newest| *newest > claim.at));
    if refuted {
        handling.claim = None;
        let because = page.finding.because.clone();
        page.event(EventKind::ClaimRefuted, because);
    }
}

/// Nobody can tell any more whether what somebody says is fixed is.
fn lose_evidence(page: &mut Page, a: &Assessment) {
    let handling = &mut page.finding.handling;
    let lost = handling.claim.is_some() && a.verdict == Verdict::Unknown;
    if lost && !handling.evidence_lost {
        page.finding.handling.evidence_lost = true;
        page.event(EventKind::EvidenceLost, a.because.clone());
    } else if !lost {
        handling.evidence_lost = false;
    }
}

/// Open, and not missed: closes it where each running clock is shown clean or withdrawn.
fn maybe_fixed(page: &mut Page, tick: &Tick<'_>) {
    let a = tick.assessment;
    if a.verdict == Verdict::NotApplicable {
        return no_longer_applies(page, tick);
    }
    lose_evidence(page, a);
    let looks = evidence::looks(&page.finding, a, page.at);
    let any = |shown| looks.iter().any(|look| look.shown == shown);
    let settled = !any(Shown::Missed) && !any(Shown::Unknown);
    if settled && !any(Shown::Clean) {
        return no_longer_applies(page, tick);
    }
    if is_proven(&looks) {
        return confirm(page, a, &looks);
    }
    if settled && rewritten(page, a) {
        return superseded(page, a);
    }
    clocks::clear(page, &looks);
    clocks::settle_due(&mut page.finding);
    a.because.clone_into(&mut page.finding.because);
}

/// Clean on newer evidence: one look is enough where every fact behind a clock comes from a
/// complete and fresh scope; the others need a second, newer one that says the same.
fn confirm(page: &mut Page, a: &Assessment, looks: &[Look]) {
    let doubted: BTreeSet<Timestamp> = looks
        .iter()
        .filter(|look| look.shown == Shown::Clean && !look.complete)
        .filter_map(|look| look.newer)
        .collect();
    let (Some(&oldest), Some(&newest)) = (doubted.first(), doubted.last()) else {
        return verified(page, a, looks);
    };
    let seen = &mut page.finding.clean_snapshots;
    // The second look is at newer snapshots throughout.
    let counts = seen.last().is_none_or(|last| oldest > *last);
    if counts {
        seen.truncate(1);
        seen.push(newest);
        if seen.len() == 2 {
            return verified(page, a, looks);
        }
    }
    clocks::clear(page, looks);
    clocks::settle_due(&mut page.finding);
    a.because.clone_into(&mut page.finding.because);
    if counts {
        let what = EventKind::SeenClean {
            snapshot_at: newest,
        };
        page.event(what, "one more clean snapshot closes it");
    }
}

/// Closes it as fixed, unless something else is needed. A clock stops at the first snapshot that
/// showed it clean.
fn verified(page: &mut Page, a: &Assessment, looks: &[Look]) {
    if let Some(needs) = rest::outstanding(&page.finding) {
        a.because.clone_into(&mut page.finding.because);
        if page.finding.handling.outstanding != Some(needs) {
            page.finding.handling.outstanding = Some(needs);
            page.event(EventKind::Outstanding { needs }, a.because.clone());
        }
        return;
    }
    let first = page.finding.clean_snapshots.first().copied();
    for look in looks {
        let shown = match look.newer.filter(|_| look.shown == Shown::Clean) {
            Some(newer) if look.complete => newer,
            Some(newer) => first.map_or(newer, |first| first.min(newer)),
            None => page.at,
        };
        let clock = page.finding.clocks.iter_mut().find(|c| c.key == look.key);
        if let Some(clock) = clock {
            clock.cleared_at = Some(shown.min(page.at));
        }
    }
    close(page, a, CloseReason::FixedVerified, &a.because);
}

/// The rule does not speak of it any more: because the rule changed where the facts did not,
/// else because the facts (or the day) did. Neither is a fix.
fn no_longer_applies(page: &mut Page, tick: &Tick<'_>) {
    let a = tick.assessment;
    if rewritten(page, a) && !evidence::is_newer(&page.finding, a, page.at) {
        superseded(page, a);
    } else {
        close(page, a, CloseReason::NoLongerApplies, &a.because);
    }
}

fn superseded(page: &mut Page, a: &Assessment) {
    close(
        page,
        a,
        CloseReason::Superseded,
        "the rule changed and its new version does not miss it",
    );
}

/// Whether the rule changed since it was last missed.
fn rewritten(page: &Page, a: &Assessment) -> bool {
    page.finding.rule_version != a.rule_version
}

fn close(page: &mut Page, a: &Assessment, because: CloseReason, reason: &str) {
    note_version(page, a);
    a.because.clone_into(&mut page.finding.because);
    page.close(because, reason);
}

fn note_miss(page: &mut Page, a: &Assessment) {
    let verifying = !page.finding.clean_snapshots.is_empty()
        || page.finding.handling.outstanding.take().is_some();
    if verifying && page.finding.state.is_open() {
        page.event(EventKind::SeenMissed, a.because.clone());
    }
    let finding = &mut page.finding;
    finding.clean_snapshots.clear();
    a.because.clone_into(&mut finding.because);
    a.rule_version.clone_into(&mut finding.rule_version);
    evidence::remember_miss(finding, a);
}

/// The version of a finding is the one that last missed or closed it; unknown changes nothing.
fn note_version(page: &mut Page, a: &Assessment) {
    if rewritten(page, a) {
        a.rule_version.clone_into(&mut page.finding.rule_version);
        let what = EventKind::RuleChanged {
            to: a.rule_version.clone(),
        };
        page.event(what, "judged by another version of its rule");
    }
}
