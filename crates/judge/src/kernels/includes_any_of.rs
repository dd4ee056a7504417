//! `includes any of`: at least one of the texts is an item of the list, without regard to case.

use super::{Scalar, Side, Terms, Truth, compared, includes};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| {
        let Scalar::List(items) = left else {
            return None;
        };
        let found: Option<Vec<bool>> = right.iter().map(|one| includes::has(items, one)).collect();
        Some(found?.into_iter().any(|found| found))
    })
}
