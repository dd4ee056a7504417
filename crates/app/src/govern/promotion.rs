//! When a rule may be rolled out further.

use model::{EntityId, Problem, RuleId};
use rules::tree::Rule;
use serde::Serialize;

use super::{bench::Bench, decide::days_after, desk::Desk, history::VersionRecord, state::Stage};
use crate::ports::RuleCounts;

/// How many days a rule is monitored before people are told.
pub const MONITOR_DAYS: i64 = 7;
/// At most this share of what it judges may be unknown, in percent.
const UNKNOWN_PERCENT: u64 = 5;
/// At least this share of its findings must be over before it may refuse work, in percent.
const RESOLVED_PERCENT: u64 = 80;

/// One thing that has to be so before a rule goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Whether it is.
    pub met: bool,
    /// What, with the numbers.
    pub says: String,
}

impl Condition {
    fn new(met: bool, says: String) -> Self {
        Self { met, says }
    }
}

/// What has to be so before a version goes to its next stage; empty at the last one.
///
/// # Errors
/// When a tightening that is only monitored cannot be judged.
pub fn conditions(
    desk: &Desk<'_>,
    rule: &RuleId,
    record: &VersionRecord,
    tree: &Rule,
    bench: &Bench,
) -> Result<Vec<Condition>, Vec<Problem>> {
    let Some(next) = record.stage.and_then(Stage::next) else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    if next == Stage::Warn
        && let Some(since) = record.stage_since
    {
        let until = days_after(since, MONITOR_DAYS);
        let zone = &desk.workspace.settings.time_zone;
        let day = until.to_zoned(zone.clone()).date();
        let says = format!("it is monitored for {MONITOR_DAYS} days, until {day}");
        all.push(Condition::new(desk.at >= until, says));
    }
    let counts = counts(desk, rule, tree)?;
    let judged = counts.met + counts.missed + counts.unknown;
    let says = format!(
        "{} of {judged} are unknown (at most {UNKNOWN_PERCENT} %)",
        counts.unknown
    );
    let known = counts.unknown * 100 <= judged * UNKNOWN_PERCENT;
    all.push(Condition::new(known, says));
    if next == Stage::Block {
        all.push(resolved(desk, tree.tightens.as_ref().unwrap_or(rule)));
        all.extend(spoken(desk, record, bench));
    }
    let open = record.open_objections().count();
    if open > 0 {
        let says = format!("{open} objections are answered");
        all.push(Condition::new(false, says));
    }
    Ok(all)
}

/// The verdicts of a rule in the latest pass; those of a tightening are judged now, because a
/// pass leaves out what is only monitored.
fn counts(desk: &Desk<'_>, rule: &RuleId, tree: &Rule) -> Result<RuleCounts, Vec<Problem>> {
    let of_pass = desk
        .pass
        .as_ref()
        .and_then(|pass| pass.rules.get(rule).copied());
    match of_pass {
        Some(counts) => Ok(counts),
        None => desk
            .sheet(tree, std::slice::from_ref(tree))
            .map(|sheet| sheet.counts),
    }
}

/// Whether most of what was found is over.
fn resolved(desk: &Desk<'_>, rule: &RuleId) -> Condition {
    let told = desk
        .findings
        .iter()
        .filter(|f| f.rule == *rule && f.opened_at.is_some());
    let (mut all, mut over) = (0_u64, 0_u64);
    for finding in told {
        all += 1;
        over += u64::from(finding.state == model::FindingState::Closed);
    }
    let says = format!("{over} of {all} findings are resolved (at least {RESOLVED_PERCENT} %)");
    Condition::new(over * 100 >= all * RESOLVED_PERCENT, says)
}

/// Before work is refused, silence is not consent: everybody consulted has spoken.
fn spoken(desk: &Desk<'_>, record: &VersionRecord, bench: &Bench) -> Option<Condition> {
    let has_spoken = |person: &EntityId| {
        record.consents.iter().any(|c| c.person == *person)
            || record.objections.iter().any(|o| o.who.person == *person)
    };
    let silent: Vec<String> = bench
        .consulted
        .iter()
        .filter(|person| !has_spoken(person))
        .map(|person| desk.roster().name(person))
        .collect();
    (!bench.consulted.is_empty()).then(|| {
        let says = match silent.is_empty() {
            true => "everybody consulted has spoken".to_owned(),
            false => format!(
                "{} has not said yet whether it may refuse work",
                silent.join(", ")
            ),
        };
        Condition::new(silent.is_empty(), says)
    })
}
