//! What the examples of a rule show of it, in words.

use std::fmt::Write as _;

use judge::{Score, Share};

use super::Tested;
use crate::{
    output::{DIM, paint},
    words::wrapped,
};

/// Of more rules than this only the counts are told.
const RULES_IN_FULL: usize = 3;

/// `, covered 14 of 16 parts and 3 of 8 edges`; nothing for a rule without examples.
pub(super) fn share(tested: &Tested) -> String {
    if tested.outcomes.is_empty() {
        return String::new();
    }
    let Score { parts, edges, .. } = &tested.score;
    let of = |share: &Share, noun: &str| format!("{} of {} {noun}", share.covered, share.of);
    let edges = match edges.of {
        0 => String::new(),
        _ => format!(" and {}", of(edges, "edges")),
    };
    format!(", covered {}{edges}", of(parts, "parts"))
}

/// What no example covers, where few enough rules were tested to read it all.
pub(super) fn survivors(text: &mut String, tested: &Tested, rules: usize) {
    if rules > RULES_IN_FULL || tested.outcomes.is_empty() {
        return;
    }
    for survivor in &tested.score.survived {
        let _ = writeln!(text, "   {}", paint(DIM, wrapped(&survivor.says, 6)));
    }
}

/// Where to read what was left out.
pub(super) fn hint(tested: &[Tested]) -> Option<&'static str> {
    let left = tested
        .iter()
        .any(|one| !one.outcomes.is_empty() && !one.score.survived.is_empty());
    (left && tested.len() > RULES_IN_FULL)
        .then_some("test one rule alone to read which of its parts no example covers")
}
