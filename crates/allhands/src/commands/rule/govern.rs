//! How rules come into force, where they are published: one file a command.

mod decide;
mod propose;
mod publish;
mod status;
mod text;

use app::{
    govern::{Decision, Desk, DeskError, Signer},
    ports::{GovernanceStore, LedgerStore},
};
use jiff::Timestamp;
use model::Problem;

use crate::{
    cli::{Cli, GovernCommand},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

pub(super) fn govern(
    cli: &Cli,
    command: &GovernCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let _lock = site.lock("rule", at)?;
    let office = Office { site: &site, at };
    match command {
        GovernCommand::Status { rule } => status::status(&office, rule.as_deref(), out),
        GovernCommand::Propose { rules, who } => propose::propose(&office, rules, who, out),
        GovernCommand::Publish(args) => publish::publish(&office, args, out),
        other => decide::decide(&office, other, out),
    }
}

/// A workspace in which rules are decided about, now.
struct Office<'a> {
    site: &'a Site,
    at: Timestamp,
}

impl<'a> Office<'a> {
    /// The desk: everything a decision needs.
    fn desk(&self) -> Result<Desk<'a>, CommandError> {
        let findings = wire::block_on(async {
            let ledger = self.site.ledger().await?;
            Ok::<_, CommandError>((ledger.findings().await?, ledger.latest_pass().await?))
        })??;
        let observations = self.site.observations()?;
        Ok(Desk::open(
            &self.site.workspace,
            &observations,
            findings,
            self.at,
        )?)
    }

    /// A person by mail address, on this machine.
    fn signer(&self, desk: &Desk<'_>, mail: &str) -> Result<Signer, CommandError> {
        let signer = desk.roster().signer(mail, &io::account());
        signer.map_err(|problem| refused(vec![problem]))
    }

    /// Stores what was decided.
    fn keep(&self, decision: &Decision) -> Result<(), CommandError> {
        wire::block_on(async {
            let ledger = self.site.ledger().await?;
            Ok(ledger.append(&decision.write).await?)
        })?
    }
}

/// A step that may not be taken: a refused check, and nothing was changed.
fn refused(problems: Vec<Problem>) -> CommandError {
    CommandError {
        outcome: Outcome::Findings,
        problems,
    }
}

impl From<DeskError> for CommandError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Refused(problems) => Self {
                outcome: Outcome::Wrong,
                problems,
            },
            DeskError::Port(error) => error.into(),
        }
    }
}
