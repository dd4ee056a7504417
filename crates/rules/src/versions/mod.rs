//! How versions are ordered, one file per scheme.
//!
//! `1.10` is after `1.9` everywhere; whether `1.0-rc1` is before `1.0`, and `1.0-1` after it, is
//! decided by who made the version. A scheme answers nothing for a text that is no version of
//! it, so that a comparison with it is unknown and never false. To add one, write its file and
//! add it to the list of `SCHEMES`.

mod debian;
mod generic;
mod maven;
mod npm;
mod python;
mod rpm;
mod semver;

use std::cmp::Ordering;

/// A way of ordering versions.
#[derive(Debug)]
pub struct Scheme {
    /// Its name, as a vocabulary writes it behind `order:`.
    pub name: &'static str,
    /// The ecosystems that order like this, by the types of package URLs.
    pub ecosystems: &'static [&'static str],
    /// Which of two versions comes first; nothing where one of them is no version.
    order: fn(&str, &str) -> Option<Ordering>,
}

const SCHEMES: &[&Scheme] = &[
    &generic::SCHEME,
    &semver::SCHEME,
    &npm::SCHEME,
    &debian::SCHEME,
    &rpm::SCHEME,
    &python::SCHEME,
    &maven::SCHEME,
];

impl Scheme {
    /// What holds where a field says nothing: numbers by value, segment by segment.
    pub fn usual() -> &'static Self {
        &generic::SCHEME
    }

    /// A scheme by its name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SCHEMES
            .iter()
            .copied()
            .find(|scheme| scheme.name.eq_ignore_ascii_case(name.trim()))
    }

    /// The scheme of an ecosystem, or one by its own name.
    pub fn of_ecosystem(ecosystem: &str) -> Option<&'static Self> {
        let ecosystem = ecosystem.trim();
        let is = |name: &&str| name.eq_ignore_ascii_case(ecosystem);
        SCHEMES
            .iter()
            .copied()
            .find(|scheme| scheme.ecosystems.iter().any(is))
            .or_else(|| Self::named(ecosystem))
    }

    /// The names of all schemes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SCHEMES.iter().map(|scheme| scheme.name)
    }

    /// Which of two versions comes first; nothing where one of them is no version of the scheme.
    pub fn order(&self, one: &str, other: &str) -> Option<Ordering> {
        (self.order)(one.trim(), other.trim())
    }

    /// Whether a text is a version of the scheme.
    pub fn reads(&self, version: &str) -> bool {
        self.order(version, version).is_some()
    }
}

/// Checks that versions stand in order: `<` between two lists rises, `=` is the same version.
#[cfg(test)]
fn check(scheme: &Scheme, cases: &[(&str, &str, &str)]) {
    for (one, sign, other) in cases {
        let expected = match *sign {
            "<" => Some(Ordering::Less),
            "=" => Some(Ordering::Equal),
            ">" => Some(Ordering::Greater),
            _ => None,
        };
        let name = scheme.name;
        assert_eq!(
            scheme.order(one, other),
            expected,
            "{name}: {one} {sign} {other}"
        );
        let back = expected.map(Ordering::reverse);
        assert_eq!(
            scheme.order(other, one),
            back,
            "{name}: {other} against {one}"
        );
    }
}

/// Checks that every version of a list is before all that follow it.
#[cfg(test)]
fn check_rising(scheme: &Scheme, versions: &[&str]) {
    for (at, one) in versions.iter().enumerate() {
        for other in &versions[at + 1..] {
            check(scheme, &[(one, "<", other)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_found_by_its_name_and_by_the_types_of_package_urls() {
        for (ecosystem, name) in [
            ("deb", Some("debian")),
            ("PyPI", Some("python")),
            ("cargo", Some("semver")),
            ("golang", Some("semver")),
            ("npm", Some("npm")),
            ("maven", Some("maven")),
            ("rpm", Some("rpm")),
            ("generic", Some("generic")),
            ("debian", Some("debian")),
            ("docker", None),
            ("", None),
        ] {
            let found = Scheme::of_ecosystem(ecosystem).map(|scheme| scheme.name);
            assert_eq!(found, name, "{ecosystem}");
        }
        assert!(Scheme::named("deb").is_none(), "an ecosystem is no scheme");
    }
}
