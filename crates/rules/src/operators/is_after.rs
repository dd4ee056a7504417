//! `is after X` and `is not after X`: on a later day than X.
//!
//! None and never: `is after` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is after",
    negative: Some("is not after"),
    suffix: "",
    aliases: &[],
    takes: types::DATED,
    operands: Operands::One,
};
