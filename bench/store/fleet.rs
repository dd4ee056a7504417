//! Findings of an invented organisation: the same number gives the same finding.

use std::collections::BTreeMap;

use app::ports::{PassRecord, PassWrite};
use jiff::{SignedDuration, Timestamp};
use model::{
    CloseReason, EntityId, Event, Finding, FindingId, FindingState, RuleId, Severity, Vocabulary,
    finding::{Clock, EventKind},
};

/// Rules that come up often; the one behind them is rare.
const RULES: u64 = 40;
/// One in so many is about a rare kind, of a rare rule, critical or in dispute.
const RARE: u64 = 4_000;

/// When everything happens.
pub fn start() -> Timestamp {
    Timestamp::from_second(1_780_000_000).unwrap_or_default()
}

/// A rule by its number; [`RULES`] is the rare one.
pub fn rule(number: u64) -> RuleId {
    RuleId::new(format!("rule-about-something-{number}"))
}

/// The rare one.
pub fn rare_rule() -> RuleId {
    rule(RULES)
}

/// The finding of a number. Deadlines are spread over half a year.
pub fn finding(number: u64) -> Finding {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    let often = |what: u64| (number + what) % RARE != 0;
    let kinds = ["device", "account", "repository", "vulnerability"];
    let kind = match often(1) {
        true => kinds[(number % 4) as usize],
        false => "vendor",
    };
    // Entities are counted from 1.
    let entity = EntityId::new(kind, number + 1);
    let rule = match often(2) {
        true => rule(mixed % RULES),
        false => rare_rule(),
    };
    let hours = (mixed / RULES % 4_400) as i64;
    let due = start() + SignedDuration::from_hours(hours - 400);
    Finding {
        id: FindingId::of(&rule, &entity),
        rule_version: "9ce4526ccaa6d554".to_owned(),
        entity,
        state: match mixed % 17 {
            _ if !often(3) => FindingState::Disputed,
            0 => FindingState::Excepted,
            _ => FindingState::Open,
        },
        closed_because: None,
        severity: match often(4) {
            true => [Severity::Low, Severity::Medium, Severity::High][(mixed % 3) as usize],
            false => Severity::Critical,
        },
        missed_since: start(),
        opened_at: Some(start()),
        closed_at: None,
        due: (number % 10 != 0).then_some(due),
        worst_assumed: false,
        regressions: 0,
        episode: 1,
        clocks: vec![Clock {
            key: format!("{rule}#0"),
            label: String::new(),
            anchor: start(),
            first_seen: start(),
            last_seen: start(),
            due: Some(due),
            cleared_at: None,
            terms: None,
        }],
        clean_snapshots: Vec::new(),
        missed_snapshot: Some(start()),
        missed_evidence: BTreeMap::from([("jamf".into(), start())]),
        because: "missed because: disk encryption is off (jamf)".to_owned(),
        handling: Default::default(),
        rule,
    }
}

/// The same, fixed.
pub fn closed(number: u64) -> Finding {
    Finding {
        state: FindingState::Closed,
        closed_because: Some(CloseReason::FixedVerified),
        closed_at: Some(start()),
        ..finding(number)
    }
}

/// The same, come back.
pub fn changed(number: u64) -> Finding {
    Finding {
        regressions: 1,
        because: "missed because: off again".to_owned(),
        ..finding(number)
    }
}

/// A pass that writes these, with an event each.
pub fn pass(key: &str, findings: Vec<Finding>) -> PassWrite {
    PassWrite {
        pass: record(key),
        events: findings.iter().map(event).collect(),
        findings,
        rules: Vec::new(),
        vocabulary: Vocabulary::default(),
        unknowns: BTreeMap::new(),
        stale: Vec::new(),
    }
}

fn event(finding: &Finding) -> Event {
    Event {
        finding: finding.id.clone(),
        at: start(),
        actor: "judge".to_owned(),
        what: EventKind::Opened,
        reason: finding.because.clone(),
        evidence: Default::default(),
    }
}

fn record(key: &str) -> PassRecord {
    PassRecord {
        key: key.to_owned(),
        at: start(),
        run: 1,
        sources: BTreeMap::new(),
        rules: BTreeMap::new(),
        in_force: BTreeMap::new(),
        vocabulary: String::new(),
    }
}
