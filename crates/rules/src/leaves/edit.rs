//! A sentence with one condition written differently, or left out.

use super::walk::Step;
use crate::tree::{Condition, Expectation, Quantity, RelationCondition};

/// The sentence with another condition in a place, or with none; nothing where the sentence
/// would not be one any more: without any part, or an `only` without its `where`.
pub(super) fn edited(
    expectation: &Expectation,
    path: &[Step],
    with: Option<Condition>,
) -> Option<Expectation> {
    let mut edited = expectation.clone();
    let (first, rest) = path.split_first()?;
    match *first {
        Step::Word(index) => {
            edited.subject.words.remove(index);
            if let Some(with) = with {
                let before = edited.subject.condition.take();
                edited.subject.condition = Some(joined(with, before));
            }
        }
        Step::Where => {
            let condition = edited.subject.condition.take()?;
            edited.subject.condition = within(condition, rest, with)?;
        }
        Step::Part(index) => {
            let part = edited.parts.remove(index);
            if let Some(part) = within(part, rest, with)? {
                edited.parts.insert(index, part);
            }
            if edited.parts.is_empty() {
                return None;
            }
        }
        Step::Unless => {
            let unless = edited.unless.take()?;
            edited.unless = within(unless, rest, with)?;
        }
        Step::Item(_) | Step::Inside => return None,
    }
    Some(edited)
}

/// An adjective that moved behind the kind, before what stood there.
fn joined(first: Condition, rest: Option<Condition>) -> Condition {
    match rest {
        None => first,
        Some(Condition::All(items)) => {
            Condition::All(std::iter::once(first).chain(items).collect())
        }
        Some(rest) => Condition::All(vec![first, rest]),
    }
}

/// A condition with an edit below it: outside nothing where that cannot be said, inside nothing
/// where it falls away.
#[allow(
    clippy::option_option,
    reason = "impossible, gone and there are three answers"
)]
fn within(
    condition: Condition,
    path: &[Step],
    with: Option<Condition>,
) -> Option<Option<Condition>> {
    let Some((step, rest)) = path.split_first() else {
        return Some(with);
    };
    match (condition, *step) {
        (Condition::All(items), Step::Item(index)) => {
            Some(items_of(items, index, rest, with)?.map(|left| group(left, Condition::All)))
        }
        (Condition::Any(items), Step::Item(index)) => {
            Some(items_of(items, index, rest, with)?.map(|left| group(left, Condition::Any)))
        }
        (Condition::Not(inner), Step::Inside) => {
            let inner = within(*inner, rest, with)?;
            Some(inner.map(|inner| Condition::Not(Box::new(inner))))
        }
        (Condition::Relation(mut relation), Step::Inside) => {
            let inner = within(*relation.condition.take()?, rest, with)?;
            relation.condition = inner.map(Box::new);
            can_stand(&relation).then_some(Some(Condition::Relation(relation)))
        }
        (Condition::Total(mut total), Step::Inside) => {
            let inner = within(*total.condition.take()?, rest, with)?;
            total.condition = inner.map(Box::new);
            Some(Some(Condition::Total(total)))
        }
        _ => None,
    }
}

#[allow(clippy::option_option, reason = "as above")]
fn items_of(
    mut items: Vec<Condition>,
    index: usize,
    path: &[Step],
    with: Option<Condition>,
) -> Option<Option<Vec<Condition>>> {
    let item = items.remove(index);
    if let Some(item) = within(item, path, with)? {
        items.insert(index, item);
    }
    Some((!items.is_empty()).then_some(items))
}

/// Conditions joined; one alone needs no joining.
fn group(mut items: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match items.len() {
        1 => items.remove(0),
        _ => join(items),
    }
}

/// `only` says nothing without its `where`.
fn can_stand(relation: &RelationCondition) -> bool {
    relation.quantity != Quantity::Only || relation.condition.is_some()
}
