//! What lints need of a sentence: whom it binds and what it asks, taken apart, and its words.

use model::Vocabulary;

use crate::{
    document::print::print_condition,
    prove::{Claim, Want},
    tree::{Condition, Expectation, Rule, WhenUnknown},
};

/// The conditions that all hold of whom a rule binds: adjectives, `where`, and not the `unless`.
pub fn scope(sentence: &Expectation) -> Vec<Condition> {
    let words = sentence.subject.words.iter().map(|word| Condition::Word {
        word: word.clone(),
        negated: false,
    });
    let only = sentence.subject.condition.iter().flat_map(conjuncts);
    let unless = sentence.unless.iter();
    let unless = unless.map(|one| Condition::Not(Box::new(one.clone())));
    words.chain(only.cloned()).chain(unless).collect()
}

/// A condition as those that all have to hold.
pub(super) fn conjuncts(condition: &Condition) -> Vec<&Condition> {
    match condition {
        Condition::All(all) => all.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

/// What a part comes to where it is missed.
pub(super) fn missed(rule: &Rule) -> Want {
    match rule.when_unknown {
        WhenUnknown::Report => Want::False,
        _ => Want::NotTrue,
    }
}

/// That an entity surely is bound and misses the rule.
pub(super) fn miss(rule: &Rule) -> Claim {
    let want = missed(rule);
    let parts = rule.expectation.parts.iter();
    let parts = parts.map(|part| Claim::Is(part.clone(), want)).collect();
    Claim::All(vec![bound(rule), Claim::Any(parts)])
}

/// That an entity surely is bound.
pub(super) fn bound(rule: &Rule) -> Claim {
    Claim::each(&scope(&rule.expectation), Want::True)
}

/// Conditions in the words of the sentence: `` `a` and `b` ``.
pub fn words(conditions: &[Condition], kind: &str, vocabulary: &Vocabulary) -> String {
    let each = conditions.iter().map(|condition| {
        let text = print_condition(condition, kind, vocabulary);
        format!("`{text}`")
    });
    each.collect::<Vec<_>>().join(" and ")
}
