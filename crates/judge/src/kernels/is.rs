//! `is`: the same value: texts without regard to case, versions and addresses by what they mean,
//! moments as days, a link by identity.

use super::{Side, Terms, Truth, compared, order};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| match right {
        [right] => order::same(left, right, terms),
        _ => None,
    })
}
