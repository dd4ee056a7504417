//! The second stratum of a pass: detectors, which may read what the rules just came to.

use std::collections::BTreeMap;

use ledger::{Changes, Pass};
use model::{Finding, FindingId, RuleId};

use super::walked::{Came, Told};
use crate::{
    collect::Collected,
    deadlines,
    gaps::{self, Facts},
    matrix,
    parties::View,
    ports::PassRecord,
    workspace::Workspace,
};

/// What is looked at besides findings: the workspace, what was collected with who answers for it,
/// and all passes, the oldest first, this one last.
pub(super) struct Stands<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) collected: &'a Collected,
    pub(super) matrix: &'a ledger::matrix::Resolved,
    pub(super) passes: &'a [PassRecord],
}

/// What detectors change in the ledger, after what the rules changed in it. Counts how their
/// findings stand.
pub(super) fn detected(stands: &Stands<'_>, told: Told<'_>, came: &mut Came) -> Changes {
    let before = std::mem::take(&mut came.gaps);
    let facts = Facts {
        workspace: stands.workspace,
        view: View {
            inventory: &stands.collected.inventory,
            matrix: Some(stands.matrix),
            ..told.view
        },
        matrix: stands.matrix,
        found: &came.found,
        passes: stands.passes,
    };
    let seen = facts.seen();
    let assessments = seen.as_ref().map(|seen| {
        let looks = gaps::looks(stands.workspace, seen);
        gaps::assessments(stands.workspace, seen, &looks, &before)
    });
    // Who keeps no matrix any more has no gaps in it.
    let retired: Vec<RuleId> = match seen {
        Some(_) => Vec::new(),
        None => before.iter().map(|one| one.rule.clone()).collect(),
    };
    let assessments = assessments.unwrap_or_default();
    let concerned = came.concerned(deadlines::concerned(&assessments, &before));
    let (workspace, judgement) = (told.workspace, told.judgement);
    let pass = Pass {
        assessments: &assessments,
        retired: &retired,
        gone: &came.gone.iter().cloned().collect::<Vec<_>>(),
        merged: &came.merged,
        split: &told.identity.split,
        deadlines: &deadlines::of(workspace, &told.view, judgement, &concerned),
        ..told.pass.clone()
    };
    let changes = ledger::record(&before, &pass);
    let mut after: BTreeMap<&FindingId, &Finding> = before.iter().map(|f| (&f.id, f)).collect();
    after.extend(changes.findings.iter().map(|f| (&f.id, f)));
    for finding in after.into_values() {
        came.now.add(finding, pass.at);
    }
    changes
}

/// How detectors see everything, where a matrix is kept.
pub(super) fn sees<'a>(
    workspace: &Workspace,
    view: View<'a>,
    matrix: &'a ledger::matrix::Resolved,
) -> Option<View<'a>> {
    let keeps = workspace.keeps_matrix(&workspace.matrix(view.at));
    keeps.then_some(View {
        matrix: Some(matrix),
        ..view
    })
}

/// Who answers for what on the day of a pass.
pub(super) fn resolved(
    workspace: &Workspace,
    collected: &Collected,
    at: jiff::Timestamp,
) -> ledger::matrix::Resolved {
    let words = &workspace.vocabulary;
    matrix::resolved(workspace, &collected.inventory, words, (at, at))
}
