//! Findings of an invented organisation: the same number gives the same finding.

use std::collections::{BTreeMap, BTreeSet};

use app::ports::{PassRecord, PassWrite};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use ledger::{Pass, exceptions::Exceptions, policies::Deadlines};
use model::{
    Calendars, CloseReason, EntityId, Event, Finding, FindingState, RuleId, Severity, Verdict,
    Vocabulary,
    finding::{Dispute, DisputeAbout, EventKind, Word},
    span::{Length, Unit},
    verdict::{Assessment, PartVerdict},
};

/// Rules that come up often; the one behind them is rare.
const RULES: u64 = 40;
/// One in so many is about a rare kind, of a rare rule, critical or in dispute.
const RARE: u64 = 4_000;

/// When everything opened.
pub fn start() -> Timestamp {
    Timestamp::from_second(1_780_000_000).unwrap_or_default()
}

/// What the sources had told by then: some deadlines are over at the start.
fn seen() -> Timestamp {
    start() - SignedDuration::from_hours(400)
}

/// A rule by its number; [`RULES`] is the rare one.
pub fn rule(number: u64) -> RuleId {
    RuleId::new(format!("rule-about-something-{number}"))
}

/// All rules.
pub fn rules() -> impl Iterator<Item = RuleId> {
    (0..=RULES).map(rule)
}

/// The rare one.
pub fn rare_rule() -> RuleId {
    rule(RULES)
}

fn mixed(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20
}

fn often(number: u64, what: u64) -> bool {
    (number + what) % RARE != 0
}

/// The number of the rule of a number.
pub fn rule_of(number: u64) -> u64 {
    match often(number, 2) {
        true => mixed(number) % RULES,
        false => RULES,
    }
}

/// What its rule says of the entity of a number: missed. Deadlines are spread over half a year.
pub fn missed(number: u64) -> Assessment {
    let kinds = ["device", "account", "repository", "vulnerability"];
    let kind = match often(number, 1) {
        true => kinds[(number % 4) as usize],
        false => "vendor",
    };
    let hours = (mixed(number) / RULES % 4_400) as u32 + 1;
    let rule = rule(rule_of(number));
    Assessment {
        parts: vec![part(&rule, Verdict::Missed, seen())],
        rule,
        rule_version: "9ce4526ccaa6d554".to_owned(),
        // Entities are counted from 1.
        entity: EntityId::new(kind, number + 1),
        verdict: Verdict::Missed,
        reasons: Vec::new(),
        because: "missed because: disk encryption is off (jamf)".to_owned(),
        severity: match often(number, 4) {
            true => [Severity::Low, Severity::Medium, Severity::High][(mixed(number) % 3) as usize],
            false => Severity::Critical,
        },
        fix_within: (number % 10 != 0).then_some(Length {
            count: hours,
            unit: Unit::Hour,
        }),
        worst_assumed: false,
        count_from: None,
        wait: None,
        place: None,
        snapshot_at: Some(seen()),
        complete: true,
    }
}

/// The same, met by what was told a day after the start.
pub fn met(number: u64) -> Assessment {
    let missed = missed(number);
    let snapshot = start() + SignedDuration::from_hours(24);
    Assessment {
        verdict: Verdict::Met,
        parts: vec![part(&missed.rule, Verdict::Met, snapshot)],
        because: "met because: disk encryption is on (jamf)".to_owned(),
        snapshot_at: Some(snapshot),
        ..missed
    }
}

/// The first numbers in the order of the ids of their findings.
pub fn in_order(count: u64) -> Vec<u64> {
    let mut numbers: Vec<u64> = (0..count).collect();
    numbers.sort_by_cached_key(|number| {
        let missed = missed(*number);
        format!("{}@{}", missed.rule, missed.entity).into_boxed_str()
    });
    numbers
}

fn part(rule: &RuleId, verdict: Verdict, snapshot: Timestamp) -> PartVerdict {
    PartVerdict {
        rule: rule.clone(),
        part: 0,
        verdict,
        items: Vec::new(),
        unsure: BTreeSet::new(),
        ran_out: false,
        snapshot_at: Some(snapshot),
        evidence: BTreeMap::from([("jamf".into(), snapshot)]),
        complete: true,
    }
}

/// Since when rules are in force.
pub fn in_force() -> BTreeMap<RuleId, Timestamp> {
    rules().map(|rule| (rule, seen())).collect()
}

/// A pass of judging that says this.
pub fn judged<'a>(
    at: Timestamp,
    assessments: &'a [Assessment],
    in_force_since: &'a BTreeMap<RuleId, Timestamp>,
) -> Pass<'a> {
    Pass {
        at,
        zone: TimeZone::UTC,
        calendars: Calendars::none(),
        assessments,
        retired: &[],
        gone: &[],
        merged: &[],
        split: &[],
        in_force_since,
        exceptions: Exceptions::none(),
        left: const { &BTreeSet::new() },
        surely: const { &BTreeMap::new() },
        held_back: const { &BTreeMap::new() },
        deadlines: Deadlines::none(),
    }
}

/// The findings of numbers as the first pass opens them. Some are said to be fixed, and a few are
/// in dispute.
pub fn findings(numbers: impl Iterator<Item = u64>) -> Vec<Finding> {
    let said: Vec<Assessment> = numbers.map(missed).collect();
    let in_force = in_force();
    let changes = ledger::record(&[], &judged(start(), &said, &in_force));
    let mut findings = changes.findings;
    for finding in &mut findings {
        let word = Word {
            by: "maria@linden.example".to_owned(),
            at: start(),
            because: String::new(),
        };
        let number = finding.entity.number - 1;
        if !often(number, 3) {
            finding.state = FindingState::Disputed;
            let about = DisputeAbout::NotTrue;
            finding.handling.dispute = Some(Dispute { word, about });
        } else if mixed(number) % 17 == 0 {
            finding.state = FindingState::FixClaimed;
            finding.handling.claim = Some(word);
        }
    }
    findings
}

/// The finding of a number.
pub fn finding(number: u64) -> Finding {
    findings(number..number + 1).swap_remove(0)
}

/// The findings of numbers, fixed.
pub fn closed(numbers: impl Iterator<Item = u64>) -> Vec<Finding> {
    let closed = |finding| Finding {
        state: FindingState::Closed,
        closed_because: Some(CloseReason::FixedVerified),
        closed_at: Some(start()),
        handling: Default::default(),
        ..finding
    };
    findings(numbers).into_iter().map(closed).collect()
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
