//! Days and instants: what is asked becomes bounds, and a lower one above an upper one is a
//! contradiction.
//!
//! Fixed days compare with fixed days, and days counted from today with each other; of the two
//! together nothing is said, since today moves. A field may hold a day or an instant, so both have
//! to be ruled out. Windows are exact on instants and whole days on days (semantics 10).

use jiff::civil::Date;

use super::test::{Compare, Constant, Cut, Day, Family, Test};

/// Whether a known moment can be as all tests want it.
pub(super) fn possible(asked: &[(&Test, bool)]) -> bool {
    [Sort::Day, Sort::Instant]
        .into_iter()
        .any(|sort| !crossed(asked, sort))
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Day,
    Instant,
}

/// Where in a day an edge lies, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hour {
    Start,
    /// The time of day it is now.
    Now,
    /// Right after that.
    AfterNow,
    End,
}

/// An edge: a moment is at or after it, or before it.
#[derive(Clone, Copy)]
struct Edge {
    day: Day,
    hour: Hour,
}

#[derive(Clone, Copy)]
enum Limit {
    From(Edge),
    Before(Edge),
}

fn crossed(asked: &[(&Test, bool)], sort: Sort) -> bool {
    let limits: Vec<Limit> = asked
        .iter()
        .flat_map(|(test, holds)| limits(test, *holds, sort))
        .collect();
    let same_day = |test: &Test, wanted: bool| {
        asked
            .iter()
            .any(|(other, holds)| *other == test && *holds == wanted)
    };
    let both_ways = asked.iter().any(|(test, _)| {
        let is = matches!(test, Test::Compare(Compare::Is, _));
        is && same_day(test, true) && same_day(test, false)
    });
    let pairs = limits
        .iter()
        .flat_map(|one| limits.iter().map(move |other| (one, other)));
    let mut pairs = pairs.filter_map(|pair| match pair {
        (Limit::From(from), Limit::Before(to)) => Some((from, to)),
        _ => None,
    });
    both_ways || pairs.any(|(from, to)| reaches(from, to))
}

fn limits(test: &Test, holds: bool, sort: Sort) -> Vec<Limit> {
    let at = |day: Day, hour: Hour| Edge { day, hour };
    let window = |cut: Cut, of_day: Hour, of_instant: Hour| {
        let hour = match sort {
            Sort::Day => of_day,
            Sort::Instant => of_instant,
        };
        at(Day::FromToday(cut), hour)
    };
    // The edge, and whether the test is so before it.
    let (edge, before) = match test {
        Test::Compare(Compare::Is, Constant::Day(day)) => {
            return match holds {
                true => vec![
                    Limit::From(at(*day, Hour::Start)),
                    Limit::Before(at(*day, Hour::End)),
                ],
                false => Vec::new(),
            };
        }
        Test::Compare(how, Constant::Day(day)) => match how {
            Compare::LessThan => (at(*day, Hour::Start), true),
            Compare::AtMost => (at(*day, Hour::End), true),
            Compare::MoreThan => (at(*day, Hour::End), false),
            _ => (at(*day, Hour::Start), false),
        },
        Test::BeyondPast(cut) => (window(*cut, Hour::Start, Hour::Now), true),
        Test::BeyondFuture(cut) => (window(*cut, Hour::End, Hour::AfterNow), false),
        Test::NotFuture => (window(Cut::TODAY, Hour::End, Hour::AfterNow), true),
        Test::NotPast => (window(Cut::TODAY, Hour::Start, Hour::Now), false),
        _ => return Vec::new(),
    };
    vec![match before == holds {
        true => Limit::Before(edge),
        false => Limit::From(edge),
    }]
}

/// Whether one edge surely lies at another or after it.
fn reaches(one: &Edge, other: &Edge) -> bool {
    match (one.day, other.day) {
        (Day::Fixed(left), Day::Fixed(right)) => {
            let next = |day: Date, hour: Hour| match hour {
                Hour::End => day.tomorrow().ok(),
                _ => Some(day),
            };
            matches!((next(left, one.hour), next(right, other.hour)), (Some(l), Some(r)) if l >= r)
        }
        (Day::FromToday(left), Day::FromToday(right)) if left.kin(right) => {
            match left.count.cmp(&right.count) {
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Equal => one.hour >= other.hour,
                std::cmp::Ordering::Greater if left.exact() || right.exact() => {
                    // Exact times order themselves; as days, several fall on one.
                    let now = |hour: Hour| matches!(hour, Hour::Now | Hour::AfterNow);
                    match (now(one.hour), now(other.hour)) {
                        (true, true) => true,
                        (false, false) => one.hour >= other.hour,
                        _ => false,
                    }
                }
                std::cmp::Ordering::Greater => true,
            }
        }
        (Day::FromToday(left), Day::FromToday(right)) => {
            matches!((left.days().0, right.days().1), (Some(l), Some(r)) if l >= r + MARGIN)
        }
        _ => false,
    }
}

/// Days between edges of different units that make sure of their order: parts of days, and hours
/// that clocks are moved by.
const MARGIN: i64 = 2;

impl Cut {
    /// Whether two lengths count in one unit. Nothing is as far in all.
    fn kin(self, other: Self) -> bool {
        self.family == other.family
            || (self.count == 0 && !other.exact())
            || (other.count == 0 && !self.exact())
    }

    fn exact(self) -> bool {
        self.family == Family::Minutes
    }

    /// The fewest and the most days it can be; nothing where there is no limit.
    fn days(self) -> (Option<i64>, Option<i64>) {
        let count = self.count;
        let ordered = |a: i64, b: i64| (Some(a.min(b)), Some(a.max(b)));
        match self.family {
            Family::Days => ordered(count, count),
            Family::Months => ordered(count * 28, count * 31),
            Family::Minutes => {
                let days = count.div_euclid(24 * 60);
                (Some(days - 1), Some(days + 2))
            }
            // Between working days there may be any number of others.
            Family::WorkingDays if count < 0 => (None, Some(count)),
            Family::WorkingDays => (Some(count), None),
        }
    }
}
