//! Which crate may use which. Cargo stops cycles; this stops wrong directions.

use toml::Table;

use super::Complaint;
use crate::tree::Tree;

/// Crates, in the direction data flows, with what each may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    // Published standards only: none of our nouns, so that it can be read and checked alone.
    ("tlog", &[]),
    ("sources", &["model"]),
    ("inventory", &["model"]),
    ("rules", &["model"]),
    ("judge", &["model", "rules"]),
    ("ledger", &["model", "tlog"]),
    ("people", &["model", "ledger"]),
    ("impact", &["model", "tlog", "ledger"]),
    (
        "app",
        &[
            "model",
            "tlog",
            "sources",
            "inventory",
            "rules",
            "judge",
            "ledger",
            "people",
            "impact",
        ],
    ),
    ("store", &["model", "app"]),
    ("engine", &["model", "rules", "judge", "app"]),
    ("io", &["model", "sources", "app"]),
    // It answers HTTP and knows use cases; where things rest it asks through a trait of its own.
    (
        "web",
        &[
            "model",
            "sources",
            "inventory",
            "rules",
            "judge",
            "ledger",
            "people",
            "impact",
            "app",
        ],
    ),
    ("testkit", &["model"]),
    (
        "allhands",
        &[
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
            "store",
            "engine",
            "io",
            "web",
            "testkit",
        ],
    ),
    ("xtask", &[]),
];

/// Libraries that only these crates may use: what they bring stays behind a wall.
const WALLS: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("ureq", &["io"]),
    ("ring", &["io", "tlog"]),
    ("arrow-ipc", &["store", "engine"]),
    ("tokio", &["store", "engine", "web", "allhands"]),
    ("axum", &["web"]),
    ("cedar-policy", &["web"]),
    ("argon2", &["web"]),
    ("clap", &["allhands"]),
    ("anyhow", &["allhands", "xtask"]),
    ("datafusion", &["engine"]),
    ("deltalake", &["engine"]),
    ("object_store", &["engine"]),
    ("parquet", &["engine"]),
];

/// Every arrow of every `crates/*/Cargo.toml` is in the table.
pub fn check(tree: &Tree) -> Vec<Complaint> {
    tree.folders("crates")
        .iter()
        .flat_map(|name| one(tree, name))
        .collect()
}

fn one(tree: &Tree, folder: &str) -> Vec<Complaint> {
    let path = format!("crates/{folder}/Cargo.toml");
    let Some(text) = tree.text(&path) else {
        return vec![Complaint::file(
            &path,
            "a folder of `crates/` without a manifest",
        )];
    };
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![Complaint::file(&path, format!("cannot be read: {error}"))],
    };
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == folder) else {
        let says =
            format!("`{folder}` has no row in the table of arrows; add one, with the reason");
        return vec![Complaint::file(&path, says)];
    };
    uses(&manifest)
        .into_iter()
        .filter_map(|(section, used)| wrong(folder, allowed, section, used))
        .map(|says| Complaint::file(&path, says))
        .collect()
}

/// The sentence about one arrow, where it is wrong.
fn wrong(from: &str, allowed: &[&str], section: &str, to: &str) -> Option<String> {
    if let Some((_, behind)) = WALLS.iter().find(|(library, _)| *library == to) {
        let list = behind.join("`, `");
        return (!behind.contains(&from))
            .then(|| format!("`{from}` must not use `{to}`: only `{list}` may"));
    }
    let ours = ARROWS.iter().any(|(name, _)| *name == to);
    // Everybody's tests may use the sample organisation.
    let in_tests = section == "dev-dependencies" && to == "testkit";
    if !ours || in_tests || allowed.contains(&to) {
        return None;
    }
    let may = match allowed {
        [] => "nothing of ours".to_owned(),
        names => format!("`{}`", names.join("`, `")),
    };
    Some(format!("`{from}` must not use `{to}`: it may use {may}"))
}

/// The crates that a manifest names, with the section that names each.
fn uses(manifest: &Table) -> Vec<(&'static str, &str)> {
    ["dependencies", "build-dependencies", "dev-dependencies"]
        .into_iter()
        .filter_map(|section| Some((section, manifest.get(section)?.as_table()?)))
        .flat_map(|(section, table)| table.keys().map(move |name| (section, name.as_str())))
        .collect()
}
