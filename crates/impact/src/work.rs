//! What is open, how late it is, and how old.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use model::{EntityId, Finding, FindingId, RuleId, Severity};
use serde::{Deserialize, Serialize};

/// How an open finding stands against its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Its deadline has passed.
    Overdue,
    /// Due today or within the next seven days.
    DueSoon,
    /// Due after that.
    Later,
    /// The rule sets no deadline.
    NoDeadline,
}

impl Timing {
    /// How a deadline stands at an instant; days are those of the zone.
    pub fn of(due: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> Self {
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        match due {
            None => Self::NoDeadline,
            Some(due) if due < now => Self::Overdue,
            Some(due) if day(due) <= day(now).saturating_add(7.days()) => Self::DueSoon,
            Some(_) => Self::Later,
        }
    }
}

/// One open finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLine {
    /// The finding.
    pub finding: FindingId,
    /// Its rule.
    pub rule: RuleId,
    /// What it is about.
    pub entity: EntityId,
    /// Its severity.
    pub severity: Severity,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// How it stands against that.
    pub timing: Timing,
    /// Since when it is missed.
    pub missed_since: Timestamp,
}

/// The open finding that has been missed the longest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oldest {
    /// The finding.
    pub finding: FindingId,
    /// Since when.
    pub missed_since: Timestamp,
    /// Full days since then.
    pub days: i64,
}

/// Open work in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenWork {
    /// All open findings.
    pub open: u64,
    /// Of those, past their deadline.
    pub overdue: u64,
    /// Of those, due today or within the next seven days.
    pub due_soon: u64,
    /// Of those, without a deadline.
    pub no_deadline: u64,
    /// All open findings by severity; every level stands, also with zero.
    pub by_severity: BTreeMap<Severity, u64>,
    /// The oldest.
    pub oldest: Option<Oldest>,
}

/// The open findings, the most urgent first.
pub(crate) fn lines(findings: &[&Finding], now: Timestamp, zone: &TimeZone) -> Vec<OpenLine> {
    let mut lines: Vec<OpenLine> = findings
        .iter()
        .filter(|finding| finding.state.is_open())
        .map(|finding| OpenLine {
            finding: finding.id.clone(),
            rule: finding.rule.clone(),
            entity: finding.entity.clone(),
            severity: finding.severity,
            due: finding.due,
            timing: Timing::of(finding.due, now, zone),
            missed_since: finding.missed_since,
        })
        .collect();
    lines.sort_by(|a, b| {
        let key = |line: &OpenLine| (line.timing, line.due, std::cmp::Reverse(line.severity));
        key(a).cmp(&key(b)).then_with(|| a.finding.cmp(&b.finding))
    });
    lines
}

impl OpenWork {
    /// Counts open findings.
    pub(crate) fn of(lines: &[OpenLine], now: Timestamp) -> Self {
        let with = |timing| lines.iter().filter(|line| line.timing == timing).count() as u64;
        let level = |of| lines.iter().filter(|line| line.severity == of).count() as u64;
        let oldest = lines
            .iter()
            .min_by_key(|line| (line.missed_since, &line.finding));
        Self {
            open: lines.len() as u64,
            overdue: with(Timing::Overdue),
            due_soon: with(Timing::DueSoon),
            no_deadline: with(Timing::NoDeadline),
            by_severity: Severity::ALL
                .into_iter()
                .map(|of| (of, level(of)))
                .collect(),
            oldest: oldest.map(|line| Oldest {
                finding: line.finding.clone(),
                missed_since: line.missed_since,
                days: now.duration_since(line.missed_since).as_hours() / 24,
            }),
        }
    }

    pub(crate) fn add(&mut self, more: &Self) {
        self.open += more.open;
        self.overdue += more.overdue;
        self.due_soon += more.due_soon;
        self.no_deadline += more.no_deadline;
        for (severity, count) in &more.by_severity {
            *self.by_severity.entry(*severity).or_default() += count;
        }
        let older = self.oldest.iter().chain(&more.oldest);
        self.oldest = older
            .min_by_key(|o| (o.missed_since, o.finding.clone()))
            .cloned();
    }
}
