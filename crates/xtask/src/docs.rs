//! The reference: pages under `docs/reference/` that are written by reading the catalogue.
//!
//! What can be generated is never written by hand. `tidy` refuses a page that is stale; the pages
//! of the command line and of the API need the built binary and are checked by its own tests and by
//! those of `web`.

pub mod catalogue;
pub mod cli;
mod connectors;
mod detectors;
mod lints;
mod rules;
mod vocabulary;

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::tree::Tree;

/// Where the pages lie.
pub const FOLDER: &str = "docs/reference";

/// The first lines of every generated page.
const HEAD: &str = "<!-- Written by `cargo xtask docs`. Change what it is made from instead. -->\n";

/// Whether pages are written or only compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write those that differ.
    Write,
    /// Write nothing and fail where one differs.
    Check,
}

/// The pages that are made from files alone, by path.
///
/// # Errors
/// A file of the catalogue that cannot be read as what it should be, by name.
pub fn pages(tree: &Tree) -> Result<BTreeMap<String, String>> {
    let page = |name: &str, text: String| (format!("{FOLDER}/{name}.md"), format!("{HEAD}{text}"));
    Ok(BTreeMap::from([
        page("connectors", connectors::page(tree)?),
        page("vocabulary", vocabulary::page(tree)?),
        page("detectors", detectors::page(tree)?),
        page("rules", rules::page(tree)),
        page("lints", lints::page(tree)),
    ]))
}

/// Writes or compares all pages, that of the command line last: it needs a binary that builds.
/// Returns what it did.
///
/// # Errors
/// A catalogue that cannot be read, a binary that does not build, a page that cannot be written;
/// in [`Mode::Check`], a page that is stale.
pub fn run(root: &Path, mode: Mode) -> Result<String> {
    let mut stale = settle(root, mode, pages(&Tree::read(root)?)?)?;
    let cli = (
        format!("{FOLDER}/cli.md"),
        format!("{HEAD}{}", cli::page(root)?),
    );
    let api = (format!("{FOLDER}/openapi.json"), cli::api(root)?);
    stale.extend(settle(root, mode, BTreeMap::from([cli, api]))?);
    let names = stale.join("`, `");
    match mode {
        _ if stale.is_empty() => Ok(format!("every page of `{FOLDER}` is fresh")),
        Mode::Write => Ok(format!("wrote `{names}`")),
        Mode::Check => bail!("`{names}` would change: run `cargo xtask docs`"),
    }
}

/// The names of the pages that differ from what lies there; in [`Mode::Write`] they then no
/// longer do.
fn settle(root: &Path, mode: Mode, pages: BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut stale = Vec::new();
    for (path, page) in pages {
        let file = root.join(&path);
        if fs::read_to_string(&file).is_ok_and(|there| there == page) {
            continue;
        }
        if mode == Mode::Write {
            let folder = file.parent().unwrap_or(root);
            fs::create_dir_all(folder).with_context(|| format!("`{FOLDER}` is not writable"))?;
            fs::write(&file, page).with_context(|| format!("`{path}` is not writable"))?;
        }
        stale.push(path);
    }
    Ok(stale)
}
