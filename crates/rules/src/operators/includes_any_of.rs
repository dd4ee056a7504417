//! `includes any of X, Y` and `includes none of X, Y`: at least one of them is an item of the list.
//!
//! None and an empty list: `includes any of` false, `includes none of` true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "includes any of",
    negative: Some("includes none of"),
    suffix: "",
    aliases: &[],
    takes: types::LIST,
    operands: Operands::Many,
};
