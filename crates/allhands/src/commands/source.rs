//! `allhands source`: where records come from.

mod add;
pub(crate) mod text;

use app::collect::{SourceReport, ask_one, check as check_sources};
use model::{ScopeOutcome, SourceId};
use serde::Serialize;
use sources::SourceConfig;

use crate::{
    cli::{Cli, SourceCommand},
    outcome::{CommandError, Outcome},
    output::Out,
    progress::Spinner,
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
        SourceCommand::Add(args) => add::add(cli, args, out),
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
    /// The address it asks, where it reads no files.
    #[serde(skip_serializing_if = "Option::is_none")]
    asks: Option<String>,
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
    let row = |config: &SourceConfig| {
        let connector = site.workspace.connectors.get(&config.connector);
        SourceRow {
            source: config.source.clone(),
            connector: config.connector.clone(),
            files: config.files.clone(),
            asks: connector.and_then(|connector| sources::fetch::address(connector, config)),
        }
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

fn check(cli: &Cli, wanted: &[String], out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let mut site = wire::open(cli)?;
    only(&mut site, wanted)?;
    let progress = Spinner::new();
    let checked = check_sources(&site.workspace, &site, at, &progress);
    drop(progress);
    let unreachable = checked.report.iter().any(|report| {
        let configs = site.workspace.sources.iter();
        let asks = configs.filter(|config| config.http.is_some());
        let failed = report.outcome == ScopeOutcome::Failed;
        failed
            && asks
                .into_iter()
                .any(|config| config.source == report.source)
    });
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
        (_, true) if unreachable => Outcome::Unreachable,
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
    let progress = Spinner::new();
    let said = ask_one(&site.workspace, config, &site, at, &progress).unwrap_or_default();
    drop(progress);
    let preview = sources::preview_of(connector, said, records);
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
