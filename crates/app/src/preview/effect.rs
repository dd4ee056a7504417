//! Verdicts before and after: the rules in force judged beside the rules as they would be.

use std::collections::{BTreeMap, BTreeSet};

use judge::{Clock, Judgement};
use model::{EntityId, Problems, RuleId, Verdict, Vocabulary};
use rules::tree::Rule;

use super::sheet::Transition;
use crate::collect::Observed;

/// Some rules judged as they are in force, and as they would be.
#[derive(Debug)]
pub(super) struct Effect {
    /// By what is in force: the rules about the same kinds too, for what overlaps.
    pub(super) before: Judgement,
    /// The rules concerned alone, as they would be.
    pub(super) after: Judgement,
    /// The baselines whose verdicts may move.
    pub(super) roots: BTreeSet<RuleId>,
}

/// Judges what is in force, and what would be after some rules were put in force.
///
/// # Errors
/// When either cannot be judged: a rule tightens one that is not in force, for example.
pub(super) fn effect(
    in_force: &[Rule],
    proposed: &[Rule],
    (vocabulary, observed): (&Vocabulary, &Observed),
    clock: &Clock,
) -> Result<Effect, Problems> {
    let afterwards = afterwards(in_force, proposed);
    let roots = roots(in_force, &afterwards, proposed);
    let kinds: BTreeSet<&str> = in_force
        .iter()
        .chain(proposed)
        .filter(|rule| roots.contains(root(&afterwards, rule)) || is_one_of(rule, proposed))
        .map(|rule| kind(rule, vocabulary))
        .collect();
    let before: Vec<Rule> = in_force
        .iter()
        .filter(|rule| kinds.contains(kind(rule, vocabulary)))
        .cloned()
        .collect();
    let after: Vec<Rule> = afterwards
        .iter()
        .filter(|rule| roots.contains(root(&afterwards, rule)))
        .cloned()
        .collect();
    let judge = |rules: &[Rule]| judge::judge(rules, vocabulary, &observed.tables, clock);
    Ok(Effect {
        before: judge(&before)?,
        after: judge(&after)?,
        roots,
    })
}

/// The rules that would be in force: proposed ones in the place of those of the same id.
fn afterwards(in_force: &[Rule], proposed: &[Rule]) -> Vec<Rule> {
    let kept = in_force.iter().filter(|rule| !is_one_of(rule, proposed));
    kept.chain(proposed).cloned().collect()
}

fn is_one_of(rule: &Rule, rules: &[Rule]) -> bool {
    rules.iter().any(|other| other.id == rule.id)
}

/// The baselines whose verdicts may move: those the proposed rules stand under, now and then.
fn roots(in_force: &[Rule], afterwards: &[Rule], proposed: &[Rule]) -> BTreeSet<RuleId> {
    let now = in_force
        .iter()
        .filter(|rule| is_one_of(rule, proposed))
        .map(|rule| root(in_force, rule));
    let then = proposed.iter().map(|rule| root(afterwards, rule));
    now.chain(then).cloned().collect()
}

/// The rule at the end of a chain of tightenings, as far as it is among these.
pub(super) fn root<'a>(rules: &'a [Rule], rule: &'a Rule) -> &'a RuleId {
    let mut at = rule;
    for _ in 0..=rules.len() {
        let Some(wider) = &at.tightens else { break };
        match rules.iter().find(|rule| &rule.id == wider) {
            Some(next) => at = next,
            None => return wider,
        }
    }
    &at.id
}

fn kind<'v>(rule: &'v Rule, vocabulary: &'v Vocabulary) -> &'v str {
    vocabulary.root(rule.expectation.subject.kind.as_str())
}

impl Effect {
    /// From which verdict to which, for some baselines taken together: the worse one counts.
    pub(super) fn transitions(&self, roots: &BTreeSet<RuleId>) -> Vec<Transition> {
        move_between(&self.before, &self.after, roots)
    }
}

/// From which verdict to which, for some baselines taken together: the worse one counts.
pub(super) fn move_between(
    before: &Judgement,
    after: &Judgement,
    roots: &BTreeSet<RuleId>,
) -> Vec<Transition> {
    let is_new = !before.rules().iter().any(|r| roots.contains(&r.rule));
    let before = verdicts(before, roots);
    let after = verdicts(after, roots);
    let mut moved: BTreeMap<(Option<Verdict>, Verdict), BTreeSet<&EntityId>> = BTreeMap::new();
    for entity in before.keys().chain(after.keys()) {
        let of = |verdicts: &BTreeMap<EntityId, Verdict>| {
            let verdict = verdicts.get(entity).copied();
            verdict.unwrap_or(Verdict::NotApplicable)
        };
        let from = (!is_new).then(|| of(&before));
        moved.entry((from, of(&after))).or_default().insert(entity);
    }
    moved
        .into_iter()
        .map(|((from, to), entities)| Transition {
            from,
            to,
            entities: entities.into_iter().cloned().collect(),
        })
        .collect()
}

/// The worst verdict of each entity by some baselines.
fn verdicts(judgement: &Judgement, roots: &BTreeSet<RuleId>) -> BTreeMap<EntityId, Verdict> {
    const ALL: [Verdict; 4] = [
        Verdict::NotApplicable,
        Verdict::Met,
        Verdict::Unknown,
        Verdict::Missed,
    ];
    let mut worst: BTreeMap<EntityId, Verdict> = BTreeMap::new();
    for (root, verdict) in roots.iter().flat_map(|root| ALL.map(|v| (root, v))) {
        for entity in judgement.entities(root, verdict) {
            let so_far = worst.entry(entity).or_insert(verdict);
            *so_far = verdict.max(*so_far);
        }
    }
    worst
}
