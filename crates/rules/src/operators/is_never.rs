//! `is never`: a source positively says that the event never was.
//!
//! True for none, false for a value. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is never",
    negative: None,
    suffix: "",
    aliases: &[],
    takes: types::EVENT,
    operands: Operands::None,
};
