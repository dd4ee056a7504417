//! What passes came to, and when findings were open: history, as tables.

use std::{collections::BTreeMap, sync::Arc};

use app::ports::{EventRow, PassRecord, RuleCounts};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use jiff::Timestamp;
use model::{Finding, FindingId, RuleId};

use super::ledger::{instants, table};

/// Every rule of every pass, one row each: table `passes`.
pub fn passes(passes: &[PassRecord]) -> RecordBatch {
    let rows = passes.iter().flat_map(|pass| {
        pass.rules
            .iter()
            .map(move |(rule, counts)| (pass, rule, counts))
    });
    let rows: Vec<(&PassRecord, &RuleId, &RuleCounts)> = rows.collect();
    let numbers = |number: &dyn Fn(&PassRecord, &RuleCounts) -> u64| -> ArrayRef {
        let numbers = rows.iter().map(|(pass, _, counts)| number(pass, counts));
        let numbers = numbers.map(|number| i64::try_from(number).ok());
        Arc::new(numbers.collect::<Int64Array>())
    };
    let rules = rows.iter().map(|(_, rule, _)| Some(rule.as_str()));
    table(vec![
        (
            "at",
            instants(rows.iter().map(|(pass, _, _)| Some(pass.at))),
        ),
        ("run", numbers(&|pass, _| pass.run)),
        ("rule", Arc::new(rules.collect::<StringArray>())),
        ("met", numbers(&|_, counts| counts.met)),
        ("missed", numbers(&|_, counts| counts.missed)),
        ("unknown", numbers(&|_, counts| counts.unknown)),
        (
            "not_applicable",
            numbers(&|_, counts| counts.not_applicable),
        ),
    ])
}

/// A time in which a finding was open.
struct Stretch<'a> {
    finding: &'a Finding,
    opened_at: Timestamp,
    closed_at: Option<Timestamp>,
}

/// From when to when each finding was open, one row for each time it was: table `stretches`. Events
/// come in their order.
pub fn stretches(findings: &[Finding], events: &[EventRow]) -> RecordBatch {
    let known: BTreeMap<&FindingId, &Finding> = findings
        .iter()
        .map(|finding| (&finding.id, finding))
        .collect();
    let mut open: BTreeMap<&FindingId, usize> = BTreeMap::new();
    let mut all: Vec<Stretch<'_>> = Vec::new();
    for event in events {
        let what = event.item.what.get("event").and_then(|what| what.as_str());
        let Some(finding) = known.get(&event.item.finding) else {
            continue;
        };
        match what {
            Some("opened" | "reopened") if !open.contains_key(&finding.id) => {
                open.insert(&finding.id, all.len());
                all.push(Stretch {
                    finding,
                    opened_at: event.item.at,
                    closed_at: None,
                });
            }
            Some("closed") => {
                if let Some(at) = open.remove(&finding.id) {
                    all[at].closed_at = Some(event.item.at);
                }
            }
            _ => {}
        }
    }
    let texts = |text: &dyn Fn(&Finding) -> String| -> ArrayRef {
        let texts = all.iter().map(|one| Some(text(one.finding)));
        Arc::new(texts.collect::<StringArray>())
    };
    let numbers = all
        .iter()
        .map(|one| i64::try_from(one.finding.entity.number).ok());
    table(vec![
        ("finding", texts(&|one| one.id.to_string())),
        ("rule", texts(&|one| one.rule.to_string())),
        ("kind", texts(&|one| one.entity.kind.to_string())),
        ("number", Arc::new(numbers.collect::<Int64Array>())),
        ("severity", texts(&|one| one.severity.as_str().to_owned())),
        (
            "opened_at",
            instants(all.iter().map(|one| Some(one.opened_at))),
        ),
        ("closed_at", instants(all.iter().map(|one| one.closed_at))),
    ])
}
