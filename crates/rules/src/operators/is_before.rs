//! `is before X` and `is not before X`: on an earlier day than X.
//!
//! None: `is before` false, its negation true; an event that never was is infinitely long ago, so
//! before every day. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is before",
    negative: Some("is not before"),
    suffix: "",
    aliases: &[],
    takes: types::DATED,
    operands: Operands::One,
};
