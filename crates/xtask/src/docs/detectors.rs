//! The page of the detectors: what can be missing in a matrix, and by which limits.

use std::fmt::Write;

use anyhow::Result;
use serde_yaml_ng::Value;

use super::catalogue::{cell, documents, text};
use crate::tree::Tree;

const INTRODUCTION: &str = "
# Detectors

What `allhands matrix gaps` looks for. A gap is a finding: it has a deadline, goes to somebody, and
closes on what the matrix and the sources say, not on a word. A detector that nobody tells what it
needs says so; that is no pass.
[Settle a disagreement](../guide/settle-a-disagreement.md) tells what to do.
";

pub(super) fn page(tree: &Tree) -> Result<String> {
    let mut page = INTRODUCTION.to_owned();
    // Writing to a text cannot fail.
    let _ = writeln!(
        page,
        "\n| | what is wrong | severity | settle within | limits |"
    );
    let _ = writeln!(page, "|---|---|---|---|---|");
    for (path, yaml) in tree.under("catalogue/detectors") {
        for document in documents(yaml)? {
            let _ = writeln!(page, "{}", row(path, &document));
        }
    }
    Ok(page)
}

fn row(path: &str, page: &Value) -> String {
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.trim_end_matches(".yaml");
    let short = stem.split('-').next().unwrap_or(stem).to_uppercase();
    let told = |name: &str| text(page, name).unwrap_or_default().trim().to_owned();
    let severity = match told("lesser severity") {
        lesser if lesser.is_empty() => told("severity"),
        lesser => format!("{} or {lesser}", told("severity")),
    };
    let limits = page.get("limits").and_then(Value::as_mapping);
    let limit = |(name, limit): (&Value, &Value)| {
        let value = limit.get("value").and_then(Value::as_f64)?;
        Some(format!("{} {value}", name.as_str()?))
    };
    let limits: Vec<String> = limits.into_iter().flatten().filter_map(limit).collect();
    format!(
        "| [{short}](../../{path}) | **{}.** {} | {severity} | {} | {} |",
        cell(&told("title")),
        cell(&told("why")),
        told("fix within"),
        cell(&limits.join("; "))
    )
}
