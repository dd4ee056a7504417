//! The page of the lints: what the doc comment of each lint's own file says.

use std::{collections::BTreeMap, fmt::Write};

use crate::tree::Tree;

const INTRODUCTION: &str = "
# Lints

What `allhands rule lint` tells the author of a rule that can be read and may still not do what they
want. An error keeps a rule from being proposed; warnings and advice are for its author to weigh.
Some need the sentence alone; the others look at what was collected, so they are told in a workspace
with data. A lint that is not sure is silent.
";

/// Where a lint is one file.
const FOLDERS: &[(&str, &str)] = &[
    ("crates/rules/src/lint", "Needs the rule alone."),
    ("crates/app/src/lint", "Needs what was collected."),
];

/// The page, in order of number.
pub(super) fn page(tree: &Tree) -> String {
    let mut lints: BTreeMap<u32, String> = BTreeMap::new();
    for (folder, needs) in FOLDERS {
        for (_, source) in tree.under(folder) {
            if let Some((number, section)) = section(source, needs) {
                lints.insert(number, section);
            }
        }
    }
    let mut page = INTRODUCTION.to_owned();
    for section in lints.values() {
        page.push_str(section);
    }
    page
}

/// The number and the section of a lint; nothing for a file that is none.
fn section(source: &str, needs: &str) -> Option<(u32, String)> {
    let doc: Vec<&str> = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let (first, rest) = doc.split_first()?;
    let (number, title) = first.strip_prefix('L')?.split_once(": ")?;
    let number: u32 = number.parse().ok()?;
    let mut section = String::new();
    // Writing to a text cannot fail.
    let _ = writeln!(section, "\n## L{number}: {}", title.trim_end_matches('.'));
    let _ = writeln!(section, "{}", rest.join("\n"));
    let _ = writeln!(section, "\n{needs}");
    Some((number, section))
}
