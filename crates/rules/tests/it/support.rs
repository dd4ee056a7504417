//! The conformance files, and short ways to read with them.

use std::{fs, path::PathBuf, sync::LazyLock};

use model::{Problem, Vocabulary, vocabulary::Kind};
use rules::{Parsed, assemble, parse, parse_file, print, read_vocabulary, tree::Rule};

/// The text of a conformance file.
pub(crate) fn conformance(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("conformance")
        .join(name);
    fs::read_to_string(path).unwrap()
}

/// The kinds of the conformance vocabulary.
pub(crate) fn kinds() -> Vec<Kind> {
    let entries = read_vocabulary(&conformance("vocabulary.yaml"), "vocabulary.yaml").unwrap();
    let kinds = entries.iter().map(|entry| entry.kind().unwrap().clone());
    kinds.collect()
}

/// The conformance vocabulary, read once.
pub(crate) static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| assemble(kinds()).unwrap());

/// The fifty conformance rules.
pub(crate) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let parsed = parse_file(&conformance("rules.txt"), "rules.txt", "rule", &VOCABULARY);
    let rule = |parsed: Parsed| parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems));
    parsed.into_iter().map(rule).collect()
});

/// A document that must be right.
pub(crate) fn rule(text: &str) -> Rule {
    let parsed = parse(text, "a.rule", "a", &VOCABULARY);
    parsed.rule.unwrap_or_else(|| panic!("{}", parsed.problems))
}

/// What is wrong with a document: code, place and says, a line each.
pub(crate) fn problems(text: &str) -> Vec<Problem> {
    parse(text, "a.rule", "a", &VOCABULARY).problems.0
}

/// A document through tree and print.
pub(crate) fn reprinted(text: &str) -> String {
    print(&rule(text), &VOCABULARY)
}

/// A whole rule around one line of it.
pub(crate) fn with(line: &str) -> String {
    format!(
        "Rule: Laptops have a firewall\nSeverity: low\nExpectation:\n  Every laptop must have \
         firewall on\n{line}\n"
    )
}

/// The word at the mark of a problem.
pub(crate) fn marked<'t>(text: &'t str, problem: &Problem) -> &'t str {
    let line = text
        .lines()
        .nth(problem.place.line.unwrap() as usize - 1)
        .unwrap();
    let column = problem.place.column.unwrap() as usize - 1;
    let start = line
        .char_indices()
        .nth(column)
        .map_or(line.len(), |(at, _)| at);
    line[start..].split(' ').next().unwrap()
}

/// How many random cases a law is tried with: what the law asks for, or what `ALLHANDS_CASES`
/// says, for a long run by hand.
#[allow(
    clippy::disallowed_methods,
    reason = "how long a test runs is the one thing it asks its environment"
)]
pub(crate) fn cases(usual: u32) -> u32 {
    let asked = std::env::var("ALLHANDS_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}
