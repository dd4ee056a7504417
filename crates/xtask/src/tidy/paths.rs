//! Documents name files that exist: in backticks, or as a link.

use super::Complaint;
use crate::tree::Tree;

/// A name in backticks that starts with one of these is a path of this repository. Others may
/// lie in a workspace (`sources/`, `rules/`) and are not looked for.
const OURS: &[&str] = &[
    "crates/",
    "catalogue/",
    "docs/",
    ".ci/",
    ".cargo/",
    "ui/",
    "bench/",
    "fuzz/",
];

/// Words that stand for a name in a path.
const STAND_INS: &[&str] = &["NAME", "ID", "AREA", "TOOL", "NNNN"];

/// Every path that a document names exists.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    tree.files()
        .filter(|(path, _)| path.ends_with(".md"))
        .filter(|(path, _)| !path.contains('/') || path.starts_with("docs/"))
        .flat_map(|(path, text)| one(tree, path, text))
        .collect()
}

fn one(tree: &Tree, path: &str, text: &str) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        let names = line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| is_ours(name));
        for name in names.filter(|name| !tree.has(known_part(name))) {
            let says = format!("names `{name}`, which does not exist");
            found.push(Complaint::line(path, index + 1, says));
        }
        for target in links(line).filter(|target| !tree.has(&beside(path, target))) {
            let says = format!("links to `{target}`, which does not exist");
            found.push(Complaint::line(path, index + 1, says));
        }
    }
    found
}

fn is_ours(name: &str) -> bool {
    let root_page = name.ends_with(".md")
        && !name.contains('/')
        && name.chars().next().is_some_and(|c| c.is_ascii_uppercase());
    let path = OURS.iter().any(|start| name.starts_with(start)) && !name.contains(' ');
    (root_page && name != "README.md") || path
}

/// The folders before the first step that stands for several (`*`, `<op>`, `NAME`, `...`).
fn known_part(name: &str) -> &str {
    let mut end = 0;
    for step in name.split_inclusive('/') {
        let bare = step.trim_end_matches('/');
        let name = bare.split('.').next().unwrap_or_default();
        let stands_for_several = bare.contains(['*', '<', '{', '…'])
            || bare.contains("...")
            || STAND_INS.contains(&name);
        if stands_for_several {
            break;
        }
        end += step.len();
    }
    &name[..end]
}

/// Targets of links in this repository, without their anchors.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .filter_map(|(target, _)| {
            let outside = target.contains("://") || target.starts_with("mailto:");
            let file = target.split('#').next().unwrap_or_default();
            (!outside && !file.is_empty()).then_some(file)
        })
}

/// A relative link as a path from the root.
fn beside(document: &str, target: &str) -> String {
    let mut steps: Vec<&str> = document.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            name => steps.push(name),
        }
    }
    steps.join("/")
}
