//! `is X` and `is not X`: equal to one value.
//!
//! Text and words compare without regard to case; versions segment by segment (14.10 is not 14.1);
//! dates as days; a flag by its two words; a link by who it leads to, so its value is another link
//! (`approver is not the change's author`). Of a list: its only item is X.
//!
//! None: `is` false, `is not` true. Unknown: unknown.

use super::{Operands, Spec, types};

pub(super) const SPEC: Spec = Spec {
    phrase: "is",
    negative: Some("is not"),
    suffix: "",
    aliases: &[],
    takes: types::EVERY,
    operands: Operands::One,
};
