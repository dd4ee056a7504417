//! `starts with X` and `does not start with X`: the text begins so, whatever its case.
//!
//! None: `starts with` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "starts with",
    negative: Some("does not start with"),
    suffix: "",
    aliases: &[],
    takes: types::TEXT,
    operands: Operands::One,
};
