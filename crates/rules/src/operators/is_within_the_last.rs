//! `is within the last D` and `is not within the last D`: not in the future and at most D ago.
//! Windows count calendar days on dates and exact time on instants (semantics 10).
//!
//! None and never: `is within the last` false, its negation true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is within the last",
    negative: Some("is not within the last"),
    suffix: "",
    aliases: &[],
    takes: types::DATED,
    operands: Operands::Length,
};
