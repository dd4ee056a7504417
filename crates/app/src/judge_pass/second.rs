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

/// What the second stratum stands on.
pub(super) struct Stratum<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) collected: &'a Collected,
    /// All passes, the oldest first, this one last.
    pub(super) passes: &'a [PassRecord],
}

impl Stratum<'_> {
    /// What detectors change in the ledger, after what the rules changed in it.
    pub(super) fn record(
        &self,
        pass: &Pass<'_>,
        findings: &[Finding],
        before: &[Finding],
    ) -> Changes {
        let workspace = self.workspace;
        let inventory = &self.collected.inventory;
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
            passes: self.passes,
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
}
