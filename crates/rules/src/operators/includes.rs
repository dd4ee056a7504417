//! `includes X` and `does not include X`: X is an item of the list, whatever its case.
//!
//! None and an empty list: `includes` false, `does not include` true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "includes",
    negative: Some("does not include"),
    suffix: "",
    aliases: &[],
    takes: types::LIST,
    operands: Operands::One,
};
