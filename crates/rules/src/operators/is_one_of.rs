//! `is one of X, Y` and `is not one of X, Y`: equal to any of several values, each as in `is`.
//!
//! None: `is one of` false, `is not one of` true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is one of",
    negative: Some("is not one of"),
    suffix: "",
    aliases: &[],
    takes: types::VALUED,
    operands: Operands::Many,
};
