//! The publish gate: a rule that cannot tell anybody what to do is not published.

use model::{Place, Problem, Problems, Verdict};

use crate::{
    mistake::Code,
    tree::{Modal, Rule},
};

/// What a rule lacks before it may be published: an example that passes and one that fails, a
/// message, steps, an activity and, where it demands, a deadline. Empty when it lacks nothing.
pub fn publishable(rule: &Rule) -> Problems {
    let mut problems = Vec::new();
    let mut lacks = |lacking: bool, code: Code, says: &str, advice: &str| {
        if lacking {
            let says = format!("rule `{}` {says}", rule.id);
            let place = Place::file(rule.id.as_str());
            problems.push(Problem::new(code.as_str(), says, place).advise(advice));
        }
    };
    let shows = |verdict: Verdict| {
        rule.tests
            .iter()
            .flat_map(|test| &test.expect)
            .any(|expect| expect.verdict == verdict)
    };
    let for_all = |language: &Option<String>| {
        language
            .as_deref()
            .is_none_or(|language| language == "en" || language.starts_with("en-"))
    };
    let message = rule
        .messages
        .iter()
        .any(|message| for_all(&message.language));
    let steps = rule
        .steps
        .iter()
        .any(|steps| for_all(&steps.language) && !steps.lines.is_empty());
    lacks(
        !shows(Verdict::Met),
        Code::NoTest,
        "has no example that passes",
        "add a `Test` with `expect pass`",
    );
    lacks(
        !shows(Verdict::Missed),
        Code::NoTest,
        "has no example that fails",
        "add a `Test` with `expect fail`",
    );
    lacks(
        !message,
        Code::Open,
        "has no message in English",
        "Message (en): …",
    );
    lacks(
        !steps,
        Code::Open,
        "has no steps in English",
        "Steps:\n  1. …",
    );
    lacks(
        rule.activity.is_none(),
        Code::Open,
        "names no activity",
        "Activity: \"…\"",
    );
    lacks(
        rule.expectation.modal == Modal::Must && rule.fix_within.is_empty(),
        Code::Open,
        "demands something without a deadline",
        "Fix within: 14 days",
    );
    Problems(problems)
}
