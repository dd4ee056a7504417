//! `allhands deadline`: how much time there is to fix what, and why.

pub(crate) mod text;

use app::deadlines::explained;

use crate::{
    cli::{Cli, DeadlineCommand},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

pub(crate) fn deadline(
    cli: &Cli,
    command: &DeadlineCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    match command {
        DeadlineCommand::List => list(cli, out),
        DeadlineCommand::Show { table } => show(cli, table, out),
        DeadlineCommand::Explain { finding } => explain(cli, finding, out),
    }
}

/// Tables are looked at outside a workspace too: then those of the catalogue.
fn list(cli: &Cli, out: &Out) -> Result<Outcome, CommandError> {
    let workspace = wire::open_or_shipped(cli)?;
    let tables = workspace.deadlines.list();
    out.answer("allhands.deadlines", wire::now(cli), tables, &[], |all| {
        text::list(all)
    });
    Ok(Outcome::Clean)
}

fn show(cli: &Cli, id: &str, out: &Out) -> Result<Outcome, CommandError> {
    let workspace = wire::open_or_shipped(cli)?;
    let found = workspace.deadlines.named(id);
    let table = found.map_err(CommandError::wrong)?.listed();
    out.answer("allhands.deadline", wire::now(cli), table, &[], |one| {
        text::show(one)
    });
    Ok(Outcome::Clean)
}

fn explain(cli: &Cli, id: &str, out: &Out) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    let known = site.known(wire::now(cli))?;
    let finding = known.finding(id).map_err(CommandError::wrong)?;
    let told = explained(&known, &site.workspace, finding);
    let zone = &site.workspace.settings.time_zone;
    out.answer("allhands.deadline_of", known.at, told, &[], |told| {
        text::explained(told, known.at, zone)
    });
    Ok(Outcome::Clean)
}
