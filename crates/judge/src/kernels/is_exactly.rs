//! `is exactly`: the same text, letter by letter.

use super::{Scalar, Side, Terms, Truth, compared};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| match (left, right) {
        (Scalar::Text(left), [Scalar::Text(right)]) => Some(left == right),
        _ => None,
    })
}
