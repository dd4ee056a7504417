//! `is between`: from the one to the other, both included.

use super::{Side, Terms, Truth, compared, order};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| match right {
        [low, high] => Some(
            order::order(left, low, terms)?.is_ge() && order::order(left, high, terms)?.is_le(),
        ),
        _ => None,
    })
}
