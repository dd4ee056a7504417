//! What collecting came to, in the words and numbers people ask for.

use std::collections::BTreeMap;

use inventory::merged;
use model::{
    EntityId, Inventory, KindName, Life, Owner, Place, ScopeOutcome, ScopeRun, SourceId, Tier,
    Vocabulary,
};
use serde::Serialize;

use super::Read;

/// What a run read and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct CollectReport {
    /// The run that holds it; 0 when nothing was ever collected.
    pub run: u64,
    /// Whether this pass kept a new run.
    pub changed: bool,
    /// Records accepted in this pass.
    pub records: u64,
    /// Records rejected, with reasons.
    pub quarantined: Vec<Quarantined>,
    /// What each source delivered.
    pub sources: Vec<SourceReport>,
    /// Entities by kind.
    pub entities: BTreeMap<KindName, KindReport>,
    /// Entities made of several records, with the proof.
    pub merges: Vec<Merge>,
}

/// One source's part of a run.
#[derive(Clone, Debug, Serialize)]
pub struct SourceReport {
    /// The source.
    pub source: SourceId,
    /// Its connector.
    pub connector: String,
    /// Complete when every scope is, failed when nothing was read at all, else partial.
    pub outcome: ScopeOutcome,
    /// Its scopes.
    pub scopes: Vec<ScopeRun>,
}

/// One rejected record.
#[derive(Clone, Debug, Serialize)]
pub struct Quarantined {
    /// The source.
    pub source: SourceId,
    /// The scope.
    pub scope: String,
    /// Where it stood.
    pub place: Place,
    /// The field that does not fit, when one does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Why.
    pub reason: String,
}

/// What is known of one kind.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct KindReport {
    /// Entities that are not gone.
    pub entities: u64,
    /// Of these, made of several records.
    pub merged: u64,
    /// Of these, somebody answers for.
    pub owned: u64,
    /// Of these, nobody does.
    pub unowned: u64,
    /// Tombstones.
    pub gone: u64,
}

/// One entity made of several records.
#[derive(Clone, Debug, Serialize)]
pub struct Merge {
    /// The entity.
    pub entity: EntityId,
    /// What people call it.
    pub name: String,
    /// How many records.
    pub records: usize,
    /// How sure it is.
    pub tier: Tier,
    /// One sentence per edge.
    pub proof: Vec<String>,
}

impl SourceReport {
    /// Whether some scope did not deliver everything.
    pub fn is_incomplete(&self) -> bool {
        self.outcome != ScopeOutcome::Complete
    }
}

impl CollectReport {
    pub(super) fn new(
        run: u64,
        changed: bool,
        inventory: &Inventory,
        vocabulary: &Vocabulary,
        read: &Read,
    ) -> Self {
        Self {
            run,
            changed,
            records: read.runs().map(|(_, run)| run.accepted).sum(),
            quarantined: quarantined(read),
            sources: sources(read),
            entities: inventory
                .kinds
                .iter()
                .map(|(kind, entities)| (kind.clone(), kind_report(entities)))
                .collect(),
            merges: merges(inventory, vocabulary),
        }
    }
}

fn quarantined(read: &Read) -> Vec<Quarantined> {
    read.rejected()
        .map(|(source, rejected)| Quarantined {
            source: source.clone(),
            scope: rejected.scope.clone(),
            place: rejected.place.clone(),
            field: rejected.field.clone(),
            reason: rejected.reason.clone(),
        })
        .collect()
}

pub(super) fn sources(read: &Read) -> Vec<SourceReport> {
    read.deliveries
        .iter()
        .map(|delivery| SourceReport {
            source: delivery.source.clone(),
            connector: read
                .connectors
                .get(&delivery.source)
                .cloned()
                .unwrap_or_default(),
            outcome: outcome(&delivery.runs),
            scopes: delivery.runs.clone(),
        })
        .collect()
}

/// Complete when every scope is, failed when nothing was read at all, else partial.
fn outcome(runs: &[ScopeRun]) -> ScopeOutcome {
    let all = |wanted: ScopeOutcome| runs.iter().all(|run| run.outcome == wanted);
    if all(ScopeOutcome::Failed) {
        ScopeOutcome::Failed
    } else if all(ScopeOutcome::Complete) {
        ScopeOutcome::Complete
    } else {
        ScopeOutcome::Partial
    }
}

fn kind_report(entities: &[model::Entity]) -> KindReport {
    let mut report = KindReport::default();
    for entity in entities {
        if entity.life == Life::Gone {
            report.gone += 1;
            continue;
        }
        report.entities += 1;
        report.merged += u64::from(entity.members.len() > 1);
        match entity.ownership.owner {
            Owner::Unowned(_) => report.unowned += 1,
            Owner::Person(_) | Owner::Team(_) | Owner::Account(_) => report.owned += 1,
        }
    }
    report
}

fn merges(inventory: &Inventory, vocabulary: &Vocabulary) -> Vec<Merge> {
    inventory
        .all()
        .filter(|entity| entity.members.len() > 1 && entity.life != Life::Gone)
        .map(|entity| Merge {
            entity: entity.id.clone(),
            name: entity.name.clone(),
            records: entity.members.len(),
            tier: entity.tier,
            proof: merged(entity, vocabulary),
        })
        .collect()
}
