//! `is on or before X` and `is not on or before X`: not on a later day than X.
//!
//! None: false, its negation true; an event that never was is before every day. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is on or before",
    negative: Some("is not on or before"),
    suffix: "",
    aliases: &[],
    takes: types::DATED,
    operands: Operands::One,
};
