//! The page of the connectors that are shipped.

use std::fmt::Write;

use anyhow::{Context, Result};
use serde_yaml_ng::Value;

use super::catalogue::{cell, documents, entries, items, text};
use crate::tree::Tree;

const INTRODUCTION: &str = "
# Connectors

What can be read, as it is shipped. `allhands source add CONNECTOR --files GLOB` makes a source of
one; a workspace adds its own in its `connectors/` folder, in the same format.
";

pub(super) fn page(tree: &Tree) -> Result<String> {
    let mut page = INTRODUCTION.to_owned();
    for name in tree.folders("catalogue/connectors") {
        let path = format!("catalogue/connectors/{name}/connector.yaml");
        let Some(yaml) = tree.text(&path) else {
            continue;
        };
        let all = documents(yaml).with_context(|| format!("`{path}`"))?;
        one(&mut page, &name, all.first().unwrap_or(&Value::Null));
    }
    Ok(page)
}

fn one(page: &mut String, name: &str, connector: &Value) {
    // Writing to a text cannot fail.
    let _ = write!(page, "\n## {name}\n\n");
    let title = text(connector, "title").unwrap_or(name);
    let fresh = text(connector, "fresh for").map_or_else(String::new, |length| {
        format!(" An answer stays fresh for {length}.")
    });
    let link = format!("../../catalogue/connectors/{name}/README.md");
    let _ = writeln!(page, "{title}.{fresh} See [its page]({link}).\n");
    let _ = writeln!(
        page,
        "| scope | gives | fields | links | lists in full |\n|---|---|---|---|---|"
    );
    for (scope, description) in entries(connector, "scopes") {
        for emitted in items(description, "emits") {
            let names = |key| {
                entries(emitted, key)
                    .map(|(name, _)| name)
                    .collect::<Vec<_>>()
            };
            // What a tool calls its things is its own word, so a name.
            let scope = format!("`{scope}`");
            let cells = [
                vec![scope.as_str()],
                vec![text(emitted, "kind").unwrap_or_default()],
                names("fields"),
                names("links"),
                names("parts"),
            ];
            let row: Vec<String> = cells.iter().map(|cells| cell(&cells.join(", "))).collect();
            let _ = writeln!(page, "| {} |", row.join(" | "));
        }
    }
}
