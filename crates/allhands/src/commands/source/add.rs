//! `allhands source add`: writes the file of a source.

use std::path::{Component, PathBuf};

use app::{ports::SourceFiles, workspace::unknown_connector};
use model::{Place, Problem, Problems, SourceId};
use serde::Serialize;
use sources::{
    Connector,
    fetch::{address, check_source, needs},
};

use super::text;
use crate::{
    cli::{Cli, SourceAddArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

/// The source that was added.
#[derive(Debug, Serialize)]
pub(super) struct Added {
    pub(super) source: String,
    pub(super) file: String,
    pub(super) files_found: usize,
    /// The address it asks, where it reads no files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) asks: Option<String>,
}

pub(super) fn add(cli: &Cli, args: &SourceAddArgs, out: &Out) -> Result<Outcome, CommandError> {
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
    let connector = &site.workspace.connectors[&args.connector];
    let text = match args.files.is_empty() {
        true => asking(connector, args)?,
        false => written(args),
    };
    // What is written is what would be read: a pattern that does not work, or a setting that is
    // missing, is refused now.
    let config = sources::read_source(&text, &file, SourceId::new(name))?;
    let wrong = check_source(connector, &config, &file);
    if !wrong.is_empty() {
        return Err(Problems(wrong.into_iter().map(as_options).collect()).into());
    }
    let found = site.inputs(&config).map_err(CommandError::wrong)?;
    io::write_text(&site.root.join(&file), text.as_bytes())?;
    let added = Added {
        source: name.clone(),
        file,
        files_found: found.len(),
        asks: address(connector, &config),
    };
    let mut problems = Vec::new();
    if added.files_found == 0 && added.asks.is_none() {
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
    text.push_str(&times(args));
    text
}

/// The lines about time.
fn times(args: &SourceAddArgs) -> String {
    let mut text = String::new();
    if let Some(at) = args.as_of {
        text.push_str(&format!("as of: {}\n", quoted(&at.to_string())));
    }
    if let Some(length) = args.fresh_for {
        text.push_str(&format!("fresh for: {length}\n"));
    }
    text
}

/// A text as a JSON string, which YAML reads as it is.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text of a new source file that asks its tool.
fn asking(connector: &Connector, args: &SourceAddArgs) -> Result<String, CommandError> {
    if needs(connector, &args.scopes).is_none() {
        let says = format!("`{}` reads files, and none were named", args.connector);
        let advice = "add `--files 'exports/...'`; the page of the connector says what to export";
        return Err(CommandError::asked("source-files", says, advice));
    }
    let mut text = format!("connector: {}\n", args.connector);
    if !args.settings.is_empty() {
        text.push_str("settings:\n");
    }
    for setting in &args.settings {
        let (name, value) = setting.split_once('=').ok_or_else(|| {
            let says = format!("the setting `{setting}` has no `=`");
            CommandError::asked(
                "source-setting",
                says,
                "write `--setting domain=linden.okta.com`",
            )
        })?;
        text.push_str(&format!(
            "  {}: {}\n",
            quoted(name.trim()),
            quoted(value.trim())
        ));
    }
    if !args.secrets.is_empty() {
        text.push_str("secrets:\n");
    }
    for secret in &args.secrets {
        let (name, from) = secret_from(secret)?;
        text.push_str(&format!("  {}: {from}\n", quoted(name)));
    }
    if !args.scopes.is_empty() {
        let scopes: Vec<String> = args.scopes.iter().map(|scope| quoted(scope)).collect();
        text.push_str(&format!("scopes: [{}]\n", scopes.join(", ")));
    }
    Ok(text + &times(args))
}

/// `name=env:VARIABLE` or `name=file:path`. A complaint does not repeat what may be the secret.
fn secret_from(written: &str) -> Result<(&str, String), CommandError> {
    let refused = |name: &str| {
        let says = match name {
            "" => "a secret has no name".to_owned(),
            name => format!("the secret `{name}` does not say where it is"),
        };
        let advice = "write `--secret token=env:VARIABLE` or `--secret token=file:PATH`; a secret \
                      is never written into a file of the workspace";
        CommandError::asked("source-secret", says, advice)
    };
    let (name, from) = written.split_once('=').ok_or_else(|| refused(""))?;
    let name = name.trim();
    match from.trim().split_once(':') {
        Some(("env", variable)) if !variable.is_empty() => {
            Ok((name, format!("{{env: {}}}", quoted(variable))))
        }
        Some(("file", path)) if !path.is_empty() => {
            Ok((name, format!("{{file: {}}}", quoted(path))))
        }
        _ => Err(refused(name)),
    }
}

/// What is missing, with the option that adds it in place of the line of a file.
fn as_options(mut problem: Problem) -> Problem {
    let missing = problem
        .says
        .rsplit('`')
        .nth(1)
        .unwrap_or_default()
        .to_owned();
    match problem.code.as_str() {
        "source-setting-missing" => {
            problem.advice = vec![format!("add `--setting {missing}=...`")];
        }
        "source-secret-missing" => {
            let place = format!("add `--secret {missing}=env:VARIABLE`, or `{missing}=file:PATH`");
            problem.advice = vec![place];
        }
        _ => {}
    }
    problem.place = Place::file("command line");
    problem
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
