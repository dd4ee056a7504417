//! How two values compare, by the type of the field that is looked at.

use std::cmp::Ordering;

use model::vocabulary::FieldType;

use super::{Scalar, Terms, is_inside};

/// Which comes first; nothing when the two cannot be compared.
pub(super) fn order(left: &Scalar<'_>, right: &Scalar<'_>, terms: &Terms<'_>) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Number(left), Scalar::Number(right)) => left.partial_cmp(right),
        (Scalar::Moment(left), Scalar::Moment(right)) => {
            Some(left.day(terms.zone).cmp(&right.day(terms.zone)))
        }
        (Scalar::Text(left), Scalar::Text(right)) => match terms.field_type? {
            FieldType::Version => terms.versions?.order(left, right),
            FieldType::Ordinal => Some(place(left, terms)?.cmp(&place(right, terms)?)),
            _ => None,
        },
        _ => None,
    }
}

fn place(word: &str, terms: &Terms<'_>) -> Option<usize> {
    terms
        .order
        .iter()
        .position(|value| value.to_lowercase() == word.to_lowercase())
}

/// Whether two values are the same; nothing when the two cannot be compared.
pub(super) fn same(left: &Scalar<'_>, right: &Scalar<'_>, terms: &Terms<'_>) -> Option<bool> {
    match (left, right) {
        (Scalar::Text(left), Scalar::Text(right)) => match terms.field_type {
            Some(FieldType::Version) => terms.versions?.order(left, right).map(Ordering::is_eq),
            Some(FieldType::Address) => {
                Some(is_inside::network(left)? == is_inside::network(right)?)
            }
            _ => Some(left.to_lowercase() == right.to_lowercase()),
        },
        (Scalar::Flag(left), Scalar::Flag(right)) => Some(left == right),
        (Scalar::Entity(kind, row, _), Scalar::Entity(other_kind, other_row, _)) => {
            Some(kind == other_kind && row == other_row)
        }
        (Scalar::Entity(_, _, name), Scalar::Text(text)) => {
            Some(name.to_lowercase() == text.to_lowercase())
        }
        (Scalar::List(left), Scalar::List(right)) => Some(left == right),
        (Scalar::List(left), Scalar::Text(right)) => {
            Some(matches!(left.as_slice(), [one] if one.to_lowercase() == right.to_lowercase()))
        }
        _ => order(left, right, terms).map(Ordering::is_eq),
    }
}
