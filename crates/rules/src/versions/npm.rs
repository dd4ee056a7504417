//! `npm`: semantic versioning as node-semver reads it in its loose form: a leading `v` or `=`,
//! leading zeros, and a pre-release without its hyphen (`1.2.3beta`).

use std::cmp::Ordering;

use super::Scheme;

pub(super) const SCHEME: Scheme = Scheme {
    name: "npm",
    ecosystems: &["npm"],
    order,
};

fn order(left: &str, right: &str) -> Option<Ordering> {
    Some(read(left)?.cmp_precedence(&read(right)?))
}

fn read(text: &str) -> Option<semver::Version> {
    let text = text.trim_start_matches(['v', 'V', '=', ' ']);
    let text = text.split('+').next().unwrap_or(text);
    let mut rest = text;
    let mut numbers = [0_u64; 3];
    for (at, number) in numbers.iter_mut().enumerate() {
        if at > 0 {
            rest = rest.strip_prefix('.')?;
        }
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        *number = rest[..end].parse().ok()?;
        rest = &rest[end..];
    }
    let before = rest.strip_prefix('-').unwrap_or(rest);
    let plain: Vec<&str> = before.split('.').map(without_zeros).collect();
    let [major, minor, patch] = numbers;
    let mut version = semver::Version::new(major, minor, patch);
    version.pre = semver::Prerelease::new(&plain.join(".")).ok()?;
    Some(version)
}

/// A number of a pre-release without its leading zeros.
fn without_zeros(part: &str) -> &str {
    match part.bytes().all(|b| b.is_ascii_digit()) {
        true if part.len() > 1 => match part.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        },
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, SCHEME};

    /// From node-semver's `test/fixtures/comparisons.js` and `equality.js`.
    #[test]
    fn versions_stand_as_node_orders_them() {
        check(
            &SCHEME,
            &[
                ("0.0.0", ">", "0.0.0-foo"),
                ("0.0.1", ">", "0.0.0"),
                ("0.10.0", ">", "0.9.0"),
                ("0.99.0", ">", "v0.10.0"),
                ("2.0.0", ">", "1.2.3"),
                ("v1.2.3", ">", "1.2.3-asdf"),
                ("1.2.3", ">", "1.2.3-4"),
                ("1.2.3-5-foo", ">", "1.2.3-5"),
                ("1.2.3-5", ">", "1.2.3-4"),
                ("1.2.3-5-Foo", "<", "1.2.3-5-foo"),
                ("3.0.0", ">", "2.7.2+asdf"),
                ("1.2.3-a.10", ">", "1.2.3-a.5"),
                ("1.2.3-a.b", ">", "1.2.3-a.5"),
                ("1.2.3-a.b.c.10.d.5", ">", "1.2.3-a.b.c.5.d.100"),
                ("1.2.3-r100", "<", "1.2.3-r2"),
                ("1.2.3", "=", "v1.2.3"),
                ("1.2.3", "=", "=1.2.3"),
                ("1.2.3", "=", "= v1.2.3"),
                ("1.2.3-0", "=", "=v1.2.3-0"),
                ("1.2.3-beta", "=", "v1.2.3beta"),
                ("1.2.3-beta+build", "=", "1.2.3-beta+otherbuild"),
                ("1.2.3+build", "=", "1.2.3"),
                ("1.2", "?", "1.2.0"),
                ("hello, world", "?", "1.0.0"),
            ],
        );
    }
}
