//! One step of a pass: judge everything against the rules in force and record what changed.
//!
//! A full pass is the only way of judging. What it writes is one transaction under a key made of
//! its inputs, so that the same pass is recorded once, however often it is made or killed.

mod excepted;
mod governed;
mod identity;
mod in_force;
mod second;

use std::collections::{BTreeMap, BTreeSet};

use excepted::Excepted;
use governed::Governed;
pub use governed::{DraftLine, HeldLine, ToDecide};

use identity::Identity;
use jiff::Timestamp;
use judge::Judgement;
use model::{
    EntityId, Event, Finding, FindingState, Inventory, Life, Problem, RuleId, Verdict, Vocabulary,
    finding::EventKind,
    verdict::{Assessment, Unknowns},
};
use rules::tree::Rule;
use serde::Serialize;

use crate::{
    collect::Collected,
    deadlines, gaps,
    parties::View,
    ports::{
        ActStore, GovernanceStore, InForce, LedgerStore, PassRecord, PassWrite, PortError,
        Progress, RuleCounts, RuleText,
    },
    workspace::Workspace,
};

/// What judging came to.
#[derive(Clone, Debug, Serialize)]
pub struct JudgeReport {
    /// The instant it speaks of.
    pub at: Timestamp,
    /// Whether anything was written.
    pub changed: bool,
    /// Verdicts and open findings by rule.
    pub rules: Vec<RuleReport>,
    /// What happened to findings, counted.
    pub changes: ChangeCounts,
    /// Findings that are open now.
    pub open: u64,
    /// Of these, past their deadline.
    pub overdue: u64,
    /// What no source tells, and how many entities that leaves unknown.
    pub data_gaps: Vec<judge::DataGap>,
    /// What somebody should decide about rules; empty where rules are files.
    pub to_decide: ToDecide,
    /// What judging spent its time on, where somebody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timings: Option<judge::Timings>,
}

/// One rule's part of a pass.
#[derive(Clone, Debug, Serialize)]
pub struct RuleReport {
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// Advice is shown and never a finding.
    pub advice: bool,
    /// Verdicts.
    #[serde(flatten)]
    pub counts: RuleCounts,
    /// Findings open now.
    pub open: u64,
}

/// What happened to findings in a pass, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangeCounts {
    /// Missed, and still within their rule's `Wait`.
    pub detected: u64,
    /// Opened.
    pub opened: u64,
    /// Came back.
    pub reopened: u64,
    /// Closed, for whatever reason.
    pub closed: u64,
    /// Of these, verified fixed.
    pub fixed: u64,
    /// Anything else.
    pub other: u64,
}

impl ChangeCounts {
    fn of(events: &[Event]) -> Self {
        let mut counts = Self::default();
        for event in events {
            match &event.what {
                EventKind::Detected => counts.detected += 1,
                EventKind::Opened => counts.opened += 1,
                EventKind::Reopened => counts.reopened += 1,
                EventKind::Closed { because } => {
                    counts.closed += 1;
                    counts.fixed += u64::from(*because == model::CloseReason::FixedVerified);
                }
                _ => counts.other += 1,
            }
        }
        counts
    }
}

/// What judging can fail on.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// The rules cannot be judged together; nothing was recorded.
    #[error("the rules in force cannot be judged")]
    Rules(Vec<Problem>),
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Judges what was collected and records what changed.
///
/// # Errors
/// When the rules cannot be judged together, or the ledger cannot be read or written. Nothing is
/// recorded then.
pub async fn judge_pass(
    workspace: &Workspace,
    collected: &Collected,
    ledger: &(impl LedgerStore + GovernanceStore + ActStore),
    at: Timestamp,
    progress: &impl Progress,
) -> Result<JudgeReport, JudgeError> {
    progress.step("judging");
    let rules = workspace.rules_in_force();
    let clock = workspace.clock(at);
    let latest = ledger.latest_pass().await?;
    let identity = Identity::since(latest.as_ref().map(|pass| pass.at), collected);
    let unknowns = identity.carry(ledger.unknowns().await?);
    let world = (&workspace.vocabulary, &collected.tables, &clock, &unknowns);
    let (judgement, timings) = judge_all(&rules, world, progress)?;
    let kept = ledger.findings().await?;
    let (gaps, findings): (Vec<_>, Vec<_>) = kept.into_iter().partition(gaps::is_gap);
    let mut assessments = assessments(&judgement, &findings);
    assessments.extend(identity.parts(&judgement, &findings));
    let retired = retired(workspace, &judgement, &findings);
    let in_force = in_force::of(
        &rules,
        &workspace.vocabulary,
        &workspace.set_aside,
        latest.as_ref(),
        at,
    );
    let excepted = Excepted::read(ledger, workspace, collected, at).await?;
    let view = view(workspace, collected, at);
    let deadlines = deadlines::gather(workspace, &view, &judgement, &assessments, &findings);
    let mut governed = Governed::look(workspace, &judgement, &rules, latest.as_ref(), at);
    let pass = ledger::Pass {
        at,
        zone: workspace.settings.time_zone.clone(),
        calendars: &workspace.calendars,
        assessments: &assessments,
        retired: &retired,
        gone: &gone(&collected.inventory, &findings),
        merged: &identity.merged(&findings),
        split: &identity.split,
        in_force_since: &governed::clocks_from(workspace, &in_force),
        exceptions: &excepted.exceptions,
        left: &excepted.left,
        surely: &excepted.surely,
        held_back: &governed.held_back,
        deadlines: &deadlines,
    };
    let mut passes = ledger.passes().await?;
    passes.push(pass_record(&judgement, collected, in_force, workspace, at));
    let seen = (workspace, collected, passes.as_slice());
    let (changes, now_open) = second::both(seen, &pass, findings, &gaps);
    progress.step("recording findings");
    let counts = ChangeCounts::of(&changes.events);
    let write = PassWrite {
        pass: passes.swap_remove(passes.len() - 1),
        findings: changes.findings,
        events: changes.events,
        rules: rule_texts(workspace, &judgement, &rules),
        vocabulary: workspace.vocabulary.clone(),
        unknowns: carried(&judgement, unknowns, &workspace.set_aside),
        stale: excepted::stale(changes.stale),
    };
    governed.write(ledger).await?;
    let changed = ledger.record(&write).await?;
    Ok(JudgeReport {
        to_decide: governed.to_decide(workspace, at),
        timings,
        ..report(workspace, &judgement, &now_open, counts, changed, at)
    })
}

/// What rules are judged by: the words, the facts, the time, and since when verdicts are unknown.
type World<'w> = (
    &'w model::Vocabulary,
    &'w judge::Tables,
    &'w judge::Clock,
    &'w model::verdict::Unknowns,
);

/// Judges all rules; with what the time was spent on, where somebody wants to know.
fn judge_all(
    rules: &[Rule],
    world: World<'_>,
    progress: &impl Progress,
) -> Result<(Judgement, Option<judge::Timings>), JudgeError> {
    let judged = match progress.stopwatch() {
        Some(stopwatch) => judge::judge_watched(rules, world, stopwatch)
            .map(|(judgement, timings)| (judgement, Some(timings))),
        None => judge::judge_since(rules, world.0, world.1, world.2, world.3)
            .map(|judgement| (judgement, None)),
    };
    judged.map_err(|problems| JudgeError::Rules(problems.0))
}

/// What was collected, with the words to speak of it.
fn view<'a>(workspace: &'a Workspace, collected: &'a Collected, at: Timestamp) -> View<'a> {
    View {
        inventory: &collected.inventory,
        vocabulary: &workspace.vocabulary,
        zone: &workspace.settings.time_zone,
        at,
        matrix: None,
    }
}

/// Since when verdicts are unknown after the pass. A rule that merely cannot be read today keeps
/// its clocks; they stand still until it is judged again.
fn carried(judgement: &Judgement, before: Unknowns, set_aside: &BTreeSet<RuleId>) -> Unknowns {
    let mut after = before;
    after.retain(|rule, _| set_aside.contains(rule));
    for clock in after.values_mut().flat_map(BTreeMap::values_mut) {
        clock.counts = false;
    }
    after.extend(judgement.unknown_since());
    after
}

/// Every missed pair, and every pair that has a finding which is not over.
fn assessments(judgement: &Judgement, findings: &[Finding]) -> Vec<Assessment> {
    let mut all = Vec::new();
    for rule in judgement.rules().iter().filter(|rule| !rule.advice) {
        let mut entities: BTreeSet<EntityId> =
            judgement.entities(&rule.rule, Verdict::Missed).collect();
        entities.extend(
            findings
                .iter()
                .filter(|f| f.rule == rule.rule && f.state != FindingState::Closed)
                .map(|f| f.entity.clone()),
        );
        all.extend(
            entities
                .iter()
                .filter_map(|entity| judgement.assess(&rule.rule, entity)),
        );
    }
    all
}

/// Rules of findings that are neither in force nor merely unreadable today.
fn retired(workspace: &Workspace, judgement: &Judgement, findings: &[Finding]) -> Vec<RuleId> {
    let in_force: BTreeSet<&RuleId> = judgement
        .rules()
        .iter()
        .filter(|r| !r.advice)
        .map(|r| &r.rule)
        .collect();
    let of_findings: BTreeSet<&RuleId> = findings
        .iter()
        .filter(|f| f.state != FindingState::Closed)
        .map(|f| &f.rule)
        .collect();
    of_findings
        .into_iter()
        .filter(|rule| !in_force.contains(rule) && !workspace.set_aside.contains(*rule))
        .cloned()
        .collect()
}

/// Entities of findings whose every record is gone.
fn gone(inventory: &Inventory, findings: &[Finding]) -> Vec<EntityId> {
    let entities: BTreeSet<&EntityId> = findings.iter().map(|f| &f.entity).collect();
    entities
        .into_iter()
        .filter(|id| {
            inventory
                .get(id)
                .is_some_and(|e| e.id == **id && e.life == Life::Gone)
        })
        .cloned()
        .collect()
}

/// The findings after the pass.
fn overlay(before: Vec<Finding>, changed: &[Finding]) -> Vec<Finding> {
    let mut all: BTreeMap<_, _> = before.into_iter().map(|f| (f.id.clone(), f)).collect();
    all.extend(changed.iter().map(|f| (f.id.clone(), f.clone())));
    all.into_values().collect()
}

fn pass_record(
    judgement: &Judgement,
    collected: &Collected,
    in_force: BTreeMap<RuleId, InForce>,
    workspace: &Workspace,
    at: Timestamp,
) -> PassRecord {
    let vocabulary = digest_of_words(&workspace.vocabulary);
    let run = collected.inventory.run;
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{at} {run} {vocabulary}").as_bytes());
    for rule in judgement.rules() {
        hasher.update(format!(" {} {}", rule.rule, rule.version).as_bytes());
    }
    PassRecord {
        key: hasher.finalize().to_hex().to_string(),
        at,
        run,
        sources: collected
            .report
            .sources
            .iter()
            .map(|source| (source.source.clone(), source.outcome))
            .collect(),
        rules: judgement
            .rules()
            .iter()
            .map(|rule| (rule.rule.clone(), counts(rule)))
            .collect(),
        in_force,
        vocabulary,
    }
}

/// The first 16 hexadecimal digits of the BLAKE3 digest of a vocabulary as JSON.
fn digest_of_words(vocabulary: &Vocabulary) -> String {
    // Keys are texts and numbers are whole: JSON can hold all of it.
    let json = serde_json::to_vec(vocabulary).unwrap_or_default();
    let digest = blake3::hash(&json).to_hex();
    digest.as_str().chars().take(16).collect()
}

fn counts(rule: &judge::RuleVerdicts) -> RuleCounts {
    let counts = rule.counts;
    RuleCounts {
        met: counts.met,
        missed: counts.missed,
        unknown: counts.unknown,
        not_applicable: counts.not_applicable,
    }
}

/// The canonical text of every rule version that was judged, tightenings behind their baseline,
/// and of each rule of those by itself.
fn rule_texts(workspace: &Workspace, judgement: &Judgement, rules: &[Rule]) -> Vec<RuleText> {
    let text = |rule: &Rule| rules::print(rule, &workspace.vocabulary);
    let alone = rules.iter().map(|rule| RuleText {
        rule: rule.id.clone(),
        version: rules::version(rule, &workspace.vocabulary),
        text: text(rule),
    });
    judgement
        .rules()
        .iter()
        .map(|judged| {
            let parts = rules
                .iter()
                .filter(|r| r.id == judged.rule || r.tightens.as_ref() == Some(&judged.rule));
            RuleText {
                rule: judged.rule.clone(),
                version: judged.version.clone(),
                text: parts.map(text).collect::<Vec<_>>().join("---\n"),
            }
        })
        .chain(alone)
        .collect()
}

fn report(
    workspace: &Workspace,
    judgement: &Judgement,
    findings: &[Finding],
    changes: ChangeCounts,
    changed: bool,
    at: Timestamp,
) -> JudgeReport {
    let open: Vec<&Finding> = findings.iter().filter(|f| f.state.is_open()).collect();
    let title = |rule: &RuleId| {
        workspace
            .rule(rule)
            .map_or_else(|| rule.to_string(), |found| found.rule.title.clone())
    };
    let rules = judgement.rules().iter().map(|judged| RuleReport {
        rule: judged.rule.clone(),
        title: title(&judged.rule),
        advice: judged.advice,
        counts: counts(judged),
        open: open.iter().filter(|f| f.rule == judged.rule).count() as u64,
    });
    JudgeReport {
        at,
        changed,
        rules: rules.collect(),
        changes,
        open: open.len() as u64,
        overdue: open
            .iter()
            .filter(|f| f.due.is_some_and(|due| due < at))
            .count() as u64,
        data_gaps: judgement.data_gaps(),
        to_decide: ToDecide::default(),
        timings: None,
    }
}
