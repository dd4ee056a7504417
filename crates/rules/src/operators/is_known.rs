//! `is known` and `is not known` (also `is unknown`): whether there is a value.
//!
//! True only for a value. None makes it false. Unknown makes it false where every source that
//! would know is complete and fresh, else unknown (semantics 7).

use super::{Operands, Polarity, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is known",
    negative: Some("is not known"),
    suffix: "",
    aliases: &[("is unknown", Polarity::Negated)],
    takes: types::EVERY,
    operands: Operands::None,
};
