//! `includes`: the text is an item of the list, without regard to case.

use super::{Scalar, Side, Terms, Truth, compared};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| match (left, right) {
        (Scalar::List(items), [one]) => has(items, one),
        _ => None,
    })
}

/// Whether the list has the item.
pub(super) fn has(items: &[&str], one: &Scalar<'_>) -> Option<bool> {
    let Scalar::Text(one) = one else { return None };
    let one = one.to_lowercase();
    Some(items.iter().any(|item| item.to_lowercase() == one))
}
