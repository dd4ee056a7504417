//! `allhands rule`: check, print, test, explain and list rules.

mod adopt;
mod ask;
mod complete;
mod coverage;
mod documents;
mod explain;
mod govern;
mod import;
mod lint;
mod preview;
mod table;
mod text;

use app::workspace::{LoadedRule, Origin};
use documents::Document;
use model::{Problem, RuleId, Vocabulary};
use rules::Notation;
use serde::Serialize;

use crate::{
    cli::{Cli, RuleCommand, RuleFiles},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

pub(crate) fn rule(cli: &Cli, command: &RuleCommand, out: &Out) -> Result<Outcome, CommandError> {
    match command {
        RuleCommand::Check(files) => check(cli, files, out),
        RuleCommand::Lint(files) => lint::lint(cli, files, out),
        RuleCommand::Fmt {
            files,
            write: false,
        } => print(cli, files, out),
        RuleCommand::Fmt { files, write: true } => rewrite(cli, files, out),
        RuleCommand::Convert { files, to } => match to.of_documents() {
            Some(to) => convert(cli, files, to, out),
            None => table::convert(cli, files, out),
        },
        RuleCommand::Test(files) => test(cli, files, out),
        RuleCommand::Ask(args) => ask::ask(cli, args, out),
        RuleCommand::Preview(args) => preview::preview(cli, args, out),
        RuleCommand::Complete(args) => complete::complete(cli, args, out),
        RuleCommand::Import(args) => import::import(cli, args, out),
        RuleCommand::Explain(args) => explain::explain(cli, args, out),
        RuleCommand::List => list(cli, out),
        RuleCommand::Adopt { rules } => adopt::adopt(cli, rules, out),
        RuleCommand::Govern(command) => govern::govern(cli, command, out),
    }
}

/// What checking one document came to.
#[derive(Debug, Serialize)]
struct Checked {
    file: String,
    rule: Option<RuleId>,
    /// Whether it could be put in force as it is.
    publishable: bool,
    problems: Vec<Problem>,
    /// What is worth telling its author, where the rule was given by name and can be read.
    lints: Vec<lint::Placed>,
}

fn check(cli: &Cli, files: &RuleFiles, out: &Out) -> Result<Outcome, CommandError> {
    let read = documents::read(cli, files)?.refuse();
    let linter = lint::Linter::new(cli, files, &read)?;
    let checked: Vec<Checked> = read
        .documents
        .iter()
        .map(|document| {
            let gate = document
                .rule
                .as_ref()
                .map(rules::publishable)
                .unwrap_or_default();
            Checked {
                file: document.name.clone(),
                rule: document.rule.as_ref().map(|rule| rule.id.clone()),
                publishable: document.problems.is_empty() && gate.0.is_empty(),
                problems: document.problems.iter().cloned().chain(gate.0).collect(),
                lints: linter.of_given(files, document),
            }
        })
        .collect();
    // The gate is told, but only what does not parse refuses: drafts may stay drafts.
    let refused = read
        .documents
        .iter()
        .any(|document| !document.problems.is_empty());
    out.answer("allhands.rule_check", wire::now(cli), checked, &[], |c| {
        text::checked(c, &read.documents)
    });
    Ok(if refused {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// The text of one document.
#[derive(Debug, Serialize)]
struct Printed {
    file: String,
    text: String,
}

fn print(cli: &Cli, files: &RuleFiles, out: &Out) -> Result<Outcome, CommandError> {
    let read = documents::read(cli, files)?;
    let own = |document: &Document| document.notation;
    let printed = printed(&read.documents, &read.vocabulary, own);
    Ok(answered(cli, "allhands.rule_fmt", printed, out))
}

fn convert(cli: &Cli, files: &RuleFiles, to: Notation, out: &Out) -> Result<Outcome, CommandError> {
    let read = documents::read(cli, files)?;
    let converted = printed(&read.documents, &read.vocabulary, |_| to);
    Ok(answered(cli, "allhands.rule_convert", converted, out))
}

/// Prints documents, with `---` between them.
fn answered(
    cli: &Cli,
    format: &'static str,
    (printed, problems): (Vec<Printed>, Vec<Problem>),
    out: &Out,
) -> Outcome {
    let refused = !problems.is_empty();
    out.answer(format, wire::now(cli), printed, &problems, |printed| {
        printed
            .iter()
            .map(|p| p.text.as_str())
            .collect::<Vec<_>>()
            .join("---\n")
    });
    if refused {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}

/// The texts of the documents that are right, and what is wrong with the others.
fn printed(
    documents: &[Document],
    vocabulary: &Vocabulary,
    notation: impl Fn(&Document) -> Notation,
) -> (Vec<Printed>, Vec<Problem>) {
    let mut printed = Vec::new();
    let mut problems = Vec::new();
    for document in documents {
        match document.printed(notation(document), vocabulary) {
            Some(text) => printed.push(Printed {
                file: document.name.clone(),
                text,
            }),
            None => problems.extend(document.problems.iter().cloned()),
        }
    }
    (printed, problems)
}

fn rewrite(cli: &Cli, files: &RuleFiles, out: &Out) -> Result<Outcome, CommandError> {
    let read = documents::read(cli, files)?;
    let mut written = Vec::new();
    let mut problems = Vec::new();
    for path in read.paths() {
        let of_file: Vec<&Document> = read
            .documents
            .iter()
            .filter(|d| d.path.as_ref() == Some(&path))
            .collect();
        let wrong: Vec<Problem> = of_file.iter().flat_map(|d| d.problems.clone()).collect();
        if !wrong.is_empty() {
            problems.extend(wrong);
            continue;
        }
        let texts: Vec<String> = of_file
            .iter()
            .filter_map(|document| document.printed(document.notation, &read.vocabulary))
            .collect();
        let text = texts.join("---\n");
        if text != io::read_text(&path)? {
            io::write_text(&path, text.as_bytes())?;
            written.push(path.display().to_string());
        }
    }
    let refused = !problems.is_empty();
    out.answer(
        "allhands.rule_written",
        wire::now(cli),
        written,
        &problems,
        |written| match written.len() {
            0 => "nothing to rewrite".to_owned(),
            _ => format!("rewrote {}", written.join(", ")),
        },
    );
    Ok(if refused {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// What the tests inside one rule came to.
#[derive(Debug, Serialize)]
struct Tested {
    rule: RuleId,
    title: String,
    outcomes: Vec<judge::TestOutcome>,
    /// Which parts of the sentence the examples hold.
    score: judge::Score,
}

fn test(cli: &Cli, files: &RuleFiles, out: &Out) -> Result<Outcome, CommandError> {
    let read = documents::read(cli, files)?;
    let problems: Vec<Problem> = read.problems();
    let trees: Vec<_> = read
        .documents
        .iter()
        .filter_map(|d| d.rule.clone())
        .collect();
    let tested: Vec<Tested> = trees
        .iter()
        .map(|rule| Tested {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            outcomes: judge::run_tests(rule, &trees, &read.vocabulary),
            score: judge::mutation_score(rule, &read.vocabulary),
        })
        .collect();
    let refused = tested
        .iter()
        .any(|t| t.outcomes.iter().any(|o| o.expected != o.got));
    let untested = tested.iter().all(|t| t.outcomes.is_empty());
    out.answer(
        "allhands.rule_test",
        wire::now(cli),
        tested,
        &problems,
        |t| text::tested(t),
    );
    Ok(if refused || untested || !problems.is_empty() {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// One rule as the list shows it.
#[derive(Debug, Serialize)]
struct RuleRow {
    rule: RuleId,
    title: String,
    severity: model::Severity,
    shipped: bool,
    in_force: bool,
}

fn list(cli: &Cli, out: &Out) -> Result<Outcome, CommandError> {
    let workspace = wire::open_or_shipped(cli)?;
    let row = |loaded: &LoadedRule| RuleRow {
        rule: loaded.rule.id.clone(),
        title: loaded.rule.title.clone(),
        severity: loaded
            .rule
            .severity
            .first()
            .map_or(model::Severity::Low, |row| row.value),
        shipped: loaded.origin == Origin::Catalogue,
        in_force: loaded.in_force,
    };
    let rows: Vec<RuleRow> = workspace.rules.iter().map(row).collect();
    let problems = &workspace.problems;
    out.answer("allhands.rules", wire::now(cli), rows, problems, |rows| {
        text::rules(rows)
    });
    Ok(if problems.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Wrong
    })
}
