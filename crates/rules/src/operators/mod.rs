//! The operators: one file each, with its negation beside it. Their doc comments are their meaning.
//!
//! To add one: a file here, a variant of [`Operator`], one arm below; the exhaustive match of the
//! evaluator demands the rest.

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
mod is_inside;
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
mod starts_with;

use model::vocabulary::FieldType;

use crate::tree::Operator;

/// What a comparison looks at: a field of some type, or the entity a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparable {
    /// A field.
    Field(FieldType),
    /// A to-one link.
    Link,
}

/// Whether an operator is the positive one of its pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// As it stands: `is`, `contains`.
    Positive,
    /// Its negation: `is not`, `does not contain`.
    Negated,
}

/// How many values an operator takes, and of what sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operands {
    /// None: `is known`.
    None,
    /// One value of the field's type.
    One,
    /// One or more values, with commas.
    Many,
    /// Two values: `is between 1 and 5`.
    Two,
    /// One length of time: `is within the last 7 days`.
    Length,
}

/// What an operator is called and what it takes.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Its words; for `is more than 3 days ago` those before the value.
    pub phrase: &'static str,
    /// The words of its negation, where it has one.
    pub negative: Option<&'static str>,
    /// Words after the value.
    pub suffix: &'static str,
    /// Other words that are read and never printed.
    pub aliases: &'static [(&'static str, Polarity)],
    /// What it can look at.
    pub takes: &'static [Comparable],
    /// What it is compared with.
    pub operands: Operands,
}

/// The types that families of operators take.
mod types {
    use super::Comparable::{self, Field, Link};
    use model::vocabulary::FieldType::{
        Address, Date, Enum, Event, Flag, List, Number, Ordinal, Text, Version,
    };

    pub(super) const EVERY: &[Comparable] = &[
        Field(Text),
        Field(Number),
        Field(Version),
        Field(Date),
        Field(Event),
        Field(Flag),
        Field(Enum),
        Field(Ordinal),
        Field(Address),
        Field(List),
        Link,
    ];
    pub(super) const VALUED: &[Comparable] = &[
        Field(Text),
        Field(Number),
        Field(Version),
        Field(Date),
        Field(Event),
        Field(Flag),
        Field(Enum),
        Field(Ordinal),
        Field(Address),
        Field(List),
    ];
    pub(super) const TEXT: &[Comparable] = &[Field(Text)];
    pub(super) const ORDERED: &[Comparable] = &[Field(Number), Field(Version), Field(Ordinal)];
    pub(super) const RANGED: &[Comparable] = &[
        Field(Number),
        Field(Version),
        Field(Ordinal),
        Field(Date),
        Field(Event),
    ];
    pub(super) const DATED: &[Comparable] = &[Field(Date), Field(Event)];
    pub(super) const EVENT: &[Comparable] = &[Field(Event)];
    pub(super) const ADDRESS: &[Comparable] = &[Field(Address)];
    pub(super) const LIST: &[Comparable] = &[Field(List)];
}

/// Positive operators and their negations.
const PAIRS: &[(Operator, Operator)] = &[
    (Operator::Is, Operator::IsNot),
    (Operator::IsOneOf, Operator::IsNotOneOf),
    (Operator::IsKnown, Operator::IsNotKnown),
    (Operator::IsEmpty, Operator::IsNotEmpty),
    (Operator::Contains, Operator::DoesNotContain),
    (Operator::StartsWith, Operator::DoesNotStartWith),
    (Operator::EndsWith, Operator::DoesNotEndWith),
    (Operator::Matches, Operator::DoesNotMatch),
    (Operator::IsExactly, Operator::IsNotExactly),
    (Operator::IsAtLeast, Operator::IsNotAtLeast),
    (Operator::IsAtMost, Operator::IsNotAtMost),
    (Operator::IsMoreThan, Operator::IsNotMoreThan),
    (Operator::IsLessThan, Operator::IsNotLessThan),
    (Operator::IsBetween, Operator::IsNotBetween),
    (Operator::IsBefore, Operator::IsNotBefore),
    (Operator::IsAfter, Operator::IsNotAfter),
    (Operator::IsOnOrBefore, Operator::IsNotOnOrBefore),
    (Operator::IsOnOrAfter, Operator::IsNotOnOrAfter),
    (Operator::IsWithinTheLast, Operator::IsNotWithinTheLast),
    (Operator::IsWithinTheNext, Operator::IsNotWithinTheNext),
    (Operator::IsMoreThanAgo, Operator::IsNotMoreThanAgo),
    (Operator::IsInside, Operator::IsNotInside),
    (Operator::Includes, Operator::DoesNotInclude),
    (Operator::IncludesAnyOf, Operator::IncludesNoneOf),
];

impl Operator {
    /// Every operator, a negation right after its positive one.
    pub const ALL: &[Self] = &[
        Self::Is,
        Self::IsNot,
        Self::IsOneOf,
        Self::IsNotOneOf,
        Self::IsKnown,
        Self::IsNotKnown,
        Self::IsEmpty,
        Self::IsNotEmpty,
        Self::Contains,
        Self::DoesNotContain,
        Self::StartsWith,
        Self::DoesNotStartWith,
        Self::EndsWith,
        Self::DoesNotEndWith,
        Self::Matches,
        Self::DoesNotMatch,
        Self::IsExactly,
        Self::IsNotExactly,
        Self::IsAtLeast,
        Self::IsNotAtLeast,
        Self::IsAtMost,
        Self::IsNotAtMost,
        Self::IsMoreThan,
        Self::IsNotMoreThan,
        Self::IsLessThan,
        Self::IsNotLessThan,
        Self::IsBetween,
        Self::IsNotBetween,
        Self::IsBefore,
        Self::IsNotBefore,
        Self::IsAfter,
        Self::IsNotAfter,
        Self::IsOnOrBefore,
        Self::IsNotOnOrBefore,
        Self::IsOnOrAfter,
        Self::IsNotOnOrAfter,
        Self::IsWithinTheLast,
        Self::IsNotWithinTheLast,
        Self::IsWithinTheNext,
        Self::IsNotWithinTheNext,
        Self::IsMoreThanAgo,
        Self::IsNotMoreThanAgo,
        Self::IsMoreThanFromNow,
        Self::IsNever,
        Self::IsInside,
        Self::IsNotInside,
        Self::Includes,
        Self::DoesNotInclude,
        Self::IncludesAnyOf,
        Self::IncludesNoneOf,
        Self::IncludesAllOf,
    ];

    /// The file that describes it, and which side of the pair it is.
    pub fn spec(self) -> (Spec, Polarity) {
        match self {
            Self::Is => (is::SPEC, Polarity::Positive),
            Self::IsNot => (is::SPEC, Polarity::Negated),
            Self::IsOneOf => (is_one_of::SPEC, Polarity::Positive),
            Self::IsNotOneOf => (is_one_of::SPEC, Polarity::Negated),
            Self::IsKnown => (is_known::SPEC, Polarity::Positive),
            Self::IsNotKnown => (is_known::SPEC, Polarity::Negated),
            Self::IsEmpty => (is_empty::SPEC, Polarity::Positive),
            Self::IsNotEmpty => (is_empty::SPEC, Polarity::Negated),
            Self::Contains => (contains::SPEC, Polarity::Positive),
            Self::DoesNotContain => (contains::SPEC, Polarity::Negated),
            Self::StartsWith => (starts_with::SPEC, Polarity::Positive),
            Self::DoesNotStartWith => (starts_with::SPEC, Polarity::Negated),
            Self::EndsWith => (ends_with::SPEC, Polarity::Positive),
            Self::DoesNotEndWith => (ends_with::SPEC, Polarity::Negated),
            Self::Matches => (matches::SPEC, Polarity::Positive),
            Self::DoesNotMatch => (matches::SPEC, Polarity::Negated),
            Self::IsExactly => (is_exactly::SPEC, Polarity::Positive),
            Self::IsNotExactly => (is_exactly::SPEC, Polarity::Negated),
            Self::IsAtLeast => (is_at_least::SPEC, Polarity::Positive),
            Self::IsNotAtLeast => (is_at_least::SPEC, Polarity::Negated),
            Self::IsAtMost => (is_at_most::SPEC, Polarity::Positive),
            Self::IsNotAtMost => (is_at_most::SPEC, Polarity::Negated),
            Self::IsMoreThan => (is_more_than::SPEC, Polarity::Positive),
            Self::IsNotMoreThan => (is_more_than::SPEC, Polarity::Negated),
            Self::IsLessThan => (is_less_than::SPEC, Polarity::Positive),
            Self::IsNotLessThan => (is_less_than::SPEC, Polarity::Negated),
            Self::IsBetween => (is_between::SPEC, Polarity::Positive),
            Self::IsNotBetween => (is_between::SPEC, Polarity::Negated),
            Self::IsBefore => (is_before::SPEC, Polarity::Positive),
            Self::IsNotBefore => (is_before::SPEC, Polarity::Negated),
            Self::IsAfter => (is_after::SPEC, Polarity::Positive),
            Self::IsNotAfter => (is_after::SPEC, Polarity::Negated),
            Self::IsOnOrBefore => (is_on_or_before::SPEC, Polarity::Positive),
            Self::IsNotOnOrBefore => (is_on_or_before::SPEC, Polarity::Negated),
            Self::IsOnOrAfter => (is_on_or_after::SPEC, Polarity::Positive),
            Self::IsNotOnOrAfter => (is_on_or_after::SPEC, Polarity::Negated),
            Self::IsWithinTheLast => (is_within_the_last::SPEC, Polarity::Positive),
            Self::IsNotWithinTheLast => (is_within_the_last::SPEC, Polarity::Negated),
            Self::IsWithinTheNext => (is_within_the_next::SPEC, Polarity::Positive),
            Self::IsNotWithinTheNext => (is_within_the_next::SPEC, Polarity::Negated),
            Self::IsMoreThanAgo => (is_more_than_ago::SPEC, Polarity::Positive),
            Self::IsNotMoreThanAgo => (is_more_than_ago::SPEC, Polarity::Negated),
            Self::IsMoreThanFromNow => (is_more_than_from_now::SPEC, Polarity::Positive),
            Self::IsNever => (is_never::SPEC, Polarity::Positive),
            Self::IsInside => (is_inside::SPEC, Polarity::Positive),
            Self::IsNotInside => (is_inside::SPEC, Polarity::Negated),
            Self::Includes => (includes::SPEC, Polarity::Positive),
            Self::DoesNotInclude => (includes::SPEC, Polarity::Negated),
            Self::IncludesAnyOf => (includes_any_of::SPEC, Polarity::Positive),
            Self::IncludesNoneOf => (includes_any_of::SPEC, Polarity::Negated),
            Self::IncludesAllOf => (includes_all_of::SPEC, Polarity::Positive),
        }
    }

    /// Its words, the same in the sentence, in YAML and in the form; for `is more than 3 days ago`
    /// it is `is more than … ago`.
    pub fn phrase(self) -> String {
        let (before, after) = self.words();
        if after.is_empty() {
            before.to_owned()
        } else {
            format!("{before} … {after}")
        }
    }

    /// Its words before and after its values.
    pub fn words(self) -> (&'static str, &'static str) {
        let (spec, polarity) = self.spec();
        let before = match polarity {
            Polarity::Positive => spec.phrase,
            Polarity::Negated => spec.negative.unwrap_or(spec.phrase),
        };
        (before, spec.suffix)
    }

    /// The positive operator of its pair, and whether this one negates it. An evaluator needs a
    /// kernel for positive ones only: negation is Kleene's `not`, and unknown stays unknown.
    pub fn base(self) -> (Self, Polarity) {
        match PAIRS.iter().find(|(_, negation)| *negation == self) {
            Some((positive, _)) => (*positive, Polarity::Negated),
            None => (self, Polarity::Positive),
        }
    }

    /// The operator that holds where this one does not; none for `is never`, `includes all of`
    /// and `is more than … from now`.
    pub fn negation(self) -> Option<Self> {
        PAIRS.iter().find_map(|&(positive, negation)| match self {
            _ if self == positive => Some(negation),
            _ if self == negation => Some(positive),
            _ => None,
        })
    }

    /// Whether it can look at this.
    pub fn takes(self, what: Comparable) -> bool {
        self.spec().0.takes.contains(&what)
    }

    /// What it is compared with.
    pub fn operands(self) -> Operands {
        self.spec().0.operands
    }
}

impl Comparable {
    /// What a value of it is called.
    pub fn called(self) -> &'static str {
        match self {
            Self::Link => "a link",
            Self::Field(field_type) => match field_type {
                FieldType::Text => "a text",
                FieldType::Number => "a number",
                FieldType::Version => "a version",
                FieldType::Date => "a date",
                FieldType::Event => "an event",
                FieldType::Flag => "a flag",
                FieldType::Enum | FieldType::Ordinal => "one of its values",
                FieldType::Address => "an address",
                FieldType::List => "a list",
            },
        }
    }

    /// The operators that can look at it.
    pub fn operators(self) -> impl Iterator<Item = Operator> {
        Operator::ALL
            .iter()
            .copied()
            .filter(move |operator| operator.takes(self))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Operator, Polarity};

    #[test]
    fn every_phrase_is_said_by_one_operator_only() {
        let phrases: BTreeSet<String> = Operator::ALL.iter().map(|o| o.phrase()).collect();
        assert_eq!(phrases.len(), Operator::ALL.len());
    }

    #[test]
    fn a_negation_of_a_negation_is_the_operator_itself() {
        for &operator in Operator::ALL {
            if let Some(negation) = operator.negation() {
                assert_eq!(negation.negation(), Some(operator));
                assert_eq!(negation.base().0, operator.base().0);
                assert_ne!(negation.base().1, operator.base().1);
            }
        }
    }

    #[test]
    fn each_side_of_a_pair_reads_from_the_same_file() {
        for &operator in Operator::ALL {
            let (spec, polarity) = operator.spec();
            assert_eq!(polarity, operator.base().1);
            assert_eq!(
                polarity == Polarity::Positive,
                operator.words().0 == spec.phrase
            );
        }
    }

    #[test]
    fn phrases_are_those_of_the_language() {
        assert_eq!(Operator::IsMoreThanAgo.phrase(), "is more than … ago");
        assert_eq!(Operator::DoesNotStartWith.phrase(), "does not start with");
        assert_eq!(Operator::IncludesNoneOf.base().0, Operator::IncludesAnyOf);
    }
}
