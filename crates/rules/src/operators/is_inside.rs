//! `is inside N, M` and `is not inside N, M`: the address lies in one of the networks, v4 or v6;
//! a network is inside when wholly contained.
//!
//! None: `is inside` false, `is not inside` true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is inside",
    negative: Some("is not inside"),
    suffix: "",
    aliases: &[],
    takes: types::ADDRESS,
    operands: Operands::Many,
};
