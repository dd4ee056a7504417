//! `is known`: there is a value. None is not; silence is not where everybody was asked
//! (semantics 7).

use super::{Side, Silence, Terms, Truth};

pub(super) fn truth(left: &Side<'_>, _right: &[Side<'_>], _terms: &Terms<'_>) -> Truth {
    match left {
        Side::Value(_) => Truth::True,
        Side::None | Side::Unknown(Silence::Asked) => Truth::False,
        Side::Unknown(Silence::NotAsked) => Truth::Unknown,
    }
}
