//! The page of kinds, fields, links and words.

use std::fmt::Write;

use anyhow::{Context, Result};
use serde_yaml_ng::Value;

use super::catalogue::{cell, documents, entries, items, text};
use crate::tree::Tree;

const INTRODUCTION: &str = "
# Vocabulary

The words that rules are written in, as they are shipped. A workspace adds its own kinds, fields
and words in its `vocabulary/` folder, in the same format.
";

pub(super) fn page(tree: &Tree) -> Result<String> {
    let mut page = INTRODUCTION.to_owned();
    for (path, yaml) in tree.under("catalogue/vocabulary") {
        for kind in documents(yaml).with_context(|| format!("`{path}`"))? {
            one(&mut page, &kind);
        }
    }
    Ok(page)
}

fn one(page: &mut String, kind: &Value) {
    let name = text(kind, "kind").unwrap_or("(a kind without a name)");
    // Writing to a text cannot fail.
    let _ = write!(page, "\n## {name}\n\n");
    let mut facts = vec![format!(
        "Plural `{}`.",
        text(kind, "plural").unwrap_or(name)
    )];
    if let Some(root) = text(kind, "is a") {
        facts.push(format!("A kind of [{root}](#{}).", anchor(root)));
    }
    if let Some(whole) = text(kind, "part of") {
        facts.push(format!("Part of a [{whole}](#{}).", anchor(whole)));
    }
    let joined: Vec<String> = entries(kind, "identifiers")
        .map(|(name, identifier)| {
            format!(
                "{name} ({})",
                text(identifier, "strength").unwrap_or("exact")
            )
        })
        .collect();
    if !joined.is_empty() {
        facts.push(format!("Recognised by {}.", joined.join(", ")));
    }
    let owners: Vec<&str> = items(kind, "owner default")
        .filter_map(Value::as_str)
        .collect();
    if !owners.is_empty() {
        facts.push(format!(
            "Fixed by its {} unless a rule says otherwise.",
            owners.join(", then ")
        ));
    }
    let _ = writeln!(page, "{}", facts.join(" "));
    table(
        page,
        ["field", "type", "values"],
        entries(kind, "fields").map(field),
    );
    table(
        page,
        ["link", "leads to", "how many"],
        entries(kind, "links").map(link),
    );
    table(
        page,
        ["word", "means", ""],
        entries(kind, "words").map(word),
    );
}

fn table(page: &mut String, head: [&str; 3], rows: impl Iterator<Item = [String; 3]>) {
    let rows: Vec<[String; 3]> = rows.collect();
    if rows.is_empty() {
        return;
    }
    // A last column without a head is left out.
    let width = if head[2].is_empty() { 2 } else { 3 };
    let _ = write!(
        page,
        "\n| {} |\n|{}\n",
        head[..width].join(" | "),
        "---|".repeat(width)
    );
    for row in rows {
        let _ = writeln!(page, "| {} |", row[..width].join(" | "));
    }
}

fn field((name, field): (&str, &Value)) -> [String; 3] {
    let list = |key| {
        items(field, key)
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut values = [list("values"), list("words")].concat();
    let more = [
        ("unit", "in"),
        ("order", "ordered as"),
        ("order by", "ordered by"),
        ("max age", "unknown after"),
    ];
    for (key, words) in more {
        if let Some(said) = text(field, key) {
            values = format!("{values} {words} {said}").trim_start().to_owned();
        }
    }
    if let Some(least) = field.get("at least").and_then(Value::as_f64) {
        values = format!("{values} at least {least}").trim_start().to_owned();
    }
    [
        cell(name),
        text(field, "type").unwrap_or("text").to_owned(),
        cell(&values),
    ]
}

fn link((name, link): (&str, &Value)) -> [String; 3] {
    let to = text(link, "to").unwrap_or_default();
    let many = link
        .get("many")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let target = format!("[{to}](#{})", anchor(to));
    [
        cell(name),
        target,
        if many { "many" } else { "one" }.to_owned(),
    ]
}

fn word((name, word): (&str, &Value)) -> [String; 3] {
    let means = match word.get("where") {
        Some(condition) => condition_text(condition),
        None => "a source says so".to_owned(),
    };
    [cell(name), cell(&means), String::new()]
}

/// A condition of the vocabulary as one line; the format is the one it is written in.
fn condition_text(condition: &Value) -> String {
    match condition {
        Value::String(sentence) => sentence.clone(),
        other => {
            let yaml = serde_yaml_ng::to_string(other).unwrap_or_default();
            let lines: Vec<&str> = yaml.lines().map(str::trim).collect();
            format!("`{}`", lines.join("; "))
        }
    }
}

fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}
