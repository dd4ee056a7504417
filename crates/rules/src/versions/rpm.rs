//! `rpm`: `epoch:version-release` as RPM's own `rpmvercmp` orders them, with `~` before and `^`
//! after the end.

use std::cmp::Ordering;

use super::Scheme;

pub(super) const SCHEME: Scheme = Scheme {
    name: "rpm",
    ecosystems: &["rpm"],
    order,
};

fn order(left: &str, right: &str) -> Option<Ordering> {
    let is_version = |text: &str| {
        let known = |b: u8| b.is_ascii_alphanumeric() || b"._+~^-:".contains(&b);
        text.bytes().any(|b| b.is_ascii_alphanumeric()) && text.bytes().all(known)
    };
    let both = is_version(left) && is_version(right);
    both.then(|| rpm_version::rpm_evr_compare(left, right))
}

#[cfg(test)]
mod tests {
    use super::{super::check, SCHEME};

    /// From RPM's `tests/rpmvercmp.at`.
    #[test]
    fn versions_stand_as_rpm_orders_them() {
        check(
            &SCHEME,
            &[
                ("1.0", "=", "1.0"),
                ("1.0", "<", "2.0"),
                ("2.0.1", "<", "2.0.1a"),
                ("5.5p1", "<", "5.5p2"),
                ("5.5p1", "<", "5.5p10"),
                ("10xyz", "<", "10.1xyz"),
                ("xyz10", "<", "xyz10.1"),
                ("xyz.4", "<", "8"),
                ("5.5p2", "<", "5.6p1"),
                ("5.6p1", "<", "6.5p1"),
                ("6.0", "<", "6.0.rc1"),
                ("10a2", "<", "10b2"),
                ("1.0aa", ">", "1.0a"),
                ("10.0001", "=", "10.1"),
                ("10.0001", "<", "10.0039"),
                ("4.999.9", "<", "5.0"),
                ("20101121", "<", "20101122"),
                ("2_0", "=", "2.0"),
                ("1.0~rc1", "<", "1.0"),
                ("1.0~rc1", "<", "1.0~rc2"),
                ("1.0~rc1~git123", "<", "1.0~rc1"),
                ("1.0^", ">", "1.0"),
                ("1.0^git1", "<", "1.0^git2"),
                ("1.0^git1", "<", "1.01"),
                ("1.0^20160101", "<", "1.0.1"),
                ("1.0~rc1^git1", ">", "1.0~rc1"),
                ("1:1.0-1", ">", "2.0-1"),
                ("1.0-1", "<", "1.0-2.el9"),
                ("", "?", "1"),
                ("n/a", "?", "1"),
            ],
        );
    }
}
