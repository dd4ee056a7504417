//! L11: two rules ask opposite things of the same entities.
//!
//! Error. Nothing can be as a part of this rule asks and as a part of the other one asks, and both
//! rules bind the same entities: proven from the two sentences, or seen on what was observed. Who
//! mends the one finding opens the other.
//!
//! Repair: agree with the author of the other rule, or narrow one of the two with `where`.

use model::Vocabulary;

use super::{
    Asked, Level, Lint, implied,
    sentence::{bound, scope, words},
};
use crate::{
    prove::{Claim, Want, impossible},
    tree::{Condition, Modal, Rule},
};

pub(super) fn check(asked: &Asked<'_>) -> Vec<Lint> {
    let others = asked.others.iter();
    let both = others.filter(|other| binds_all_of(asked.rule, other, asked.vocabulary));
    both.filter_map(|other| {
        let (part, against) = opposed(asked.rule, other, asked.vocabulary)?;
        Some(told(asked.rule, other, (&part, &against), asked.vocabulary))
    })
    .collect()
}

/// The lint, for parts that are opposed.
pub fn told(
    rule: &Rule,
    other: &Rule,
    (part, against): (&Condition, &Condition),
    vocabulary: &Vocabulary,
) -> Lint {
    let kind = rule.expectation.subject.kind.as_str();
    let one = words(std::slice::from_ref(part), kind, vocabulary);
    let two = words(std::slice::from_ref(against), kind, vocabulary);
    let says = format!(
        "no {kind} can meet both: this asks {one}, and `{}` asks {two}",
        other.title
    );
    let repair = format!(
        "agree with the author of `{}`, or narrow one of the two with `where`",
        other.id
    );
    let lint = Lint::new("L11", Level::Error, rule, "Expectation");
    lint.says(says).repair(repair)
}

/// Parts of two rules that nothing can meet together, though each alone can be met. Whether there
/// is anything that both bind is left open.
pub fn opposed(
    rule: &Rule,
    other: &Rule,
    vocabulary: &Vocabulary,
) -> Option<(Condition, Condition)> {
    let must = |rule: &Rule| rule.expectation.modal == Modal::Must;
    let kind = narrower(rule, other, vocabulary)?;
    if !must(rule) || !must(other) {
        return None;
    }
    let never = |conditions: &[&Condition]| {
        let claim = Claim::each(conditions.iter().copied(), Want::True);
        impossible(&claim, kind, vocabulary)
    };
    let parts = rule.expectation.parts.iter();
    let pairs = parts.flat_map(|part| other.expectation.parts.iter().map(move |o| (part, o)));
    let mut pairs = pairs
        .filter(|(part, against)| never(&[part, against]) && !never(&[part]) && !never(&[against]));
    let (part, against) = pairs.next()?;
    Some((part.clone(), against.clone()))
}

/// The kind of the two that is derived from the other, or the one they share.
fn narrower<'r>(rule: &'r Rule, other: &'r Rule, vocabulary: &Vocabulary) -> Option<&'r str> {
    let kind = |rule: &'r Rule| rule.expectation.subject.kind.as_str();
    let is_a = |one: &str, wide: &str| vocabulary.lineage(one).any(|k| k.kind.as_str() == wide);
    match (kind(rule), kind(other)) {
        (one, wide) if is_a(one, wide) => Some(one),
        (wide, one) if is_a(one, wide) => Some(one),
        _ => None,
    }
}

/// Whether it is proven that one of two rules binds all that the other binds, and that the other
/// can bind anything.
pub fn binds_all_of(rule: &Rule, other: &Rule, vocabulary: &Vocabulary) -> bool {
    let all_of = |narrow: &Rule, wide: &Rule| {
        let kind = narrow.expectation.subject.kind.as_str();
        let free = scope(&wide.expectation)
            .into_iter()
            .map(|one| Claim::Is(one, Want::NotTrue));
        let free = Claim::Any(free.collect());
        implied::within(narrow, wide, vocabulary)
            && !impossible(&bound(narrow), kind, vocabulary)
            && impossible(&Claim::All(vec![bound(narrow), free]), kind, vocabulary)
    };
    all_of(rule, other) || all_of(other, rule)
}
