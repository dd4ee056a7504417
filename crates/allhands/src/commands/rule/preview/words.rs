//! Changed words: telling vocabulary files from rules, and what they move in words.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use app::{
    parties::View,
    preview::{Named, WordChange},
};
use model::EntityId;

use super::text::{Names, moves};
use crate::{
    output::{BOLD, DIM, RED, paint},
    words::{counted, wrapped},
};

/// Whether a YAML text describes kinds and words instead of a rule.
pub(super) fn is_vocabulary(text: &str) -> bool {
    let mut lines = text.lines();
    lines.any(|line| line.starts_with("kind:") || line.starts_with("extends:"))
}

/// Where a vocabulary file stands in the workspace, or would.
pub(super) fn place(file: &Path, root: &Path) -> String {
    let within = |file: &Path, root: &Path| {
        let file = file.canonicalize().ok()?;
        let inside = file.strip_prefix(root.canonicalize().ok()?).ok()?;
        let path = inside.to_str()?.replace('\\', "/");
        path.starts_with("vocabulary/").then_some(path)
    };
    within(file, root).unwrap_or_else(|| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        format!("vocabulary/{name}")
    })
}

/// The names of the entities that a change moves.
pub(super) fn named(view: &View, change: &WordChange) -> BTreeMap<EntityId, Named> {
    let moved = change.rules.iter().flat_map(|rule| rule.moved());
    let entity = |id: &EntityId| view.inventory.get(id);
    moved
        .filter_map(|id| {
            let entity = entity(id)?;
            let named = Named {
                name: entity.name.clone(),
                goes_to: None,
                department: view.unit(entity).map(|unit| unit.name.clone()),
            };
            Some((id.clone(), named))
        })
        .collect()
}

/// What changed words move, rule by rule.
pub(super) fn told(change: &WordChange, names: &Names<'_>) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", paint(BOLD, "Changed words"));
    if change.changed.is_empty() && change.rules.is_empty() && change.unreadable.is_empty() {
        let _ = writeln!(
            text,
            "  no rule in force uses what changed: nothing moves ({})\n",
            counted(change.untouched, "rule")
        );
        return text;
    }
    let list: Vec<&str> = change.changed.iter().map(String::as_str).collect();
    if !list.is_empty() {
        let _ = writeln!(text, "  {}", wrapped(&list.join("; "), 2));
    }
    for effect in &change.rules {
        let moved = effect.moved().count();
        let _ = writeln!(
            text,
            "\n{} {}",
            paint(BOLD, &effect.title),
            paint(DIM, &effect.rule)
        );
        if moved == 0 {
            text.push_str("  it uses them, and no verdict moves\n");
        }
        text.push_str(&moves(&effect.transitions, names));
    }
    for broken in &change.unreadable {
        let _ = writeln!(
            text,
            "\n{} {}: it could no longer be read",
            paint(RED, "broken"),
            broken.rule
        );
        for problem in &broken.problems {
            let _ = writeln!(text, "  {}", problem.says);
        }
    }
    let _ = writeln!(
        text,
        "\n{} in force not touched\n",
        counted(change.untouched, "rule")
    );
    text
}
