//! How two values compare, by the type of the field that is looked at.

use std::{cmp::Ordering, net::IpAddr};

use model::vocabulary::FieldType;

use super::{Scalar, Terms, is_inside};

/// Which comes first; nothing when the two cannot be compared.
pub(super) fn order(left: &Scalar<'_>, right: &Scalar<'_>, terms: &Terms<'_>) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Number(left), Scalar::Number(right)) => left.partial_cmp(right),
        (Scalar::Moment(left), Scalar::Moment(right)) => {
            Some(left.day(terms.zone).cmp(&right.day(terms.zone)))
        }
        (Scalar::Text(left), Scalar::Text(right)) => match terms.field_type? {
            FieldType::Version => Some(version_order(left, right)),
            FieldType::Ordinal => Some(place(left, terms)?.cmp(&place(right, terms)?)),
            _ => None,
        },
        _ => None,
    }
}

fn place(word: &str, terms: &Terms<'_>) -> Option<usize> {
    terms
        .order
        .iter()
        .position(|value| value.to_lowercase() == word.to_lowercase())
}

/// Whether two values are the same; nothing when the two cannot be compared.
pub(super) fn same(left: &Scalar<'_>, right: &Scalar<'_>, terms: &Terms<'_>) -> Option<bool> {
    match (left, right) {
        (Scalar::Text(left), Scalar::Text(right)) => Some(match terms.field_type {
            Some(FieldType::Version) => version_order(left, right).is_eq(),
            Some(FieldType::Address) => same_address(left, right),
            _ => left.to_lowercase() == right.to_lowercase(),
        }),
        (Scalar::Flag(left), Scalar::Flag(right)) => Some(left == right),
        (Scalar::Entity(kind, row, _), Scalar::Entity(other_kind, other_row, _)) => {
            Some(kind == other_kind && row == other_row)
        }
        (Scalar::Entity(_, _, name), Scalar::Text(text)) => {
            Some(name.to_lowercase() == text.to_lowercase())
        }
        (Scalar::List(left), Scalar::List(right)) => Some(left == right),
        (Scalar::List(left), Scalar::Text(right)) => {
            Some(matches!(left.as_slice(), [one] if one.to_lowercase() == right.to_lowercase()))
        }
        _ => order(left, right, terms).map(Ordering::is_eq),
    }
}

fn same_address(left: &str, right: &str) -> bool {
    let parsed = |text: &str| text.trim().parse::<IpAddr>().ok().map(|ip| (ip, None));
    let net = |text: &str| is_inside::network(text).map(|(ip, bits)| (ip, Some(bits)));
    match (
        parsed(left).or_else(|| net(left)),
        parsed(right).or_else(|| net(right)),
    ) {
        (Some(left), Some(right)) => left == right,
        _ => left.eq_ignore_ascii_case(right),
    }
}

/// Compares versions segment by segment: numbers by value, so 14.10 is after 14.7. A missing
/// segment is 0; what follows a `-` is a version before the release it leads to, as in semantic
/// versioning 2.0 (section 11); what follows a `+` does not count.
pub(super) fn version_order(left: &str, right: &str) -> Ordering {
    let (left, left_before) = split(left);
    let (right, right_before) = split(right);
    segments(left, right, "0").then_with(|| match (left_before, right_before) {
        (None, None) => Ordering::Equal,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(left), Some(right)) => segments(left, right, ""),
    })
}

fn split(version: &str) -> (&str, Option<&str>) {
    let version = version.trim();
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
