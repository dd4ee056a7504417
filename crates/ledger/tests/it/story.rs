//! A small ledger told day by day. Every pass is made twice: the second must change nothing.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use ledger::{Changes, Pass, record};
use model::{
    EntityId, Event, Finding, FindingId, RuleId, Severity, SourceId, Verdict,
    finding::{Clock, EventKind},
    span::Length,
    value::Reading,
    verdict::{Assessment, Item, PartVerdict, Reason, Truth},
};

/// An instant, written as a day or in full.
pub(crate) fn at(text: &str) -> Timestamp {
    if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        text.to_owned()
    }
    .parse()
    .unwrap()
}

/// Noon of a day: when passes are made, unless a test says otherwise.
pub(crate) fn noon(day: &str) -> Timestamp {
    at(&format!("{day}T12:00:00Z"))
}

pub(crate) fn device(number: u64) -> EntityId {
    EntityId::new("device", number)
}

/// What a rule says of `device-1`, to be refined.
#[derive(Clone, Debug)]
pub(crate) struct Says(pub(crate) Assessment);

/// A verdict that rests on the snapshot of a day, from complete and fresh scopes.
pub(crate) fn says(verdict: Verdict, snapshot: &str) -> Says {
    Says(Assessment {
        rule: "laptops-are-encrypted".into(),
        rule_version: "1".to_owned(),
        entity: device(1),
        verdict,
        parts: vec![part(0, verdict, &[])],
        reasons: Vec::new(),
        because: format!("it is {verdict}"),
        severity: Severity::Medium,
        fix_within: Some(Length::days(30)),
        worst_assumed: false,
        count_from: None,
        wait: None,
        snapshot_at: Some(at(snapshot)),
        complete: true,
    })
}

pub(crate) fn missed(snapshot: &str) -> Says {
    says(Verdict::Missed, snapshot)
}

pub(crate) fn met(snapshot: &str) -> Says {
    says(Verdict::Met, snapshot)
}

pub(crate) fn unknown(snapshot: &str) -> Says {
    says(Verdict::Unknown, snapshot).partial()
}

pub(crate) fn not_applicable(snapshot: &str) -> Says {
    says(Verdict::NotApplicable, snapshot)
}

pub(crate) fn part(number: usize, verdict: Verdict, items: &[&str]) -> PartVerdict {
    let item = |key: &&str| Item {
        key: (*key).to_owned(),
        label: format!("row {key}"),
        count_from: None,
        shown: BTreeMap::new(),
    };
    let items = items.iter().map(item).collect();
    PartVerdict {
        rule: "laptops-are-encrypted".into(),
        part: number,
        verdict,
        items,
    }
}

impl Says {
    pub(crate) fn partial(mut self) -> Self {
        self.0.complete = false;
        self
    }

    pub(crate) fn parts(mut self, parts: impl IntoIterator<Item = PartVerdict>) -> Self {
        self.0.parts = parts.into_iter().collect();
        self
    }

    pub(crate) fn rows(self, rows: &[&str]) -> Self {
        let verdict = self.0.verdict;
        self.parts([part(0, verdict, rows)])
    }

    pub(crate) fn version(mut self, version: &str) -> Self {
        version.clone_into(&mut self.0.rule_version);
        self
    }

    pub(crate) fn wait(mut self, length: &str) -> Self {
        self.0.wait = Some(length.parse().unwrap());
        self
    }

    pub(crate) fn fix(mut self, length: &str) -> Self {
        self.0.fix_within = Some(length.parse().unwrap());
        self
    }

    pub(crate) fn no_deadline(mut self) -> Self {
        self.0.fix_within = None;
        self
    }

    pub(crate) fn assumed(mut self) -> Self {
        self.0.worst_assumed = true;
        self
    }

    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.0.severity = severity;
        self
    }

    pub(crate) fn count_from(mut self, day: &str) -> Self {
        self.0.count_from = Some(at(day));
        self
    }

    pub(crate) fn about(mut self, number: u64) -> Self {
        self.0.entity = device(number);
        self
    }

    /// A deciding fact of a source, with its own snapshot.
    pub(crate) fn told_by(mut self, source: &str, snapshot: &str) -> Self {
        self.0.reasons.push(Reason {
            condition: "disk encryption is on".to_owned(),
            truth: Truth::False,
            path: "disk encryption".to_owned(),
            reading: Reading::Unknown,
            sources: vec![SourceId::new(source)],
            snapshot_at: Some(at(snapshot)),
            item: None,
        });
        self
    }
}

/// What else a pass knows.
#[derive(Default)]
pub(crate) struct Fallen {
    pub(crate) retired: Vec<RuleId>,
    pub(crate) gone: Vec<EntityId>,
    pub(crate) merged: Vec<(EntityId, EntityId)>,
}

/// The ledger as it grows.
#[derive(Default)]
pub(crate) struct Story {
    findings: BTreeMap<FindingId, Finding>,
    pub(crate) events: Vec<Event>,
}

impl Story {
    /// One pass at noon of a day.
    pub(crate) fn pass(&mut self, day: &str, says: impl IntoIterator<Item = Says>) -> Changes {
        self.pass_at(noon(day), says, &Fallen::default())
    }

    /// One pass at an instant; made twice, and the second time it must change nothing.
    pub(crate) fn pass_at(
        &mut self,
        at: Timestamp,
        says: impl IntoIterator<Item = Says>,
        fallen: &Fallen,
    ) -> Changes {
        let assessments: Vec<Assessment> = says.into_iter().map(|says| says.0).collect();
        let pass = Pass {
            at,
            zone: TimeZone::get("Europe/Vienna").unwrap(),
            assessments: &assessments,
            retired: &fallen.retired,
            gone: &fallen.gone,
            merged: &fallen.merged,
        };
        let changes = record(&self.all(), &pass);
        for finding in &changes.findings {
            self.findings.insert(finding.id.clone(), finding.clone());
        }
        self.events.extend(changes.events.iter().cloned());
        assert_eq!(
            record(&self.all(), &pass),
            Changes::default(),
            "the same pass again"
        );
        changes
    }

    pub(crate) fn all(&self) -> Vec<Finding> {
        self.findings.values().cloned().collect()
    }

    /// The finding of a device.
    pub(crate) fn of(&self, number: u64) -> &Finding {
        let id = FindingId::of(&"laptops-are-encrypted".into(), &device(number));
        &self.findings[&id]
    }

    /// The finding of `device-1`.
    pub(crate) fn finding(&self) -> &Finding {
        self.of(1)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// A clock by the end of its key: `#0`, `#0/row`.
    pub(crate) fn clock(&self, end: &str) -> &Clock {
        let clocks = &self.finding().clocks;
        clocks
            .iter()
            .find(|clock| clock.key.ends_with(end))
            .unwrap()
    }

    /// The rows and parts whose clocks run.
    pub(crate) fn running(&self) -> Vec<&str> {
        let clocks = self
            .finding()
            .clocks
            .iter()
            .filter(|clock| clock.cleared_at.is_none());
        clocks
            .map(|clock| &clock.key["laptops-are-encrypted".len()..])
            .collect()
    }
}

/// The events of a pass in words, in order.
pub(crate) fn words(changes: &Changes) -> Vec<String> {
    let word = |event: &Event| match &event.what {
        EventKind::Detected => "detected".to_owned(),
        EventKind::Lapsed { because } => format!("lapsed {because:?}"),
        EventKind::Opened => "opened".to_owned(),
        EventKind::Reopened => "reopened".to_owned(),
        EventKind::Closed { because } => format!("closed {because:?}"),
        EventKind::ItemAdded { key } => format!("added {}", tail(key)),
        EventKind::ItemCleared { key } => format!("cleared {}", tail(key)),
        EventKind::DeadlineMoved { from, to } => format!("due {} to {}", day(*from), day(*to)),
        EventKind::SeverityMoved { from, to } => format!("severity {from} to {to}"),
        EventKind::RuleChanged { to } => format!("version {to}"),
        EventKind::SeenClean { .. } => "seen clean".to_owned(),
    };
    changes.events.iter().map(word).collect()
}

fn tail(key: &str) -> &str {
    &key["laptops-are-encrypted".len()..]
}

/// A due date as the day it ends in the organisation's zone; `never` without one.
pub(crate) fn day(due: Option<Timestamp>) -> String {
    let zone = TimeZone::get("Europe/Vienna").unwrap();
    due.map_or("never".to_owned(), |due| {
        due.to_zoned(zone).date().to_string()
    })
}
