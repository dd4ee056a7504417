//! `contains X` and `does not contain X`: X stands somewhere in the text, whatever its case.
//!
//! None: `contains` false, `does not contain` true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "contains",
    negative: Some("does not contain"),
    suffix: "",
    aliases: &[],
    takes: types::TEXT,
    operands: Operands::One,
};
