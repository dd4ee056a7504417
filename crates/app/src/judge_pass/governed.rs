//! What governance asks of a pass: which rules are held back, which newly wait, what to decide.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use judge::Judgement;
use model::RuleId;
use rules::tree::Rule;
use serde::Serialize;

use super::counts;
use crate::{
    govern::{By, Change, Entry, History, Stage, State, breaker, entry::Step, published, review},
    ports::{GovernWrite, GovernanceStore, InForce, PassRecord, PortError, RuleCounts},
    workspace::{RulesFrom, Workspace},
};

/// What somebody should decide about rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ToDecide {
    /// Files that say something else than what is in force.
    pub drafts: Vec<DraftLine>,
    /// Rules in force whose file is gone.
    pub files_gone: Vec<RuleId>,
    /// Rules whose new findings wait, and why.
    pub held: Vec<HeldLine>,
    /// Rules that are only monitored, and since when.
    pub monitored: BTreeMap<RuleId, Timestamp>,
    /// Paused rules.
    pub paused: Vec<RuleId>,
    /// Rules that nobody looked at for a year.
    pub review_due: Vec<RuleId>,
}

/// A file that says something else than what is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DraftLine {
    /// The rule.
    pub rule: RuleId,
    /// Its file.
    pub file: String,
    /// Whether it is new.
    pub change: Change,
    /// How far its approval is, when it was proposed as it reads.
    pub state: Option<State>,
}

/// A rule whose new findings wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldLine {
    /// The rule.
    pub rule: RuleId,
    /// Why.
    pub because: String,
}

/// Governance as one pass sees it.
pub(super) struct Governed {
    /// How rules are held back in the ledger.
    pub(super) held_back: BTreeMap<RuleId, ledger::HeldBack>,
    /// What to append before anything is recorded.
    write: GovernWrite,
    history: History,
}

impl Governed {
    /// Looks at what was judged: which rules newly wait, and which go on.
    pub(super) fn look(
        workspace: &Workspace,
        judgement: &Judgement,
        rules: &[Rule],
        latest: Option<&PassRecord>,
        at: Timestamp,
    ) -> Self {
        let history = workspace.decided.history.clone();
        let mut this = Self {
            held_back: BTreeMap::new(),
            write: GovernWrite::default(),
            history,
        };
        if workspace.settings.rules != RulesFrom::Published {
            return this;
        }
        if !this.history.has_begun() {
            this.write = published::beginning(workspace, at);
            return this;
        }
        let held_back = workspace
            .standing
            .iter()
            .filter_map(|(rule, it)| Some((rule.clone(), it.held_back()?)));
        this.held_back = held_back.collect();
        let now: BTreeMap<RuleId, RuleCounts> = judgement
            .rules()
            .iter()
            .map(|rule| (rule.rule.clone(), counts(rule)))
            .collect();
        let before = latest
            .map(|pass| before(pass, workspace, rules))
            .unwrap_or_default();
        for (rule, step, reason) in breaker::look(&workspace.standing, &before, &now) {
            match step {
                Step::Held { .. } => {
                    this.held_back.insert(rule.clone(), ledger::HeldBack::Quiet);
                }
                _ => {
                    this.held_back.remove(&rule);
                }
            }
            let version = workspace.standing.get(&rule).map(|it| it.version.clone());
            this.write.entries.push(Entry {
                rule,
                version: version.unwrap_or_default(),
                at,
                by: By::Pass,
                step,
                reason,
            });
        }
        this.write.known = this.history.entries();
        this
    }

    /// Writes down what the pass decided by itself, before what follows from it is recorded: a
    /// pass that is killed in between finds its own decision and goes on from there.
    pub(super) async fn write(&mut self, store: &impl GovernanceStore) -> Result<(), PortError> {
        if self.write.entries.is_empty() {
            return Ok(());
        }
        self.history = self
            .history
            .after(&self.write.entries)
            .map_err(PortError::Damaged)?;
        store.append(&self.write).await
    }

    /// What somebody should decide.
    pub(super) fn to_decide(&self, workspace: &Workspace, at: Timestamp) -> ToDecide {
        let draft = |draft: &crate::govern::Draft| {
            let rule = &draft.loaded.rule;
            let version = published::version(rule, &workspace.drafting);
            DraftLine {
                rule: rule.id.clone(),
                file: draft.loaded.file.clone(),
                change: draft.change,
                state: self.history.version(&rule.id, &version).map(|v| v.state),
            }
        };
        let mut all = ToDecide {
            drafts: workspace.drafts.iter().map(draft).collect(),
            files_gone: workspace.files_gone.iter().cloned().collect(),
            ..ToDecide::default()
        };
        for (rule, versions) in self.history.rules() {
            let Some(live) = versions.iter().find(|v| v.state.is_in_force()) else {
                continue;
            };
            if let Some(hold) = &live.hold {
                all.held.push(HeldLine {
                    rule: rule.clone(),
                    because: hold.reason.clone(),
                });
            }
            if live.state == State::Paused {
                all.paused.push(rule.clone());
            }
            if let (Some(Stage::Monitor), Some(since)) = (live.stage, live.stage_since) {
                all.monitored.insert(rule.clone(), since);
            }
            let zone = &workspace.settings.time_zone;
            if review::due(live, zone).is_some_and(|due| due <= at) {
                all.review_due.push(rule.clone());
            }
        }
        all
    }
}

/// The counts of the pass before, of rules that read the same then.
fn before(
    pass: &PassRecord,
    workspace: &Workspace,
    rules: &[Rule],
) -> BTreeMap<RuleId, RuleCounts> {
    let then = |(rule, it): (&RuleId, &InForce)| (rule.clone(), it.version.clone());
    let then: BTreeSet<(RuleId, String)> = pass.in_force.iter().map(then).collect();
    let mut now: BTreeMap<RuleId, BTreeSet<(RuleId, String)>> = BTreeMap::new();
    for rule in rules {
        let baseline = rule.tightens.as_ref().unwrap_or(&rule.id);
        let version = rules::version(rule, &workspace.vocabulary);
        let family = now.entry(baseline.clone()).or_default();
        family.insert((rule.id.clone(), version));
    }
    breaker::comparable(&pass.rules, &then, &now)
}

/// Since when clocks may start: since the rule reads as it does, and since people are told.
pub(super) fn clocks_from(
    workspace: &Workspace,
    in_force: &BTreeMap<RuleId, InForce>,
) -> BTreeMap<RuleId, Timestamp> {
    let told = |rule: &RuleId| workspace.standing.get(rule).and_then(|it| it.clocks_from);
    in_force
        .iter()
        .map(|(rule, it)| {
            let from = told(rule).map_or(it.since, |told| told.max(it.since));
            (rule.clone(), from)
        })
        .collect()
}
