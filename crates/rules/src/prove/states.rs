//! Whether what is asked of one field can be so: state by state of what may be known of it.
//!
//! A field of a row is known, positively none, or unknown, and unknown with everybody asked or
//! not. What a test comes to in each state but the first is fixed; a known value is left to the
//! type of the field.

use model::{verdict::Truth, vocabulary::FieldType};

use super::{
    Want,
    clauses::{Literals, Target},
    lists, moments, numbers,
    test::{Compare, Constant, Test, TextTest},
    texts, versions,
};
use crate::operators::Comparable;

/// Whether what an alternative says of its fields, or of what cannot be looked into, contradicts
/// itself.
pub(super) fn contradict(literals: &Literals) -> bool {
    let fields = literals.fields.values();
    let unlike = |(key, want): &(String, Want)| {
        let same = literals.others.iter().filter(|(other, _)| other == key);
        same.into_iter().any(|(_, other)| opposed(*want, *other))
    };
    literals.others.iter().any(unlike)
        || fields
            .into_iter()
            .any(|(target, tests)| !possible(target, tests))
}

/// Whether no truth is as both want it.
pub(super) fn opposed(one: Want, other: Want) -> bool {
    let all = [Truth::True, Truth::Unknown, Truth::False];
    !all.iter()
        .any(|truth| fits(*truth, one) && fits(*truth, other))
}

fn fits(truth: Truth, want: Want) -> bool {
    match want {
        Want::True => truth == Truth::True,
        Want::NotTrue => truth != Truth::True,
        Want::False => truth == Truth::False,
        Want::NotFalse => truth != Truth::False,
    }
}

/// What may be known of a field, but for a value that can be compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    NotAsked,
    Asked,
    None,
    /// A value that compares with nothing.
    Odd,
}

fn possible(target: &Target, tests: &[(Test, Want)]) -> bool {
    let field_type = match target.comparable {
        Comparable::Field(field_type) => Some(field_type),
        Comparable::Link => None,
    };
    let states = [State::NotAsked, State::Asked, State::None, State::Odd];
    let in_state = |state: State| {
        tests
            .iter()
            .all(|(test, want)| fits(truth(test, state, field_type), *want))
    };
    states.into_iter().any(in_state) || known(target, field_type, tests)
}

/// What a test comes to where no comparable value is known.
fn truth(test: &Test, state: State, field_type: Option<FieldType>) -> Truth {
    let event = field_type == Some(FieldType::Event);
    match (state, test) {
        (State::Asked, Test::Known) => Truth::False,
        (State::NotAsked | State::Asked, _) => Truth::Unknown,
        (State::None, Test::Known) => Truth::False,
        (State::None, Test::Empty | Test::Never) => Truth::True,
        (State::None, test) if event && long_ago(test) => Truth::True,
        (State::None, _) => Truth::False,
        (State::Odd, Test::Known) => Truth::True,
        (State::Odd, Test::Empty | Test::Never) => Truth::False,
        // A word that is none of the ordinal's is another word; it has no place among them.
        (State::Odd, Test::Compare(Compare::Is, _)) if field_type == Some(FieldType::Ordinal) => {
            Truth::False
        }
        (State::Odd, _) => Truth::Unknown,
    }
}

/// What is so of an event that never happened: it is infinitely long ago.
fn long_ago(test: &Test) -> bool {
    matches!(
        test,
        Test::Compare(Compare::AtMost | Compare::LessThan, _)
            | Test::BeyondPast(_)
            | Test::NotFuture
    )
}

/// Whether a known value can be as all tests want it.
fn known(target: &Target, field_type: Option<FieldType>, tests: &[(Test, Want)]) -> bool {
    let blank_is_a_value = matches!(
        field_type,
        Some(FieldType::Text | FieldType::Enum | FieldType::List)
    );
    let mut asked: Vec<(&Test, bool)> = Vec::new();
    for (test, want) in tests {
        match (test, want.holds()) {
            (Test::Known, true) | (Test::Never, false) => {}
            (Test::Known, false) | (Test::Never, true) => return false,
            (Test::Empty, holds) if !blank_is_a_value => {
                if holds {
                    return false;
                }
            }
            (test, holds) => asked.push((test, holds)),
        }
    }
    match field_type {
        Some(FieldType::Flag) => [true, false].into_iter().any(|flag| {
            asked.iter().all(|(test, holds)| match test {
                Test::Compare(Compare::Is, Constant::Flag(one)) => (*one == flag) == *holds,
                _ => true,
            })
        }),
        Some(FieldType::Number) => numbers::possible(&asked),
        Some(FieldType::Ordinal) => numbers::possible_place(&asked, &target.order),
        Some(FieldType::Version) => versions::possible(&asked),
        Some(FieldType::Date | FieldType::Event) => moments::possible(&asked),
        Some(FieldType::List) => lists::possible(&asked),
        Some(FieldType::Text | FieldType::Enum) | None => texts::possible(&asked),
        Some(FieldType::Address) => true,
    }
}

/// The text tests among some tests.
pub(super) fn texts<'t>(asked: &[(&'t Test, bool)]) -> Vec<(TextTest, &'t str, bool)> {
    asked
        .iter()
        .filter_map(|(test, holds)| match test {
            Test::Text(how, text) => Some((*how, text.as_str(), *holds)),
            _ => None,
        })
        .collect()
}
