//! What a literal asks of one field: the operators, taken apart into a few tests.

use jiff::civil::Date;
use model::{
    span::{Length, Unit},
    verdict::Truth,
    vocabulary::FieldType,
};

use crate::{
    operators::Comparable,
    tree::{Anchor, Operand, Operator},
};

/// One test of one field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// `is known`.
    Known,
    /// `is empty`.
    Empty,
    /// `is never`.
    Never,
    /// Compared with a value.
    Compare(Compare, Constant),
    /// A text test.
    Text(TextTest, String),
    /// The list has the item, in lower case.
    Includes(String),
    /// Longer ago than the length.
    BeyondPast(Cut),
    /// Further ahead than the length.
    BeyondFuture(Cut),
    /// Not later than now.
    NotFuture,
    /// Not earlier than now.
    NotPast,
}

/// How something is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Is,
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
}

/// A test of texts in lower case, but for `Exactly`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextTest {
    Is,
    Exactly,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
}

/// A value that a test compares with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Constant {
    Number(f64),
    Flag(bool),
    /// A version, or a word of an ordinal in lower case.
    Word(String),
    /// A day.
    Day(Day),
}

/// A day, fixed or counted from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Fixed(Date),
    FromToday(Cut),
}

/// So far from today or now; days that no calendar moves count alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) family: Family,
    /// Backwards is negative.
    pub(super) count: i64,
}

/// Units that are exact multiples of one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Minutes,
    Days,
    WorkingDays,
    Months,
}

/// Beyond this many months a calendar may end, and everything there is one day.
const MONTHS: i64 = 60_000;

impl Cut {
    pub(super) const TODAY: Self = Self {
        family: Family::Days,
        count: 0,
    };

    /// A length, backwards or forwards; nothing for one that may leave the calendar.
    fn of(length: Length, sign: i64) -> Option<Self> {
        let (family, times) = match length.unit {
            Unit::Minute => (Family::Minutes, 1),
            Unit::Hour => (Family::Minutes, 60),
            Unit::Day => (Family::Days, 1),
            Unit::Week => (Family::Days, 7),
            Unit::WorkingDay => (Family::WorkingDays, 1),
            Unit::Month => (Family::Months, 1),
            Unit::Year => (Family::Months, 12),
        };
        let count = i64::from(length.count) * times * sign;
        (family != Family::Months || count.abs() <= MONTHS).then_some(Self { family, count })
    }

    fn back(length: Length) -> Option<Self> {
        Self::of(length, -1)
    }

    fn ahead(length: Length) -> Option<Self> {
        Self::of(length, 1)
    }
}

/// The tests that all have to hold for an operator to; nothing where it cannot be taken apart.
/// Kleene's `and` over them is the operator, whatever is known of the field.
pub(super) fn tests(
    operator: Operator,
    values: &[Operand],
    comparable: Comparable,
) -> Option<Vec<(Test, Truth)>> {
    use Operator as Op;
    let plain = |test: Test| Some(vec![(test, Truth::True)]);
    let compare = |how: Compare, value: &Operand| {
        Some((
            Test::Compare(how, constant(value, comparable)?),
            Truth::True,
        ))
    };
    let one = |how: Compare| Some(vec![compare(how, values.first()?)?]);
    let text = |how: TextTest| plain(Test::Text(how, word(values.first()?, how)?));
    match (operator, values) {
        (Op::IsKnown, _) => plain(Test::Known),
        (Op::IsEmpty, _) => plain(Test::Empty),
        (Op::IsNever, _) => plain(Test::Never),
        (Op::Is, _) if is_text(comparable) => text(TextTest::Is),
        (Op::Is, _) => one(Compare::Is),
        (Op::IsExactly, _) => text(TextTest::Exactly),
        (Op::Contains, _) => text(TextTest::Contains),
        (Op::StartsWith, _) => text(TextTest::StartsWith),
        (Op::EndsWith, _) => text(TextTest::EndsWith),
        (Op::Matches, _) => text(TextTest::Matches),
        (Op::IsAtLeast | Op::IsOnOrAfter, _) => one(Compare::AtLeast),
        (Op::IsAtMost | Op::IsOnOrBefore, _) => one(Compare::AtMost),
        (Op::IsMoreThan | Op::IsAfter, _) => one(Compare::MoreThan),
        (Op::IsLessThan | Op::IsBefore, _) => one(Compare::LessThan),
        (Op::IsBetween, [low, high]) => Some(vec![
            compare(Compare::AtLeast, low)?,
            compare(Compare::AtMost, high)?,
        ]),
        (Op::Includes, [item]) => plain(Test::Includes(word(item, TextTest::Is)?)),
        (Op::IsMoreThanAgo, [Operand::Length(length)]) => {
            plain(Test::BeyondPast(Cut::back(*length)?))
        }
        (Op::IsMoreThanFromNow, [Operand::Length(length)]) => {
            plain(Test::BeyondFuture(Cut::ahead(*length)?))
        }
        (Op::IsWithinTheLast, [Operand::Length(length)]) => Some(vec![
            (Test::NotFuture, Truth::True),
            (Test::BeyondPast(Cut::back(*length)?), Truth::False),
        ]),
        (Op::IsWithinTheNext, [Operand::Length(length)]) => Some(vec![
            (Test::NotPast, Truth::True),
            (Test::BeyondFuture(Cut::ahead(*length)?), Truth::False),
        ]),
        _ => None,
    }
}

fn is_text(comparable: Comparable) -> bool {
    matches!(
        comparable,
        Comparable::Field(FieldType::Text | FieldType::Enum) | Comparable::Link
    )
}

/// A text operand in lower case, which is how all but `is exactly` see it.
fn word(value: &Operand, how: TextTest) -> Option<String> {
    match (value, how) {
        (Operand::Text(text), TextTest::Exactly) => Some(text.clone()),
        (Operand::Text(text), _) => Some(text.to_lowercase()),
        _ => None,
    }
}

/// An operand that is the same for every row; nothing for one that is not, or does not fit.
fn constant(value: &Operand, comparable: Comparable) -> Option<Constant> {
    let Comparable::Field(field_type) = comparable else {
        return None;
    };
    match (field_type, value) {
        (FieldType::Number, Operand::Number(number)) if number.is_finite() => {
            Some(Constant::Number(*number))
        }
        (FieldType::Flag, Operand::Flag(flag)) => Some(Constant::Flag(*flag)),
        (FieldType::Version, Operand::Text(text)) => Some(Constant::Word(text.clone())),
        (FieldType::Ordinal, Operand::Text(text)) => Some(Constant::Word(text.to_lowercase())),
        (FieldType::Date | FieldType::Event, value) => Some(Constant::Day(day(value)?)),
        _ => None,
    }
}

fn day(value: &Operand) -> Option<Day> {
    match value {
        Operand::Date(date) => Some(Day::Fixed(*date)),
        Operand::Today => Some(Day::FromToday(Cut::TODAY)),
        Operand::Offset {
            from: Anchor::Today,
            length,
            back,
        } => {
            let sign = if *back { -1 } else { 1 };
            // Working days of a window follow the calendar of a place; these may follow another.
            let cut = Cut::of(length.length, sign);
            cut.filter(|cut| cut.family != Family::WorkingDays)
                .map(Day::FromToday)
        }
        _ => None,
    }
}
