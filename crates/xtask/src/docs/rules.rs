//! The page of the rules that are shipped.

use std::fmt::Write;

use super::catalogue::{cell, label};
use crate::tree::Tree;

const INTRODUCTION: &str = "
# Rules

The rules that are shipped. None is in force until a workspace adopts it, by its id, in
`rules/adopted.yaml`; a workspace's own rules lie beside that file, in the same format.
";

pub(super) fn page(tree: &Tree) -> String {
    let mut page = INTRODUCTION.to_owned();
    for folder in tree.folders("catalogue/rules") {
        // Writing to a text cannot fail.
        let _ = write!(
            page,
            "\n## {folder}\n\n| id | what is expected | severity | fix within |\n"
        );
        let _ = writeln!(page, "|---|---|---|---|");
        for (path, rule) in tree.under(&format!("catalogue/rules/{folder}")) {
            if path.ends_with(".rule") {
                let _ = writeln!(page, "{}", row(path, rule));
            }
        }
    }
    page
}

fn row(path: &str, rule: &str) -> String {
    let settings = label(rule, "Settings").unwrap_or_default();
    let told = |name| cell(&filled(&label(rule, name).unwrap_or_default(), &settings));
    let id = label(rule, "Id").unwrap_or_default();
    let link = format!("[{id}](../../{path})");
    let sentence = told("Expectation");
    format!(
        "| {link} | {sentence} | {} | {} |",
        told("Severity"),
        told("Fix within")
    )
}

/// A text with the values of settings (`max silence = 7 days; ...`) in place of their names.
fn filled(text: &str, settings: &str) -> String {
    settings
        .split(';')
        .filter_map(|setting| setting.split_once('='))
        .fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("[{}]", name.trim()), value.trim())
        })
}
