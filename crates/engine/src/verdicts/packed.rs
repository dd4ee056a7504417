//! Verdicts of some entities by all rules, two bits each.

use model::{RuleId, Verdict};

/// How many rules one byte tells of.
const IN_A_BYTE: usize = 4;

/// A verdict as two bits. What no rule speaks of is 0.
const CODES: [(Verdict, u8); 3] = [
    (Verdict::Met, 1),
    (Verdict::Missed, 2),
    (Verdict::Unknown, 3),
];

/// Verdicts of entities, in order of their numbers.
#[derive(Debug, Default)]
pub(super) struct Packed {
    /// Those that were judged, ascending.
    numbers: Vec<u64>,
    /// So many bytes for each.
    bits: Vec<u8>,
    width: usize,
}

/// How many bytes tell of so many rules. A column has one at least.
pub(super) fn width(rules: usize) -> usize {
    rules.div_ceil(IN_A_BYTE).max(1)
}

impl Packed {
    /// What these rules, each with its place among so many, give whom: `numbers` tells to which
    /// entities, in order.
    pub(super) fn of(
        rules: &[(RuleId, usize)],
        all: usize,
        numbers: &dyn Fn(&RuleId, Verdict) -> Vec<u64>,
    ) -> Self {
        let Some((first, _)) = rules.first() else {
            return Self::default();
        };
        // Every rule judges the same entities.
        let unbound = numbers(first, Verdict::NotApplicable);
        let bound = CODES
            .iter()
            .flat_map(|(verdict, _)| numbers(first, *verdict));
        let mut judged: Vec<u64> = unbound.into_iter().chain(bound).collect();
        judged.sort_unstable();
        let width = width(all);
        let mut packed = Self {
            bits: vec![0; judged.len() * width],
            numbers: judged,
            width,
        };
        for (rule, place) in rules {
            for (verdict, code) in CODES {
                packed.set(&numbers(rule, verdict), *place, code);
            }
        }
        packed
    }

    fn set(&mut self, numbers: &[u64], place: usize, code: u8) {
        let (byte, shift) = (place / IN_A_BYTE, 2 * (place % IN_A_BYTE));
        let mut row = 0;
        for number in numbers {
            // Both ascend, and often are the same numbers.
            if self.numbers.get(row) != Some(number) {
                row += self.numbers[row..].partition_point(|known| known < number);
            }
            self.bits[row * self.width + byte] |= code << shift;
            row += 1;
        }
    }

    /// The bits of an entity; nothing for one that was not judged.
    pub(super) fn bits(&self, number: i64) -> Option<&[u8]> {
        let number = u64::try_from(number).ok()?;
        let row = self.numbers.binary_search(&number).ok()?;
        self.bits.get(row * self.width..(row + 1) * self.width)
    }
}

/// What bits say of the rule at a place, as a code; nothing where there is no such place.
pub(super) fn code(bits: &[u8], place: usize) -> Option<u8> {
    let byte = bits.get(place / IN_A_BYTE)?;
    Some((byte >> (2 * (place % IN_A_BYTE))) & 3)
}

/// The words of verdicts, each at its code.
pub(super) const WORDS: [&str; 4] = ["not_applicable", "met", "missed", "unknown"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_told_again() {
        let ids: Vec<(RuleId, usize)> = ["a", "b"]
            .into_iter()
            .zip([0, 5])
            .map(|(id, at)| (RuleId::new(id), at))
            .collect();
        let packed = Packed::of(&ids, 6, &|rule, verdict| match (rule.as_str(), verdict) {
            ("a", Verdict::Met) => vec![3, 9],
            ("a", Verdict::Unknown) | ("b", Verdict::Missed) => vec![4],
            ("a", Verdict::NotApplicable) => vec![1],
            ("b", Verdict::NotApplicable) => vec![1, 3, 9],
            _ => Vec::new(),
        });
        let told = |number, place| {
            let code = code(packed.bits(number)?, place)?;
            Some(WORDS[usize::from(code)])
        };
        assert_eq!(told(3, 0), Some("met"));
        assert_eq!(told(4, 0), Some("unknown"));
        assert_eq!(told(1, 0), Some("not_applicable"));
        assert_eq!(
            (told(4, 5), told(9, 5)),
            (Some("missed"), Some("not_applicable"))
        );
        assert_eq!((told(2, 0), told(-1, 0)), (None, None), "nobody judged it");
        assert_eq!(packed.bits(3).map(<[u8]>::len), Some(width(6)));
    }
}
