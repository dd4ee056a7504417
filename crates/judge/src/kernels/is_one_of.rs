//! `is one of`: the same as at least one of several values.

use super::{Side, Terms, Truth, is};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    right
        .iter()
        .map(|one| is::truth(left, std::slice::from_ref(one), terms))
        .max()
        .unwrap_or(Truth::False)
}
