//! `allhands rule complete`: what may stand at a place of a rule, for editors.

use model::{Place, Problem};
use rules::Completion;
use serde::Serialize;

use super::documents;
use crate::{
    cli::{Cli, Cursor, RuleCompleteArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

/// What may stand at one place.
#[derive(Debug, Serialize)]
struct Offers {
    /// The place, in bytes of the text.
    cursor: usize,
    completions: Vec<Completion>,
}

pub(super) fn complete(
    cli: &Cli,
    args: &RuleCompleteArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let vocabulary = documents::vocabulary(cli, args.vocabulary.as_deref())?;
    let text = documents::text(&args.file)?;
    let cursor = match args.cursor {
        // The line end behind the last word is the terminal's.
        None => text.trim_end_matches(['\n', '\r']).len(),
        Some(at) => byte_of(&text, at).ok_or_else(|| no_such_place(args, at))?,
    };
    let completions = rules::complete(&text, cursor, &vocabulary);
    let offers = Offers {
        cursor,
        completions,
    };
    out.answer(
        "allhands.rule_complete",
        wire::now(cli),
        offers,
        &[],
        |offers| listed(&offers.completions),
    );
    Ok(Outcome::Clean)
}

/// The byte of a line and column; the column behind the last character counts.
fn byte_of(text: &str, at: Cursor) -> Option<usize> {
    let mut start = 0;
    let mut lines = text.split_inclusive('\n').chain([""]);
    for line in lines.by_ref().take(at.line - 1) {
        start += line.len();
    }
    let line = lines.next()?.trim_end_matches(['\n', '\r']);
    let ends = line
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([line.len()]);
    ends.map(|byte| start + byte).nth(at.column - 1)
}

fn no_such_place(args: &RuleCompleteArgs, at: Cursor) -> CommandError {
    let says = format!(
        "the text has no line {} with a column {}",
        at.line, at.column
    );
    let place = Place::file(args.file.display().to_string());
    CommandError::wrong(Problem::new("place-unknown", says, place))
}

/// One offer a line: the words, what they are, what else there is to say.
fn listed(completions: &[Completion]) -> String {
    if completions.is_empty() {
        return "nothing is offered here: the text is free, or something before it is amiss"
            .to_owned();
    }
    let widest = completions
        .iter()
        .map(|one| one.text.trim().chars().count());
    let width = widest.max().unwrap_or(0).min(40);
    let lines = completions.iter().map(|one| {
        let (text, what) = (one.text.trim(), format!("{:?}", one.what).to_lowercase());
        format!("{text:width$}  {what:11} {}", one.note)
            .trim_end()
            .to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}
