//! The operators, one value at a time.

use super::*;

impl World<'_> {
    pub(super) fn operator(&self, operator: Op, left: &Know, right: &[Right], by: &By) -> Truth {
        match operator {
            Op::IsKnown => return known(left),
            Op::IsNotKnown => return not(known(left)),
            Op::IsEmpty | Op::IsNever => return empty(left),
            Op::IsNotEmpty => return not(empty(left)),
            Op::IsOneOf | Op::IsNotOneOf => {
                let one = right
                    .iter()
                    .map(|r| self.operator(Op::Is, left, std::slice::from_ref(r), by))
                    .max()
                    .unwrap_or(False);
                return if operator == Op::IsOneOf {
                    one
                } else {
                    not(one)
                };
            }
            _ => {}
        }
        let unknown = |right: &Right| {
            matches!(
                right,
                Right::Know(Know::None | Know::Asked | Know::NotAsked)
            )
        };
        if right.iter().any(unknown) || matches!(left, Know::Asked | Know::NotAsked) {
            return Unknown;
        }
        let never = by.field_type == Some(FieldType::Event);
        let (base, negated) = positive(operator);
        let holds = match left {
            Know::None if never => self.never(base),
            Know::None => Some(false),
            left => self.holds(base, left, right, by),
        };
        match holds {
            None => Unknown,
            Some(holds) => surely(holds != negated),
        }
    }

    /// Infinitely long ago.
    fn never(&self, operator: Op) -> Option<bool> {
        Some(matches!(
            operator,
            Op::IsBefore | Op::IsOnOrBefore | Op::IsMoreThanAgo
        ))
    }

    fn holds(&self, operator: Op, left: &Know, right: &[Right], by: &By) -> Option<bool> {
        let compare = |at: usize| self.compare(left, &right[at], by);
        Some(match operator {
            Op::Is => match (left, &right[0]) {
                (Know::Entity(a), Right::Know(Know::Entity(b))) => a == b,
                (Know::Entity(a), Right::Know(Know::Value(Value::Text(name)))) => {
                    self.thing(a).name.eq_ignore_ascii_case(name)
                }
                (Know::Value(Value::Flag(a)), Right::Know(Know::Value(Value::Flag(b)))) => a == b,
                (Know::Value(Value::Text(a)), Right::Know(Know::Value(Value::Text(b))))
                    if by.field_type == Some(FieldType::Address) =>
                {
                    net(a)? == net(b)?
                }
                (Know::Value(Value::Text(a)), Right::Know(Know::Value(Value::Text(b))))
                    if by.field_type != Some(FieldType::Version) =>
                {
                    a.to_lowercase() == b.to_lowercase()
                }
                _ => compare(0)?.is_eq(),
            },
            Op::IsExactly => match &right[0] {
                Right::Know(right) => text(left)? == text(right)?,
                Right::Length(_) => return None,
            },
            Op::IsAtLeast | Op::IsOnOrAfter => compare(0)?.is_ge(),
            Op::IsAtMost | Op::IsOnOrBefore => compare(0)?.is_le(),
            Op::IsMoreThan | Op::IsAfter => compare(0)?.is_gt(),
            Op::IsLessThan | Op::IsBefore => compare(0)?.is_lt(),
            Op::IsBetween => compare(0)?.is_ge() && compare(1)?.is_le(),
            Op::IsWithinTheLast
            | Op::IsWithinTheNext
            | Op::IsMoreThanAgo
            | Op::IsMoreThanFromNow => return self.window(operator, left, &right[0], by),
            _ => return worded(operator, left, right),
        })
    }

    fn compare(&self, left: &Know, right: &Right, by: &By) -> Option<Ordering> {
        let Right::Know(right) = right else {
            return None;
        };
        match (left, right) {
            (Know::Value(Value::Number(a)), Know::Value(Value::Number(b))) => a.partial_cmp(b),
            (Know::Value(a), Know::Value(b)) if self.day(a).is_some() => {
                Some(self.day(a)?.cmp(&self.day(b)?))
            }
            _ if by.field_type == Some(FieldType::Version) => {
                let scheme = by.scheme.as_deref()?;
                let (left, right) = (text(left)?, text(right)?);
                match (release(&left), release(&right)) {
                    (Some(left), Some(right)) if scheme == "generic" => Some(left.cmp(&right)),
                    _ => Some(version(scheme, &left)?.cmp(&version(scheme, &right)?)),
                }
            }
            _ if by.field_type == Some(FieldType::Ordinal) => {
                let place = |know: &Know| {
                    let word = text(know)?.to_lowercase();
                    by.order
                        .iter()
                        .position(|value| value.to_lowercase() == word)
                };
                Some(place(left)?.cmp(&place(right)?))
            }
            _ => None,
        }
    }

    fn window(&self, operator: Op, left: &Know, right: &Right, by: &By) -> Option<bool> {
        let Right::Length(length) = right else {
            return None;
        };
        Some(match left {
            Know::Value(Value::Date(day)) => {
                let today = self.today();
                let past = self.counted(*length, -1, today, by);
                let future = self.counted(*length, 1, today, by);
                match operator {
                    Op::IsWithinTheLast => past <= *day && *day <= today,
                    Op::IsWithinTheNext => today <= *day && *day <= future,
                    Op::IsMoreThanAgo => *day < past,
                    _ => *day > future,
                }
            }
            Know::Value(Value::Instant(at)) => {
                let moved = |sign: i64| {
                    if length.unit == model::span::Unit::WorkingDay {
                        let local = self.now.to_zoned(self.zone.clone());
                        let day = self.counted(*length, sign, local.date(), by);
                        let at = day.to_datetime(local.time());
                        return at.to_zoned(self.zone.clone()).unwrap().timestamp();
                    }
                    match sign {
                        1 => length.after_instant(self.now, &self.zone),
                        _ => length.before_instant(self.now, &self.zone),
                    }
                };
                let (past, future) = (moved(-1), moved(1));
                match operator {
                    Op::IsWithinTheLast => past <= *at && *at <= self.now,
                    Op::IsWithinTheNext => self.now <= *at && *at <= future,
                    Op::IsMoreThanAgo => *at < past,
                    _ => *at > future,
                }
            }
            _ => return None,
        })
    }
}

fn known(left: &Know) -> Truth {
    match left {
        Know::Value(_) | Know::Entity(_) => True,
        Know::None | Know::Asked => False,
        Know::NotAsked => Unknown,
    }
}

fn empty(left: &Know) -> Truth {
    match left {
        Know::Value(Value::List(items)) => surely(items.is_empty()),
        Know::Value(Value::Text(text)) => surely(text.trim().is_empty()),
        Know::Value(_) | Know::Entity(_) => False,
        Know::None => True,
        Know::Asked | Know::NotAsked => Unknown,
    }
}

pub(super) fn text(know: &Know) -> Option<String> {
    match know {
        Know::Value(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

/// The operands, folded.
fn texts(right: &[Right]) -> Option<Vec<String>> {
    let one = |right: &Right| match right {
        Right::Know(know) => text(know).map(|text| text.to_lowercase()),
        Right::Length(_) => None,
    };
    right.iter().map(one).collect()
}

/// Operators on a text, a list or an address.
fn worded(operator: Op, left: &Know, right: &[Right]) -> Option<bool> {
    let right = texts(right)?;
    if let Know::Value(Value::List(items)) = left {
        let items: Vec<String> = items.iter().map(|item| item.to_lowercase()).collect();
        return Some(match operator {
            Op::IncludesAllOf => right.iter().all(|one| items.contains(one)),
            _ => right.iter().any(|one| items.contains(one)),
        });
    }
    let left = text(left)?.to_lowercase();
    Some(match operator {
        Op::Contains => left.contains(&right[0]),
        Op::StartsWith => left.starts_with(&right[0]),
        Op::EndsWith => left.ends_with(&right[0]),
        Op::Matches => {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            glob(&letters(&left), &letters(&right[0]))
        }
        Op::IsInside => {
            let left = net(&left)?;
            let all: Option<Vec<bool>> = right
                .iter()
                .map(|one| Some(inside(left, net(one)?)))
                .collect();
            all?.contains(&true)
        }
        other => unreachable!("{other:?} is a negation or asks for knowledge"),
    })
}

fn positive(operator: Op) -> (Op, bool) {
    match operator {
        Op::IsNot => (Op::Is, true),
        Op::DoesNotContain => (Op::Contains, true),
        Op::DoesNotStartWith => (Op::StartsWith, true),
        Op::DoesNotEndWith => (Op::EndsWith, true),
        Op::DoesNotMatch => (Op::Matches, true),
        Op::IsNotExactly => (Op::IsExactly, true),
        Op::IsNotAtLeast => (Op::IsAtLeast, true),
        Op::IsNotAtMost => (Op::IsAtMost, true),
        Op::IsNotMoreThan => (Op::IsMoreThan, true),
        Op::IsNotLessThan => (Op::IsLessThan, true),
        Op::IsNotBetween => (Op::IsBetween, true),
        Op::IsNotBefore => (Op::IsBefore, true),
        Op::IsNotAfter => (Op::IsAfter, true),
        Op::IsNotOnOrBefore => (Op::IsOnOrBefore, true),
        Op::IsNotOnOrAfter => (Op::IsOnOrAfter, true),
        Op::IsNotWithinTheLast => (Op::IsWithinTheLast, true),
        Op::IsNotWithinTheNext => (Op::IsWithinTheNext, true),
        Op::IsNotMoreThanAgo => (Op::IsMoreThanAgo, true),
        Op::IsNotInside => (Op::IsInside, true),
        Op::DoesNotInclude => (Op::Includes, true),
        Op::IncludesNoneOf => (Op::IncludesAnyOf, true),
        other => (other, false),
    }
}

fn glob(text: &[char], pattern: &[char]) -> bool {
    match (pattern.first(), text.first()) {
        (None, None) => true,
        (Some('*'), _) => {
            glob(text, &pattern[1..]) || (!text.is_empty() && glob(&text[1..], pattern))
        }
        (Some('?'), Some(_)) => glob(&text[1..], &pattern[1..]),
        (Some(a), Some(b)) => a == b && glob(&text[1..], &pattern[1..]),
        _ => false,
    }
}

/// A plain release; trailing zeros say nothing.
fn release(text: &str) -> Option<Vec<u64>> {
    let mut all: Vec<u64> = text
        .split('.')
        .map(|segment| segment.parse().ok())
        .collect::<Option<_>>()?;
    while all.last() == Some(&0) {
        all.pop();
    }
    Some(all)
}

/// The place of a generated version in the order of a scheme, written down by hand from its
/// specification; nothing for what is no version of it.
fn version(scheme: &str, version: &str) -> Option<usize> {
    let order: &[&[&str]] = match scheme {
        "generic" => &[
            &["9"],
            &["9.dev1"],
            &["14.7", "14.7.0"],
            &["14.10"],
            &["9~1"],
        ],
        "deb" => &[
            &["9~1"],
            &["9"],
            &["9.dev1"],
            &["14.7"],
            &["14.7.0"],
            &["14.10"],
        ],
        "pypi" => &[&["9.dev1"], &["9"], &["14.7", "14.7.0"], &["14.10"]],
        _ => return None,
    };
    order.iter().position(|same| same.contains(&version))
}

fn net(text: &str) -> Option<(IpAddr, u32)> {
    let (ip, bits) = text
        .split_once('/')
        .map_or((text, None), |(ip, bits)| (ip, Some(bits)));
    let ip: IpAddr = ip.parse().ok()?;
    let all = if ip.is_ipv4() { 32 } else { 128 };
    let bits: u32 = bits.map_or(Some(all), |bits| bits.parse().ok())?;
    // What is behind the length of the network does not count.
    let kept = |width: u32| (0..width).map(|at| if at < bits { '1' } else { '0' });
    let mask: String = kept(all).collect();
    Some(match ip {
        IpAddr::V4(v4) => {
            let mask = u32::from_str_radix(&mask, 2).unwrap();
            (IpAddr::V4((v4.to_bits() & mask).into()), bits)
        }
        IpAddr::V6(v6) => {
            let mask = u128::from_str_radix(&mask, 2).unwrap();
            (IpAddr::V6((v6.to_bits() & mask).into()), bits)
        }
    })
}

fn inside((inner, inner_bits): (IpAddr, u32), (outer, bits): (IpAddr, u32)) -> bool {
    let text = |ip: IpAddr| match ip {
        IpAddr::V4(v4) => format!("{:032b}", v4.to_bits()),
        IpAddr::V6(v6) => format!("{:0128b}", v6.to_bits()),
    };
    let bits = bits as usize;
    inner.is_ipv4() == outer.is_ipv4()
        && inner_bits as usize >= bits
        && text(inner)[..bits] == text(outer)[..bits]
}
