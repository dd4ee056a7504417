//! What a pass spent its time on: rule by rule, and condition by condition.
//!
//! A condition that several rules share is worked out once, so its time is spent by the first of
//! them: that a rule is dear may mean no more than that it comes first. Conditions tell what is
//! dear in itself. What unknown verdicts lack is looked into once for all rules, and is no rule's.
//! Windows are judged at once, so the times of all of them add up to more than passes on the
//! clock.

use std::{
    cell::Cell,
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use model::{KindName, RuleId};
use rules::tree::Condition;
use serde::Serialize;

/// Tells how much time went by. Stages have no clock, so who wants to know brings one.
pub trait Stopwatch: Sync {
    /// Time since some instant before the pass.
    fn elapsed(&self) -> Duration;
}

/// What a pass spent its time on, the most first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Timings {
    /// What each baseline rule took with its tightenings.
    pub rules: Vec<RuleTime>,
    /// What each condition on a field, a relation or a total took, without those within it.
    pub conditions: Vec<ConditionTime>,
}

/// What one rule took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleTime {
    /// The baseline rule.
    pub rule: RuleId,
    /// Microseconds.
    pub microseconds: u64,
}

/// What one condition took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConditionTime {
    /// The kind it is about.
    pub kind: KindName,
    /// What it says.
    pub condition: String,
    /// Microseconds.
    pub microseconds: u64,
}

/// Times of a pass while it is under way, of all its threads.
pub(crate) struct Watch<'w> {
    clock: &'w dyn Stopwatch,
    rules: Mutex<BTreeMap<RuleId, Duration>>,
    conditions: Mutex<BTreeMap<(String, String), Duration>>,
}

/// How long what lies within the condition under way took, on one thread.
pub(crate) type Within = Cell<Duration>;

impl<'w> Watch<'w> {
    pub(crate) fn new(clock: &'w dyn Stopwatch) -> Self {
        Self {
            clock,
            rules: Mutex::default(),
            conditions: Mutex::default(),
        }
    }

    /// Does a rule's work and notes what it took.
    pub(crate) fn rule<R>(&self, rule: &RuleId, work: impl FnOnce() -> R) -> R {
        let began = self.clock.elapsed();
        let result = work();
        let took = self.clock.elapsed().saturating_sub(began);
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        *rules.entry(rule.clone()).or_default() += took;
        result
    }

    /// Works a condition out and notes what that took beside the conditions within it.
    pub(crate) fn condition<R>(
        &self,
        (kind, condition): (&str, &Condition),
        within: &Within,
        print: impl FnOnce() -> String,
        work: impl FnOnce() -> R,
    ) -> R {
        let before = within.replace(Duration::ZERO);
        let began = self.clock.elapsed();
        let result = work();
        let took = self.clock.elapsed().saturating_sub(began);
        let own = took.saturating_sub(within.replace(before + took));
        let is_leaf = matches!(
            condition,
            Condition::Field(_) | Condition::Relation(_) | Condition::Total(_)
        );
        if is_leaf {
            let key = (kind.to_owned(), print());
            let mut conditions = self
                .conditions
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *conditions.entry(key).or_default() += own;
        }
        result
    }

    /// All times, the most first; equal ones by name.
    pub(crate) fn finish(self) -> Timings {
        let micros = |took: Duration| u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let rules = self
            .rules
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut rules: Vec<RuleTime> = rules
            .into_iter()
            .map(|(rule, took)| RuleTime {
                rule,
                microseconds: micros(took),
            })
            .collect();
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.microseconds));
        let conditions = self
            .conditions
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut conditions: Vec<ConditionTime> = conditions
            .into_iter()
            .map(|((kind, condition), took)| ConditionTime {
                kind: KindName::new(&kind),
                condition,
                microseconds: micros(took),
            })
            .collect();
        conditions.sort_by_key(|one| std::cmp::Reverse(one.microseconds));
        Timings { rules, conditions }
    }
}
