//! Which pairs are worth comparing: comparing all with all would take for ever.

use std::collections::{BTreeMap, BTreeSet};

use model::Entity;

use super::compare::words;

/// More entities than this share something because it is common, not because they are one.
const MOST: usize = 40;

/// Pairs of positions that share their name but for one word, or an identifier that is ignored.
pub(super) fn candidates(entities: &[&Entity]) -> BTreeSet<[usize; 2]> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, entity) in entities.iter().enumerate() {
        for key in keys(entity) {
            blocks.entry(key).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for block in blocks.values().filter(|block| block.len() <= MOST) {
        for (skip, &one) in block.iter().enumerate() {
            pairs.extend(block[skip + 1..].iter().map(|&other| [one, other]));
        }
    }
    pairs
}

/// The words of its name in the order of the alphabet: all of them, and all but one.
///
/// So a name with one word misspelt, left out or changed still meets its other writing.
fn keys(entity: &Entity) -> BTreeSet<String> {
    let words = words(&entity.name);
    let mut keys = BTreeSet::new();
    for left_out in 0..words.len() {
        let rest = words.iter().enumerate().filter(|(at, _)| *at != left_out);
        let rest: Vec<&str> = rest.map(|(_, word)| word.as_str()).collect();
        if rest.iter().map(|word| word.len()).sum::<usize>() >= 4 {
            keys.insert(rest.join(" "));
        }
    }
    keys.insert(words.join(" "));
    let ignored = entity.suppressed.iter().map(|one| &one.claim);
    let refused = entity.refused.iter().map(|one| &one.claim);
    keys.extend(ignored.chain(refused).map(|claim| format!("={claim}")));
    keys.remove("");
    keys
}
