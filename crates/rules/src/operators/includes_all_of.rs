//! `includes all of X, Y`: each of them is an item of the list, whatever its case.
//!
//! None and an empty list: false. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "includes all of",
    negative: None,
    suffix: "",
    aliases: &[],
    takes: types::LIST,
    operands: Operands::Many,
};
