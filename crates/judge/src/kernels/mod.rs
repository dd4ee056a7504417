//! The operators as functions of one cell and what it is compared with, one file each.
//!
//! A file has the name of its operator's file in `rules/src/operators`, which says what it means.
//! An operator and its negation share a kernel; [`kernel`] is the one place that joins them, so
//! that an operator without a kernel does not compile. Leaves apply a kernel to whole columns,
//! once per distinct word where a column has a dictionary.

mod contains;
mod ends_with;
mod includes;
mod includes_all_of;
mod includes_any_of;
mod is;
mod is_after;
mod is_at_least;
mod is_at_most;
mod is_before;
mod is_between;
mod is_empty;
mod is_exactly;
pub(crate) mod is_inside;
mod is_known;
mod is_less_than;
mod is_more_than;
mod is_more_than_ago;
mod is_more_than_from_now;
mod is_never;
mod is_on_or_after;
mod is_on_or_before;
mod is_one_of;
mod is_within_the_last;
mod is_within_the_next;
mod matches;
mod order;
mod starts_with;
mod window;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::{Calendar, Measure, span::Length, verdict::Truth, vocabulary::FieldType};
use rules::{tree::Operator, versions::Scheme};

use crate::{
    bits::{opposite, surely},
    moment::Moment,
};

/// A value that is looked at or compared with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar<'a> {
    /// Text, a word, a version, an address.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A flag.
    Flag(bool),
    /// A day or an instant.
    Moment(Moment),
    /// A list of texts.
    List(Vec<&'a str>),
    /// An entity, by its kind, its row there and its name.
    Entity(&'a str, u32, &'a str),
    /// A length of time.
    Length(Length),
}

/// What is known of one side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Side<'a> {
    /// A value.
    Value(Scalar<'a>),
    /// Positively none.
    None,
    /// Nothing is known; `Asked` when every source that would know was asked.
    Unknown(Silence),
}

/// Why nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// Some source that would know did not answer, or there is none.
    NotAsked,
    /// Every source that would know is complete and fresh, and none knows.
    Asked,
}

/// What a comparison is made by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'a> {
    /// The type of the field that is looked at; none for a link.
    pub(crate) field_type: Option<FieldType>,
    /// The words of an ordinal, from low to high.
    pub(crate) order: &'a [String],
    /// The unit its numbers are in.
    pub(crate) unit: Option<Measure>,
    /// How versions are ordered; nothing where nobody knows, and then they do not compare.
    pub(crate) versions: Option<&'static Scheme>,
    /// Which days people work.
    pub(crate) calendar: &'a Calendar,
    /// The instant it is judged at.
    pub(crate) now: Timestamp,
    /// The day it is judged on, in the organisation's zone.
    pub(crate) today: Date,
    /// The organisation's zone.
    pub(crate) zone: &'a TimeZone,
}

impl Terms<'_> {
    /// Whether none means never, so infinitely long ago.
    fn none_is_never(&self) -> bool {
        self.field_type == Some(FieldType::Event)
    }
}

type Run = fn(&Side<'_>, &[Side<'_>], &Terms<'_>) -> Truth;

/// Whether an operator is the positive one of its pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Plain,
    Negated,
}

/// How one operator decides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kernel {
    run: Run,
    sense: Sense,
}

impl Kernel {
    /// The truth of one comparison.
    pub(crate) fn truth(self, left: &Side<'_>, right: &[Side<'_>], terms: &Terms<'_>) -> Truth {
        let truth = (self.run)(left, right, terms);
        match self.sense {
            Sense::Plain => truth,
            Sense::Negated => opposite(truth),
        }
    }
}

/// The kernel of each operator.
pub(crate) fn kernel(operator: Operator) -> Kernel {
    use Sense::{Negated, Plain};
    let (run, sense): (Run, Sense) = match operator {
        Operator::Is => (is::truth, Plain),
        Operator::IsNot => (is::truth, Negated),
        Operator::IsOneOf => (is_one_of::truth, Plain),
        Operator::IsNotOneOf => (is_one_of::truth, Negated),
        Operator::IsKnown => (is_known::truth, Plain),
        Operator::IsNotKnown => (is_known::truth, Negated),
        Operator::IsEmpty => (is_empty::truth, Plain),
        Operator::IsNotEmpty => (is_empty::truth, Negated),
        Operator::Contains => (contains::truth, Plain),
        Operator::DoesNotContain => (contains::truth, Negated),
        Operator::StartsWith => (starts_with::truth, Plain),
        Operator::DoesNotStartWith => (starts_with::truth, Negated),
        Operator::EndsWith => (ends_with::truth, Plain),
        Operator::DoesNotEndWith => (ends_with::truth, Negated),
        Operator::Matches => (matches::truth, Plain),
        Operator::DoesNotMatch => (matches::truth, Negated),
        Operator::IsExactly => (is_exactly::truth, Plain),
        Operator::IsNotExactly => (is_exactly::truth, Negated),
        Operator::IsAtLeast => (is_at_least::truth, Plain),
        Operator::IsNotAtLeast => (is_at_least::truth, Negated),
        Operator::IsAtMost => (is_at_most::truth, Plain),
        Operator::IsNotAtMost => (is_at_most::truth, Negated),
        Operator::IsMoreThan => (is_more_than::truth, Plain),
        Operator::IsNotMoreThan => (is_more_than::truth, Negated),
        Operator::IsLessThan => (is_less_than::truth, Plain),
        Operator::IsNotLessThan => (is_less_than::truth, Negated),
        Operator::IsBetween => (is_between::truth, Plain),
        Operator::IsNotBetween => (is_between::truth, Negated),
        Operator::IsBefore => (is_before::truth, Plain),
        Operator::IsNotBefore => (is_before::truth, Negated),
        Operator::IsAfter => (is_after::truth, Plain),
        Operator::IsNotAfter => (is_after::truth, Negated),
        Operator::IsOnOrBefore => (is_on_or_before::truth, Plain),
        Operator::IsNotOnOrBefore => (is_on_or_before::truth, Negated),
        Operator::IsOnOrAfter => (is_on_or_after::truth, Plain),
        Operator::IsNotOnOrAfter => (is_on_or_after::truth, Negated),
        Operator::IsWithinTheLast => (is_within_the_last::truth, Plain),
        Operator::IsNotWithinTheLast => (is_within_the_last::truth, Negated),
        Operator::IsWithinTheNext => (is_within_the_next::truth, Plain),
        Operator::IsNotWithinTheNext => (is_within_the_next::truth, Negated),
        Operator::IsMoreThanAgo => (is_more_than_ago::truth, Plain),
        Operator::IsNotMoreThanAgo => (is_more_than_ago::truth, Negated),
        Operator::IsMoreThanFromNow => (is_more_than_from_now::truth, Plain),
        Operator::IsNever => (is_never::truth, Plain),
        Operator::IsInside => (is_inside::truth, Plain),
        Operator::IsNotInside => (is_inside::truth, Negated),
        Operator::Includes => (includes::truth, Plain),
        Operator::DoesNotInclude => (includes::truth, Negated),
        Operator::IncludesAnyOf => (includes_any_of::truth, Plain),
        Operator::IncludesNoneOf => (includes_any_of::truth, Negated),
        Operator::IncludesAllOf => (includes_all_of::truth, Plain),
    };
    Kernel { run, sense }
}

/// A comparison of values: unknown with anything unknown, and with a right side that is none
/// (semantics 10); false for a left side that is none, except that an event that never happened
/// is infinitely long ago. What cannot be compared is unknown.
fn compared(
    left: &Side<'_>,
    right: &[Side<'_>],
    terms: &Terms<'_>,
    holds: impl Fn(&Scalar<'_>, &[&Scalar<'_>]) -> Option<bool>,
) -> Truth {
    let mut values = Vec::with_capacity(right.len());
    for side in right {
        match side {
            Side::Value(value) => values.push(value),
            Side::None | Side::Unknown(_) => return Truth::Unknown,
        }
    }
    let decided = match left {
        Side::Value(left) => holds(left, &values),
        Side::Unknown(_) => None,
        Side::None if terms.none_is_never() => holds(&Scalar::Moment(Moment::Never), &values),
        Side::None => Some(false),
    };
    decided.map_or(Truth::Unknown, surely)
}

/// A comparison of two texts, without regard to case.
fn folded(
    left: &Side<'_>,
    right: &[Side<'_>],
    terms: &Terms<'_>,
    holds: impl Fn(&str, &str) -> bool,
) -> Truth {
    compared(left, right, terms, |left, right| match (left, right) {
        (Scalar::Text(left), [Scalar::Text(right)]) => {
            Some(holds(&left.to_lowercase(), &right.to_lowercase()))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests;
