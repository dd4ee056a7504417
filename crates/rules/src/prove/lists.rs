//! Lists: each item is there or not, and an empty list has none.

use super::test::Test;

/// Whether a list can be as all tests want it.
pub(super) fn possible(asked: &[(&Test, bool)]) -> bool {
    let empty = |wanted: bool| {
        asked
            .iter()
            .any(|(test, holds)| **test == Test::Empty && *holds == wanted)
    };
    let has = |wanted: bool| {
        asked.iter().filter_map(move |(test, holds)| match test {
            Test::Includes(item) if *holds == wanted => Some(item),
            _ => None,
        })
    };
    let both_ways = has(true).any(|item| has(false).any(|other| item == other));
    !(both_ways || empty(true) && (empty(false) || has(true).next().is_some()))
}
