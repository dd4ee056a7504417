//! What a condition reads from outside of itself.

use crate::tree::{Anchor, Condition, Operand, Reference};

/// The references of a condition, each with how many scopes it stands below the condition
/// itself: 0 for the condition's own comparisons, 1 for those of its related rows.
pub(crate) fn references(condition: &Condition) -> Vec<(usize, &Reference)> {
    let mut found = Vec::new();
    collect(condition, 0, &mut found);
    found
}

fn collect<'c>(condition: &'c Condition, below: usize, found: &mut Vec<(usize, &'c Reference)>) {
    match condition {
        Condition::All(items) | Condition::Any(items) => {
            for item in items {
                collect(item, below, found);
            }
        }
        Condition::Not(inner) => collect(inner, below, found),
        Condition::Word { .. } => {}
        Condition::Field(field) => operands(&field.values, below, found),
        Condition::Relation(relation) => {
            if let Some(inner) = &relation.condition {
                collect(inner, below + 1, found);
            }
        }
        Condition::Total(total) => {
            operands(&total.values, below, found);
            if let Some(inner) = &total.condition {
                collect(inner, below + 1, found);
            }
        }
    }
}

fn operands<'c>(values: &'c [Operand], below: usize, found: &mut Vec<(usize, &'c Reference)>) {
    for value in values {
        match value {
            Operand::The(reference)
            | Operand::Offset {
                from: Anchor::The(reference),
                ..
            } => found.push((below, reference)),
            _ => {}
        }
    }
}
