//! L6: the rule asks the same as another one, or what another one asks already.
//!
//! Error where the two are missed by exactly the same entities: each would be told twice. Warning
//! where everybody who misses this rule also misses the other, because it binds at least as many
//! and asks at least as much; advice to the author of the wider one. Only what is proven from the
//! two sentences counts, whatever the data says. A rule that tightens another is meant to overlap
//! with it and is left alone.
//!
//! Repair: drop one of the two, or write `Tightens` where this one is meant to be stricter.

use model::Vocabulary;

use super::{
    Asked, Level, Lint,
    sentence::{miss, scope},
};
use crate::{
    prove::{Claim, Want, impossible},
    tree::{Modal, Rule, WhenUnknown},
};

pub(super) fn check(asked: &Asked<'_>) -> Vec<Lint> {
    let others = asked
        .others
        .iter()
        .filter(|other| !related(asked.rule, other));
    others.filter_map(|other| one(asked, other)).collect()
}

fn one(asked: &Asked<'_>, other: &Rule) -> Option<Lint> {
    let rule = asked.rule;
    let narrower = implied(rule, other, asked.vocabulary);
    let wider = implied(other, rule, asked.vocabulary);
    let title = &other.title;
    let id = &other.id;
    let (level, says, repair) = match (narrower, wider) {
        (true, true) => (
            Level::Error,
            format!("it is missed by exactly those who miss `{title}`"),
            format!("change `{id}` instead, or drop one of the two"),
        ),
        (true, false) => (
            Level::Warning,
            format!("whoever misses it also misses `{title}`, and is told of both"),
            format!("write `Tightens: {id}` if this one is meant to be stricter, or drop it"),
        ),
        (false, true) => (
            Level::Advice,
            format!("whoever misses `{title}` also misses this one, and is told of both"),
            format!("once this rule is in force, retire `{id}` or let it tighten this one"),
        ),
        (false, false) => return None,
    };
    let lint = Lint::new("L6", level, rule, "Expectation");
    Some(lint.says(says).repair(repair))
}

/// Whether one of the two narrows the other, or both the same third one.
fn related(one: &Rule, other: &Rule) -> bool {
    one.tightens.as_ref() == Some(&other.id)
        || other.tightens.as_ref() == Some(&one.id)
        || (one.tightens.is_some() && one.tightens == other.tightens)
}

/// Whether it is proven that every entity that misses the first rule misses the second. A rule
/// that nobody can miss implies nothing here.
pub fn implied(rule: &Rule, by: &Rule, vocabulary: &Vocabulary) -> bool {
    let kind = rule.expectation.subject.kind.as_str();
    let binding = [rule, by]
        .iter()
        .all(|one| one.expectation.modal == Modal::Must);
    // Where unknown counts as missed it counts only while all sources answer: that is no tree's.
    let told = rule.when_unknown == WhenUnknown::Report;
    if !binding
        || !told
        || !within(rule, by, vocabulary)
        || impossible(&miss(rule), kind, vocabulary)
    {
        return false;
    }
    let free = scope(&by.expectation)
        .into_iter()
        .map(|one| Claim::Is(one, Want::NotTrue));
    let meets = Claim::each(&by.expectation.parts, Want::NotFalse);
    let misses_not = Claim::Any(free.chain([meets]).collect());
    impossible(&Claim::All(vec![miss(rule), misses_not]), kind, vocabulary)
}

/// Whether kind and units of a rule lie within those of another.
pub(super) fn within(rule: &Rule, by: &Rule, vocabulary: &Vocabulary) -> bool {
    let kind = rule.expectation.subject.kind.as_str();
    let wide = by.expectation.subject.kind.as_str();
    let everywhere = by.within.is_empty() && by.except_within.is_empty();
    // A derived kind may find its unit another way.
    let kinds = kind == wide || everywhere && vocabulary.root(kind) == wide;
    let among = |names: &[String], others: &[String]| {
        names.iter().all(|name| {
            others
                .iter()
                .any(|o| o.to_lowercase() == name.to_lowercase())
        })
    };
    let bound = by.within.is_empty() || !rule.within.is_empty() && among(&rule.within, &by.within);
    kinds && bound && among(&by.except_within, &rule.except_within)
}
