//! What a machine can check before people are asked to sign. One function a gate, one line each.

use model::{Place, Problem, Problems};
use rules::{
    lint::{Level, Lint},
    tree::Rule,
};

use super::words::Words;
use crate::workspace::Workspace;

/// A rule at the gates.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The workspace, with the words that the rule is written in.
    pub workspace: &'a Workspace,
    /// The rule, by itself.
    pub rule: &'a Rule,
    /// What is worth telling its author.
    pub lints: &'a [Lint],
    /// Rules that come into force together with it, itself too.
    pub together: &'a [Rule],
}

/// What one gate finds; nothing when it is open.
pub type Gate = fn(&Candidate<'_>) -> Vec<Problem>;

/// Every gate: what it is called, and what it finds. To add one: a function and a line.
pub const GATES: &[(&str, Gate)] = &[
    ("its examples come out as it says", examples),
    ("people can act on it", complete),
    ("it does not loosen what it tightens", not_looser),
    ("it says what it means to say", lints),
    ("its words mean the same in every rule", words),
];

/// What every gate finds. Empty when the rule may be proposed.
pub fn closed(candidate: &Candidate<'_>) -> Vec<Problem> {
    GATES.iter().flat_map(|(_, gate)| gate(candidate)).collect()
}

fn examples(it: &Candidate<'_>) -> Vec<Problem> {
    let all = it.workspace.rules_in_force();
    let outcomes = judge::run_tests(it.rule, &all, &it.workspace.vocabulary);
    let wrong = outcomes
        .into_iter()
        .filter(|outcome| outcome.expected != outcome.got);
    wrong
        .map(|outcome| {
            let says = format!(
                "its example `{}` in `{}` should be {} and is {}",
                outcome.example, outcome.test, outcome.expected, outcome.got
            );
            problem(it.rule, "govern-examples", says)
                .advise("`allhands rule test` shows why; mend the rule or the example")
        })
        .collect()
}

fn complete(it: &Candidate<'_>) -> Vec<Problem> {
    let Problems(problems) = rules::publishable(it.rule);
    problems
}

fn not_looser(it: &Candidate<'_>) -> Vec<Problem> {
    let Some(tightened) = &it.rule.tightens else {
        return Vec::new();
    };
    let in_force = it.workspace.rules_in_force();
    let mut among = it.together.iter().chain(&in_force);
    let Some(baseline) = among.find(|rule| rule.id == *tightened) else {
        let says = format!("it tightens `{tightened}`, which is not in force");
        return vec![
            problem(it.rule, "govern-baseline", says)
                .advise("publish that rule first, or leave `Tightens` out"),
        ];
    };
    let refusals = rules::tighten::refusals(it.rule, baseline, &it.workspace.vocabulary);
    refusals
        .into_iter()
        .map(|refusal| {
            let mut problem = problem(it.rule, "E-TIGHTEN", refusal.says);
            problem.advice = refusal.advice;
            problem
        })
        .collect()
}

fn lints(it: &Candidate<'_>) -> Vec<Problem> {
    let errors = it.lints.iter().filter(|lint| lint.level == Level::Error);
    errors
        .map(|lint| problem(it.rule, lint.code, lint.says.clone()).advise(lint.repair.clone()))
        .collect()
}

/// A word means one thing at a time: who changes what it means publishes every rule that uses it.
fn words(it: &Candidate<'_>) -> Vec<Problem> {
    let here = Words::of(it.rule, &it.workspace.vocabulary);
    let decided = &it.workspace.decided;
    let others = it
        .workspace
        .standing
        .keys()
        .filter(|id| **id != it.rule.id && it.together.iter().all(|rule| rule.id != **id));
    others
        .filter_map(|id| {
            let live = decided.history.in_force(id)?;
            let text = decided.texts.get(&live.text)?;
            let theirs: Words = serde_json::from_str(&text.words).ok()?;
            let word = here.differing(&theirs).next()?.to_owned();
            let says = format!("`{word}` means something else in `{id}`, which is in force");
            Some(problem(it.rule, "govern-words", says).advise(format!(
                "publish both together: `allhands rule publish {} {id}`",
                it.rule.id
            )))
        })
        .collect()
}

/// Languages people read here in which the rule has no message or no steps: English stands in.
pub fn fallbacks(rule: &Rule, languages: &[String]) -> Vec<String> {
    let is = |written: &Option<String>, wanted: &str| {
        written.as_deref().unwrap_or("en").split('-').next() == wanted.split('-').next()
    };
    let lacks = |language: &&String| {
        !rule
            .messages
            .iter()
            .any(|text| is(&text.language, language))
            || !rule.steps.iter().any(|steps| is(&steps.language, language))
    };
    languages.iter().filter(lacks).cloned().collect()
}

fn problem(rule: &Rule, code: &str, says: impl Into<String>) -> Problem {
    Problem::new(code, says, Place::file(format!("rule {}", rule.id)))
}
