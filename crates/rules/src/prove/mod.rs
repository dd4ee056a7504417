//! What can be proven of conditions from their trees alone: that no row can ever be like that.
//!
//! [`impossible`] answers yes only where it is proven for every row, every state of knowledge and
//! every instant; otherwise it answers no, which proves nothing. It is no second evaluator: it
//! never says what is true of a row. The evaluator's own tests hold the two together over random
//! conditions and rows.
//!
//! How: a claim becomes alternatives of literals ([`clauses`]), and an alternative is dead when
//! what it says of one field ([`states`]) or of one relation ([`counts`]) contradicts itself.
//! Different fields are taken for independent, which can only make more seem possible.

mod clauses;
mod counts;
mod lists;
mod moments;
mod numbers;
mod states;
mod test;
mod texts;
mod versions;

use model::Vocabulary;

use crate::tree::Condition;

/// What is claimed of the truth of a condition at a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Want {
    /// It surely holds.
    True,
    /// It surely holds, or nobody knows.
    NotFalse,
    /// It surely does not hold, or nobody knows.
    NotTrue,
    /// It surely does not hold.
    False,
}

impl Want {
    /// What is claimed of a condition by claiming this of its negation.
    fn negated(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::NotTrue => Self::NotFalse,
            Self::NotFalse => Self::NotTrue,
        }
    }

    /// Whether it asks for the value that holds, where a value is known and can be compared.
    fn holds(self) -> bool {
        matches!(self, Self::True | Self::NotFalse)
    }
}

/// A claim about one row.
#[derive(Clone, Debug)]
pub enum Claim {
    /// A condition comes to this.
    Is(Condition, Want),
    /// All of these.
    All(Vec<Claim>),
    /// At least one of these.
    Any(Vec<Claim>),
}

impl Claim {
    /// Each of some conditions comes to this.
    pub fn each<'c>(conditions: impl IntoIterator<Item = &'c Condition>, want: Want) -> Self {
        let claims = conditions
            .into_iter()
            .map(|one| Self::Is(one.clone(), want));
        Self::All(claims.collect())
    }
}

/// Whether it is proven that a claim is so of no row of a kind, whatever is known of it, at
/// whatever instant.
pub fn impossible(claim: &Claim, kind: &str, vocabulary: &Vocabulary) -> bool {
    clauses::of(claim, kind, vocabulary).is_some_and(|alternatives| {
        alternatives.iter().all(|literals| {
            states::contradict(literals) || counts::contradict(literals, vocabulary)
        })
    })
}

/// Whether it is proven that wherever the first condition surely holds, the second does, and
/// wherever the first may hold, the second may.
pub fn entails(one: &Condition, other: &Condition, kind: &str, vocabulary: &Vocabulary) -> bool {
    let both = |first: Want, second: Want| {
        let claims = vec![
            Claim::Is(one.clone(), first),
            Claim::Is(other.clone(), second),
        ];
        impossible(&Claim::All(claims), kind, vocabulary)
    };
    both(Want::True, Want::NotTrue) && both(Want::NotFalse, Want::False)
}
