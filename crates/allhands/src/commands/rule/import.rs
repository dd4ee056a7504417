//! `allhands rule import`: rules of other tools as skeletons.

use rules::Notation;

use super::{Printed, answered, documents};
use crate::{
    cli::{Cli, RuleImportArgs, RuleOrigin},
    outcome::{CommandError, Outcome},
    output::Out,
};

pub(super) fn import(cli: &Cli, args: &RuleImportArgs, out: &Out) -> Result<Outcome, CommandError> {
    let vocabulary = documents::vocabulary(cli, args.vocabulary.as_deref())?;
    let text = io::read_text(&args.file).map_err(|error| CommandError::wrong(error.problem()))?;
    let file = args.file.display().to_string();
    let (rules, problems) = match args.from {
        RuleOrigin::Fleet => rules::from_fleet(&text, &file, &vocabulary),
    };
    let printed = rules
        .iter()
        .map(|rule| Printed {
            file: file.clone(),
            text: Notation::Sentence.print(rule, &vocabulary),
        })
        .collect();
    let read = (printed, problems.0);
    Ok(answered(cli, "allhands.rule_import", read, out))
}
