//! `is empty` and `is not empty`: whether a source positively says that there is nothing.
//!
//! True for none and for a list without items, false for a value. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is empty",
    negative: Some("is not empty"),
    suffix: "",
    aliases: &[],
    takes: types::EVERY,
    operands: Operands::None,
};
