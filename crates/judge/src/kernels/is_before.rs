//! `is before`: moments, compared as days in the organisation's zone.

use super::{Side, Terms, Truth, compared, order};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| {
        Some(order::order(left, right.first()?, terms)?.is_lt())
    })
}
