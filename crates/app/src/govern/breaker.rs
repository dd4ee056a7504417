//! Circuit breakers: a rule whose numbers jump in one pass tells nobody until somebody has looked.
//!
//! A connector that breaks, or a field that is mapped anew, would otherwise write to everybody.

use std::collections::{BTreeMap, BTreeSet};

use model::RuleId;

use super::{
    entry::Step,
    published::Standing,
    state::{Stage, State},
};
use crate::ports::RuleCounts;

/// The missed may grow to so many times what they were,
const TIMES: u64 = 3;
/// or by so many entities, before it is a jump.
const ENTITIES: u64 = 50;
/// The share of entities whose verdict is known may fall by so many points of a hundred,
const POINTS: u64 = 20;
/// or by so many entities, before coverage has dropped.
const UNTOLD: u64 = 5;

/// Why the new findings of a rule wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trip {
    /// More than three times as many miss it, and more than fifty more.
    Jump,
    /// The sources tell of far fewer entities.
    Coverage,
}

impl Trip {
    fn says(self, was: RuleCounts, now: RuleCounts) -> String {
        match self {
            Self::Jump => format!(
                "missed went from {} to {} in one pass",
                was.missed, now.missed
            ),
            Self::Coverage => format!(
                "unknown went from {} to {} in one pass",
                was.unknown, now.unknown
            ),
        }
    }
}

/// Whether one pass after another is a jump.
pub fn tripped(was: RuleCounts, now: RuleCounts) -> Option<Trip> {
    let grown = now.missed.saturating_sub(was.missed);
    if grown > ENTITIES && now.missed > was.missed.saturating_mul(TIMES) {
        return Some(Trip::Jump);
    }
    // Told of a hundred, without rounding: compared as fractions.
    let told = |counts: RuleCounts| counts.met + counts.missed;
    let all = |counts: RuleCounts| told(counts) + counts.unknown;
    let (before, after) = (told(was) * all(now) * 100, told(now) * all(was) * 100);
    let fallen = before.saturating_sub(after) > POINTS * all(was) * all(now);
    let untold = now.unknown.saturating_sub(was.unknown) > UNTOLD;
    (fallen && untold).then_some(Trip::Coverage)
}

/// What a pass finds about the rules that tell people: which newly wait, and which go on.
///
/// `before` are the counts of the pass before, of rules that read the same then.
pub fn look(
    standing: &BTreeMap<RuleId, Standing>,
    before: &BTreeMap<RuleId, RuleCounts>,
    now: &BTreeMap<RuleId, RuleCounts>,
) -> Vec<(RuleId, Step, String)> {
    let telling = standing
        .iter()
        .filter(|(_, it)| it.state == State::Live && it.stage > Stage::Monitor);
    telling
        .filter_map(|(rule, it)| {
            let counts = *now.get(rule)?;
            match &it.hold {
                Some(hold) if tripped(hold.was, counts).is_none() => {
                    let says = "the numbers returned".to_owned();
                    Some((rule.clone(), Step::Released, says))
                }
                Some(_) => None,
                None => {
                    let was = *before.get(rule)?;
                    let trip = tripped(was, counts)?;
                    Some((rule.clone(), Step::Held { was }, trip.says(was, counts)))
                }
            }
        })
        .collect()
}

/// The counts of an earlier pass, of those rules that read the same then, with the rules that
/// tighten them.
pub fn comparable(
    counts: &BTreeMap<RuleId, RuleCounts>,
    then: &BTreeSet<(RuleId, String)>,
    now: &BTreeMap<RuleId, BTreeSet<(RuleId, String)>>,
) -> BTreeMap<RuleId, RuleCounts> {
    let same = |rule: &RuleId| now.get(rule).is_some_and(|family| family.is_subset(then));
    counts
        .iter()
        .filter(|(rule, _)| same(rule))
        .map(|(rule, counts)| (rule.clone(), *counts))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(met: u64, missed: u64, unknown: u64) -> RuleCounts {
        RuleCounts {
            met,
            missed,
            unknown,
            not_applicable: 0,
        }
    }

    #[test]
    fn a_jump_is_more_than_three_times_and_more_than_fifty() {
        let cases = [
            ("nothing moved", (300, 30, 0), (300, 30, 0), None),
            ("three times", (300, 30, 0), (240, 90, 0), None),
            (
                "more than three times",
                (300, 30, 0),
                (239, 91, 0),
                Some(Trip::Jump),
            ),
            ("four times, of few", (300, 10, 0), (270, 40, 0), None),
            ("fifty from none", (300, 0, 0), (250, 50, 0), None),
            (
                "fifty-one from none",
                (300, 0, 0),
                (249, 51, 0),
                Some(Trip::Jump),
            ),
            (
                "a source fell silent",
                (90, 10, 0),
                (60, 10, 30),
                Some(Trip::Coverage),
            ),
            ("a fifth fell silent", (90, 10, 0), (70, 10, 20), None),
            ("few fell silent", (8, 2, 0), (5, 0, 5), None),
            ("a source came back", (60, 10, 30), (90, 10, 0), None),
            ("nothing at all", (0, 0, 0), (0, 0, 0), None),
        ];
        for (case, was, now, expected) in cases {
            let was = counts(was.0, was.1, was.2);
            let now = counts(now.0, now.1, now.2);
            assert_eq!(tripped(was, now), expected, "{case}");
        }
    }
}
