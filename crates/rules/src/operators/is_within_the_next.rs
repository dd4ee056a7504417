//! `is within the next D` and `is not within the next D`: not in the past and at most D ahead.
//!
//! None and never: `is within the next` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is within the next",
    negative: Some("is not within the next"),
    suffix: "",
    aliases: &[],
    takes: types::DATED,
    operands: Operands::Length,
};
