//! Suggestions: entities that may be one thing, for a person to decide. Never merged by themselves.
//!
//! The weights are those of Fellegi and Sunter (A Theory for Record Linkage, JASA 1969): where two
//! entities agree on something that one in 1,000 has, that speaks for one thing with about ten
//! bits; where they differ on something that one thing rarely differs on, it speaks against it.
//! How rare a value is, is counted in the inventory itself.

mod candidates;
mod compare;

use std::collections::BTreeSet;

use model::{Entity, EntityId, Inventory, Life, RecordKey, Vocabulary, vocabulary::Kind};
use serde::Serialize;

use crate::decisions::Decisions;
use compare::Frequencies;

/// Two entities that may be one thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suggestion {
    /// The entities, the lower number first.
    pub entities: [EntityId; 2],
    /// What people call them.
    pub names: [String; 2],
    /// How likely it is that they are one thing, from 0 to 1.
    pub likelihood: f64,
    /// What speaks for it, the weightiest first.
    pub agree: Vec<String>,
    /// What speaks against it.
    pub differ: Vec<String>,
}

/// Below this it is as likely that they are two things.
const LEAST: f64 = 0.5;

/// Entities of a kind that may be one thing, the likeliest first.
///
/// Left out are pairs that one source keeps as two, that were refused as one thing although they
/// share an identifier, that differ in an identifier that allows only one value, or that a person
/// kept apart.
pub fn suggest(
    inventory: &Inventory,
    vocabulary: &Vocabulary,
    decisions: &Decisions,
    kind: &str,
) -> Vec<Suggestion> {
    let root = vocabulary.root(kind);
    let Some(known) = vocabulary
        .kind(root)
        .filter(|kind| !kind.identifiers.is_empty())
    else {
        return Vec::new();
    };
    let here = inventory.of(root).iter();
    let here: Vec<&Entity> = here.filter(|entity| entity.life != Life::Gone).collect();
    let frequencies = Frequencies::of(&here, known);
    let apart = apart(decisions);
    let mut suggestions: Vec<Suggestion> = candidates::candidates(&here)
        .into_iter()
        .map(|[one, other]| [here[one], here[other]])
        .filter(|pair| may_be_one(pair, known, &apart))
        .filter_map(|pair| weigh(pair, &frequencies, known))
        .collect();
    suggestions.sort_by(|a, b| {
        let likelier = b.likelihood.total_cmp(&a.likelihood);
        likelier.then_with(|| a.entities.cmp(&b.entities))
    });
    suggestions
}

/// Records that a person kept apart.
fn apart(decisions: &Decisions) -> BTreeSet<[&RecordKey; 2]> {
    let pins = decisions.pins();
    pins.filter(|pin| pin.pinned == crate::decisions::Pinned::Apart)
        .map(|pin| pin.records)
        .collect()
}

/// Whether nothing says for sure that they are two.
fn may_be_one(pair: &[&Entity; 2], kind: &Kind, apart: &BTreeSet<[&RecordKey; 2]>) -> bool {
    let records = |entity: &Entity| -> Vec<RecordKey> {
        let live = entity.members.iter().filter(|m| m.life != Life::Gone);
        live.map(|member| member.record.clone()).collect()
    };
    let [left, right] = pair.map(records);
    let mut between = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    let kept_as_two =
        between.any(|(a, b)| a.source == b.source || apart.contains(&[a.min(b), a.max(b)]));
    !kept_as_two && !compare::excluded(*pair, kind)
}

fn weigh(pair: [&Entity; 2], frequencies: &Frequencies, kind: &Kind) -> Option<Suggestion> {
    let compared = compare::compare(pair, frequencies, kind);
    // Before anything is compared, an entity is as likely to be any of the others.
    let prior = -(frequencies.entities().max(2) as f64).log2();
    let bits: f64 = prior + compared.iter().map(|one| one.bits).sum::<f64>();
    let likelihood = 1.0 / (1.0 + (-bits).exp2());
    if likelihood < LEAST {
        return None;
    }
    let mut agree: Vec<_> = compared.iter().filter(|one| one.bits > 0.0).collect();
    agree.sort_by(|a, b| b.bits.total_cmp(&a.bits));
    let against = compared.iter().filter(|one| one.bits < 0.0);
    Some(Suggestion {
        entities: pair.map(|entity| entity.id.clone()),
        names: pair.map(|entity| entity.name.clone()),
        likelihood,
        agree: agree.into_iter().map(|one| one.says.clone()).collect(),
        differ: against.map(|one| one.says.clone()).collect(),
    })
}
