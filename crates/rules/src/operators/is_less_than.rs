//! `is less than X` and `is not less than X`: below X, in the order of `is at least`.
//!
//! None: `is less than` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is less than",
    negative: Some("is not less than"),
    suffix: "",
    aliases: &[],
    takes: types::ORDERED,
    operands: Operands::One,
};
