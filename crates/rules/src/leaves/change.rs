//! What a sentence would say if one of its conditions were written differently.

use std::collections::BTreeSet;

use model::Vocabulary;
use serde::Serialize;

use super::{
    edit::edited,
    value::neighbours,
    walk::{Leaf, Step, leaves},
};
use crate::{
    document::print::print_condition,
    names,
    operators::Operands,
    tree::{
        Condition, Expectation, FieldCondition, Operand, Operator, Quantity, RelationCondition,
        TotalCondition,
    },
};

/// How far a change reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The condition as a whole: turned round, left out, `and` read as `or`.
    Whole,
    /// Its edge only: a value moved by one step, a value of a list left out.
    Edge,
}

/// A sentence that differs from the author's in one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The condition that differs.
    pub leaf: Leaf,
    /// How far the change reaches.
    pub extent: Extent,
    /// What was changed: ``left out``, ``read as `last seen is within the last 8 days` ``.
    pub says: String,
    /// The changed sentence.
    pub expectation: Expectation,
}

/// The changes of a sentence that matter: each condition turned round and left out, each `and`
/// read as `or`, each quantity and value moved by one step, each listed value left out. What is
/// provably the same sentence is not among them.
pub fn changes(expectation: &Expectation, vocabulary: &Vocabulary) -> Vec<Change> {
    let original = plain(expectation);
    let mut all = Vec::new();
    for leaf in leaves(expectation, vocabulary) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let variants = variants(&leaf, vocabulary)
            .into_iter()
            .map(|(extent, condition)| (extent, Some(condition)));
        let left_out = can_be_left_out(&leaf).then_some((Extent::Whole, None));
        for (extent, with) in variants.chain(left_out) {
            let says = match &with {
                Some(condition) => {
                    let words = print_condition(condition, leaf.kind.as_str(), vocabulary);
                    format!("read as `{words}`")
                }
                None => "left out".to_owned(),
            };
            let Some(expectation) = edited(expectation, &leaf.path, with) else {
                continue;
            };
            if plain(&expectation) != original && seen.insert(says.clone()) {
                let leaf = leaf.clone();
                all.push(Change {
                    leaf,
                    extent,
                    says,
                    expectation,
                });
            }
        }
    }
    all
}

/// A group is left out condition by condition; a clause that is one condition is that condition.
fn can_be_left_out(leaf: &Leaf) -> bool {
    let whole_unless = leaf.path == [Step::Unless];
    whole_unless || !matches!(leaf.condition, Condition::All(_) | Condition::Any(_))
}

fn variants(leaf: &Leaf, vocabulary: &Vocabulary) -> Vec<(Extent, Condition)> {
    let whole = |condition: Condition| vec![(Extent::Whole, condition)];
    match &leaf.condition {
        Condition::All(items) => whole(Condition::Any(items.clone())),
        Condition::Any(items) => whole(Condition::All(items.clone())),
        Condition::Not(inner) => whole((**inner).clone()),
        Condition::Word { word, negated } => whole(Condition::Word {
            word: word.clone(),
            negated: !negated,
        }),
        Condition::Field(field) => {
            let named = names::typed(vocabulary, leaf.kind.as_str(), &field.path);
            let of = named.and_then(|typed| typed.field);
            let with = |operator: Operator, values: Vec<Operand>| {
                let path = field.path.clone();
                Condition::Field(FieldCondition {
                    path,
                    operator,
                    values,
                })
            };
            compared(field.operator, &field.values, of, with)
        }
        Condition::Relation(relation) => related(relation),
        Condition::Total(total) => {
            let link = vocabulary.link(leaf.kind.as_str(), &total.relation);
            let of = link.and_then(|link| vocabulary.field(link.to.as_str(), &total.field));
            let with = |operator: Operator, values: Vec<Operand>| {
                Condition::Total(TotalCondition {
                    operator,
                    values,
                    ..total.clone()
                })
            };
            compared(total.operator, &total.values, of, with)
        }
    }
}

/// A comparison turned round, and with each value moved or left out.
fn compared(
    operator: Operator,
    values: &[Operand],
    field: Option<&model::vocabulary::Field>,
    with: impl Fn(Operator, Vec<Operand>) -> Condition,
) -> Vec<(Extent, Condition)> {
    let round = match operator.negation() {
        Some(negation) => with(negation, values.to_vec()),
        None => Condition::Not(Box::new(with(operator, values.to_vec()))),
    };
    let mut all = vec![(Extent::Whole, round)];
    for (at, value) in values.iter().enumerate() {
        if operator.operands() == Operands::Many {
            if values.len() > 1 {
                let mut fewer = values.to_vec();
                fewer.remove(at);
                all.push((Extent::Edge, with(operator, fewer)));
            }
            continue;
        }
        // What equals a value of no order has no edge: `is` of an enum was turned round above.
        for near in neighbours(value, field) {
            let mut moved = values.to_vec();
            moved[at] = near;
            all.push((Extent::Edge, with(operator, moved)));
        }
    }
    all
}

fn related(relation: &RelationCondition) -> Vec<(Extent, Condition)> {
    let with = |quantity: Quantity| {
        Condition::Relation(RelationCondition {
            quantity,
            ..relation.clone()
        })
    };
    let whole = |quantity: Quantity| (Extent::Whole, with(quantity));
    let near = |make: fn(u32) -> Quantity, n: u32| {
        let less = n.checked_sub(1).map(make);
        let more = (n < u32::MAX).then(|| make(n + 1));
        less.into_iter()
            .chain(more)
            .map(|quantity| (Extent::Edge, with(quantity)))
            .collect::<Vec<_>>()
    };
    let not = || {
        let same = Condition::Relation(relation.clone());
        (Extent::Whole, Condition::Not(Box::new(same)))
    };
    let (round, near) = match relation.quantity {
        Quantity::Some => (
            whole(Quantity::No),
            vec![(Extent::Edge, with(Quantity::AtLeast(2)))],
        ),
        Quantity::No => (
            whole(Quantity::Some),
            vec![(Extent::Edge, with(Quantity::AtMost(1)))],
        ),
        Quantity::Only => (not(), vec![(Extent::Edge, with(Quantity::Some))]),
        Quantity::AtLeast(n) => (whole(Quantity::FewerThan(n)), near(Quantity::AtLeast, n)),
        Quantity::AtMost(n) => (whole(Quantity::MoreThan(n)), near(Quantity::AtMost, n)),
        Quantity::Exactly(n) => (not(), near(Quantity::Exactly, n)),
        Quantity::MoreThan(n) => (whole(Quantity::AtMost(n)), near(Quantity::MoreThan, n)),
        Quantity::FewerThan(n) => (whole(Quantity::AtLeast(n)), near(Quantity::FewerThan, n)),
        // A step of one percent needs a hundred rows to show; the whole change is enough.
        Quantity::AtLeastPercent(_) | Quantity::AtMostPercent(_) | Quantity::ExactlyPercent(_) => {
            (not(), Vec::new())
        }
    };
    std::iter::once(round).chain(near).collect()
}

/// A sentence with quantities that mean the same written the same way, for comparing.
fn plain(expectation: &Expectation) -> Expectation {
    let mut plain = expectation.clone();
    for condition in plain
        .subject
        .condition
        .iter_mut()
        .chain(&mut plain.parts)
        .chain(&mut plain.unless)
    {
        simplify(condition);
    }
    plain
}

fn simplify(condition: &mut Condition) {
    match condition {
        Condition::All(items) | Condition::Any(items) => items.iter_mut().for_each(simplify),
        Condition::Not(inner) => simplify(inner),
        Condition::Relation(relation) => {
            relation.quantity = match relation.quantity {
                Quantity::AtLeast(1) | Quantity::MoreThan(0) => Quantity::Some,
                Quantity::AtMost(0) | Quantity::Exactly(0) | Quantity::FewerThan(1) => Quantity::No,
                Quantity::MoreThan(n) if n < u32::MAX => Quantity::AtLeast(n + 1),
                Quantity::FewerThan(n) if n > 0 => Quantity::AtMost(n - 1),
                other => other,
            };
            if let Some(inner) = &mut relation.condition {
                simplify(inner);
            }
        }
        Condition::Total(total) => {
            if let Some(inner) = &mut total.condition {
                simplify(inner);
            }
        }
        Condition::Word { .. } | Condition::Field(_) => {}
    }
}
