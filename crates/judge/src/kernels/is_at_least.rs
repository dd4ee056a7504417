//! `is at least`: numbers, versions segment by segment, ordinals by their place.

use super::{Side, Terms, Truth, compared, order};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| {
        Some(order::order(left, right.first()?, terms)?.is_ge())
    })
}
