//! `python`: PEP 440 and the version specifiers specification that followed it,
//! <https://packaging.python.org/en/latest/specifications/version-specifiers/>.

use std::cmp::Ordering;

use super::Scheme;

pub(super) const SCHEME: Scheme = Scheme {
    name: "python",
    ecosystems: &["pypi"],
    order,
};

fn order(left: &str, right: &str) -> Option<Ordering> {
    let read = |text: &str| text.parse::<pep440_rs::Version>().ok();
    Some(read(left)?.cmp(&read(right)?))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{check, check_rising},
        SCHEME,
    };

    /// The order of `VERSIONS` in `tests/test_version.py` of pypa/packaging.
    #[test]
    fn versions_stand_as_packaging_orders_them() {
        check_rising(
            &SCHEME,
            &[
                "1.0.dev456",
                "1.0a1",
                "1.0a2.dev456",
                "1.0a12.dev456",
                "1.0a12",
                "1.0b1.dev456",
                "1.0b2",
                "1.0b2.post345.dev456",
                "1.0b2.post345",
                "1.0b2-346",
                "1.0c1.dev456",
                "1.0c1",
                "1.0rc2",
                "1.0c3",
                "1.0",
                "1.0.post456.dev34",
                "1.0.post456",
                "1.1.dev1",
                "1.2+123abc",
                "1.2+123abc456",
                "1.2+abc",
                "1.2+abc123",
                "1.2+1234.abc",
                "1.2+123456",
                "1.2.r32+123456",
                "1.2.rev33+123456",
                "1!1.0",
            ],
        );
        check(
            &SCHEME,
            &[
                ("1.0", "=", "1.0.0"),
                ("v1.0", "=", "1.0"),
                ("1.0alpha1", "=", "1.0a1"),
                ("1.0-", "?", "1.0"),
                ("french toast", "?", "1.0"),
            ],
        );
    }
}
