//! The live side of L11: two rules ask opposite things, and what both bind was observed. Where one
//! sentence binds all that the other binds the tree has told it already.

use std::collections::BTreeSet;

use model::{Entity, EntityId, Verdict};
use rules::{
    lint::{Lint, binds_all_of, opposed, scope, told_opposed},
    tree::Rule,
};

use super::Live;

pub(super) fn check(live: &Live<'_>) -> Vec<Lint> {
    let in_force = live.workspace.rules.iter().filter(|loaded| loaded.in_force);
    let others = in_force
        .map(|loaded| &loaded.rule)
        .filter(|other| other.id != live.rule.id);
    others.filter_map(|other| one(live, other)).collect()
}

fn one(live: &Live<'_>, other: &Rule) -> Option<Lint> {
    let vocabulary = live.view.vocabulary;
    let (part, against) = opposed(live.rule, other, vocabulary)?;
    if binds_all_of(live.rule, other, vocabulary) {
        return None;
    }
    let theirs: BTreeSet<EntityId> = surely(live, other)
        .map(|entity| entity.id.clone())
        .collect();
    let both: Vec<&Entity> = surely(live, live.rule)
        .filter(|entity| theirs.contains(&entity.id))
        .collect();
    if both.is_empty() {
        return None;
    }
    let lint = told_opposed(live.rule, other, (&part, &against), vocabulary);
    let says = format!("{}; both bind {}", lint.says, live.counted(both.len()));
    let names = both.iter().map(|entity| entity.name.as_str());
    Some(lint.says(says).names(names))
}

/// The entities that a rule surely binds: those that miss it, and where no unit decides those that
/// meet it and surely are as it says whom it speaks of.
fn surely<'l, 'a>(live: &'l Live<'a>, rule: &'l Rule) -> impl Iterator<Item = &'a Entity> + 'l {
    let inventory = live.view.inventory;
    let kind = rule.expectation.subject.kind.as_str();
    let member = rules::membership(live.view.vocabulary, kind).ok().flatten();
    let scope: Vec<_> = member.into_iter().chain(scope(&rule.expectation)).collect();
    let everywhere = rule.within.is_empty() && rule.except_within.is_empty();
    let met = live.judgement.entities(&rule.id, Verdict::Met);
    let met = met.filter_map(move |id| inventory.get(&id));
    let met = met.filter(move |entity| {
        everywhere && scope.iter().all(|one| live.holds(&rule.id, one, entity))
    });
    let missed = live.judgement.entities(&rule.id, Verdict::Missed);
    missed.filter_map(move |id| inventory.get(&id)).chain(met)
}
