//! Several rules at once, as in one change: each by itself, and all of them together.

use std::collections::BTreeSet;

use judge::Clock;
use model::{EntityId, Problems, RuleId, Verdict};
use rules::tree::Rule;
use serde::{Deserialize, Serialize};

use super::{
    asked::Asked,
    effect::effect,
    impact::{Preview, minutes, newly_missed, preview},
    sheet::Transition,
};
use crate::{collect::Observed, parties::View, workspace::Workspace};

/// A rule that somebody would put in force.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The rule as it would be.
    pub rule: Rule,
    /// The version in force; none for a new rule.
    pub in_force: Option<Rule>,
}

/// What some rules would change.
#[derive(Debug)]
pub struct Previews {
    /// Each of them by itself, in the order given; or why it cannot be judged.
    pub each: Vec<Result<Preview, Problems>>,
    /// All of them at once, where they are several.
    pub together: Option<Together>,
}

/// What several rules change when they come into force at once. Entities are counted once for
/// each rule whose verdict moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    /// The rules.
    pub rules: Vec<RuleId>,
    /// Expectations that would be missed.
    pub missed: u64,
    /// Of these, not missed by what is in force.
    pub newly_missed: u64,
    /// Missed by what is in force, and then no more.
    pub no_longer_missed: u64,
    /// Judged by what is in force, and then no more.
    pub coverage_lost: u64,
    /// Entities that would newly miss something, each counted once.
    pub entities: u64,
    /// People who would be asked for anything that is missed.
    pub people: u64,
    /// The most missed expectations that one person would be asked for.
    pub most_each: u64,
    /// Minutes of work for the newly missed; rules that state no effort are left out.
    pub newly_missed_minutes: u64,
    /// The rules that state no effort.
    pub without_effort: Vec<RuleId>,
}

/// What some rules would change, each by itself and all together.
pub fn previews(
    workspace: &Workspace,
    observed: &Observed,
    proposed: &[Proposed],
    clock: &Clock,
) -> Previews {
    let in_force = in_force(workspace, proposed);
    let each = proposed.iter().map(|one| {
        let mut others: Vec<Rule> = in_force.clone();
        others.extend(needed(&one.rule, proposed, &in_force));
        preview(
            workspace,
            observed,
            &one.rule,
            one.in_force.as_ref(),
            &others,
            clock,
        )
    });
    let each: Vec<_> = each.collect();
    let together = (proposed.len() > 1 && each.iter().all(Result::is_ok))
        .then(|| together(workspace, observed, (&in_force, proposed), clock))
        .and_then(Result::ok);
    Previews { each, together }
}

/// The rules in force, the proposed ones as they are in force.
fn in_force(workspace: &Workspace, proposed: &[Proposed]) -> Vec<Rule> {
    let is_proposed = |rule: &Rule| proposed.iter().any(|one| one.rule.id == rule.id);
    let mut all = workspace.rules_in_force();
    all.retain(|rule| !is_proposed(rule));
    all.extend(proposed.iter().filter_map(|one| one.in_force.clone()));
    all
}

/// The proposed rules that a rule tightens, where they are not in force yet.
fn needed(rule: &Rule, proposed: &[Proposed], in_force: &[Rule]) -> Vec<Rule> {
    let mut chain: Vec<Rule> = Vec::new();
    let mut wider = rule.tightens.clone();
    while let Some(id) = wider {
        let is_known = |rules: &[Rule]| rules.iter().any(|rule| rule.id == id);
        if is_known(in_force) || is_known(&chain) || id == rule.id {
            break;
        }
        let Some(next) = proposed.iter().find(|one| one.rule.id == id) else {
            break;
        };
        chain.push(next.rule.clone());
        wider = next.rule.tightens.clone();
    }
    chain
}

fn together(
    workspace: &Workspace,
    observed: &Observed,
    (in_force, proposed): (&[Rule], &[Proposed]),
    clock: &Clock,
) -> Result<Together, Problems> {
    let rules: Vec<Rule> = proposed.iter().map(|one| one.rule.clone()).collect();
    let words = (&workspace.vocabulary, observed);
    let effect = effect(in_force, &rules, words, clock)?;
    let view = View {
        inventory: &observed.inventory,
        vocabulary: &workspace.vocabulary,
        zone: &clock.zone,
        at: clock.now,
        matrix: Some(&observed.matrix),
    };
    let mut sum = Together {
        rules: rules.iter().map(|rule| rule.id.clone()).collect(),
        ..Together::default()
    };
    let mut asked = Asked::default();
    let mut entities: BTreeSet<EntityId> = BTreeSet::new();
    for root in &effect.roots {
        let transitions = effect.transitions(&BTreeSet::from([root.clone()]));
        sum.add(&transitions);
        let newly = transitions.iter().filter(|t| t.is_newly_missed());
        entities.extend(newly.flat_map(|t| t.entities.iter().cloned()));
        let all = rules.iter().chain(in_force);
        let Some(rule) = all.clone().find(|rule| &rule.id == root) else {
            continue;
        };
        asked.add(&view, rule, &transitions);
        // What a tightening asks for takes as long as it says, else as long as its baseline says.
        let stated = all.filter(|r| &r.id == root || r.tightens.as_ref() == Some(root));
        match stated.filter_map(|rule| rule.effort).map(minutes).max() {
            Some(each) => sum.newly_missed_minutes += each * newly_missed(&transitions),
            None => sum.without_effort.push(root.clone()),
        }
    }
    sum.entities = entities.len() as u64;
    let owners = asked.owners();
    let people = || owners.iter().filter(|share| share.person.is_some());
    sum.people = people().count() as u64;
    sum.most_each = people().map(|share| share.missed).max().unwrap_or(0);
    Ok(sum)
}

impl Together {
    fn add(&mut self, transitions: &[Transition]) {
        for transition in transitions {
            let count = transition.entities.len() as u64;
            let was_missed = transition.from == Some(Verdict::Missed);
            if transition.to == Verdict::Missed {
                self.missed += count;
            }
            if transition.is_newly_missed() {
                self.newly_missed += count;
            }
            if was_missed && transition.moves() {
                self.no_longer_missed += count;
            }
            if transition.is_coverage_lost() {
                self.coverage_lost += count;
            }
        }
    }
}
