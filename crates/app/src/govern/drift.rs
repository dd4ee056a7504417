//! Whether the numbers that were signed still hold.

use crate::ports::RuleCounts;

/// More than so many entities must have moved,
const ENTITIES: u64 = 5;
/// and more than this share of those that were signed, in percent.
const PERCENT: u64 = 20;

/// Whether the missed or the unknown moved so far since they were signed that it is another
/// decision: by more than 20 % and more than 5 entities.
pub fn drifted(signed: RuleCounts, now: RuleCounts) -> bool {
    moved(signed.missed, now.missed) || moved(signed.unknown, now.unknown)
}

fn moved(signed: u64, now: u64) -> bool {
    let by = signed.abs_diff(now);
    by > ENTITIES && by.saturating_mul(100) > signed.saturating_mul(PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(missed: u64, unknown: u64) -> RuleCounts {
        RuleCounts {
            missed,
            unknown,
            ..RuleCounts::default()
        }
    }

    #[test]
    fn a_fifth_and_more_than_five_is_another_decision() {
        let cases = [
            ("nothing moved", counts(100, 0), counts(100, 0), false),
            ("twenty of a hundred", counts(100, 0), counts(120, 0), false),
            ("twenty-one", counts(100, 0), counts(121, 0), true),
            ("fewer miss it", counts(100, 0), counts(79, 0), true),
            ("few, though double", counts(5, 0), counts(10, 0), false),
            ("from none to six", counts(0, 0), counts(6, 0), true),
            ("a source fell silent", counts(10, 0), counts(10, 30), true),
        ];
        for (case, signed, now, expected) in cases {
            assert_eq!(drifted(signed, now), expected, "{case}");
        }
    }
}
