//! `is within the next`: not before now and not further ahead than the length.

use super::{
    Side, Terms, Truth, compared,
    window::{Towards, position},
};

pub(super) fn truth(left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
    compared(left, right, terms, |left, right| {
        let position = position(left, right, Towards::Future, terms)?;
        Some(position.started && !position.beyond)
    })
}
