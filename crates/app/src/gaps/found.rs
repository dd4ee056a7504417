//! What detectors need to know of findings, gathered from one after the other: however many there
//! are, few of them are kept.

use std::collections::{BTreeMap, BTreeSet};

use ledger::acts::{Acted, FindingAct};
use model::{EntityId, Finding, FindingId, FindingState, RuleId, Severity};

use super::is_gap;
use crate::{parties::View, workspace::Workspace};

/// What findings come to for detectors.
#[derive(Clone, Debug, Default)]
pub struct Found {
    open: BTreeMap<RuleId, u64>,
    work: BTreeMap<EntityId, f64>,
    claimed: BTreeSet<FindingId>,
    kept: BTreeMap<FindingId, Finding>,
}

impl Found {
    /// Of no findings yet.
    pub fn nothing(workspace: &Workspace) -> Self {
        let claims = workspace.acts.iter().filter_map(|act| match &act.what {
            Acted::Finding(FindingAct::Claim { finding }) => Some(finding.clone()),
            _ => None,
        });
        Self {
            claimed: claims.collect(),
            ..Self::default()
        }
    }

    /// Of these findings.
    pub fn of<'f>(
        workspace: &Workspace,
        view: &View<'_>,
        findings: impl IntoIterator<Item = &'f Finding>,
    ) -> Self {
        let mut found = Self::nothing(workspace);
        for finding in findings {
            found.add(workspace, view, finding);
        }
        found
    }

    /// Adds a finding as it stands.
    pub fn add(&mut self, workspace: &Workspace, view: &View<'_>, finding: &Finding) {
        if finding.state.is_open() {
            *self.open.entry(finding.rule.clone()).or_default() += 1;
        }
        if finding.state == FindingState::Open && !is_gap(finding) {
            self.add_work(workspace, view, finding);
        }
        if is_gap(finding) || self.claimed.contains(&finding.id) {
            self.kept.insert(finding.id.clone(), finding.clone());
        }
    }

    fn add_work(&mut self, workspace: &Workspace, view: &View<'_>, finding: &Finding) {
        let rule = workspace.rule(&finding.rule);
        let entity = view.inventory.get(&finding.entity);
        let (Some(rule), Some(entity)) = (rule, entity) else {
            return;
        };
        if let people::Route::To { person, .. } = view.route(&rule.rule, entity) {
            *self.work.entry(person).or_default() += weight(finding.severity);
        }
    }

    /// How many are open of some rules.
    pub(super) fn open<'r>(&self, rules: impl IntoIterator<Item = &'r RuleId>) -> u64 {
        let open = rules.into_iter().filter_map(|rule| self.open.get(rule));
        open.sum()
    }

    /// What each person has open, weighted: critical 4, high 3, medium 2, low 1.
    pub(super) fn work(&self) -> &BTreeMap<EntityId, f64> {
        &self.work
    }

    /// One that a detector made, or that somebody said is fixed.
    pub(super) fn get(&self, id: &FindingId) -> Option<&Finding> {
        self.kept.get(id)
    }
}

fn weight(severity: Severity) -> f64 {
    match severity {
        Severity::Critical => 4.0,
        Severity::High => 3.0,
        Severity::Medium => 2.0,
        Severity::Low => 1.0,
    }
}
