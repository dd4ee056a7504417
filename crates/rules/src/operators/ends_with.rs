//! `ends with X` and `does not end with X`: the text ends so, whatever its case.
//!
//! None: `ends with` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "ends with",
    negative: Some("does not end with"),
    suffix: "",
    aliases: &[],
    takes: types::TEXT,
    operands: Operands::One,
};
