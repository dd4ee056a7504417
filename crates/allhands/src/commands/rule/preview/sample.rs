//! Verdicts drawn at random for the author to look at, and what the author said of them.

use std::{fmt::Write as _, path::Path};

use app::preview::{Labelled, Preview, labelled, read_labels};
use model::EntityId;

use super::{Answer, text::Told};
use crate::{
    outcome::CommandError,
    output::{BOLD, GREEN, RED, paint},
    words::counted,
};

/// Reads what the author says of the verdicts of some sheets.
pub(super) fn read(file: &Path, each: &[Preview]) -> Result<Vec<Labelled>, CommandError> {
    let text = io::read_text(file).map_err(|error| CommandError::wrong(error.problem()))?;
    let labels = read_labels(&text, &file.display().to_string())?;
    Ok(each
        .iter()
        .map(|preview| labelled(&preview.sheet, &labels))
        .collect())
}

/// The lines the author fills in.
pub(super) fn written(told: &Told<'_>, answer: &Answer) -> String {
    let mut text = String::new();
    for preview in told.each {
        let sheet = &preview.sheet;
        let _ = writeln!(text, "# {} ({})", sheet.title, sheet.version);
        text.push_str(
            "# Is each verdict right? Write `right` or `wrong` behind the sign, then run:\n\
             #   allhands rule preview FILE --labels THIS-FILE\n",
        );
        for (heading, entities) in [
            ("These would miss it", &sheet.samples.missed),
            ("These would be as expected", &sheet.samples.met),
        ] {
            if entities.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n# {heading}");
            for id in entities {
                let _ = writeln!(text, "{id} = ?   # {}", line(preview, answer, id));
            }
        }
        text.push('\n');
    }
    text
}

/// An entity with whose it is and why, on one line.
fn line(preview: &Preview, answer: &Answer, id: &EntityId) -> String {
    let named = answer.entities.get(id);
    let name = named.map_or_else(|| id.to_string(), |named| named.name.clone());
    let whose = named.map(|named| {
        let parts = [&named.goes_to, &named.department];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        parts.join(", ")
    });
    let because = preview.because(id).unwrap_or_default();
    let text = match whose.filter(|whose| !whose.is_empty()) {
        Some(whose) => format!("{name} ({whose}): {because}"),
        None => format!("{name}: {because}"),
    };
    // Names come from tools: one that holds a line break must not become a line of its own.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many were right, and what that means.
pub(super) fn judged(answer: &Answer) -> String {
    let mut text = String::new();
    for (labelled, sheet) in answer.labelled.iter().zip(&answer.sheets) {
        let drawn = sheet.samples.missed.len() + sheet.samples.met.len();
        let _ = writeln!(text, "{}", paint(BOLD, &sheet.title));
        let _ = writeln!(text, "  {} of {drawn} verdicts are right", labelled.right);
        let names = |ids: &[EntityId]| -> String {
            let name = |id: &EntityId| match answer.entities.get(id) {
                Some(named) => format!("{} ({id})", named.name),
                None => id.to_string(),
            };
            ids.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        for (word, ids) in [("wrong", &labelled.wrong), ("not said", &labelled.open)] {
            if !ids.is_empty() {
                let _ = writeln!(text, "  {word}: {}", names(ids));
            }
        }
        let verdict = if labelled.goes_on {
            paint(GREEN, "at least nine of ten are right: the rule can go on")
        } else if labelled.open.is_empty() {
            paint(RED, "fewer than nine of ten are right: mend the rule first")
        } else {
            let open = counted(labelled.open.len(), "verdict");
            paint(RED, format!("{open} still to be looked at"))
        };
        let _ = writeln!(text, "  {verdict}");
    }
    text
}
