//! L4: a condition that can never be so, or is always so.
//!
//! Error where the rule as a whole comes to nothing: it can bind nobody, nobody can ever meet it,
//! or nobody can ever miss it. Warning where only something in it does: a condition that narrows
//! nothing, a part that adds nothing, a row that never counts, or a demand that everybody whom the
//! sentence speaks of misses by that alone. It compares what is said of each field: numbers,
//! versions, days to each other and days counted from today, words, flags, texts, lists and
//! numbers of related rows, across `and`, `or` and `not`, and with what may be unknown or none. It
//! says nothing where it cannot prove it: of patterns, addresses and totals it knows only that a
//! condition contradicts its own negation.
//!
//! Repair: drop one of the conditions that are named, or join them with `or`.

use super::{
    Asked, Level, Lint,
    sentence::{bound, conjuncts, miss, missed, scope, words},
};
use crate::{
    prove::{Claim, Want, impossible},
    tree::{Condition, Rule},
};

const CODE: &str = "L4";

pub(super) fn check(asked: &Asked<'_>) -> Vec<Lint> {
    let scope = scope(&asked.rule.expectation);
    if let Some(core) = asked.core(&scope) {
        let says = format!("no {} can ever be {}", asked.kind(), asked.words(&core));
        let repair = "drop one of these, or join them with `or`";
        let lint = lint(asked, Level::Error, "Expectation").says(says);
        return vec![lint.repair(repair)];
    }
    let mut lints = parts(asked, &scope);
    lints.extend(scope.iter().filter_map(|one| idle(asked, one)));
    lints.extend(rows(asked));
    lints
}

fn lint(asked: &Asked<'_>, level: Level, label: &str) -> Lint {
    Lint::new(CODE, level, asked.rule, label)
}

impl Asked<'_> {
    fn kind(&self) -> &str {
        self.rule.expectation.subject.kind.as_str()
    }

    fn never(&self, claim: Claim) -> bool {
        impossible(&claim, self.kind(), self.vocabulary)
    }

    fn words(&self, conditions: &[Condition]) -> String {
        words(conditions, self.kind(), self.vocabulary)
    }

    /// The fewest of some conditions that can never hold together; nothing when all can.
    fn core(&self, conditions: &[Condition]) -> Option<Vec<Condition>> {
        let dead = |some: &[Condition]| self.never(Claim::each(some, Want::True));
        if !dead(conditions) {
            return None;
        }
        let mut core = conditions.to_vec();
        for at in (0..core.len()).rev() {
            let mut without = core.clone();
            without.remove(at);
            if dead(&without) {
                core = without;
            }
        }
        Some(core)
    }
}

/// What can never be met, and what can never be missed.
fn parts(asked: &Asked<'_>, scope: &[Condition]) -> Vec<Lint> {
    let mut lints = Vec::new();
    let kind = asked.kind();
    let parts = &asked.rule.expectation.parts;
    let nobody_misses = asked.never(miss(asked.rule));
    for part in parts {
        let own: Vec<Condition> = conjuncts(part).into_iter().cloned().collect();
        let all: Vec<Condition> = scope.iter().cloned().chain(own.clone()).collect();
        let given = vec![
            bound(asked.rule),
            Claim::Is(part.clone(), missed(asked.rule)),
        ];
        if let Some(core) = asked.core(&own) {
            let lint = lint(asked, Level::Error, "Expectation");
            lints.push(
                lint.says(format!("no {kind} can ever meet {}", asked.words(&core)))
                    .repair("ask for something that can be so"),
            );
        } else if let Some(core) = asked.core(&all) {
            let says = format!(
                "every {kind} this speaks of misses it: nothing is {}",
                asked.words(&core)
            );
            let lint = lint(asked, Level::Warning, "Expectation").says(says);
            lints.push(lint.repair(
                "take out of `where` what mending changes, so that the mended ones are seen to \
                 meet it",
            ));
        } else if !nobody_misses && asked.never(Claim::All(given)) {
            let says = format!(
                "no {kind} can ever miss {}",
                asked.words(std::slice::from_ref(part))
            );
            let lint = lint(asked, Level::Warning, "Expectation").says(says);
            lints.push(lint.repair("drop this part, or ask for more"));
        }
    }
    if nobody_misses {
        let says = format!("no {kind} can ever miss {}", asked.words(parts));
        let lint = lint(asked, Level::Error, "Expectation").says(says);
        lints.push(lint.repair("ask for something that may not be so, or drop the rule"));
    }
    lints
}

/// A condition that narrows nothing.
fn idle(asked: &Asked<'_>, condition: &Condition) -> Option<Lint> {
    if !asked.never(Claim::Is(condition.clone(), Want::False)) {
        return None;
    }
    let lint = lint(asked, Level::Warning, "Expectation");
    Some(match condition {
        Condition::Not(unless) if asked.rule.expectation.unless.as_ref() == Some(&**unless) => lint
            .says(format!(
                "nothing is ever {}",
                asked.words(std::slice::from_ref(unless))
            ))
            .repair("drop this `unless`, which excuses nobody"),
        other => lint
            .says(format!(
                "{} is always so",
                asked.words(std::slice::from_ref(other))
            ))
            .repair("drop it: it narrows nothing"),
    })
}

/// Rows whose condition holds of nobody who misses the rule.
fn rows(asked: &Asked<'_>) -> Vec<Lint> {
    let rule: &Rule = asked.rule;
    let severity = rule.severity.iter().map(|row| ("Severity", &row.condition));
    let within = rule
        .fix_within
        .iter()
        .map(|row| ("Fix within", &row.condition));
    let enforce = rule.enforce.iter().map(|row| ("Enforce", &row.condition));
    let messages = rule
        .messages
        .iter()
        .map(|text| ("Message", &text.condition));
    let steps = rule.steps.iter().map(|steps| ("Steps", &steps.condition));
    // A change is looked at by a guardrail whether or not it misses the rule.
    let counting = severity
        .chain(within)
        .map(|row| (row, Want::NotFalse, true));
    let guarding = enforce.map(|row| (row, Want::NotFalse, false));
    let telling = messages.chain(steps).map(|row| (row, Want::True, true));
    let mut lints = Vec::new();
    for ((label, condition), want, of_missed) in counting.chain(guarding).chain(telling) {
        let Some(condition) = condition else { continue };
        let who = if of_missed { miss(rule) } else { bound(rule) };
        let row = Claim::Is(condition.clone(), want);
        if asked.never(who.clone()) || !asked.never(Claim::All(vec![who, row])) {
            continue;
        }
        let says = format!(
            "no {} that misses this is {}",
            asked.kind(),
            asked.words(std::slice::from_ref(condition))
        );
        let lint = lint(asked, Level::Warning, label).says(says);
        lints.push(lint.repair("drop the row, or its condition"));
    }
    lints
}
