//! `is within the last`: not later than now and not longer ago than the length.

use super::{
    Side, Terms, Truth, compared,
    window::{Towards, position},
};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| {
        let position = position(left, right, Towards::Past, terms)?;
        Some(position.started && !position.beyond)
    })
}
