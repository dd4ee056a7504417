//! The second stratum of a pass: detectors, which may read what the rules just came to.

use ledger::{Changes, Pass};
use model::{Finding, RuleId};

use crate::{
    collect::Collected,
    gaps::{self, Facts},
    matrix,
    parties::View,
    ports::PassRecord,
    workspace::Workspace,
};

/// The workspace, what was collected, and all passes, the oldest first, this one last.
type Stands<'a> = (&'a Workspace, &'a Collected, &'a [PassRecord]);

/// What both strata change in the ledger, and the findings after that: rules first, then the
/// detectors, on what the rules came to.
pub(super) fn both(
    stands: Stands<'_>,
    pass: &Pass<'_>,
    findings: Vec<Finding>,
    gaps: &[Finding],
) -> (Changes, Vec<Finding>) {
    let mut changes = ledger::record(&findings, pass);
    let mut after = super::overlay(findings, &changes.findings);
    let found = detected(stands, pass, &after, gaps);
    after.extend(super::overlay(gaps.to_vec(), &found.findings));
    changes.findings.extend(found.findings);
    changes.events.extend(found.events);
    (changes, after)
}

/// What detectors change in the ledger, after what the rules changed in it.
fn detected(
    (workspace, collected, passes): Stands<'_>,
    pass: &Pass<'_>,
    findings: &[Finding],
    before: &[Finding],
) -> Changes {
    let inventory = &collected.inventory;
    let words = &workspace.vocabulary;
    let resolved = matrix::resolved(workspace, inventory, words, (pass.at, pass.at));
    let facts = Facts {
        workspace,
        view: View {
            inventory,
            vocabulary: words,
            zone: &workspace.settings.time_zone,
            at: pass.at,
            matrix: Some(&resolved),
        },
        matrix: &resolved,
        findings,
        passes,
    };
    let seen = facts.seen();
    let assessments = seen.as_ref().map(|seen| {
        let looks = gaps::looks(workspace, seen);
        gaps::assessments(workspace, seen, &looks, before)
    });
    // Who keeps no matrix any more has no gaps in it.
    let retired: Vec<RuleId> = match seen {
        Some(_) => Vec::new(),
        None => before.iter().map(|one| one.rule.clone()).collect(),
    };
    let pass = Pass {
        assessments: assessments.as_deref().unwrap_or_default(),
        retired: &retired,
        ..pass.clone()
    };
    ledger::record(before, &pass)
}
