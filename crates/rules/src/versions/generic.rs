//! `generic`: segment by segment, for versions of which nobody says who made them.
//!
//! Numbers compare by value, so 14.10 is after 14.7. A missing segment is 0; what follows a `-`
//! is a version before the release it leads to, as in semantic versioning 2.0 (section 11); what
//! follows a `+` does not count. Every text is a version.

use std::cmp::Ordering;

use super::Scheme;

pub(super) const SCHEME: Scheme = Scheme {
    name: "generic",
    ecosystems: &["generic"],
    order,
};

#[allow(clippy::unnecessary_wraps, reason = "the shape of every scheme")]
fn order(left: &str, right: &str) -> Option<Ordering> {
    let (left, left_before) = split(left);
    let (right, right_before) = split(right);
    let order = segments(left, right, "0").then_with(|| match (left_before, right_before) {
        (None, None) => Ordering::Equal,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(left), Some(right)) => segments(left, right, ""),
    });
    Some(order)
}

fn split(version: &str) -> (&str, Option<&str>) {
    let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
    let version = version.split('+').next().unwrap_or(version);
    version
        .split_once('-')
        .map_or((version, None), |(release, before)| (release, Some(before)))
}

fn segments(left: &str, right: &str, missing: &str) -> Ordering {
    let mut left = left.split(['.', '_', ' ']);
    let mut right = right.split(['.', '_', ' ']);
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (left, right) => segment(left.unwrap_or(missing), right.unwrap_or(missing)),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Numbers by value and before words, words by letter.
fn segment(left: &str, right: &str) -> Ordering {
    let number = |text: &str| -> Option<(usize, String)> {
        let digits = text.trim_start_matches('0');
        (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| (digits.len(), digits.to_owned()))
    };
    match (number(left), number(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) if right.is_empty() => Ordering::Greater,
        (None, Some(_)) if left.is_empty() => Ordering::Less,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.to_lowercase().cmp(&right.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, SCHEME};

    #[test]
    fn segments_compare_by_value() {
        check(
            &SCHEME,
            &[
                ("14.7", "<", "14.10"),
                ("14.7", "=", "14.7.0"),
                ("v2", "=", "2.0"),
                ("1.0-rc1", "<", "1.0"),
                ("1.0+build", "=", "1.0"),
                ("10.0.19045", "<", "10.0.22631"),
                ("1.a", ">", "1.1"),
            ],
        );
    }
}
