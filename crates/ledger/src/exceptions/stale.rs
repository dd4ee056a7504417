//! When an exception ends by itself: what it was granted for is not what is there any more.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    EntityId, Exception, Finding, RuleId,
    exception::{Covers, Frozen, Standing},
    finding::Clock,
};

use super::{Exceptions, terms::Tier};

/// How things stand today, as far as exceptions depend on it.
#[derive(Clone, Debug, Default)]
pub struct Today {
    /// What is missed: by rule and entity, as it would be frozen now.
    pub missed: BTreeMap<(RuleId, EntityId), Frozen>,
    /// The conditions of exceptions that are surely true, by entity.
    pub surely: BTreeMap<EntityId, BTreeSet<String>>,
    /// People who are not here any more.
    pub left: BTreeSet<EntityId>,
    /// Entities that turned out to be one since the pass before: the loser, then the survivor.
    pub merged: Vec<(EntityId, EntityId)>,
}

/// How things stand for an open finding, by each rule that makes it so: its own and tightenings
/// of it.
pub fn freeze(finding: &Finding) -> BTreeMap<RuleId, Frozen> {
    let running = |clock: &&Clock| clock.cleared_at.is_none();
    let mut all: BTreeMap<RuleId, Frozen> = BTreeMap::new();
    let nothing = || Frozen {
        severity: finding.severity,
        days: None,
        items: BTreeMap::new(),
    };
    for clock in finding.clocks.iter().filter(running) {
        let of_rule = all.entry(RuleId::new(clock.rule())).or_insert_with(nothing);
        of_rule.items.insert(clock.key.clone(), clock.due);
        let days = clock
            .due
            .map(|due| due.duration_since(clock.anchor).as_hours() / 24);
        of_rule.days = [of_rule.days, days].into_iter().flatten().min();
    }
    if all.is_empty() {
        all.insert(finding.rule.clone(), nothing());
    }
    all
}

/// The exceptions in force that have become stale, each with what changed.
pub fn stale(all: &Exceptions, today: &Today, now: Timestamp) -> Vec<(u64, String)> {
    in_force(all, now)
        .filter_map(|one| Some((one.number, why(all, one, today)?)))
        .collect()
}

fn in_force(all: &Exceptions, now: Timestamp) -> impl Iterator<Item = &Exception> {
    all.iter().filter(move |one| {
        matches!(one.standing, Standing::Approved { .. }) && now <= one.asked.until
    })
}

/// The findings by which exceptions in force may turn out to be stale: few of many.
#[derive(Debug, Default)]
pub(crate) struct Watched<'e> {
    /// How many are in force.
    exceptions: usize,
    /// What they were granted for.
    entities: BTreeSet<&'e EntityId>,
    /// The rules of those that are bound to a condition.
    rules: BTreeSet<&'e RuleId>,
}

impl<'e> Watched<'e> {
    pub(crate) fn of(all: &'e Exceptions, now: Timestamp) -> Self {
        let mut watched = Self::default();
        for one in in_force(all, now) {
            watched.exceptions += 1;
            watched.entities.extend(one.asked.frozen.keys());
            if let Covers::Where(_) = one.asked.covers {
                watched.rules.insert(&one.asked.rule);
            }
        }
        watched
    }

    /// Whether there is anything to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.exceptions == 0
    }

    /// Adds how things stand for an open finding, as far as it matters.
    pub(crate) fn look(&self, finding: &Finding, today: &mut Today) {
        let entity = &finding.entity;
        let granted = self.entities.contains(entity);
        let covered = !self.rules.is_empty() && today.surely.contains_key(entity);
        if !granted && !covered {
            return;
        }
        for (rule, frozen) in freeze(finding) {
            if granted || self.rules.contains(&rule) {
                today.missed.insert((rule, entity.clone()), frozen);
            }
        }
    }
}

fn why(all: &Exceptions, one: &Exception, today: &Today) -> Option<String> {
    let asked = &one.asked;
    if today.left.contains(&asked.risk_owner) {
        return Some("the one who carries the risk is not here any more".to_owned());
    }
    asked
        .frozen
        .iter()
        .find_map(|(entity, then)| {
            let missed = |rule: &RuleId| today.missed.get(&(rule.clone(), entity.clone()));
            if let Some(watch) = asked
                .watched_by
                .as_ref()
                .filter(|rule| missed(rule).is_some())
            {
                return Some(format!(
                    "{entity} misses {watch}, which was to hold instead"
                ));
            }
            worse(then, missed(&asked.rule)?).map(|what| format!("{entity}: {what}"))
        })
        .or_else(|| spread(one, today))
        .or_else(|| merged(all, one, &today.merged))
}

/// A condition covers something by now that is worse than anything it was granted for.
fn spread(one: &Exception, today: &Today) -> Option<String> {
    let Covers::Where(condition) = &one.asked.covers else {
        return None;
    };
    let frozen = &one.asked.frozen;
    let missed = today.missed.iter().filter(|((rule, entity), _)| {
        let surely = today.surely.get(entity);
        *rule == one.asked.rule
            && !frozen.contains_key(entity)
            && surely.is_some_and(|surely| surely.contains(condition))
    });
    let mut worse = missed.filter(|(_, now)| Tier::of_frozen(now) > Tier::of(one));
    let ((_, entity), _) = worse.next()?;
    Some(format!(
        "{entity} came under it, and is worse than what it was granted for"
    ))
}

/// What is worse now than it was.
fn worse(then: &Frozen, now: &Frozen) -> Option<String> {
    if now.severity > then.severity {
        return Some(format!(
            "it was {}, and is {} now",
            then.severity, now.severity
        ));
    }
    for (item, due) in &now.items {
        let Some(was) = then.items.get(item) else {
            return Some(format!("more is missed than then: {item}"));
        };
        let sooner = match (was, due) {
            (Some(was), Some(due)) => due < was,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if sooner {
            return Some("it has to be fixed sooner than it had to".to_owned());
        }
    }
    None
}

/// Two things turned out to be one, and only one of them was excepted (semantics 4).
fn merged(all: &Exceptions, one: &Exception, pairs: &[(EntityId, EntityId)]) -> Option<String> {
    let Covers::Entities(covered) = &one.asked.covers else {
        return None;
    };
    let has_one = |entity: &EntityId| {
        all.iter().any(|other| {
            let same = other.asked.rule == one.asked.rule;
            let counts = matches!(other.standing, Standing::Approved { .. });
            let covers = match &other.asked.covers {
                Covers::Entities(entities) => entities.contains(entity),
                Covers::Where(_) => other.asked.frozen.contains_key(entity),
            };
            same && counts && covers
        })
    };
    pairs.iter().find_map(|(loser, survivor)| {
        let touched = covered.contains(loser) || covered.contains(survivor);
        let both = has_one(loser) && has_one(survivor);
        (touched && !both).then(|| format!("{loser} is {survivor}, and only one was excepted"))
    })
}
