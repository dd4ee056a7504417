//! `debian`: `epoch:upstream-revision`, Debian policy 5.6.12 and deb-version(7).
//!
//! Each part is compared as a run of non-digits, then a number, and so on; among non-digits `~`
//! is before the end, the end before letters, and letters before everything else.

use std::cmp::Ordering;

use super::Scheme;

pub(super) const SCHEME: Scheme = Scheme {
    name: "debian",
    ecosystems: &["deb"],
    order,
};

struct Version<'a> {
    epoch: u64,
    upstream: &'a str,
    revision: &'a str,
}

fn order(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (read(left)?, read(right)?);
    let order = left
        .epoch
        .cmp(&right.epoch)
        .then_with(|| part(left.upstream, right.upstream))
        .then_with(|| part(left.revision, right.revision));
    Some(order)
}

fn read(text: &str) -> Option<Version<'_>> {
    let (epoch, rest) = match text.split_once(':') {
        Some((epoch, rest)) if epoch.bytes().all(|b| b.is_ascii_digit()) => {
            (epoch.parse().ok()?, rest)
        }
        Some(_) => return None,
        None => (0, text),
    };
    let (upstream, revision) = match rest.rsplit_once('-') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (rest, ""),
    };
    let is = |also: &'static [u8]| move |b: u8| b.is_ascii_alphanumeric() || also.contains(&b);
    let starts = upstream.starts_with(|c: char| c.is_ascii_digit());
    let sound = upstream.bytes().all(is(b".+-~:")) && revision.bytes().all(is(b".+~"));
    (starts && sound).then_some(Version {
        epoch,
        upstream,
        revision,
    })
}

/// Compares one part, `verrevcmp` of dpkg.
fn part(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while !left.is_empty() || !right.is_empty() {
        let words = |text: &[u8]| {
            let digit = |b: &u8| b.is_ascii_digit();
            text.iter().position(digit).unwrap_or(text.len())
        };
        let (one, other) = (words(left), words(right));
        let order = non_digits(&left[..one], &right[..other]);
        if order.is_ne() {
            return order;
        }
        (left, right) = (&left[one..], &right[other..]);
        let (one, other) = (digits(left), digits(right));
        let order = number(&left[..one]).cmp(&number(&right[..other]));
        if order.is_ne() {
            return order;
        }
        (left, right) = (&left[one..], &right[other..]);
    }
    Ordering::Equal
}

fn digits(text: &[u8]) -> usize {
    let other = |b: &u8| !b.is_ascii_digit();
    text.iter().position(other).unwrap_or(text.len())
}

/// A number of any length: how many digits without leading zeros, then the digits.
fn number(digits: &[u8]) -> (usize, &[u8]) {
    let zeros = digits.iter().take_while(|b| **b == b'0').count();
    (digits.len() - zeros, &digits[zeros..])
}

fn non_digits(left: &[u8], right: &[u8]) -> Ordering {
    let weight = |byte: Option<&u8>| match byte {
        Some(b'~') => -1,
        None => 0,
        Some(letter) if letter.is_ascii_alphabetic() => i32::from(*letter),
        Some(other) => i32::from(*other) + 256,
    };
    let most = left.len().max(right.len());
    (0..most)
        .map(|at| weight(left.get(at)).cmp(&weight(right.get(at))))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::{super::check, SCHEME};

    /// From dpkg's `lib/dpkg/t/t-version.c` and the examples of deb-version(7).
    #[test]
    fn versions_stand_as_dpkg_orders_them() {
        check(
            &SCHEME,
            &[
                ("0:0-0", "=", "0:0-0"),
                ("0:0-00", "=", "0:00-0"),
                ("1:2-3", "=", "1:2-3"),
                ("0:0-0", "<", "1:0-0"),
                ("1:0-0", ">", "0:9-9"),
                ("0:a-0", "?", "0:0-0"),
                ("0:0-a", "<", "0:0-b"),
                ("0:1-1", "<", "0:1-2"),
                ("0:9-0", "<", "0:10-0"),
                ("0:1a-0", "<", "0:1b-0"),
                ("0:0a-0", "<", "0:0+-0"),
                ("0:0-0a", "<", "0:0-0."),
                ("1.0~beta1", "<", "1.0"),
                ("1.0~~", "<", "1.0~~a"),
                ("1.0~~a", "<", "1.0~"),
                ("1.0~", "<", "1.0"),
                ("1.0", "<", "1.0a"),
                ("1.0", "=", "1.0-0"),
                ("1.0-1", ">", "1.0"),
                ("2.36-9+deb12u4", "<", "2.36-9+deb12u10"),
                ("1:1.2.13.dfsg-1", ">", "9.9-9"),
                ("007", "=", "7"),
                ("", "?", "1"),
                ("1.0-", "?", "1.0"),
                ("1_0", "?", "1.0"),
                ("a:1", "?", "1"),
            ],
        );
    }
}
