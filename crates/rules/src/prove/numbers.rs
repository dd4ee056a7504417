//! Numbers, and the places of ordinals: one value between any two that are named is tried for all.

use super::test::{Compare, Constant, Test};

/// Whether a number can be as all tests want it.
pub(super) fn possible(asked: &[(&Test, bool)]) -> bool {
    let mut named: Vec<f64> = asked
        .iter()
        .filter_map(|(test, _)| match test {
            Test::Compare(_, Constant::Number(number)) => Some(*number),
            _ => None,
        })
        .collect();
    named.sort_by(f64::total_cmp);
    let between = named.windows(2).map(|two| two[0] / 2.0 + two[1] / 2.0);
    let ends = [f64::MIN, f64::MAX];
    let tried: Vec<f64> = between.chain(ends).chain(named.iter().copied()).collect();
    tried.iter().any(|value| {
        asked.iter().all(|(test, holds)| match test {
            Test::Compare(how, Constant::Number(number)) => value
                .partial_cmp(number)
                .is_none_or(|order| how.holds(order) == *holds),
            _ => true,
        })
    })
}

/// Whether a word of an ordinal can be as all tests want it; `order` is from low to high.
pub(super) fn possible_place(asked: &[(&Test, bool)], order: &[String]) -> bool {
    let place = |word: &String| order.iter().position(|one| one == word);
    (0..order.len()).any(|at| {
        asked.iter().all(|(test, holds)| match test {
            Test::Compare(how, Constant::Word(word)) => match place(word) {
                Some(other) => how.holds(at.cmp(&other)) == *holds,
                None => *how != Compare::Is || !holds,
            },
            _ => true,
        })
    })
}

impl Compare {
    /// Whether a value that stands so to the one named is as compared.
    pub(super) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Is => order.is_eq(),
            Self::AtLeast => order.is_ge(),
            Self::AtMost => order.is_le(),
            Self::MoreThan => order.is_gt(),
            Self::LessThan => order.is_lt(),
        }
    }
}
