//! `allhands source`: where records come from.

pub(crate) mod text;

use std::path::{Component, PathBuf};

use app::{
    collect::{SourceReport, check as check_sources},
    ports::SourceFiles,
    workspace::unknown_connector,
};
use model::{Place, Problem, SourceId};
use serde::Serialize;
use sources::SourceConfig;

use crate::{
    cli::{Cli, SourceAddArgs, SourceCommand},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

pub(crate) fn source(
    cli: &Cli,
    command: &SourceCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    match command {
        SourceCommand::List { connectors: true } => connectors(cli, out),
        SourceCommand::List { connectors: false } => list(cli, out),
        SourceCommand::Add(args) => add(cli, args, out),
        SourceCommand::Check { sources } => check(cli, sources, out),
        SourceCommand::Preview { source, records } => preview(cli, source, *records, out),
    }
}

/// One source as the list shows it.
#[derive(Debug, Serialize)]
struct SourceRow {
    source: SourceId,
    connector: String,
    files: Vec<String>,
}

/// One connector as the list shows it.
#[derive(Debug, Serialize)]
struct ConnectorRow {
    connector: String,
    title: String,
    kinds: Vec<String>,
}

fn list(cli: &Cli, out: &Out) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    let row = |config: &SourceConfig| SourceRow {
        source: config.source.clone(),
        connector: config.connector.clone(),
        files: config.files.clone(),
    };
    let rows: Vec<SourceRow> = site.workspace.sources.iter().map(row).collect();
    let problems = &site.workspace.problems;
    out.answer("allhands.sources", wire::now(cli), rows, problems, |rows| {
        text::sources(rows)
    });
    Ok(if problems.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Wrong
    })
}

fn connectors(cli: &Cli, out: &Out) -> Result<Outcome, CommandError> {
    let workspace = wire::open_or_shipped(cli)?;
    let rows: Vec<ConnectorRow> = workspace
        .connectors
        .iter()
        .map(|(name, connector)| ConnectorRow {
            connector: name.clone(),
            title: connector.title.clone(),
            kinds: connector.kinds().iter().map(ToString::to_string).collect(),
        })
        .collect();
    out.answer("allhands.connectors", wire::now(cli), rows, &[], |rows| {
        text::connectors(rows)
    });
    Ok(Outcome::Clean)
}

/// The source that was added.
#[derive(Debug, Serialize)]
struct Added {
    source: String,
    file: String,
    files_found: usize,
}

fn add(cli: &Cli, args: &SourceAddArgs, out: &Out) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    if !site.workspace.connectors.contains_key(&args.connector) {
        let place = Place::file("command line");
        let connectors = &site.workspace.connectors;
        return Err(CommandError::wrong(unknown_connector(
            &args.connector,
            place,
            connectors,
        )));
    }
    let name = args.name.as_ref().unwrap_or(&args.connector);
    if name.is_empty()
        || !name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    {
        let says = format!("`{name}` cannot be the name of a source");
        let advice = "use letters, digits, `-` and `_`";
        return Err(CommandError::asked("source-name", says, advice));
    }
    let file = format!("sources/{name}.yaml");
    if site.root.join(&file).exists() {
        let says = format!("there is a source called `{name}` already");
        let advice = format!("choose another `--name`, or edit `{file}`");
        return Err(CommandError::asked("source-exists", says, advice));
    }
    let text = written(args);
    // What is written is what would be read: a pattern that does not work is refused now.
    let config = sources::read_source(&text, &file, SourceId::new(name))?;
    let found = site.inputs(&config).map_err(CommandError::wrong)?;
    io::write_text(&site.root.join(&file), text.as_bytes())?;
    let added = Added {
        source: name.clone(),
        file,
        files_found: found.len(),
    };
    let mut problems = Vec::new();
    if added.files_found == 0 {
        let says = format!("no file matches `{}` yet", config.files.join("`, `"));
        let problem = Problem::new("source-no-files", says, Place::file(added.file.clone()));
        let root = site.root.display();
        problems.push(problem.advise(format!(
            "put the export there; patterns are read from the workspace folder, `{root}`"
        )));
    }
    out.answer(
        "allhands.source",
        wire::now(cli),
        added,
        &problems,
        text::added,
    );
    Ok(Outcome::Clean)
}

/// The text of a new source file. Values are quoted as JSON strings, which YAML reads as they are.
fn written(args: &SourceAddArgs) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let files: Vec<String> = args
        .files
        .iter()
        .map(|file| quoted(&absolute(file)))
        .collect();
    let mut text = format!(
        "connector: {}\nfiles: [{}]\n",
        args.connector,
        files.join(", ")
    );
    if let Some(at) = args.as_of {
        text.push_str(&format!("as of: {}\n", quoted(&at.to_string())));
    }
    if let Some(length) = args.fresh_for {
        text.push_str(&format!("fresh for: {length}\n"));
    }
    text
}

/// A pattern that names something from the current folder upward or elsewhere is kept absolute,
/// so that it means the same from the workspace; a plain one is relative to the workspace.
fn absolute(pattern: &str) -> String {
    if !pattern.starts_with("../") {
        return pattern.to_owned();
    }
    let Ok(full) = std::path::absolute(pattern) else {
        return pattern.to_owned();
    };
    // People read this path: `/a/b/../c` is written `/a/c`.
    let mut path = PathBuf::new();
    for part in full.components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path.to_string_lossy().into_owned()
}

fn check(cli: &Cli, wanted: &[String], out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let mut site = wire::open(cli)?;
    only(&mut site, wanted)?;
    let checked = check_sources(&site.workspace, &site, at);
    let mut problems = site.workspace.problems.clone();
    problems.extend(checked.problems);
    let refused = checked.report.iter().any(SourceReport::is_incomplete) || checked.quarantined > 0;
    out.answer(
        "allhands.source_check",
        at,
        checked.report,
        &problems,
        |r| text::checked(r),
    );
    Ok(match (refused, site.workspace.problems.is_empty()) {
        (_, false) => Outcome::Wrong,
        (true, true) => Outcome::Findings,
        (false, true) => Outcome::Clean,
    })
}

/// Leaves only the sources that were asked for.
fn only(site: &mut Site, wanted: &[String]) -> Result<(), CommandError> {
    for name in wanted {
        let known = site
            .workspace
            .sources
            .iter()
            .map(|config| config.source.as_str());
        if !known.clone().any(|known| known == name) {
            let says = format!("there is no source called `{name}`");
            let advice = match app::workspace::nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`allhands source list` shows them".to_owned(),
            };
            return Err(CommandError::asked("source-unknown", says, advice));
        }
    }
    if !wanted.is_empty() {
        site.workspace
            .sources
            .retain(|c| wanted.iter().any(|name| name == c.source.as_str()));
    }
    Ok(())
}

fn preview(cli: &Cli, source: &str, records: usize, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let mut site = wire::open(cli)?;
    only(&mut site, &[source.to_owned()])?;
    let Some(config) = site.workspace.sources.first() else {
        return Err(CommandError::asked(
            "source-unknown",
            "no source",
            "add one first",
        ));
    };
    let connector = &site.workspace.connectors[&config.connector];
    let inputs = site.inputs(config).map_err(CommandError::wrong)?;
    let vocabulary = &site.workspace.vocabulary;
    let preview = sources::preview(connector, config, inputs, vocabulary, at, records);
    let problems = preview.problems.clone();
    out.answer(
        "allhands.source_preview",
        at,
        preview,
        &problems,
        text::preview,
    );
    Ok(Outcome::Clean)
}
