//! A pass in words.

use std::fmt::Write as _;

use app::{
    collect::CollectReport,
    govern::State,
    judge_pass::{ChangeCounts, JudgeReport, ToDecide},
};
use judge::DataGap;

use super::Pass;
use crate::{
    commands::source::text::scopes,
    output::{BOLD, paint},
    words::width,
};

/// How many merges and rejected records are listed; JSON has them all.
const LISTED: usize = 5;

pub(super) fn pass(pass: &Pass) -> String {
    let mut text = format!("{}\n{}", collected(&pass.collected), judged(&pass.judged));
    if let Some(sealed) = &pass.checkpoint {
        section(&mut text, "Log");
        let (entries, root) = (sealed.entries, &sealed.root);
        let _ = writeln!(
            text,
            "  {entries} entries, {root}; keep it elsewhere: `allhands log checkpoint > FILE`"
        );
    }
    text
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
    text.push_str(&scopes(&report.sources, "  "));
    things(&mut text, report);
    quarantine(&mut text, report);
    text
}

fn things(text: &mut String, report: &CollectReport) {
    let seen = || {
        report
            .entities
            .iter()
            .filter(|(_, k)| k.entities + k.gone > 0)
    };
    if seen().next().is_none() {
        return;
    }
    section(text, "Things");
    for (kind, counts) in seen() {
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
    let wide = width(report.rules.iter().map(|rule| &rule.title));
    let _ = writeln!(
        text,
        "  {:<wide$} {:>6} {:>6} {:>7} {:>6}",
        "", "met", "missed", "unknown", "open"
    );
    for rule in &report.rules {
        let title = &rule.title;
        let counts = rule.counts;
        let _ = writeln!(
            text,
            "  {title:<wide$} {:>6} {:>6} {:>7} {:>6}",
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
        gaps(&mut text, &report.data_gaps);
    }
    decide(&mut text, &report.to_decide);
    if let Some(timings) = &report.timings {
        took(&mut text, timings);
    }
    text
}

/// How many of a kind are shown; JSON has all.
const SLOWEST: usize = 10;

/// What judging spent its time on.
fn took(text: &mut String, timings: &judge::Timings) {
    let rules = timings.rules.iter();
    let rules = rules.map(|rule| (rule.microseconds, rule.rule.to_string()));
    slowest(text, "Time by rule", rules.collect());
    let conditions = timings.conditions.iter();
    let conditions = conditions.map(|one| {
        let says = format!("{}: {}", one.kind, one.condition);
        (one.microseconds, says)
    });
    slowest(text, "Time by condition", conditions.collect());
}

fn slowest(text: &mut String, title: &str, all: Vec<(u64, String)>) {
    section(text, title);
    let milliseconds = |micros: u64| micros as f64 / 1000.0;
    for (micros, what) in all.iter().take(SLOWEST) {
        let _ = writeln!(text, "  {:>9.2} ms  {what}", milliseconds(*micros));
    }
    if let Some(rest) = all.get(SLOWEST..).filter(|rest| !rest.is_empty()) {
        let sum: u64 = rest.iter().map(|(micros, _)| micros).sum();
        let _ = writeln!(
            text,
            "  {:>9.2} ms  {} others",
            milliseconds(sum),
            rest.len()
        );
    }
}

/// What somebody should decide about rules, each with the next step.
fn decide(text: &mut String, all: &ToDecide) {
    let mut lines = Vec::new();
    for held in &all.held {
        let rule = &held.rule;
        lines.push(format!(
            "{rule}: new findings wait, {} (allhands rule release {rule} --as NAME@...)",
            held.because
        ));
    }
    for draft in &all.drafts {
        let (rule, what) = (&draft.rule, draft.change.says());
        lines.push(match draft.state {
            Some(state @ (State::Proposed | State::Approved)) => {
                format!(
                    "{rule}: {what}, {} (allhands rule status {rule})",
                    state.word()
                )
            }
            _ => {
                format!("{rule}: {what}, not in force (allhands rule propose {rule} --as NAME@...)")
            }
        });
    }
    for rule in &all.files_gone {
        lines.push(format!(
            "{rule}: its file is gone, it stays in force \
             (allhands rule retire {rule} --as NAME@... --reason \"...\")"
        ));
    }
    for rule in all.monitored.keys() {
        lines.push(format!(
            "{rule}: monitored, nobody is told (allhands rule status {rule})"
        ));
    }
    for rule in &all.paused {
        lines.push(format!(
            "{rule}: paused (allhands rule resume {rule} --as NAME@...)"
        ));
    }
    for rule in &all.review_due {
        lines.push(format!(
            "{rule}: nobody looked at it for a year (allhands rule review {rule} --as NAME@...)"
        ));
    }
    if !lines.is_empty() {
        section(text, "Rules to decide about");
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    }
}

/// What is unknown for most things, and who should have told.
fn gaps(text: &mut String, all: &[DataGap]) {
    section(text, "Unknown, because nobody told");
    let mut gaps: Vec<&DataGap> = all.iter().collect();
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.entities));
    for gap in gaps.iter().take(LISTED) {
        let asked = match &gap.source {
            Some(source) => format!("asked {source}"),
            None => "no source that would tell".to_owned(),
        };
        let kind = &gap.kind;
        let _ = writeln!(
            text,
            "  {:>5}  {kind}: {} ({asked})",
            gap.entities, gap.name
        );
    }
    if gaps.len() > LISTED {
        let more = gaps.len() - LISTED;
        let _ = writeln!(
            text,
            "         and {more} more (`--format json` lists them all)"
        );
    }
}

/// What happened to findings, in words.
pub(crate) fn changes(counts: &ChangeCounts) -> String {
    if *counts == ChangeCounts::default() {
        return "nothing changed".to_owned();
    }
    let parts = [
        (counts.opened, "opened"),
        (counts.reopened, "came back"),
        (counts.fixed, "verified fixed"),
        (
            counts.closed.saturating_sub(counts.fixed),
            "closed for another reason",
        ),
        (counts.detected, "to be confirmed"),
    ];
    let mut told: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    match counts.other {
        0 => {}
        1 => told.push("1 other change".to_owned()),
        n => told.push(format!("{n} other changes")),
    }
    told.join(", ")
}

fn section(text: &mut String, title: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}", paint(BOLD, title));
}
