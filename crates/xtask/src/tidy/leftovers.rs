//! What is put off, switched off or forgotten.

use super::Complaint;
use crate::{
    rust_source::{line_of, split},
    tree::Tree,
};

/// Words of a promise to do it later. In pieces, so that this file does not hold them.
const PROMISES: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];

/// Code that puts off or switches off, and what to do instead.
const CODE: &[(&str, &str)] = &[
    (
        "todo!",
        "write it, or leave the whole feature to its own change",
    ),
    (
        "unimplemented!",
        "write it, or leave the whole feature to its own change",
    ),
    (
        "#[ignore",
        "make it run or remove it: a test nobody runs proves nothing",
    ),
    ("allow(dead_code)", "remove what nobody uses"),
    (
        "thread::sleep",
        "pass time as an argument; a sleep is slow and still races",
    ),
    (
        "time::sleep",
        "pass time as an argument; a sleep is slow and still races",
    ),
    (
        "proc-macro = true",
        "no macros of our own that run code at build time",
    ),
];

/// Where waiting is the work itself: before a tool is asked again, and for a server of tests that
/// answers late.
const WAITS: &[&str] = &[
    "crates/allhands/src/wire.rs",
    "crates/testkit/src/server.rs",
];

/// Endings of files that a tool or a hand left behind.
const FORGOTTEN: &[&str] = &[
    ".orig",
    ".rej",
    ".bak",
    ".snap.new",
    ".pending-snap",
    "~",
    ".swp",
];

/// Nothing of that is in the tree.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (path, text) in tree.files() {
        if FORGOTTEN.iter().any(|end| path.ends_with(end)) {
            found.push(Complaint::file(path, "left behind by a tool: remove it"));
        }
        if path.ends_with(".rs") {
            let layers = split(text);
            promises(path, &layers.comments, &mut found);
            put_off(path, &layers.code, &mut found);
            if is_dead(tree, path) {
                found.push(Complaint::file(
                    path,
                    "no `mod` names this file: remove it or use it",
                ));
            }
        } else if [".md", ".yaml", ".rule", ".toml"]
            .iter()
            .any(|end| path.ends_with(end))
        {
            promises(path, text, &mut found);
        }
        if path.ends_with("Cargo.toml") {
            put_off(path, text, &mut found);
        }
    }
    found
}

fn promises(path: &str, text: &str, found: &mut Vec<Complaint>) {
    for (index, line) in text.lines().enumerate() {
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        if let Some(word) = words.find(|word| PROMISES.contains(word)) {
            let says = format!("`{word}`: do it, or write it down where work is planned");
            found.push(Complaint::line(path, index + 1, says));
        }
    }
}

fn put_off(path: &str, code: &str, found: &mut Vec<Complaint>) {
    for (name, instead) in CODE {
        for (at, _) in code.match_indices(name) {
            // `my_todo!` is somebody else's macro.
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            if name.ends_with("::sleep") && WAITS.contains(&path) {
                continue;
            }
            let says = format!("`{name}`: {instead}");
            found.push(Complaint::line(path, line_of(code, at), says));
        }
    }
}

/// Whether a source file is no root of a crate, and no other file of the crate names it.
fn is_dead(tree: &Tree, path: &str) -> bool {
    let mut steps = path.rsplit('/');
    let file = steps.next().unwrap_or_default().trim_end_matches(".rs");
    let folder = steps.next().unwrap_or_default();
    if ["main", "lib", "build"].contains(&file) || ["bin", "examples", "tests"].contains(&folder) {
        return false;
    }
    let name = if file == "mod" { folder } else { file };
    let Some(krate) = path.split('/').nth(1).map(|name| format!("crates/{name}")) else {
        return false;
    };
    let wanted = [format!("mod {name};"), format!("mod r#{name};")];
    path.starts_with("crates/")
        && !tree.under(&krate).any(|(_, text)| {
            wanted
                .iter()
                .any(|declared| text.contains(declared.as_str()))
        })
}
