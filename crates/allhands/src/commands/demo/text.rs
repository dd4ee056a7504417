//! What a security lead would want to know in the first two minutes.

use std::{collections::BTreeMap, fmt::Write as _};

use app::{
    ask::{FindingFilter, FindingRow, Known, finding_rows},
    workspace::Workspace,
};
use jiff::{Timestamp, tz::TimeZone};
use model::{EntityId, Life, Owner, RuleId, ScopeOutcome, Severity, told};
use serde::Serialize;

use super::Demo;
use crate::{
    commands::{
        report::text::{amount, share},
        run::text::changes,
    },
    output::{BOLD, DIM, RED, YELLOW, paint},
    words::{counted, width},
};

/// The first page of a security lead's morning.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    /// The day it speaks of, in words.
    day: String,
    /// How many tools were read.
    sources: usize,
    /// How many rules are in force.
    rules: usize,
    /// Things by kind.
    things: BTreeMap<String, u64>,
    /// Things made of several records.
    merged: u64,
    /// Things nobody answers for, by kind.
    unowned: BTreeMap<String, u64>,
    /// Sources that cannot be relied on now, and why.
    silent: Vec<String>,
    /// The rules with the most urgent findings.
    urgent: Vec<Urgent>,
    /// How kinds are called when there are several.
    #[serde(skip)]
    plurals: BTreeMap<String, String>,
}

/// A rule with the first of its open findings.
#[derive(Debug, Serialize)]
struct Urgent {
    rule: RuleId,
    title: String,
    severity: Severity,
    open: usize,
    overdue: usize,
    finding: model::FindingId,
    entity: EntityId,
    name: String,
    when: String,
    to: String,
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

/// How many rules with urgent findings are shown.
const URGENT: usize = 4;

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
        let kinds = workspace.vocabulary.kinds.values();
        let today = known.at.to_zoned(workspace.settings.time_zone.clone());
        Self {
            day: today.strftime("%A, %-d %B %Y").to_string(),
            sources: workspace.sources.len(),
            rules: workspace.rules.iter().filter(|rule| rule.in_force).count(),
            things,
            merged,
            unowned,
            silent: silent(known, &workspace.settings.time_zone),
            urgent: urgent(known, workspace),
            plurals: kinds
                .map(|kind| (kind.kind.to_string(), kind.plural.clone()))
                .collect(),
        }
    }

    /// `400 people, 1 repository`, the largest number first.
    fn numbers(&self, counts: &BTreeMap<String, u64>) -> String {
        let mut counts: Vec<(&String, &u64)> = counts.iter().collect();
        counts.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), kind.as_str()));
        let told: Vec<String> = counts
            .into_iter()
            .map(|(kind, count)| match count {
                1 => format!("1 {kind}"),
                n => format!("{n} {}", self.plurals.get(kind).unwrap_or(kind)),
            })
            .collect();
        told.join(", ")
    }
}

/// Sources that cannot be relied on, each once for all its scopes of the same reason.
fn silent(known: &Known, zone: &TimeZone) -> Vec<String> {
    let today = known.at.to_zoned(zone.clone()).date();
    let day = |at: Timestamp| told::day(at.to_zoned(zone.clone()).date(), today);
    let mut reasons: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for state in &known.inventory.coverage.scopes {
        let reason = if state.held {
            "held after a sudden drop, until a second answer confirms it".to_owned()
        } else if !state.is_fresh(known.at) {
            match state.snapshot_at {
                Some(at) => format!("nothing new since {}", day(at)),
                None => "never read".to_owned(),
            }
        } else if state.outcome != ScopeOutcome::Complete {
            "read only in part".to_owned()
        } else {
            continue;
        };
        let scopes = reasons
            .entry((state.source.to_string(), reason))
            .or_default();
        scopes.push(&state.scope);
    }
    reasons
        .into_iter()
        .map(|((source, reason), scopes)| format!("{source} ({}): {reason}", scopes.join(", ")))
        .collect()
}

/// Rules by their most urgent open finding: by severity, then by what was due first.
fn urgent(known: &Known, workspace: &Workspace) -> Vec<Urgent> {
    let mut rows = finding_rows(known, workspace, &FindingFilter::default());
    rows.sort_by_key(|row| (std::cmp::Reverse(row.finding.severity), row.finding.due));
    let mut rules: Vec<RuleId> = Vec::new();
    for row in &rows {
        if !rules.contains(&row.finding.rule) {
            rules.push(row.finding.rule.clone());
        }
    }
    rules
        .into_iter()
        .take(URGENT)
        .filter_map(|rule| {
            let of_rule = || rows.iter().filter(|row| row.finding.rule == rule);
            let first = of_rule().next()?;
            Some(Urgent {
                title: first.title.clone(),
                severity: first.finding.severity,
                open: of_rule().count(),
                overdue: of_rule().filter(|row| row.overdue).count(),
                finding: first.finding.id.clone(),
                entity: first.finding.entity.clone(),
                name: first.name.clone(),
                when: when(first, known.at, &workspace.settings.time_zone),
                to: first
                    .goes_to
                    .clone()
                    .unwrap_or_else(|| "nobody yet".to_owned()),
                rule: rule.clone(),
            })
        })
        .collect()
}

fn when(row: &FindingRow, at: Timestamp, zone: &TimeZone) -> String {
    match row.finding.due {
        None => "has no deadline".to_owned(),
        Some(due) => {
            let word = if row.overdue { "was due" } else { "is due" };
            format!("{word} {}", told::deadline(due, at, zone))
        }
    }
}

pub(super) fn demo(demo: &Demo) -> String {
    let mut text = String::new();
    let (summary, name) = (&demo.summary, &demo.organisation);
    let title = format!(
        "{name}, an organisation that never existed, on {}",
        summary.day
    );
    let _ = writeln!(text, "{}", paint(BOLD, title));
    section(&mut text, "What there is");
    let _ = writeln!(text, "  {}", summary.numbers(&summary.things));
    let _ = writeln!(
        text,
        "  read from {}; {} things are known to more than one and were put together",
        counted(summary.sources, "tool"),
        summary.merged
    );
    if !summary.unowned.is_empty() {
        let unowned = summary.numbers(&summary.unowned);
        let _ = writeln!(text, "  {} {unowned}", paint(YELLOW, "nobody answers for"));
    }
    expected(&mut text, demo);
    urgent_text(&mut text, summary);
    passes(&mut text, demo);
    next(&mut text, demo);
    text
}

fn expected(text: &mut String, demo: &Demo) {
    let report = &demo.report;
    let rules = counted(demo.summary.rules, "rule");
    section(text, &format!("How it stands against {rules}"));
    let _ = writeln!(text, "  as expected     {}", share(report.coverage.share));
    let unknown = report.coverage.all.unknown;
    let _ = write!(
        text,
        "  unknown         {unknown}, and unknown is never a pass"
    );
    if !demo.summary.silent.is_empty() {
        let silent = demo.summary.silent.join("; ");
        let _ = write!(text, "\n                  {}", paint(YELLOW, silent));
    }
    let overdue = paint(RED, format!("{} overdue", report.work.overdue));
    let open = counted(report.work.open, "finding");
    let _ = writeln!(text, "\n  open            {open}, {overdue}");
    let kept = share(report.promises.share());
    let _ = writeln!(text, "  promises kept   {kept} that fell due");
    let _ = writeln!(text, "  overdue work    {}", amount(&report.debt));
}

fn urgent_text(text: &mut String, summary: &Summary) {
    section(text, "Most urgent");
    let wide = width(summary.urgent.iter().map(|urgent| &urgent.title));
    for urgent in &summary.urgent {
        let _ = writeln!(
            text,
            "  {:<8}  {:<wide$}  {} open, {} overdue",
            urgent.severity, urgent.title, urgent.open, urgent.overdue
        );
        let line = format!("{} {}; goes to {}", urgent.name, urgent.when, urgent.to);
        let _ = writeln!(text, "            {}", paint(DIM, line));
    }
}

fn passes(text: &mut String, demo: &Demo) {
    section(text, "What happened");
    for pass in &demo.passes {
        let day = pass.at.strftime("%a %e %b");
        let _ = writeln!(
            text,
            "  {day}  {:>4} open  {}",
            pass.open,
            changes(&pass.changes)
        );
    }
}

fn next(text: &mut String, demo: &Demo) {
    section(text, "Try next");
    let folder = match demo.folder.contains(char::is_whitespace) {
        true => format!("'{}'", demo.folder),
        false => demo.folder.clone(),
    };
    let mut commands = Vec::new();
    if let Some(urgent) = demo.summary.urgent.first() {
        commands.push((format!("explain {}", urgent.finding), "why, and since when"));
    }
    commands.push(("who --kind service".to_owned(), "who answers for each"));
    commands.push(("report department".to_owned(), "where the open work lies"));
    let _ = writeln!(text, "  cd {folder}");
    if let Some(program) = &demo.not_on_path {
        let _ = writeln!(text, "  alias allhands={program}");
    }
    let wide = width(commands.iter().map(|(command, _)| command));
    for (command, why) in commands {
        let _ = writeln!(text, "  allhands {command:<wide$}  {}", paint(DIM, why));
    }
    let _ = writeln!(
        text,
        "In this folder it is that day, and time goes on from there: \
         `allhands run` is one more pass."
    );
}

fn section(text: &mut String, title: &str) {
    let _ = writeln!(text, "\n{}", paint(BOLD, title));
}
