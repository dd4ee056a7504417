//! `is more than D from now`: further in the future than D.
//!
//! None and never: false. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is more than",
    negative: None,
    suffix: "from now",
    aliases: &[],
    takes: types::DATED,
    operands: Operands::Length,
};
