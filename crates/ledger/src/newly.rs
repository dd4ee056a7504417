//! Which of what is missed has no finding yet: numbers of entities against a walk over findings.

/// The entities that one rule misses, by number.
#[derive(Clone, Debug, Default)]
pub struct Missed {
    /// Ascending, each once.
    numbers: Vec<u64>,
    /// A bit for each of them: whether a finding of it was met.
    met: Vec<u64>,
    /// Where the latest one was found. Findings come in the order of ids, which is that of texts:
    /// the next one is nearly always near by.
    near: usize,
}

impl Missed {
    /// What is missed: ascending numbers, each once.
    pub fn new(numbers: Vec<u64>) -> Self {
        debug_assert!(numbers.is_sorted_by(|a, b| a < b));
        Self {
            met: vec![0; numbers.len().div_ceil(64)],
            numbers,
            near: 0,
        }
    }

    /// Meets the finding of an entity; says whether it is missed.
    pub fn meet(&mut self, number: u64) -> bool {
        let Some(at) = self.find(number) else {
            return false;
        };
        self.near = at;
        self.met[at / 64] |= 1 << (at % 64);
        true
    }

    /// Those of which no finding was met, ascending.
    pub fn newly(&self) -> impl Iterator<Item = u64> + '_ {
        let word = |at: usize| {
            // The last word has bits that stand for nothing.
            let count = (self.numbers.len() - 64 * at).min(64);
            !self.met[at] & (u64::MAX >> (64 - count))
        };
        (0..self.met.len()).flat_map(move |at| {
            let mut left = word(at);
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.checked_sub(1)?;
                Some(self.numbers[64 * at + bit])
            })
        })
    }

    /// How many of them no finding was met of.
    pub fn how_many(&self) -> usize {
        let met: u32 = self.met.iter().map(|word| word.count_ones()).sum();
        self.numbers.len() - met as usize
    }

    /// Where a number stands, looked for from near by in steps that grow.
    fn find(&self, number: u64) -> Option<usize> {
        let numbers = &self.numbers;
        let from = self.near;
        let (mut low, mut high) = (from, from);
        let mut step = 1;
        if *numbers.get(from)? <= number {
            while numbers.get(high).is_some_and(|one| *one <= number) {
                low = high;
                high = from.saturating_add(step).min(numbers.len());
                step *= 2;
            }
        } else {
            while low > 0 && numbers[low] > number {
                high = low;
                low = from.saturating_sub(step);
                step *= 2;
            }
        }
        let found = numbers[low..high.max(low)].binary_search(&number).ok()?;
        Some(low + found)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::Missed;

    proptest! {
        #[test]
        fn what_is_missed_and_was_not_met_is_new(
            missed in proptest::collection::btree_set(1_u64..400, 0..300),
            met in proptest::collection::vec(0_u64..420, 0..400),
        ) {
            let mut walk = Missed::new(missed.iter().copied().collect());
            for number in &met {
                prop_assert_eq!(walk.meet(*number), missed.contains(number), "{}", number);
            }
            let met: BTreeSet<u64> = met.into_iter().collect();
            let expected: Vec<u64> = missed.difference(&met).copied().collect();
            prop_assert_eq!(walk.how_many(), expected.len());
            prop_assert_eq!(walk.newly().collect::<Vec<_>>(), expected);
        }
    }
}
