//! Why verdicts are unknown: which source should have told, and what became of it.

use std::cmp::Reverse;

use jiff::Timestamp;
use judge::{DataGap, Judgement};
use model::{ScopeOutcome, SourceState};

use super::sheet::{UnknownShare, WhyUnknown};
use crate::{collect::Observed, workspace::Workspace};

/// What was missing for the unknown verdicts of a judgement, most entities first.
pub(super) fn shares(
    workspace: &Workspace,
    observed: &Observed,
    judged: &Judgement,
    now: Timestamp,
) -> Vec<UnknownShare> {
    let gaps = judged.data_gaps();
    let mut all: Vec<UnknownShare> = gaps
        .into_iter()
        .map(|gap| share(workspace, observed, gap, now))
        .collect();
    all.sort_by_key(|share| Reverse(share.entities));
    all
}

fn share(workspace: &Workspace, observed: &Observed, gap: DataGap, now: Timestamp) -> UnknownShare {
    let coverage = &observed.inventory.coverage;
    let (kind, name) = (gap.kind.as_str(), gap.name.as_str());
    let scopes: Vec<&SourceState> = coverage
        .filling(kind, name)
        .chain(coverage.supplying(kind, name).map(|(scope, _)| scope))
        .filter(|scope| gap.source.as_ref() == Some(&scope.source))
        .collect();
    // The scope that is worst off is the reason.
    let why = scopes
        .iter()
        .map(|scope| why(scope, now))
        .min()
        .unwrap_or(WhyUnknown::NotConnected);
    let would_tell = match gap.source {
        Some(_) => Vec::new(),
        None => workspace
            .connectors
            .values()
            .filter(|connector| connector.tells(kind, name))
            .map(|connector| connector.name.clone())
            .collect(),
    };
    UnknownShare {
        connector: scopes.first().map(|scope| scope.connector.clone()),
        source: gap.source,
        kind: gap.kind,
        name: gap.name,
        entities: gap.entities,
        why,
        would_tell,
    }
}

fn why(scope: &SourceState, now: Timestamp) -> WhyUnknown {
    match scope.outcome {
        ScopeOutcome::Failed => WhyUnknown::Failed,
        ScopeOutcome::Partial => WhyUnknown::Partial,
        ScopeOutcome::Complete if scope.held => WhyUnknown::Held,
        ScopeOutcome::Complete if !scope.is_fresh(now) => WhyUnknown::Stale,
        ScopeOutcome::Complete => WhyUnknown::Silent,
    }
}
