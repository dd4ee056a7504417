//! An invented organisation as an auditor sees it.

use std::collections::{BTreeMap, BTreeSet};

use impact::{
    Counts,
    evidence::{
        Audited, AuditedPass, AuditedRule, AuditedSource, Evidence, PoamRow, Requirement, Scope,
        items::items, numbers::advance,
    },
};
use jiff::{Timestamp, tz::TimeZone};
use model::{
    CloseReason, Event, Finding, FindingState, RuleId, RunOutcome,
    finding::{Clock, EventKind},
};

use crate::fixtures::{at, end_of, now, open};

/// The zone everybody there reads dates in.
static UTC: TimeZone = TimeZone::UTC;

pub(crate) const RULE: &str = "laptops-are-encrypted";

/// Findings, and what is written about them.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) findings: Vec<Finding>,
    pub(crate) numbers: Vec<PoamRow>,
    pub(crate) words: Words,
}

/// Texts that come from people and tools.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) organisation: String,
    pub(crate) thing: String,
    pub(crate) because: String,
    pub(crate) actor: String,
    pub(crate) framework: String,
    pub(crate) requirement: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            organisation: "Example Ltd".to_owned(),
            thing: "Laptop 12".to_owned(),
            because: "the disk is not encrypted".to_owned(),
            actor: "ana@example.org".to_owned(),
            framework: "NIST SP 800-53".to_owned(),
            requirement: "AC-2(1)".to_owned(),
        }
    }
}

pub(crate) const STATES: [FindingState; 8] = [
    FindingState::Detected,
    FindingState::Open,
    FindingState::FixClaimed,
    FindingState::Verifying,
    FindingState::Disputed,
    FindingState::ExceptionRequested,
    FindingState::Excepted,
    FindingState::Closed,
];

pub(crate) const REASONS: [CloseReason; 8] = [
    CloseReason::FixedVerified,
    CloseReason::NoLongerApplies,
    CloseReason::Superseded,
    CloseReason::RuleRetired,
    CloseReason::EntityGone,
    CloseReason::DuplicateOf,
    CloseReason::FalsePositive,
    CloseReason::NotAffected,
];

/// A finding about a laptop in a state.
pub(crate) fn finding(number: u64, state: FindingState) -> Finding {
    let due = Some(end_of("2026-06-10"));
    let mut finding = open(RULE, number, due);
    finding.state = state;
    finding.clocks = vec![running(RULE, "")];
    if state == FindingState::Closed {
        finding.closed_at = Some(at("2026-05-20T08:00:00Z"));
        finding.closed_because = Some(CloseReason::FixedVerified);
        finding.clocks[0].cleared_at = finding.closed_at;
    }
    finding
}

/// A clock that runs, of a row called so.
pub(crate) fn running(rule: &str, label: &str) -> Clock {
    let seen = at("2026-04-01T00:00:00Z");
    Clock {
        key: match label {
            "" => format!("{rule}#0"),
            row => format!("{rule}#0/{row}"),
        },
        label: label.to_owned(),
        anchor: seen,
        first_seen: seen,
        last_seen: at("2026-05-31T00:00:00Z"),
        due: Some(end_of("2026-06-10")),
        cleared_at: None,
        terms: None,
    }
}

impl World {
    /// A laptop in every state, and one closed for every reason.
    pub(crate) fn of_every_state() -> Self {
        let states = STATES.into_iter().zip(1..);
        let mut findings: Vec<Finding> = states.map(|(s, n)| finding(n, s)).collect();
        findings.extend(REASONS.into_iter().zip(20..).map(|(reason, number)| {
            let mut closed = finding(number, FindingState::Closed);
            closed.closed_because = Some(reason);
            closed
        }));
        let mut world = Self {
            findings,
            ..Self::default()
        };
        world.number(now());
        world
    }

    /// Numbers everything that has no number yet, as an export does.
    pub(crate) fn number(&mut self, at: Timestamp) -> Vec<PoamRow> {
        let rows = {
            let findings = self.audited();
            let stands = items(&findings).into_iter().map(|(w, i)| (w, i.stands()));
            advance(&self.numbers, &stands.collect(), at)
        };
        for row in &rows {
            self.numbers.retain(|kept| kept.number != row.number);
            self.numbers.push(row.clone());
        }
        self.numbers.sort_by_key(|row| row.number);
        rows
    }

    pub(crate) fn audited(&self) -> Vec<Audited<'_>> {
        self.findings.iter().map(|f| self.one(f)).collect()
    }

    fn one<'w>(&self, finding: &'w Finding) -> Audited<'w> {
        let event = |actor: &str, what: EventKind| Event {
            finding: finding.id.clone(),
            at: finding.missed_since,
            actor: actor.to_owned(),
            what,
            reason: self.words.because.clone(),
            evidence: BTreeMap::new(),
        };
        Audited {
            finding,
            events: vec![
                event("judge", EventKind::Opened),
                event(&self.words.actor, EventKind::Claimed),
                event("judge", EventKind::ClaimRefuted),
            ],
            thing: self.words.thing.clone(),
            host: finding.entity.clone(),
            host_name: self.words.thing.clone(),
            weakness: None,
            department: Some("Finance".to_owned()),
            answers: Some("person-3".to_owned()),
            because: self.words.because.clone(),
        }
    }

    /// All of it, as evidence of everything.
    pub(crate) fn evidence<'w>(&'w self, scopes: &'w [Scope]) -> Evidence<'w> {
        let ids: BTreeSet<&RuleId> = self.findings.iter().map(|f| &f.rule).collect();
        Evidence {
            organisation: &self.words.organisation,
            origin: "example.org/log",
            at: now(),
            since: None,
            zone: &UTC,
            scopes,
            findings: self.audited(),
            rules: ids
                .into_iter()
                .map(|id| (id.clone(), self.rule()))
                .collect(),
            passes: vec![AuditedPass {
                at: now(),
                run: 7,
                sources: BTreeMap::from([("jamf".into(), RunOutcome::Complete)]),
            }],
            sources: vec![AuditedSource {
                source: "jamf".into(),
                scope: "computers".to_owned(),
                outcome: RunOutcome::Complete,
                snapshot_at: Some(at("2026-05-31T00:00:00Z")),
                digest: Some("ab".repeat(32)),
            }],
            numbers: &self.numbers,
        }
    }

    fn rule(&self) -> AuditedRule {
        AuditedRule {
            title: "Laptops are encrypted".to_owned(),
            sentence: "Every laptop must have disk encryption on.".to_owned(),
            references: vec![Requirement {
                framework: self.words.framework.clone(),
                id: self.words.requirement.clone(),
            }],
            counts: Counts {
                met: 90,
                missed: 7,
                unknown: 2,
                excepted: 1,
            },
        }
    }
}
