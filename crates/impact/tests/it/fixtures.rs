//! An invented organisation with findings.

use std::collections::BTreeMap;

use impact::{
    Counts, DepartmentInput, DepartmentReport, Period, Rate, RuleFacts, Unit, department,
    money::RateFrom,
};
use jiff::{Timestamp, tz::TimeZone};
use model::{
    CloseReason, EntityId, Finding, FindingId, FindingState, RuleId, Severity, finding::Clock,
};

pub(crate) fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

pub(crate) fn end_of(day: &str) -> Timestamp {
    at(&format!("{day}T23:59:59Z"))
}

/// Monday 1 June 2026, in the morning.
pub(crate) fn now() -> Timestamp {
    at("2026-06-01T08:00:00Z")
}

/// The month before.
pub(crate) fn may() -> Period {
    Period {
        from: at("2026-05-01T00:00:00Z"),
        to: at("2026-06-01T00:00:00Z"),
    }
}

pub(crate) fn open(rule: &str, number: u64, due: Option<Timestamp>) -> Finding {
    let (rule, entity) = (RuleId::from(rule), EntityId::new("device", number));
    let seen = at("2026-04-01T00:00:00Z");
    Finding {
        id: FindingId::of(&rule, &entity),
        rule,
        rule_version: "1".to_owned(),
        entity,
        state: FindingState::Open,
        closed_because: None,
        severity: Severity::High,
        missed_since: seen,
        opened_at: Some(seen),
        closed_at: None,
        due,
        worst_assumed: false,
        regressions: 0,
        episode: 1,
        clocks: vec![clock("0", due, None)],
        clean_snapshots: Vec::new(),
        missed_snapshot: None,
        missed_evidence: BTreeMap::new(),
        handling: Default::default(),
        because: String::new(),
    }
}

pub(crate) fn clock(key: &str, due: Option<Timestamp>, cleared_at: Option<Timestamp>) -> Clock {
    let seen = at("2026-04-01T00:00:00Z");
    Clock {
        key: key.to_owned(),
        label: String::new(),
        anchor: seen,
        first_seen: seen,
        last_seen: seen,
        due,
        cleared_at,
        terms: None,
    }
}

/// The same finding, closed.
pub(crate) fn closed(mut finding: Finding, because: CloseReason, when: &str) -> Finding {
    finding.state = FindingState::Closed;
    finding.closed_because = Some(because);
    finding.closed_at = Some(at(when));
    for clock in &mut finding.clocks {
        clock.cleared_at = Some(at(when));
    }
    finding
}

/// The agent takes 20 minutes; of the disk nobody said how long it takes.
pub(crate) fn rules() -> BTreeMap<RuleId, RuleFacts> {
    let facts = |title: &str, minutes| RuleFacts {
        title: title.to_owned(),
        minutes,
    };
    BTreeMap::from([
        (
            RuleId::from("agent"),
            facts("Laptops run the endpoint agent", Some(20)),
        ),
        (RuleId::from("disk"), facts("Laptops are encrypted", None)),
    ])
}

pub(crate) fn rate(units: f64, currency: &str) -> Rate {
    Rate::per_hour(
        units,
        currency.parse().expect("a currency"),
        RateFrom::Department,
    )
    .expect("a rate")
}

pub(crate) fn report(number: u64, findings: &[Finding], rate: Option<Rate>) -> DepartmentReport {
    let findings: Vec<&Finding> = findings.iter().collect();
    let counts = Counts {
        met: 3 * number,
        missed: 1,
        unknown: 2,
        excepted: 0,
    };
    department(DepartmentInput {
        unit: Unit::Department(EntityId::new("department", number)),
        name: &format!("Department {number}"),
        period: may(),
        now: now(),
        zone: &TimeZone::UTC,
        verdicts: &BTreeMap::from([(RuleId::from("agent"), counts)]),
        findings: &findings,
        rules: &rules(),
        rate,
    })
}
