//! `allhands rule convert --to table`, and tables among the files of a rule command.

use std::path::Path;

use rules::tree::Rule;
use serde::Serialize;

use super::documents;
use crate::{
    cli::{Cli, RuleFiles},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

/// Several rules as one table.
#[derive(Debug, Serialize)]
struct Table {
    rules: usize,
    text: String,
}

/// Prints rules as a decision table.
pub(super) fn convert(cli: &Cli, files: &RuleFiles, out: &Out) -> Result<Outcome, CommandError> {
    let read = documents::read(cli, files)?;
    let problems = read.problems();
    if !problems.is_empty() {
        return Err(CommandError::rules(problems));
    }
    let rules: Vec<Rule> = read
        .documents
        .iter()
        .filter_map(|document| document.rule.clone())
        .collect();
    let text = rules::to_table(&rules, &read.vocabulary)?;
    let table = Table {
        rules: rules.len(),
        text,
    };
    out.answer("allhands.rule_table", wire::now(cli), table, &[], |table| {
        table.text.clone()
    });
    Ok(Outcome::Clean)
}

/// Whether a file is a table.
pub(super) fn is_table(file: &str) -> bool {
    Path::new(file)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}
