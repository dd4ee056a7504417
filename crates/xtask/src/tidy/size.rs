//! Lines, functions and files a person can take in at once.

use super::Complaint;
use crate::{
    rust_source::{item_end, line_of, split},
    tree::Tree,
};

/// Columns of a line.
const LINE: usize = 100;
/// Lines of a function, from `fn` to its closing brace.
const FUNCTION: usize = 70;
/// The same in tests, where a function may be a table of cases.
const TEST_FUNCTION: usize = 140;
/// Lines of a file that call for a reason.
const LONG_FILE: usize = 500;
/// Lines of a file that are too many.
const FILE: usize = 800;

/// No line, function or file of Rust is too long.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    tree.rust()
        .flat_map(|(path, source)| one(path, source))
        .collect()
}

/// Files that are long, though not too long: one line each.
pub fn long_files(tree: &Tree) -> Vec<String> {
    tree.rust()
        .map(|(path, source)| (path, source.lines().count()))
        .filter(|(_, lines)| (LONG_FILE + 1..=FILE).contains(lines))
        .map(|(path, lines)| format!("{path}: {lines} lines; past {LONG_FILE} needs a reason"))
        .collect()
}

fn one(path: &str, source: &str) -> Vec<Complaint> {
    let mut found = Vec::new();
    let lines = source.lines().count();
    if lines > FILE {
        let says = format!("{lines} lines, at most {FILE}: split it by idea");
        found.push(Complaint::file(path, says));
    }
    for (index, line) in source.lines().enumerate() {
        let columns = line.chars().count();
        if columns > LINE {
            let says = format!("{columns} columns, at most {LINE}");
            found.push(Complaint::line(path, index + 1, says));
        }
    }
    let most = if path.contains("/tests/") {
        TEST_FUNCTION
    } else {
        FUNCTION
    };
    let code = split(source).code;
    for (at, name) in functions(&code) {
        let Some(end) = item_end(&code[at..]) else {
            continue;
        };
        let lines = line_of(&code, at + end - 1) - line_of(&code, at) + 1;
        if lines > most {
            let says = format!("function `{name}` has {lines} lines, at most {most}");
            found.push(Complaint::line(path, line_of(&code, at), says));
        }
    }
    found
}

/// Where each function starts, with its name. The type `fn(...)` has no name, so is none.
fn functions(code: &str) -> Vec<(usize, &str)> {
    let of_a_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices("fn ")
        .filter(|(at, _)| !code[..*at].chars().next_back().is_some_and(of_a_word))
        .filter_map(|(at, word)| {
            let rest = &code[at + word.len()..];
            let end = rest.find(|c| !of_a_word(c)).unwrap_or(rest.len());
            (end > 0).then(|| (at, &rest[..end]))
        })
        .collect()
}
