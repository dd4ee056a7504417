//! A pass in words.

use std::fmt::Write as _;

use app::{
    collect::CollectReport,
    judge_pass::{ChangeCounts, JudgeReport},
};
use model::ScopeOutcome;

use super::Pass;
use crate::output::{BOLD, DIM, GREEN, RED, YELLOW, paint};

/// How many merges and rejected records are listed; JSON has them all.
const LISTED: usize = 5;

pub(super) fn pass(pass: &Pass) -> String {
    format!("{}\n{}", collected(&pass.collected), judged(&pass.judged))
}

pub(super) fn collected(report: &CollectReport) -> String {
    let mut text = String::new();
    if report.sources.is_empty() && report.run == 0 {
        text.push_str(
            "This workspace has no sources yet, so there is nothing to collect.\n\
             Add one: allhands source add CONNECTOR --files GLOB\n",
        );
        return text;
    }
    section(&mut text, "Sources");
    for source in &report.sources {
        for scope in &source.scopes {
            let outcome = match scope.outcome {
                ScopeOutcome::Complete => paint(GREEN, "complete"),
                ScopeOutcome::Partial => paint(YELLOW, "partial"),
                ScopeOutcome::Failed => paint(RED, "failed"),
            };
            let name = format!("{}, {}", source.source, scope.scope);
            let rejected = match scope.rejected {
                0 => String::new(),
                n => format!(", {n} set aside"),
            };
            let _ = writeln!(
                text,
                "  {name:<38} {:>6} records{rejected}  {outcome}",
                scope.accepted
            );
            if let Some(reason) = &scope.reason {
                let _ = writeln!(text, "  {:<38} {}", "", paint(DIM, reason));
            }
        }
    }
    things(&mut text, report);
    quarantine(&mut text, report);
    text
}

fn things(text: &mut String, report: &CollectReport) {
    section(text, "Things");
    for (kind, counts) in report
        .entities
        .iter()
        .filter(|(_, k)| k.entities + k.gone > 0)
    {
        let _ = write!(text, "  {:<22} {:>6}", kind.as_str(), counts.entities);
        let _ = write!(
            text,
            "  merged {:>5}  owned {:>6}",
            counts.merged, counts.owned
        );
        let _ = write!(text, "  unowned {:>5}", counts.unowned);
        if counts.gone > 0 {
            let _ = write!(text, "  gone {}", counts.gone);
        }
        text.push('\n');
    }
}

fn quarantine(text: &mut String, report: &CollectReport) {
    if report.quarantined.is_empty() {
        return;
    }
    section(text, "Set aside, with the reason");
    for record in report.quarantined.iter().take(LISTED) {
        let _ = writeln!(text, "  {}: {}", record.place, record.reason);
    }
    if report.quarantined.len() > LISTED {
        let more = report.quarantined.len() - LISTED;
        let _ = writeln!(text, "  and {more} more (`--format json` lists them all)");
    }
}

pub(super) fn judged(report: &JudgeReport) -> String {
    let mut text = String::new();
    if report.rules.is_empty() {
        text.push_str(
            "No rule is in force. Adopt some in rules/adopted.yaml: allhands rule list\n",
        );
        return text;
    }
    section(&mut text, "Rules");
    let _ = writeln!(
        text,
        "  {:<52} {:>6} {:>6} {:>7} {:>6}",
        "", "met", "missed", "unknown", "open"
    );
    for rule in &report.rules {
        let title: String = rule.title.chars().take(52).collect();
        let counts = rule.counts;
        let _ = writeln!(
            text,
            "  {title:<52} {:>6} {:>6} {:>7} {:>6}",
            counts.met, counts.missed, counts.unknown, rule.open
        );
    }
    section(&mut text, "Findings");
    let _ = writeln!(
        text,
        "  {} open, {} overdue; {}",
        report.open,
        report.overdue,
        changes(&report.changes)
    );
    if !report.data_gaps.is_empty() {
        let entities: u64 = report.data_gaps.iter().map(|gap| gap.entities).sum();
        let _ = writeln!(
            text,
            "  {} gaps in what the sources tell leave {entities} answers unknown",
            report.data_gaps.len()
        );
    }
    text
}

/// What happened to findings, in words.
pub(crate) fn changes(counts: &ChangeCounts) -> String {
    if *counts == ChangeCounts::default() {
        return "nothing changed".to_owned();
    }
    let parts = [
        (counts.opened, "opened"),
        (counts.reopened, "came back"),
        (counts.closed, "closed"),
        (counts.fixed, "of them verified fixed"),
        (counts.detected, "waiting"),
        (counts.other, "other changes"),
    ];
    let told: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    told.join(", ")
}

fn section(text: &mut String, title: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}", paint(BOLD, title));
}
