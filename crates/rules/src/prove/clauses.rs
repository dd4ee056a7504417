//! A claim as alternatives of literals. Negation, `and` and `or` are Kleene's, so taking them apart
//! keeps the meaning for what is unknown as well.

use std::collections::BTreeMap;

use model::{Vocabulary, verdict::Truth};

use super::{
    Claim, Want,
    test::{Test, tests},
};
use crate::{
    names,
    operators::{Comparable, Polarity},
    tree::{
        Condition, FieldCondition, Operand, Operator, Path, Quantity, RelationCondition,
        TotalCondition,
    },
    words::definition,
};

/// More alternatives than this are not looked at.
const MOST: usize = 512;

/// What one alternative says.
#[derive(Clone, Debug, Default)]
pub(super) struct Literals {
    /// Of fields and links, by path: what is there, and what is asked of it.
    pub(super) fields: BTreeMap<Path, (Target, Vec<(Test, Want)>)>,
    /// Of relations: how many rows fit.
    pub(super) counts: Vec<Count>,
    /// Of what cannot be looked into: the same key has the same truth.
    pub(super) others: Vec<(String, Want)>,
}

/// What a path leads to, with the words of an ordinal.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) comparable: Comparable,
    pub(super) order: Vec<String>,
}

/// A bound on how many rows of a relation fit a condition.
#[derive(Clone, Debug)]
pub(super) struct Count {
    pub(super) relation: String,
    /// The kind of the rows.
    pub(super) to: String,
    pub(super) condition: Option<Condition>,
    pub(super) bound: Bound,
}

/// A bound on the fewest or the most rows that fit; `Only` and what it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    FewestAtLeast(u64),
    FewestAtMost(u64),
    MostAtLeast(u64),
    MostAtMost(u64),
    Only(Want),
}

type Alternatives = Option<Vec<Literals>>;

/// The alternatives of a claim; nothing when there are too many.
pub(super) fn of(claim: &Claim, kind: &str, vocabulary: &Vocabulary) -> Alternatives {
    let writer = Writer { vocabulary };
    writer.claim(claim, kind)
}

struct Writer<'v> {
    vocabulary: &'v Vocabulary,
}

impl Writer<'_> {
    fn claim(&self, claim: &Claim, kind: &str) -> Alternatives {
        match claim {
            Claim::Is(condition, want) => self.condition(condition, *want, kind),
            Claim::All(all) => product(all.iter().map(|one| self.claim(one, kind))),
            Claim::Any(any) => union(any.iter().map(|one| self.claim(one, kind))),
        }
    }

    fn condition(&self, condition: &Condition, want: Want, kind: &str) -> Alternatives {
        let each = |all: &[Condition]| {
            let parts: Vec<_> = all.iter().map(|c| self.condition(c, want, kind)).collect();
            parts.into_iter()
        };
        match condition {
            Condition::All(all) if want.holds() => product(each(all)),
            Condition::All(all) => union(each(all)),
            Condition::Any(any) if want.holds() => union(each(any)),
            Condition::Any(any) => product(each(any)),
            Condition::Not(inner) => self.condition(inner, want.negated(), kind),
            Condition::Word { word, negated } => {
                let want = if *negated { want.negated() } else { want };
                self.word(word, want, kind)
            }
            Condition::Field(field) => self.field(field, want, kind),
            Condition::Relation(relation) => self.relation(relation, want, kind),
            Condition::Total(total) => total_of(total, want),
        }
    }

    /// A word means its definition where no source can state it; else it is what it is.
    fn word(&self, word: &str, want: Want, kind: &str) -> Alternatives {
        let stated = self
            .vocabulary
            .word(kind, word)
            .is_none_or(|word| word.stated)
            || self.vocabulary.field(kind, word).is_some();
        match definition(self.vocabulary, kind, word) {
            Ok(Some(definition)) if !stated => self.condition(&definition, want, kind),
            _ => other(format!("word {word}"), want),
        }
    }

    fn field(&self, field: &FieldCondition, want: Want, kind: &str) -> Alternatives {
        let (base, polarity) = field.operator.base();
        let want = match polarity {
            Polarity::Positive => want,
            Polarity::Negated => want.negated(),
        };
        let values: Vec<Operand> = field.values.iter().map(settled).collect();
        // Each of these is Kleene's `or`, or `and`, of the same with one value.
        let single = match base {
            Operator::IsOneOf => Some((Operator::Is, false)),
            Operator::IncludesAnyOf => Some((Operator::Includes, false)),
            Operator::IncludesAllOf => Some((Operator::Includes, true)),
            _ => None,
        };
        let Some((operator, all)) = single else {
            return self.compared(&field.path, base, &values, want, kind);
        };
        let each = values.iter().map(|value| {
            self.compared(
                &field.path,
                operator,
                std::slice::from_ref(value),
                want,
                kind,
            )
        });
        let each: Vec<_> = each.collect();
        match all == want.holds() {
            true => product(each.into_iter()),
            false => union(each.into_iter()),
        }
    }

    fn compared(
        &self,
        path: &Path,
        operator: Operator,
        values: &[Operand],
        want: Want,
        kind: &str,
    ) -> Alternatives {
        let typed = names::typed(self.vocabulary, kind, path);
        let tests = typed
            .as_ref()
            .and_then(|typed| tests(operator, values, typed.comparable));
        let (Some(typed), Some(tests)) = (typed, tests) else {
            return other(format!("{path:?} {operator:?} {values:?}"), want);
        };
        let what = Target {
            comparable: typed.comparable,
            order: typed
                .field
                .map(|field| field.values.iter().map(|v| v.to_lowercase()).collect())
                .unwrap_or_default(),
        };
        let each = tests.into_iter().map(|(test, truth)| {
            let want = match truth {
                Truth::True => want,
                _ => want.negated(),
            };
            let tests = vec![(test, want)];
            Some(vec![Literals {
                fields: BTreeMap::from([(path.clone(), (what.clone(), tests))]),
                ..Literals::default()
            }])
        });
        match want.holds() {
            true => product(each),
            false => union(each),
        }
    }

    fn relation(&self, relation: &RelationCondition, want: Want, kind: &str) -> Alternatives {
        let Some(link) = self.vocabulary.link(kind, &relation.relation) else {
            return other(format!("{relation:?}"), want);
        };
        let bound = |bound: Bound| {
            let count = Count {
                relation: relation.relation.clone(),
                to: link.to.as_str().to_owned(),
                condition: relation.condition.as_deref().map(settle),
                bound,
            };
            Some(vec![Literals {
                counts: vec![count],
                ..Literals::default()
            }])
        };
        let at_least = |n: u64| match want {
            Want::True => bound(Bound::FewestAtLeast(n)),
            Want::NotTrue if n == 0 => NEVER,
            Want::NotTrue => bound(Bound::FewestAtMost(n - 1)),
            Want::False if n == 0 => NEVER,
            Want::False => bound(Bound::MostAtMost(n - 1)),
            Want::NotFalse => bound(Bound::MostAtLeast(n)),
        };
        let at_most = |n: u64| match want {
            Want::True => bound(Bound::MostAtMost(n)),
            Want::NotTrue => bound(Bound::MostAtLeast(n + 1)),
            Want::False => bound(Bound::FewestAtLeast(n + 1)),
            Want::NotFalse => bound(Bound::FewestAtMost(n)),
        };
        match relation.quantity {
            Quantity::Some => at_least(1),
            Quantity::No => at_most(0),
            Quantity::AtLeast(n) => at_least(n.into()),
            Quantity::AtMost(n) => at_most(n.into()),
            Quantity::MoreThan(n) => at_least(u64::from(n) + 1),
            Quantity::FewerThan(0) => match want {
                Want::True | Want::NotFalse => NEVER,
                Want::False | Want::NotTrue => Some(vec![Literals::default()]),
            },
            Quantity::FewerThan(n) => at_most(u64::from(n) - 1),
            Quantity::Exactly(n) => {
                let both = [at_least(n.into()), at_most(n.into())].into_iter();
                match want.holds() {
                    true => product(both),
                    false => union(both),
                }
            }
            Quantity::Only => bound(Bound::Only(want)),
            _ => {
                let condition = relation.condition.as_deref().map(settle);
                let RelationCondition {
                    relation, quantity, ..
                } = relation;
                other(format!("{relation} {quantity:?} {condition:?}"), want)
            }
        }
    }
}

/// No alternative at all.
const NEVER: Alternatives = Some(Vec::new());

fn other(key: String, want: Want) -> Alternatives {
    Some(vec![Literals {
        others: vec![(key, want)],
        ..Literals::default()
    }])
}

fn total_of(total: &TotalCondition, want: Want) -> Alternatives {
    let (base, polarity) = total.operator.base();
    let want = match polarity {
        Polarity::Positive => want,
        Polarity::Negated => want.negated(),
    };
    let same = TotalCondition {
        operator: base,
        values: total.values.iter().map(settled).collect(),
        condition: total.condition.as_deref().map(settle).map(Box::new),
        ..total.clone()
    };
    other(format!("{same:?}"), want)
}

fn union(parts: impl Iterator<Item = Alternatives>) -> Alternatives {
    let mut all = Vec::new();
    for part in parts {
        all.extend(part?);
        if all.len() > MOST {
            return None;
        }
    }
    Some(all)
}

fn product(parts: impl Iterator<Item = Alternatives>) -> Alternatives {
    let mut all = vec![Literals::default()];
    // A factor with no alternative ends it, also where another has too many.
    let mut too_many = false;
    for part in parts {
        let Some(part) = part else {
            too_many = true;
            continue;
        };
        if part.is_empty() {
            return NEVER;
        }
        if too_many || all.len() * part.len() > MOST {
            too_many = true;
            continue;
        }
        all = all
            .iter()
            .flat_map(|one| part.iter().map(move |other| one.with(other)))
            .collect();
    }
    (!too_many).then_some(all)
}

impl Literals {
    fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for (path, (what, tests)) in &other.fields {
            let known = both.fields.entry(path.clone());
            let (_, all) = known.or_insert_with(|| (what.clone(), Vec::new()));
            all.extend(tests.iter().cloned());
        }
        both.counts.extend(other.counts.iter().cloned());
        both.others.extend(other.others.iter().cloned());
        both
    }
}

/// A condition with every setting as its value, so that equal meanings are equal trees.
fn settle(condition: &Condition) -> Condition {
    let all = |all: &[Condition]| all.iter().map(settle).collect();
    match condition {
        Condition::All(inner) => Condition::All(all(inner)),
        Condition::Any(inner) => Condition::Any(all(inner)),
        Condition::Not(inner) => Condition::Not(Box::new(settle(inner))),
        Condition::Word { .. } => condition.clone(),
        Condition::Field(field) => Condition::Field(FieldCondition {
            values: field.values.iter().map(settled).collect(),
            ..field.clone()
        }),
        Condition::Relation(relation) => Condition::Relation(RelationCondition {
            condition: relation.condition.as_deref().map(settle).map(Box::new),
            ..relation.clone()
        }),
        Condition::Total(total) => Condition::Total(TotalCondition {
            values: total.values.iter().map(settled).collect(),
            condition: total.condition.as_deref().map(settle).map(Box::new),
            ..total.clone()
        }),
    }
}

fn settled(value: &Operand) -> Operand {
    match value {
        Operand::Setting { value, .. } => settled(value),
        Operand::Offset { from, length, back } => {
            let mut length = length.clone();
            length.setting = None;
            Operand::Offset {
                from: from.clone(),
                length,
                back: *back,
            }
        }
        other => other.clone(),
    }
}
