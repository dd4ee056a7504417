//! `is more than … ago`: longer ago than the length; never is.

use super::{
    Side, Terms, Truth, compared,
    window::{Towards, position},
};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| {
        let position = position(left, right, Towards::Past, terms)?;
        Some(position.beyond)
    })
}
