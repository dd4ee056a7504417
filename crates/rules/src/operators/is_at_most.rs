//! `is at most X` and `is not at most X`: not above X, in the order of `is at least`.
//!
//! None: `is at most` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is at most",
    negative: Some("is not at most"),
    suffix: "",
    aliases: &[],
    takes: types::ORDERED,
    operands: Operands::One,
};
