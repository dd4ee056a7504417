//! `is empty`: positively none, or a list or text with nothing in it.

use super::{Scalar, Side, Terms, Truth, surely};

pub(super) fn truth(left: &Side<'_>, _right: &[Side<'_>], _terms: &Terms<'_>) -> Truth {
    match left {
        Side::Value(Scalar::List(items)) => surely(items.is_empty()),
        Side::Value(Scalar::Text(text)) => surely(text.trim().is_empty()),
        Side::Value(_) => Truth::False,
        Side::None => Truth::True,
        Side::Unknown(_) => Truth::Unknown,
    }
}
