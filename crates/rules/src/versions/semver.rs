//! `semver`: semantic versioning 2.0, <https://semver.org>, section 11.
//!
//! The build behind a `+` does not count. A leading `v` is forgiven, as Go writes it.

use std::cmp::Ordering;

use super::Scheme;

pub(super) const SCHEME: Scheme = Scheme {
    name: "semver",
    ecosystems: &["cargo", "golang", "hex", "pub", "swift"],
    order,
};

fn order(left: &str, right: &str) -> Option<Ordering> {
    let read = |text: &str| {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        semver::Version::parse(text).ok()
    };
    Some(read(left)?.cmp_precedence(&read(right)?))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{check, check_rising},
        SCHEME,
    };

    /// The examples of the specification, sections 10 and 11.
    #[test]
    fn versions_stand_as_the_specification_orders_them() {
        check_rising(
            &SCHEME,
            &[
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "2.0.0",
                "2.1.0",
                "2.1.1",
            ],
        );
        check(
            &SCHEME,
            &[
                ("1.0.0-alpha+001", "=", "1.0.0-alpha"),
                ("v1.2.3", "=", "1.2.3"),
                ("1.2", "?", "1.2.0"),
                ("01.2.3", "?", "1.2.3"),
                ("latest", "?", "1.0.0"),
            ],
        );
    }
}
