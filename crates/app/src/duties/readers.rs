//! Whom a guideline concerns: its audience, judged by the one evaluator, with three values.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use ledger::matrix::Extent;
use model::{
    Coverage, Entity, EntityId, Inventory, KindName, Life, Reading, ScopeOutcome, SourceId,
    SourceState, Value,
    coverage::Supplies,
    entity::{LinkSet, LinkTarget},
};

use super::{SOURCE, draft::selector};
use crate::{matrix::extents, parties::View, workspace::Workspace};

const GUIDELINE: &str = "guideline";
const PERSON: &str = "person";
const READERS: &str = "readers";
const GUIDELINES: &str = "guidelines";

/// Whom a guideline concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readers {
    /// Surely.
    pub sure: BTreeSet<EntityId>,
    /// For all that is known.
    pub possible: BTreeSet<EntityId>,
}

/// Whom each audience means among the people that are there.
pub fn readers<'a>(
    workspace: &Workspace,
    inventory: &Inventory,
    at: Timestamp,
    audiences: impl Iterator<Item = &'a str>,
) -> BTreeMap<String, Readers> {
    let view = View {
        inventory,
        vocabulary: &workspace.vocabulary,
        zone: &workspace.settings.time_zone,
        at,
        matrix: None,
    };
    let audiences: BTreeSet<&str> = audiences.collect();
    let selectors = audiences.iter().map(|audience| selector(audience));
    let extents = extents(&view, &workspace.clock(at), selectors);
    let mean = |audience: &str| match extents.get(selector(audience)) {
        Some(Extent::Entities { sure, possible }) => Readers {
            sure: sure.clone(),
            possible: possible.clone(),
        },
        // An audience that nobody can read may mean anybody.
        _ => Readers {
            sure: BTreeSet::new(),
            possible: inventory
                .of(PERSON)
                .iter()
                .map(|one| one.id.clone())
                .collect(),
        },
    };
    let meant = audiences.into_iter().map(|one| (one.to_owned(), mean(one)));
    meant.collect()
}

/// Links every current guideline to those it concerns, as if a source had listed them. They are
/// known in full where every source of guidelines told all it has.
pub fn address(workspace: &Workspace, inventory: &mut Inventory, at: Timestamp) {
    if outcome(&inventory.coverage, at).is_none() {
        return;
    }
    let guidelines = inventory.of(GUIDELINE).iter();
    let concern = guidelines.filter(|one| one.life != Life::Gone);
    let audiences: Vec<(EntityId, String)> = concern
        .filter_map(|one| Some((one.id.clone(), audience(one)?)))
        .collect();
    let texts = audiences.iter().map(|(_, audience)| audience.as_str());
    let mut meant = readers(workspace, inventory, at, texts);
    // Where nobody says whom it concerns, it may be anybody.
    let audiences: BTreeMap<EntityId, String> = audiences.into_iter().collect();
    for guideline in inventory.kinds.entry(KindName::new(GUIDELINE)).or_default() {
        let readers = audiences
            .get(&guideline.id)
            .and_then(|one| meant.get_mut(one));
        let Some(readers) = readers else { continue };
        link(guideline, readers);
    }
    tell(&mut inventory.coverage, at);
}

/// Says how far it is known at an instant whom guidelines concern, in place of what was said of
/// another instant.
pub fn tell(coverage: &mut Coverage, at: Timestamp) {
    coverage.scopes.retain(|state| !is_own(state));
    if let Some(outcome) = outcome(coverage, at) {
        coverage.scopes.push(state(outcome, at));
        coverage
            .scopes
            .sort_by(|a, b| (&a.source, &a.scope).cmp(&(&b.source, &b.scope)));
    }
}

/// Known in full where every source of guidelines tells all it has; nothing without such a source.
fn outcome(coverage: &Coverage, at: Timestamp) -> Option<ScopeOutcome> {
    let telling = coverage.scopes.iter().filter(|state| !is_own(state));
    let telling = telling.filter(|state| state.kinds.contains(GUIDELINE));
    let told: Vec<bool> = telling.map(|state| state.tells_absence(at)).collect();
    match told.iter().all(|told| *told) {
        _ if told.is_empty() => None,
        true => Some(ScopeOutcome::Complete),
        false => Some(ScopeOutcome::Partial),
    }
}

/// Whether a scope is the one that is worked out here.
fn is_own(state: &SourceState) -> bool {
    state.source.as_str() == SOURCE && state.scope == READERS
}

/// The audience of a guideline that holds, or may.
fn audience(guideline: &Entity) -> Option<String> {
    let over =
        |status: &Reading| matches!(status, Reading::Known(Value::Text(word)) if word != "current");
    if over(guideline.reading("status")) {
        return None;
    }
    let audience = guideline.reading("audience").text();
    Some(audience.unwrap_or_default().to_owned())
}

fn link(guideline: &mut Entity, readers: &Readers) {
    let Some(member) = guideline.members.first() else {
        return;
    };
    let record = member.record.clone();
    let live = guideline.life == Life::Live;
    let target = |person: &EntityId, sure: bool| LinkTarget {
        to: Some(person.clone()),
        sure: sure && live,
        record: record.clone(),
        by: None,
        dangling: None,
    };
    let sure = readers.sure.iter().map(|person| target(person, true));
    let possible = readers.possible.iter().map(|person| target(person, false));
    let targets: Vec<LinkTarget> = sure.chain(possible).collect();
    let none = targets.is_empty();
    guideline
        .links
        .insert(READERS.to_owned(), LinkSet { targets, none });
}

/// Worked out at this very instant, from what the sources of guidelines told.
fn state(outcome: ScopeOutcome, at: Timestamp) -> SourceState {
    let supplies = |kind: &str, relation: &str| Supplies {
        kind: KindName::new(kind),
        relation: relation.to_owned(),
        only: BTreeMap::new(),
    };
    SourceState {
        source: SourceId::new(SOURCE),
        connector: SOURCE.to_owned(),
        scope: READERS.to_owned(),
        outcome,
        held: false,
        accept_drop: None,
        snapshot_at: Some(at),
        fresh_for: SignedDuration::from_hours(24),
        kinds: BTreeSet::from([KindName::new(GUIDELINE)]),
        fields: BTreeMap::new(),
        absent_means_none: BTreeMap::new(),
        supplies: vec![supplies(PERSON, GUIDELINES), supplies(GUIDELINE, READERS)],
    }
}
