//! `is more than D ago` and `is not more than D ago`: longer in the past than D.
//!
//! None: `is more than D ago` false, its negation true; an event that never was is infinitely long
//! ago, so true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is more than",
    negative: Some("is not more than"),
    suffix: "ago",
    aliases: &[],
    takes: types::DATED,
    operands: Operands::Length,
};
