//! `is on or after X` and `is not on or after X`: not on an earlier day than X.
//!
//! None and never: false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is on or after",
    negative: Some("is not on or after"),
    suffix: "",
    aliases: &[],
    takes: types::DATED,
    operands: Operands::One,
};
