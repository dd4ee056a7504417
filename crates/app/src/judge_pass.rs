//! One step of a pass: judge everything against the rules in force and record what changed.
//!
//! A full pass is the only way of judging. What it writes is one transaction under a key made of
//! its inputs, so that the same pass is recorded once, however often it is made or killed.

mod excepted;
mod governed;
mod identity;
mod in_force;
mod second;
mod walked;

use std::collections::{BTreeMap, BTreeSet};

use excepted::Excepted;
use governed::Governed;
pub use governed::{DraftLine, HeldLine, ToDecide};

use identity::Identity;
use jiff::Timestamp;
use judge::Judgement;
use model::{Event, Problem, RuleId, Vocabulary, finding::EventKind, verdict::Unknowns};
use rules::tree::Rule;
use serde::Serialize;
use walked::Now;

use crate::{
    collect::Collected,
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
    let in_force = in_force::of(
        &rules,
        &workspace.vocabulary,
        &workspace.set_aside,
        latest.as_ref(),
        at,
    );
    let excepted = Excepted::read(ledger, workspace, collected, at).await?;
    let view = view(workspace, collected, at);
    let mut governed = Governed::look(workspace, &judgement, &rules, latest.as_ref(), at);
    let resolved = second::resolved(workspace, collected, at);
    let clocks_from = governed::clocks_from(workspace, &in_force);
    let told = walked::Told {
        workspace,
        view,
        judgement: &judgement,
        identity: &identity,
        pass: &of_everything(workspace, &excepted, &governed, &clocks_from, at),
        detectors: second::sees(workspace, view, &resolved),
    };
    let mut came = walked::walk(told, ledger).await?;
    let mut passes = ledger.passes().await?;
    passes.push(pass_record(&judgement, collected, in_force, workspace, at));
    let stands = second::Stands {
        workspace,
        collected,
        matrix: &resolved,
        passes: &passes,
    };
    let mut found = second::detected(&stands, told, &mut came);
    // What ends exceptions is told by the rules alone.
    found.stale.clear();
    let (mut changes, now) = (came.changes, came.now);
    changes.add(found);
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
        ..report(workspace, &judgement, &now, counts, changed, at)
    })
}

/// What the ledger has to know of everything; what is known of some findings comes with them.
fn of_everything<'a>(
    workspace: &'a Workspace,
    excepted: &'a Excepted,
    governed: &'a Governed,
    in_force_since: &'a BTreeMap<RuleId, Timestamp>,
    at: Timestamp,
) -> ledger::Pass<'a> {
    ledger::Pass {
        at,
        zone: workspace.settings.time_zone.clone(),
        calendars: &workspace.calendars,
        assessments: &[],
        retired: &[],
        gone: &[],
        merged: &[],
        split: &[],
        in_force_since,
        exceptions: &excepted.exceptions,
        left: &excepted.left,
        surely: &excepted.surely,
        held_back: &governed.held_back,
        deadlines: ledger::policies::Deadlines::none(),
    }
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
    now: &Now,
    changes: ChangeCounts,
    changed: bool,
    at: Timestamp,
) -> JudgeReport {
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
        open: now.by_rule.get(&judged.rule).copied().unwrap_or_default(),
    });
    JudgeReport {
        at,
        changed,
        rules: rules.collect(),
        changes,
        open: now.open,
        overdue: now.overdue,
        data_gaps: judgement.data_gaps(),
        to_decide: ToDecide::default(),
        timings: None,
    }
}
