//! `allhands match suggestions`: what may be one thing.

use std::fmt::Write as _;

use app::{parties::View, ports::Decisions};
use inventory::Suggestion;
use model::{Problem, Vocabulary};
use serde::Serialize;

use crate::output::{DIM, Out, paint};

/// The kinds to look at: one that somebody names, else people and devices, which tools know by
/// name and other tools by number.
pub(super) fn kinds(vocabulary: &Vocabulary, named: Option<&str>) -> Result<Vec<String>, Problem> {
    let Some(named) = named else {
        return Ok(vec!["person".to_owned(), "device".to_owned()]);
    };
    let kind = app::ask::kind_named(vocabulary, &named.to_lowercase())?;
    Ok(vec![kind.kind.as_str().to_owned()])
}

/// All suggestions for some kinds, kind by kind.
pub(super) fn of(
    view: &View<'_>,
    vocabulary: &Vocabulary,
    decisions: &Decisions,
    kinds: &[String],
) -> Vec<Suggestion> {
    let each = kinds.iter();
    each.flat_map(|kind| inventory::suggest(view.inventory, vocabulary, decisions, kind))
        .collect()
}

#[derive(Serialize)]
struct Suggestions {
    /// How many there are, shown or not.
    found: usize,
    suggestions: Vec<Suggestion>,
}

pub(super) fn list(mut all: Vec<Suggestion>, limit: usize, at: jiff::Timestamp, out: &Out) {
    let found = all.len();
    all.truncate(limit);
    let suggestions = Suggestions {
        found,
        suggestions: all,
    };
    out.answer("allhands.match_suggestions", at, suggestions, &[], text);
}

fn text(all: &Suggestions) -> String {
    if all.found == 0 {
        return "Nothing looks like one thing twice.".to_owned();
    }
    let mut text = String::new();
    for one in &all.suggestions {
        let [a, b] = &one.entities;
        let percent = (one.likelihood * 100.0).floor();
        let kind = a.kind.as_str();
        let _ = writeln!(
            text,
            "{} ({a}) and {} ({b}) may be one {kind}: {percent} %",
            one.names[0], one.names[1]
        );
        for reason in &one.agree {
            let _ = writeln!(text, "  + {reason}");
        }
        for reason in &one.differ {
            let _ = writeln!(text, "  - {reason}");
        }
    }
    if all.found > all.suggestions.len() {
        let _ = writeln!(
            text,
            "{} of {} are shown.",
            all.suggestions.len(),
            all.found
        );
    }
    let next = "Say `allhands match same A B --as YOU --because WHY`, or `match apart`.";
    let _ = write!(text, "{}", paint(DIM, next));
    text
}
