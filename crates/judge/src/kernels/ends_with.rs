//! `ends with`: text, without regard to case.

use super::{Side, Terms, Truth, folded};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    folded(left, right, terms, |left, right| left.ends_with(right))
}
