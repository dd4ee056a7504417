//! How many rows of a relation fit: the fewest and the most, and what one condition on the rows
//! says of another.

use model::Vocabulary;

use super::{
    Claim, Want,
    clauses::{Bound, Count, Literals},
    entails, impossible,
    states::opposed,
};
use crate::tree::Condition;

/// The rows of one relation that fit one condition: bounds on the fewest and on the most.
struct Rows<'l> {
    relation: &'l str,
    to: &'l str,
    condition: Option<&'l Condition>,
    fewest: (u64, u64),
    most: (u64, u64),
    only: Vec<Want>,
}

/// Whether what an alternative says of its relations contradicts itself.
pub(super) fn contradict(literals: &Literals, vocabulary: &Vocabulary) -> bool {
    let mut all = gathered(&literals.counts);
    for rows in &mut all {
        rows.limit_by_condition(vocabulary);
    }
    let within: Vec<(usize, usize)> = (0..all.len())
        .flat_map(|one| (0..all.len()).map(move |other| (one, other)))
        .filter(|(one, other)| one != other && fits_within(&all[*one], &all[*other], vocabulary))
        .collect();
    // Each round carries a bound one step further; there are no more steps than sets of rows.
    for _ in 0..all.len() {
        for &(one, other) in &within {
            all[other].fewest.0 = all[other].fewest.0.max(all[one].fewest.0);
            all[one].fewest.1 = all[one].fewest.1.min(all[other].fewest.1);
            all[other].most.0 = all[other].most.0.max(all[one].most.0);
            all[one].most.1 = all[one].most.1.min(all[other].most.1);
        }
    }
    let crossed = all.iter().any(Rows::crossed);
    let only = within.iter().any(|&(one, other)| {
        let narrow = &all[one].only;
        // What all rows of a set are, they are also in a wider sense.
        let wide = &all[other].only;
        narrow.iter().any(|narrow| {
            wide.iter().any(|wide| {
                matches!(
                    (narrow, wide),
                    (Want::True, Want::NotTrue | Want::False) | (Want::NotFalse, Want::False)
                )
            })
        })
    });
    crossed || only
}

fn gathered(counts: &[Count]) -> Vec<Rows<'_>> {
    let mut all: Vec<Rows<'_>> = Vec::new();
    for count in counts {
        let known = all.iter_mut().position(|rows| {
            rows.relation == count.relation && rows.condition == count.condition.as_ref()
        });
        let at = known.unwrap_or_else(|| {
            all.push(Rows {
                relation: &count.relation,
                to: &count.to,
                condition: count.condition.as_ref(),
                fewest: (0, u64::MAX),
                most: (0, u64::MAX),
                only: Vec::new(),
            });
            all.len() - 1
        });
        let rows = &mut all[at];
        match count.bound {
            Bound::FewestAtLeast(n) => rows.fewest.0 = rows.fewest.0.max(n),
            Bound::FewestAtMost(n) => rows.fewest.1 = rows.fewest.1.min(n),
            Bound::MostAtLeast(n) => rows.most.0 = rows.most.0.max(n),
            Bound::MostAtMost(n) => rows.most.1 = rows.most.1.min(n),
            Bound::Only(want) => rows.only.push(want),
        }
    }
    all
}

impl Rows<'_> {
    /// A condition that no row can surely fit has no sure rows; one that no row can fail fails
    /// no `only`.
    fn limit_by_condition(&mut self, vocabulary: &Vocabulary) {
        let Some(condition) = self.condition else {
            return;
        };
        let never =
            |want: Want| impossible(&Claim::Is(condition.clone(), want), self.to, vocabulary);
        if self.fewest.0 > 0 && never(Want::True) {
            self.fewest.1 = 0;
        }
        if self.only.contains(&Want::False) && never(Want::False) {
            self.only.push(Want::NotFalse);
        }
    }

    fn crossed(&self) -> bool {
        let unlike = self
            .only
            .iter()
            .any(|one| self.only.iter().any(|other| opposed(*one, *other)));
        unlike
            || self.fewest.0 > self.fewest.1
            || self.most.0 > self.most.1
            || self.fewest.0 > self.most.1
    }
}

/// Whether the rows that fit the one are among those that fit the other, surely and possibly.
fn fits_within(one: &Rows<'_>, other: &Rows<'_>, vocabulary: &Vocabulary) -> bool {
    one.relation == other.relation
        && match (one.condition, other.condition) {
            (_, None) => true,
            (Some(narrow), Some(wide)) => entails(narrow, wide, one.to, vocabulary),
            (None, Some(wide)) => {
                let fails = Claim::Is(wide.clone(), Want::NotTrue);
                impossible(&fails, one.to, vocabulary)
            }
        }
}
