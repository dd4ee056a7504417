//! `is exactly X` and `is not exactly X`: the same text, letter case included.
//!
//! None: `is exactly` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is exactly",
    negative: Some("is not exactly"),
    suffix: "",
    aliases: &[],
    takes: types::TEXT,
    operands: Operands::One,
};
