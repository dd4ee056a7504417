//! Stages read no clock, file, socket, process or environment: what they need is an argument.

use super::Complaint;
use crate::{
    rust_source::{line_of, split, without_tests},
    tree::Tree,
};

/// Crates whose `src` is pure.
const PURE: &[&str] = &[
    "model",
    "tlog",
    "sources",
    "inventory",
    "rules",
    "judge",
    "ledger",
    "people",
    "impact",
    "app",
];

/// What they must not name, and what to do instead.
const IMPURE: &[(&str, &str)] = &[
    (
        "std::fs",
        "take the text or bytes as an argument; files are read in `io`",
    ),
    (
        "std::env",
        "take the value as an argument; only the binary reads the environment",
    ),
    (
        "TcpStream",
        "return a request as a value; the edge sends it",
    ),
    (
        "TcpListener",
        "return a request as a value; the edge sends it",
    ),
    (
        "UdpSocket",
        "return a request as a value; the edge sends it",
    ),
    ("ToSocketAddrs", "names are looked up at the edge"),
    (
        "std::process",
        "return what is wanted as a value; `io` runs it",
    ),
    (
        "SystemTime",
        "take `now` as an argument; only the binary reads the clock",
    ),
    (
        "Instant::now",
        "take `now` as an argument; only the binary reads the clock",
    ),
    (
        "Timestamp::now",
        "take `now` as an argument; only the binary reads the clock",
    ),
    (
        "Zoned::now",
        "take `now` as an argument; only the binary reads the clock",
    ),
    (
        "TimeZone::system",
        "take the zone as an argument; it is configured, not found",
    ),
];

/// Modules of `std` that are impure, as they stand in `use std::{...}`.
const MODULES: &[&str] = &["fs", "env", "process"];

/// No pure crate names anything impure outside its tests.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    PURE.iter()
        .flat_map(|name| tree.under(&format!("crates/{name}/src")))
        .filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("/tests.rs"))
        .flat_map(|(path, source)| one(path, source))
        .collect()
}

fn one(path: &str, source: &str) -> Vec<Complaint> {
    let code = without_tests(&split(source).code);
    let mut found = Vec::new();
    for (name, instead) in IMPURE {
        for at in whole_words(&code, name) {
            let says = format!("a stage must not name `{name}`: {instead}");
            found.push(Complaint::line(path, line_of(&code, at), says));
        }
    }
    for at in whole_words(&code, "std::{") {
        for name in grouped(&code[at + "std::{".len()..]) {
            if let Some(module) = MODULES.iter().find(|module| **module == name) {
                let says = format!("a stage must not name `std::{module}`: take it as an argument");
                found.push(Complaint::line(path, line_of(&code, at), says));
            }
        }
    }
    found
}

/// Where a name stands by itself, not as a piece of a longer one.
fn whole_words<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let of_a_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name)
        .map(|(at, _)| at)
        .filter(move |at| {
            let before = code[..*at].chars().next_back();
            let after = code[at + name.len()..].chars().next();
            !before.is_some_and(of_a_word) && (name.ends_with('{') || !after.is_some_and(of_a_word))
        })
}

/// The first name of each entry of a `use` group, from behind its opening brace.
fn grouped(code: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            ',' if depth == 0 => {
                names.push(&code[start..at]);
                start = at + 1;
            }
            '}' if depth == 0 => {
                names.push(&code[start..at]);
                break;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    names
        .iter()
        .filter_map(|entry| entry.trim().split([':', ' ']).next())
        .collect()
}
