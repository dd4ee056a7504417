//! An invented company with laptops, and findings on them.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use model::{EntityId, Finding, FindingId, FindingState, RuleId, Severity};
use people::{Addressed, How, Message, fold};

pub(crate) const COMPANY: &str = "Example Ltd";

/// Monday 1 June 2026, in the morning.
pub(crate) fn now() -> Timestamp {
    "2026-06-01T08:00:00Z".parse().expect("a time")
}

pub(crate) fn end_of(day: &str) -> Option<Timestamp> {
    Some(format!("{day}T23:59:59Z").parse().expect("a time"))
}

pub(crate) fn finding(rule: &str, laptop: u64, due: Option<Timestamp>, how: Severity) -> Finding {
    let (rule, entity) = (RuleId::from(rule), EntityId::new("device", laptop));
    Finding {
        id: FindingId::of(&rule, &entity),
        rule,
        rule_version: "1".to_owned(),
        entity,
        state: FindingState::Open,
        closed_because: None,
        severity: how,
        missed_since: "2026-05-20T00:00:00Z".parse().expect("a time"),
        opened_at: Some("2026-05-21T00:00:00Z".parse().expect("a time")),
        closed_at: None,
        due,
        worst_assumed: false,
        regressions: 0,
        episode: 1,
        clocks: Vec::new(),
        clean_snapshots: Vec::new(),
        missed_snapshot: None,
        missed_evidence: BTreeMap::new(),
        handling: Default::default(),
        because: "no endpoint agent seen within 7 days".to_owned(),
    }
}

/// To Ann, who uses the laptop.
pub(crate) fn to_ann<'a>(finding: &'a Finding, laptop: &str) -> Addressed<'a> {
    Addressed {
        finding,
        thing: finding.entity.clone(),
        thing_name: laptop.to_owned(),
        rule_title: "Laptops run the endpoint agent".to_owned(),
        because: "The agent is how we notice an attack.".to_owned(),
        message: "Your laptop {laptop.name} no longer reports to our agent.".to_owned(),
        steps: vec![
            "Open the Self Service app.".to_owned(),
            "Press Reinstall.".to_owned(),
        ],
        minutes: Some(5),
        to: EntityId::new("person", 1),
        to_name: "Ann Example".to_owned(),
        to_first_name: "Ann".to_owned(),
        how: How::FixedBy("user".to_owned()),
        values: BTreeMap::from([("laptop.name".to_owned(), laptop.to_owned())]),
    }
}

pub(crate) fn fold_now(addressed: &[Addressed<'_>]) -> Vec<Message> {
    fold(addressed, now(), &TimeZone::UTC, COMPANY)
}
