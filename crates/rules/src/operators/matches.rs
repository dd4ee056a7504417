//! `matches X` and `does not match X`: the whole text fits a pattern in which `*` stands for any
//! text and `?` for any one character, whatever its case. There are no regular expressions.
//!
//! None: `matches` false, `does not match` true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "matches",
    negative: Some("does not match"),
    suffix: "",
    aliases: &[],
    takes: types::TEXT,
    operands: Operands::One,
};
