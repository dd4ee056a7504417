//! What became of entities between two passes: which are one by now, which are several.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use judge::Judgement;
use ledger::Split;
use model::{
    EntityId, Finding, FindingState, Inventory, RuleId,
    verdict::{Assessment, UnknownSince, Unknowns},
};

use crate::collect::Collected;

/// Entities that are another one by now, and the splits since the pass before.
#[derive(Debug)]
pub(super) struct Identity {
    /// Earlier ids, and what each is another name of.
    now: BTreeMap<EntityId, EntityId>,
    /// Records that left one entity for another one since the pass before.
    pub(super) split: Vec<Split>,
}

impl Identity {
    /// What changed since the pass before; where there was none, nothing can have been split.
    pub(super) fn since(before: Option<Timestamp>, collected: &Collected) -> Self {
        let recent = collected
            .moves
            .iter()
            .filter(|one| before.is_some_and(|before| one.at > before));
        Self {
            now: names(&collected.inventory),
            split: recent
                .map(|one| Split {
                    at: one.at,
                    from: one.from.clone(),
                    to: one.to.clone(),
                })
                .collect(),
        }
    }

    /// Entities whose findings have to be seen together: those that are one by now, and those that
    /// are several.
    pub(super) fn tangled(&self) -> BTreeSet<EntityId> {
        let merged = self
            .now
            .iter()
            .flat_map(|(loser, survivor)| [loser, survivor]);
        let split = self.split.iter().flat_map(|split| [&split.from, &split.to]);
        merged.chain(split).cloned().collect()
    }

    /// Entities of findings that turned out to be another one: the loser, then the survivor.
    pub(super) fn merged(&self, findings: &[Finding]) -> Vec<(EntityId, EntityId)> {
        let entities: BTreeSet<&EntityId> = findings.iter().map(|f| &f.entity).collect();
        let pairs = entities
            .into_iter()
            .filter_map(|id| Some((id.clone(), self.now.get(id)?.clone())));
        pairs.collect()
    }

    /// Since when verdicts are unknown, by the entities of today: one of two that are one keeps
    /// the longer time, a part that was split off keeps that of the whole.
    pub(super) fn carry(&self, unknowns: Unknowns) -> Unknowns {
        let carried = |(rule, clocks): (RuleId, BTreeMap<EntityId, UnknownSince>)| {
            let mut after: BTreeMap<EntityId, UnknownSince> = BTreeMap::new();
            for (entity, clock) in clocks {
                let entity = self.now.get(&entity).cloned().unwrap_or(entity);
                let kept = after.entry(entity).or_insert_with(|| clock);
                if clock.since < kept.since {
                    *kept = clock;
                }
            }
            for split in &self.split {
                if let Some(clock) = after.get(&split.from).cloned() {
                    after.entry(split.to.clone()).or_insert(clock);
                }
            }
            (rule, after)
        };
        unknowns.into_iter().map(carried).collect()
    }

    /// What the rules say of the parts of everything that had a finding: also that nobody knows.
    pub(super) fn parts(&self, judgement: &Judgement, findings: &[Finding]) -> Vec<Assessment> {
        let mut parts: BTreeMap<&EntityId, BTreeSet<&EntityId>> = BTreeMap::new();
        for split in &self.split {
            parts.entry(&split.from).or_default().insert(&split.to);
        }
        let pending = findings
            .iter()
            .filter(|finding| finding.state != FindingState::Closed);
        let of = |finding: &'_ Finding| {
            let parts = parts.get(&finding.entity).into_iter().flatten();
            let says = parts.filter_map(|part| judgement.assess(&finding.rule, part));
            says.collect::<Vec<_>>()
        };
        pending.flat_map(of).collect()
    }
}

/// Earlier ids, and what each is another name of.
fn names(inventory: &Inventory) -> BTreeMap<EntityId, EntityId> {
    let mut names = BTreeMap::new();
    for entity in inventory.kinds.values().flatten() {
        for alias in &entity.aliases {
            let alias = EntityId::new(entity.id.kind.clone(), *alias);
            names.insert(alias, entity.id.clone());
        }
    }
    names
}
