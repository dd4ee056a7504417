//! `is more than X` and `is not more than X`: above X, in the order of `is at least`.
//!
//! None: `is more than` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is more than",
    negative: Some("is not more than"),
    suffix: "",
    aliases: &[],
    takes: types::ORDERED,
    operands: Operands::One,
};
