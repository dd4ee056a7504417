//! What a security lead would want to know first.

use std::{collections::BTreeMap, fmt::Write as _};

use app::{
    ask::{FindingFilter, Known, finding_rows},
    workspace::Workspace,
};
use jiff::Timestamp;
use model::{Life, Owner, ScopeOutcome, told};
use serde::Serialize;

use super::Demo;
use crate::{
    commands::{
        report::text::{amount, share},
        run::text::changes,
    },
    output::{BOLD, DIM, RED, YELLOW, paint},
};

/// The first page of a security lead's morning.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    /// Things by kind.
    things: BTreeMap<String, u64>,
    /// Things made of several records.
    merged: u64,
    /// Things nobody answers for, by kind.
    unowned: BTreeMap<String, u64>,
    /// Sources that cannot be relied on now, and why.
    silent: Vec<String>,
    /// The most urgent findings.
    urgent: Vec<Urgent>,
}

#[derive(Debug, Serialize)]
struct Urgent {
    says: String,
    when: String,
    to: String,
    finding: model::FindingId,
}

/// Kinds a lead thinks in; the rest is detail.
const KINDS: [&str; 7] = [
    "person",
    "device",
    "account",
    "repository",
    "service",
    "vendor",
    "department",
];

impl Summary {
    pub(super) fn of(known: &Known, workspace: &Workspace) -> Self {
        let mut things = BTreeMap::new();
        let mut unowned = BTreeMap::new();
        let mut merged = 0;
        for kind in KINDS {
            let living = known
                .inventory
                .of(kind)
                .iter()
                .filter(|e| e.life != Life::Gone);
            for entity in living {
                *things.entry(kind.to_owned()).or_default() += 1;
                merged += u64::from(entity.members.len() > 1);
                // People answer for themselves.
                if kind != "person" && matches!(entity.ownership.owner, Owner::Unowned(_)) {
                    *unowned.entry(kind.to_owned()).or_default() += 1;
                }
            }
        }
        Self {
            things,
            merged,
            unowned,
            silent: silent(known),
            urgent: urgent(known, workspace),
        }
    }
}

fn silent(known: &Known) -> Vec<String> {
    let zone = jiff::tz::TimeZone::UTC;
    let today = known.at.to_zoned(zone.clone()).date();
    let day = |at: Timestamp| told::day(at.to_zoned(zone.clone()).date(), today);
    let mut silent = Vec::new();
    for state in &known.inventory.coverage.scopes {
        let name = format!("{} ({})", state.source, state.scope);
        let since = state.snapshot_at.map_or_else(|| "ever".to_owned(), day);
        if state.held {
            silent.push(format!("{name}: held after a sudden drop"));
        } else if !state.is_fresh(known.at) {
            silent.push(format!("{name}: nothing new since {since}"));
        } else if state.outcome != ScopeOutcome::Complete {
            silent.push(format!("{name}: read only in part"));
        }
    }
    silent
}

fn urgent(known: &Known, workspace: &Workspace) -> Vec<Urgent> {
    let mut rows = finding_rows(known, workspace, &FindingFilter::default());
    rows.sort_by_key(|row| (std::cmp::Reverse(row.finding.severity), row.finding.due));
    let zone = &workspace.settings.time_zone;
    rows.into_iter()
        .take(5)
        .map(|row| Urgent {
            says: format!("{}: {}", row.name, row.title),
            when: row.finding.due.map_or_else(
                || "no deadline".to_owned(),
                |due| {
                    let word = if row.overdue { "was due" } else { "due" };
                    format!("{word} {}", told::deadline(due, known.at, zone))
                },
            ),
            to: row.goes_to.unwrap_or_else(|| "nobody yet".to_owned()),
            finding: row.finding.id,
        })
        .collect()
}

pub(super) fn demo(demo: &Demo) -> String {
    let mut text = String::new();
    let summary = &demo.summary;
    let _ = writeln!(
        text,
        "{}\n",
        paint(BOLD, format!("{}: five weeks in one go", demo.organisation))
    );
    let things: Vec<String> = summary
        .things
        .iter()
        .map(|(kind, n)| format!("{n} {}", plural(kind)))
        .collect();
    let _ = writeln!(text, "Known       {}", things.join(", "));
    let _ = writeln!(
        text,
        "            {} of them put together from several tools",
        summary.merged
    );
    let unowned: Vec<String> = summary
        .unowned
        .iter()
        .map(|(kind, n)| format!("{n} {}", plural(kind)))
        .collect();
    let _ = writeln!(text, "Unowned     {}", nothing_or(unowned));
    let report = &demo.report;
    let _ = writeln!(
        text,
        "Expected    {} as it should be",
        share(report.coverage.share)
    );
    let _ = writeln!(
        text,
        "            {} are unknown, and unknown is never a pass",
        report.coverage.all.unknown
    );
    let _ = writeln!(
        text,
        "Open        {} findings, {}; promises kept {}",
        report.work.open,
        paint(RED, format!("{} overdue", report.work.overdue)),
        share(report.promises.share())
    );
    let _ = writeln!(text, "Debt        {}", amount(&report.debt));
    for (at, line) in summary.silent.iter().enumerate() {
        let label = if at == 0 { "Silent" } else { "" };
        let _ = writeln!(text, "{label:<11} {}", paint(YELLOW, line));
    }
    passes(&mut text, demo);
    let _ = writeln!(text, "\n{}", paint(BOLD, "Most urgent"));
    for urgent in &summary.urgent {
        let _ = writeln!(text, "  {}", urgent.says);
        let _ = writeln!(
            text,
            "    {}; {}  {}",
            urgent.when,
            urgent.to,
            paint(DIM, &urgent.finding)
        );
    }
    next(&mut text, demo);
    text
}

fn passes(text: &mut String, demo: &Demo) {
    let _ = writeln!(text, "\n{}", paint(BOLD, "What happened"));
    for pass in &demo.passes {
        let day = pass.at.strftime("%Y-%m-%d");
        let _ = writeln!(
            text,
            "  {day}  {:>5} records  {:>4} open  {}",
            pass.records,
            pass.open,
            changes(&pass.changes)
        );
    }
}

fn next(text: &mut String, demo: &Demo) {
    let _ = writeln!(text, "\n{}", paint(BOLD, "Try next"));
    let folder = &demo.folder;
    let finding = demo
        .summary
        .urgent
        .first()
        .map_or("FINDING", |urgent| urgent.finding.as_str());
    let _ = writeln!(text, "  allhands explain {finding} -w {folder}");
    let _ = writeln!(text, "  allhands who --kind service -w {folder}");
    let _ = writeln!(text, "  allhands report department -w {folder}");
}

fn nothing_or(items: Vec<String>) -> String {
    if items.is_empty() {
        "nothing".to_owned()
    } else {
        items.join(", ")
    }
}

fn plural(kind: &str) -> String {
    match kind {
        "person" => "people".to_owned(),
        "repository" => "repositories".to_owned(),
        other => format!("{other}s"),
    }
}
