//! Generated documents say what the catalogue says today.

use super::Complaint;
use crate::{docs, tree::Tree};

/// Every page that `cargo xtask docs` writes from files is as it would write it now.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    let pages = match docs::pages(tree) {
        Ok(pages) => pages,
        Err(error) => return vec![Complaint::file(docs::FOLDER, format!("{error:#}"))],
    };
    pages
        .iter()
        .filter(|(path, page)| tree.text(path) != Some(page.as_str()))
        .map(|(path, _)| Complaint::file(path, "is stale: run `cargo xtask docs`"))
        .collect()
}
