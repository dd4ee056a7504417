//! Words that say two things at once, with the word to use instead.
//!
//! Looked for where people read: documents, catalogue rules, and the messages of the crates that
//! talk to people. Words in backticks are names of other things and stay.

use super::Complaint;
use crate::{rust_source::split, tree::Tree};

/// The word, and what to say.
const INSTEAD: &[(&str, &str)] = &[
    ("asset", "the thing itself: laptop, service, account"),
    (
        "assets",
        "the things themselves: laptops, services, accounts",
    ),
    ("users", "`people` or `accounts`"),
    ("end user", "`person`"),
    ("alert", "`finding` or `reminder`"),
    ("alerts", "`findings` or `reminders`"),
    ("violation", "`missed`, or `finding`"),
    ("violations", "`findings`"),
    ("violates", "`misses`"),
    ("violated", "`missed`"),
    ("violator", "`person`"),
    ("offender", "`person`"),
    ("offenders", "`people`"),
    ("non-compliant", "`missed`"),
    ("noncompliant", "`missed`"),
    ("waiver", "`exception`"),
    ("waivers", "`exceptions`"),
    ("security issue", "`finding`"),
    ("security issues", "`findings`"),
];

/// Crates whose messages reach people.
const SPEAKING: &[&str] = &["allhands", "app", "people", "impact"];

/// `VOCABULARY.md` explains the words to avoid, so it may name them.
const EXPLAINS: &str = "VOCABULARY.md";

/// None of them is used where people read.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in tree.files() {
        let root_page = !path.contains('/') && path != EXPLAINS;
        if path.ends_with(".md") && (root_page || path.starts_with("docs/")) {
            scan(path, &without_names(text), &mut found);
        } else if path.starts_with("catalogue/rules/") {
            scan(path, text, &mut found);
        }
    }
    for name in SPEAKING {
        for (path, source) in tree.under(&format!("crates/{name}/src")) {
            if path.ends_with(".rs") {
                scan(path, &messages(source), &mut found);
            }
        }
    }
    found
}

/// The strings of a source file, up to its test module, which stands last.
fn messages(source: &str) -> String {
    let layers = split(source);
    let tests = layers
        .code
        .find("#[cfg(test)]")
        .unwrap_or(layers.code.len());
    let told = layers.code[..tests].lines().count();
    let strings: Vec<&str> = layers.strings.lines().take(told).collect();
    without_names(&strings.join("\n"))
}

/// Text with everything in backticks (also fenced blocks) blanked out, lines kept.
fn without_names(text: &str) -> String {
    let mut in_name = false;
    text.chars()
        .map(|c| {
            if c == '`' {
                in_name = !in_name;
                return ' ';
            }
            if in_name && c != '\n' { ' ' } else { c }
        })
        .collect()
}

fn scan(path: &str, text: &str, found: &mut Vec<Complaint>) {
    for (index, line) in text.lines().enumerate() {
        let line = line.to_lowercase();
        for (word, instead) in INSTEAD {
            if stands_alone(&line, word) {
                let says = format!("`{word}` can mean several things: say {instead}");
                found.push(Complaint::line(path, index + 1, says));
            }
        }
    }
}

fn stands_alone(line: &str, word: &str) -> bool {
    let of_a_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(of_a_word) && !after.is_some_and(of_a_word)
    })
}
