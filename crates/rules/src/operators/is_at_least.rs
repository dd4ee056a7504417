//! `is at least X` and `is not at least X`: not below X, in the order of numbers, of versions
//! (segment by segment) or of the values of an ordinal.
//!
//! None: `is at least` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is at least",
    negative: Some("is not at least"),
    suffix: "",
    aliases: &[],
    takes: types::ORDERED,
    operands: Operands::One,
};
