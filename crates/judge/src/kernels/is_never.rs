//! `is never`: an event that positively never happened.

use super::{Side, Terms, Truth};

pub(super) fn truth(left: &Side<'_>, _right: &[Side<'_>], _terms: &Terms<'_>) -> Truth {
    match left {
        Side::Value(_) => Truth::False,
        Side::None => Truth::True,
        Side::Unknown(_) => Truth::Unknown,
    }
}
