//! Versions: only such as every way of ordering them agrees on, numbers with dots between.

use std::cmp::Ordering;

use super::test::{Compare, Constant, Test};

/// Whether a version can be as all tests want it. Between any two versions there may be another.
pub(super) fn possible(asked: &[(&Test, bool)]) -> bool {
    let mut lower: Vec<(&str, bool)> = Vec::new();
    let mut upper: Vec<(&str, bool)> = Vec::new();
    let mut not: Vec<&str> = Vec::new();
    for (test, holds) in asked {
        let Test::Compare(how, Constant::Word(version)) = test else {
            continue;
        };
        let version = version.as_str();
        match (how, holds) {
            (Compare::AtLeast, true) | (Compare::LessThan, false) => lower.push((version, true)),
            (Compare::MoreThan, true) | (Compare::AtMost, false) => lower.push((version, false)),
            (Compare::AtMost, true) | (Compare::MoreThan, false) => upper.push((version, true)),
            (Compare::LessThan, true) | (Compare::AtLeast, false) => upper.push((version, false)),
            (Compare::Is, true) => {
                lower.push((version, true));
                upper.push((version, true));
            }
            (Compare::Is, false) => not.push(version),
        }
    }
    let pairs = || {
        lower
            .iter()
            .flat_map(|low| upper.iter().map(move |up| (low, up)))
    };
    let crossed = pairs().any(|((low, from), (up, to))| match order(low, up) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => !(*from && *to),
        _ => false,
    });
    // Where both ends are one version, it is that one.
    let only = pairs()
        .filter(|((low, _), (up, _))| order(low, up) == Some(Ordering::Equal))
        .any(|((low, _), _)| {
            not.iter()
                .any(|not| order(low, not) == Some(Ordering::Equal))
        });
    !crossed && !only
}

/// How two versions compare in every order there is; nothing where orders may differ.
fn order(left: &str, right: &str) -> Option<Ordering> {
    if left == right {
        return Some(Ordering::Equal);
    }
    let (left, right) = (segments(left)?, segments(right)?);
    let shared = left.len().min(right.len());
    let order = left[..shared].cmp(&right[..shared]);
    if order.is_ne() {
        return Some(order);
    }
    // Whether 14 is 14.0 depends on who orders them.
    let more = |rest: &[u64]| rest.iter().any(|number| *number > 0);
    match (more(&left[shared..]), more(&right[shared..])) {
        (true, _) => Some(Ordering::Greater),
        (_, true) => Some(Ordering::Less),
        _ => None,
    }
}

fn segments(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse().ok()).collect()
}
