//! `is between X and Y` and `is not between X and Y`: from X to Y, both included.
//!
//! None: `is between` false, its negation true (an event that never was lies between no two
//! days). Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is between",
    negative: Some("is not between"),
    suffix: "",
    aliases: &[],
    takes: types::RANGED,
    operands: Operands::Two,
};
