//! `maven`: as `org.apache.maven.artifact.versioning.ComparableVersion` orders them,
//! <https://maven.apache.org/pom.html#version-order-specification>.
//!
//! Words that lead to a release (`alpha`, `rc`, `SNAPSHOT`) are before it, `sp` and other words
//! behind it; a `-`, and the step between digits and letters, opens a list of its own.

use std::cmp::Ordering;

use super::Scheme;

pub(super) const SCHEME: Scheme = Scheme {
    name: "maven",
    ecosystems: &["maven"],
    order,
};

/// One item of a version.
#[derive(Clone, Debug, PartialEq)]
enum Item {
    /// Digits without leading zeros.
    Number(String),
    /// Letters, folded, aliases resolved.
    Word(String),
    /// What a hyphen opens.
    List(Vec<Item>),
}

/// The words with a place of their own; the empty one is the release itself.
const WORDS: [&str; 7] = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];

fn order(left: &str, right: &str) -> Option<Ordering> {
    let is_version = |text: &str| {
        let plain = |c: char| !c.is_whitespace() && c != '/' && c != ':';
        text.chars().any(|c| c.is_ascii_alphanumeric()) && text.chars().all(plain)
    };
    let both = is_version(left) && is_version(right);
    both.then(|| lists(&read(left), &read(right)))
}

/// The items of a version; lists open to its right, each the last item of the one around it.
fn read(text: &str) -> Vec<Item> {
    let text = text.to_lowercase();
    let mut lists: Vec<Vec<Item>> = vec![Vec::new()];
    let mut rest = text.as_str();
    let mut stands = false;
    while let Some(first) = rest.chars().next() {
        match first {
            '.' | '-' => {
                if !stands {
                    push(&mut lists, Item::Number(String::new()));
                }
                stands = false;
                if first == '-' {
                    lists.push(Vec::new());
                }
                rest = &rest[1..];
            }
            _ => {
                let digit = first.is_ascii_digit();
                let end = rest
                    .find(|c: char| c.is_ascii_digit() != digit || matches!(c, '.' | '-'))
                    .unwrap_or(rest.len());
                let (token, after) = rest.split_at(end);
                let followed = after.starts_with(|c: char| c.is_ascii_digit());
                // The step between digits and letters opens a list, as a hyphen does; so does a
                // word at the end, or with digits behind it: `1.x` is `1-x`.
                let word = !digit && (followed || after.is_empty());
                if stands || (word && lists.last().is_some_and(|list| !list.is_empty())) {
                    lists.push(Vec::new());
                }
                push(&mut lists, item(token, digit, followed));
                stands = true;
                rest = after;
            }
        }
    }
    let mut inner: Option<Vec<Item>> = None;
    for mut list in lists.into_iter().rev() {
        trim(&mut list);
        if let Some(inner) = inner.take().filter(|inner| !inner.is_empty()) {
            list.push(Item::List(inner));
        }
        inner = Some(list);
    }
    inner.unwrap_or_default()
}

fn push(lists: &mut [Vec<Item>], item: Item) {
    if let Some(list) = lists.last_mut() {
        list.push(item);
    }
}

fn item(token: &str, digit: bool, followed: bool) -> Item {
    if digit {
        return Item::Number(token.trim_start_matches('0').to_owned());
    }
    let word = match token {
        "a" if followed => "alpha",
        "b" if followed => "beta",
        "m" if followed => "milestone",
        "ga" | "final" | "release" => "",
        "cr" => "rc",
        other => other,
    };
    Item::Word(word.to_owned())
}

/// Takes away what says nothing: zeros and release words at the end.
fn trim(list: &mut Vec<Item>) {
    while list
        .last()
        .is_some_and(|item| against_nothing(item).is_eq())
    {
        list.pop();
    }
}

/// How an item compares with its absence.
fn against_nothing(item: &Item) -> Ordering {
    match item {
        Item::Number(digits) => digits.is_empty().cmp(&true).reverse(),
        Item::Word(word) => place(word).cmp(&place("")),
        Item::List(items) => items
            .iter()
            .map(against_nothing)
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal),
    }
}

/// Where a word stands: the known ones in their order, then all others by letter.
fn place(word: &str) -> (usize, &str) {
    match WORDS.iter().position(|known| *known == word) {
        Some(at) => (at, ""),
        None => (WORDS.len(), word),
    }
}

fn lists(left: &[Item], right: &[Item]) -> Ordering {
    let most = left.len().max(right.len());
    (0..most)
        .map(|at| match (left.get(at), right.get(at)) {
            (Some(left), Some(right)) => items(left, right),
            (Some(left), None) => against_nothing(left),
            (None, Some(right)) => against_nothing(right).reverse(),
            (None, None) => Ordering::Equal,
        })
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// Words before lists, lists before numbers.
fn items(left: &Item, right: &Item) -> Ordering {
    match (left, right) {
        (Item::Number(left), Item::Number(right)) => (left.len(), left).cmp(&(right.len(), right)),
        (Item::Word(left), Item::Word(right)) => place(left).cmp(&place(right)),
        (Item::List(left), Item::List(right)) => lists(left, right),
        (left, right) => rank(left).cmp(&rank(right)),
    }
}

fn rank(item: &Item) -> u8 {
    match item {
        Item::Word(_) => 0,
        Item::List(_) => 1,
        Item::Number(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{check, check_rising},
        SCHEME,
    };

    /// `VERSIONS_QUALIFIER` and `VERSIONS_NUMBER` of Maven's `ComparableVersionTest`.
    #[test]
    fn versions_stand_as_maven_orders_them() {
        check_rising(
            &SCHEME,
            &[
                "1-alpha2snapshot",
                "1-alpha2",
                "1-alpha-123",
                "1-beta-2",
                "1-beta123",
                "1-m2",
                "1-m11",
                "1-rc",
                "1-cr2",
                "1-rc123",
                "1-SNAPSHOT",
                "1",
                "1-sp",
                "1-sp2",
                "1-sp123",
                "1-abc",
                "1-def",
                "1-pom-1",
                "1-1-snapshot",
                "1-1",
                "1-2",
                "1-123",
            ],
        );
        check_rising(
            &SCHEME,
            &[
                "2.0", "2.0.a", "2-1", "2.0.2", "2.0.123", "2.1.0", "2.1-a", "2.1b", "2.1-c",
                "2.1-1", "2.1.0.1", "2.2", "2.123", "11.a2", "11.a11", "11.b2", "11.b11", "11.m2",
                "11.m11", "11", "11.a", "11b", "11c", "11m",
            ],
        );
    }

    /// `testVersionsEqual` and `testVersionComparing` of the same.
    #[test]
    fn aliases_and_zeros_say_nothing() {
        check(
            &SCHEME,
            &[
                ("1", "=", "1.0"),
                ("1", "=", "1.0.0"),
                ("1.0", "=", "1.0.0"),
                ("1", "=", "1-0"),
                ("1", "=", "1.0-0"),
                ("1a", "=", "1-a"),
                ("1a", "=", "1.0-a"),
                ("1.0a", "=", "1-a"),
                ("1x", "=", "1.0.0-x"),
                ("1ga", "=", "1"),
                ("1release", "=", "1"),
                ("1final", "=", "1"),
                ("1cr", "=", "1rc"),
                ("1a1", "=", "1-alpha-1"),
                ("1b2", "=", "1-beta-2"),
                ("1m3", "=", "1-milestone-3"),
                ("1X", "=", "1x"),
                ("1", "<", "2"),
                ("1.5", "<", "2"),
                ("1", "<", "2.5"),
                ("1.0", "<", "1.1"),
                ("1.1", "<", "1.2"),
                ("1.0-alpha-1", "<", "1.0-alpha-2"),
                ("1.0-alpha-1", "<", "1.0-beta-1"),
                ("1.0-beta-1", "<", "1.0-SNAPSHOT"),
                ("1.0-SNAPSHOT", "<", "1.0"),
                ("1.0-alpha-1-SNAPSHOT", "<", "1.0-alpha-1"),
                ("1.0", "<", "1.0-1"),
                ("1.0-1", "<", "1.0-2"),
                ("2.0-1", "<", "2.0.1"),
                ("2.0.1-klm", "<", "2.0.1-lmn"),
                ("2.0.1", "<", "2.0.1-xyz"),
                ("2.0.1-xyz", "<", "2.0.1-123"),
                ("20190126.230843", "<", "1234567890.12345"),
                ("n/a", "?", "1"),
                ("", "?", "1"),
            ],
        );
    }
}
