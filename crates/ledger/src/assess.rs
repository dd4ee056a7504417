//! What one assessment does to one finding.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use model::{
    CloseReason, Finding, FindingId, FindingState, Verdict, finding::EventKind, verdict::Assessment,
};

use crate::{
    book::{Book, Page},
    clocks::{self, Tick},
    evidence::{self, Shown},
};

/// Applies an assessment: missed opens, evidence closes, unknown does neither.
pub(crate) fn assess(book: &mut Book<'_>, id: &FindingId, a: &Assessment, zone: &TimeZone) {
    let missed = a.verdict == Verdict::Missed;
    let Some(page) = book.page(id) else {
        if missed {
            let seen = evidence::seen(a, book.at());
            let page = book.new_page(blank(id, a));
            begin(
                page,
                &Tick {
                    assessment: a,
                    zone,
                    seen,
                },
                1,
            );
        }
        return;
    };
    let tick = Tick {
        assessment: a,
        zone,
        seen: evidence::seen(a, page.at),
    };
    match page.finding.state {
        FindingState::Closed if missed => comes_back(page, &tick),
        FindingState::Closed => {}
        FindingState::Detected if missed => {
            still_waiting(page, &tick);
        }
        FindingState::Detected => no_longer_waiting(page, &tick),
        FindingState::Open if missed => still_missed(page, &tick),
        FindingState::Open => maybe_fixed(page, &tick),
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

/// Missed and untold: opens once it was missed for as long as the rule waits.
///
/// The wait counts from the first evidence to the pass: a source whose answer is too old to be
/// believed makes the verdict unknown, and then nothing opens.
fn still_waiting(page: &mut Page, tick: &Tick<'_>) -> bool {
    let a = tick.assessment;
    let since = page.finding.missed_since;
    let over = a
        .wait
        .is_none_or(|wait| page.at >= wait.after_instant(since, tick.zone));
    let returned = page.finding.closed_at.is_some();
    // The clocks of one that came back rest as they were until it is sure that it did.
    if over || !returned {
        let newer = evidence::newer_snapshot(&page.finding, a, page.at);
        clocks::advance(page, tick, newer);
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
        Verdict::Met if evidence::newer_snapshot(&page.finding, a, page.at).is_some() => {
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
    let newer = evidence::newer_snapshot(&page.finding, a, page.at);
    clocks::advance(page, tick, newer);
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
}

/// Open, and not missed: closes it where each running clock is shown clean or withdrawn.
fn maybe_fixed(page: &mut Page, tick: &Tick<'_>) {
    let a = tick.assessment;
    if a.verdict == Verdict::NotApplicable {
        return no_longer_applies(page, tick);
    }
    let running = page
        .finding
        .clocks
        .iter()
        .filter(|clock| clock.cleared_at.is_none());
    let shown: Vec<Shown> = running
        .map(|c| evidence::shown(c, &page.finding, a))
        .collect();
    let newer = evidence::newer_snapshot(&page.finding, a, page.at);
    let settled = shown
        .iter()
        .all(|s| matches!(s, Shown::Clean | Shown::Withdrawn));
    let clean = shown.contains(&Shown::Clean) || a.verdict == Verdict::Met;
    if !settled {
        clocks::clear_shown_clean(page, a, &[], newer);
        clocks::settle_due(&mut page.finding);
    } else if !clean {
        return no_longer_applies(page, tick);
    } else if let Some(snapshot) = newer {
        return confirm(page, a, snapshot);
    } else if rewritten(page, a) {
        return superseded(page, a);
    }
    a.because.clone_into(&mut page.finding.because);
}

/// Clean on a newer snapshot: one is enough where every deciding fact comes from a complete and
/// fresh scope, otherwise a second, newer one has to say the same.
fn confirm(page: &mut Page, a: &Assessment, snapshot: Timestamp) {
    let seen = &mut page.finding.clean_snapshots;
    let counts = seen.last().is_none_or(|last| snapshot > *last);
    if counts {
        seen.truncate(1);
        seen.push(snapshot);
    }
    if a.complete || (counts && seen.len() == 2) {
        let first = seen.first().copied().unwrap_or(snapshot).min(page.at);
        for clock in &mut page.finding.clocks {
            clock.cleared_at.get_or_insert(first);
        }
        return close(page, a, CloseReason::FixedVerified, &a.because);
    }
    a.because.clone_into(&mut page.finding.because);
    if counts {
        let what = EventKind::SeenClean {
            snapshot_at: snapshot,
        };
        page.event(what, "one more clean snapshot closes it");
    }
}

/// The rule does not speak of it any more: because the rule changed where the facts did not,
/// else because the facts (or the day) did. Neither is a fix.
fn no_longer_applies(page: &mut Page, tick: &Tick<'_>) {
    let a = tick.assessment;
    let newer = evidence::newer_snapshot(&page.finding, a, page.at).is_some();
    if rewritten(page, a) && !newer {
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
