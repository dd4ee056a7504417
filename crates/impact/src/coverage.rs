//! How much of what is expected is as expected.

use std::collections::BTreeMap;

use model::{RuleId, Verdict};
use serde::{Deserialize, Serialize};

use crate::{department::RuleFacts, share::Share};

/// How many expectations came to which verdict. Excepted is a missed one with an exception in
/// force: its own number, never counted as met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// As expected.
    pub met: u64,
    /// Not as expected.
    pub missed: u64,
    /// The sources do not tell.
    pub unknown: u64,
    /// Not as expected, and accepted for a time.
    pub excepted: u64,
}

impl Counts {
    /// Counts one verdict; what is not applicable is no expectation.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Met => self.met += 1,
            Verdict::Missed => self.missed += 1,
            Verdict::Unknown => self.unknown += 1,
            Verdict::NotApplicable => {}
        }
    }

    /// All expectations.
    pub fn all(&self) -> u64 {
        self.met + self.missed + self.unknown + self.excepted
    }

    /// The share met: `met / (met + missed + unknown + excepted)`.
    pub fn share(&self) -> Share {
        Share {
            part: self.met,
            of: self.all(),
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.met += more.met;
        self.missed += more.missed;
        self.unknown += more.unknown;
        self.excepted += more.excepted;
    }
}

/// The coverage of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCoverage {
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// Its verdicts.
    pub counts: Counts,
    /// The share met.
    pub share: Share,
}

/// The coverage of all rules, in order of id, and in all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageReport {
    /// Rule by rule; a rule that applies to nothing here stands with zeros.
    pub rules: Vec<RuleCoverage>,
    /// All expectations together.
    pub all: Counts,
    /// The share met of all.
    pub share: Share,
}

impl CoverageReport {
    /// Adds verdicts up; a rule without a title is called by its id.
    pub(crate) fn of(
        verdicts: &BTreeMap<RuleId, Counts>,
        rules: &BTreeMap<RuleId, RuleFacts>,
    ) -> Self {
        let titled = |(rule, counts): (&RuleId, &Counts)| {
            let title = rules
                .get(rule)
                .map_or_else(|| rule.to_string(), |f| f.title.clone());
            (rule.clone(), (title, *counts))
        };
        Self::from_lines(verdicts.iter().map(titled).collect())
    }

    /// Several reports as one; the first title given to a rule stands.
    pub(crate) fn sum<'a>(reports: impl Iterator<Item = &'a Self>) -> Self {
        let mut lines: BTreeMap<RuleId, (String, Counts)> = BTreeMap::new();
        for line in reports.flat_map(|report| &report.rules) {
            let entry = lines
                .entry(line.rule.clone())
                .or_insert_with(|| (line.title.clone(), Counts::default()));
            entry.1 += line.counts;
        }
        Self::from_lines(lines)
    }

    fn from_lines(lines: BTreeMap<RuleId, (String, Counts)>) -> Self {
        let mut all = Counts::default();
        let rules = lines
            .into_iter()
            .map(|(rule, (title, counts))| {
                all += counts;
                RuleCoverage {
                    rule,
                    title,
                    counts,
                    share: counts.share(),
                }
            })
            .collect();
        Self {
            rules,
            all,
            share: all.share(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_and_excepted_are_never_met() {
        let counts = Counts {
            met: 1,
            missed: 1,
            unknown: 1,
            excepted: 1,
        };
        assert_eq!(counts.share(), Share { part: 1, of: 4 });
    }

    #[test]
    fn what_does_not_apply_is_no_expectation() {
        let mut counts = Counts::default();
        let verdicts = [
            Verdict::Met,
            Verdict::NotApplicable,
            Verdict::Unknown,
            Verdict::Missed,
        ];
        verdicts.into_iter().for_each(|verdict| counts.add(verdict));
        assert_eq!(
            counts,
            Counts {
                met: 1,
                missed: 1,
                unknown: 1,
                excepted: 0
            }
        );
    }
}
