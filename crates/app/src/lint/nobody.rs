//! L1: the rule applies to nobody that was observed.
//!
//! Warning. Either nothing of its kind was collected yet, or everything that was is surely left
//! out by the sentence; the condition that leaves everything out is named where it is one alone.
//!
//! Repair: connect a source of that kind, or look at the condition that is named.

use model::Entity;
use rules::lint::{Level, Lint, scope, words};

use super::Live;

/// More entities than this are not asked one by one which condition leaves them out.
const MOST: usize = 2000;

pub(super) fn check(live: &Live<'_>) -> Vec<Lint> {
    let counts = live.counts();
    if counts.met + counts.missed + counts.unknown > 0 {
        return Vec::new();
    }
    let lint = Lint::new("L1", Level::Warning, live.rule, "Expectation");
    let entities: Vec<&Entity> = live.living().collect();
    let plural = live.plural(live.root());
    if entities.is_empty() {
        let says = format!("no {plural} were collected, so it applies to nobody yet");
        let repair = live
            .connect_kind(live.root())
            .unwrap_or_else(|| format!("describe a connector that gives {plural}"));
        return vec![lint.says(says).repair(repair)];
    }
    let none = format!("it applies to none of the {} {plural}", entities.len());
    let (says, repair) = match alone(live, &entities) {
        Some(condition) => (
            format!("{none}: none is {condition}"),
            "look at that condition, or leave the rule for the day it applies",
        ),
        None => (
            none,
            "look at whom the sentence speaks of, or leave the rule for the day it applies",
        ),
    };
    vec![lint.says(says).repair(repair)]
}

/// The condition that by itself holds of none of some entities.
fn alone(live: &Live<'_>, entities: &[&Entity]) -> Option<String> {
    if entities.len() > MOST {
        return None;
    }
    let vocabulary = live.view.vocabulary;
    let member = rules::membership(vocabulary, live.kind()).ok().flatten();
    let conditions = member.into_iter().chain(scope(&live.rule.expectation));
    let left_out = |condition: &rules::tree::Condition| {
        let mut all = entities.iter();
        !all.any(|entity| live.holds(&live.rule.id, condition, entity))
    };
    let found = conditions.into_iter().find(left_out)?;
    Some(words(&[found], live.kind(), vocabulary))
}
