//! `allhands security`: people report something odd and ask; Security answers.

use std::fmt::Write as _;

use app::{
    decisions::{Author, author},
    duties,
    ports::{ActStore, ActWrite},
};
use jiff::Timestamp;
use ledger::{
    acts::{Act, Acted},
    matrix::{
        DutyAct, MatrixAct,
        duties::{Duties, Message, MessageKind},
    },
};

use crate::{
    cli::{Cli, SecurityCommand},
    outcome::{CommandError, Outcome},
    output::{DIM, Out, paint},
    wire::{self, Site},
};

/// When what was said is judged.
pub(super) const WHEN: &str = "Rules see it with the next `allhands run`.";

pub(crate) fn security(
    cli: &Cli,
    command: &SecurityCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let all = site.workspace.duties(at);
    let (person, what) = match command {
        SecurityCommand::List { waiting } => {
            list(&all, *waiting, at, out);
            return Ok(Outcome::Clean);
        }
        SecurityCommand::Report { what, person } => {
            (person, duties::told(MessageKind::Report, what))
        }
        SecurityCommand::Ask { what, person } => {
            (person, duties::told(MessageKind::Question, what))
        }
        SecurityCommand::Answer {
            number,
            answer,
            person,
        } => (person, duties::answered(&all, *number, answer)),
    };
    let what = what.map_err(CommandError::refused)?;
    let known = site.known(at)?;
    let author = author(&known.view(&site.workspace), person).map_err(CommandError::wrong)?;
    let act = keep(&site, (&author, ""), at, what)?;
    out.answer("allhands.security_act", at, &act, &[], |act| {
        let said = match command {
            SecurityCommand::Report { .. } => "Reported. Thank you; somebody looks at it",
            SecurityCommand::Ask { .. } => "Asked. Security answers within two weeks",
            _ => "Answered",
        };
        format!("{said} (number {}).\n{WHEN}", act.number)
    });
    Ok(Outcome::Clean)
}

/// Appends what somebody did to the log of acts.
pub(super) fn keep(
    site: &Site,
    (author, because): (&Author, &str),
    at: Timestamp,
    what: DutyAct,
) -> Result<Act, CommandError> {
    let latest = site.workspace.acts.iter().map(|act| act.number).max();
    let act = Act {
        number: latest.unwrap_or(0) + 1,
        at,
        by: author.by.clone(),
        because: because.trim().to_owned(),
        what: Acted::Matrix(MatrixAct::Duty(what)),
    };
    let write = ActWrite {
        act: act.clone(),
        findings: Vec::new(),
        events: Vec::new(),
    };
    wire::block_on(async { Ok(site.ledger().await?.act(&write).await?) })
        .and_then(|kept: Result<(), CommandError>| kept)?;
    Ok(act)
}

fn list(duties: &Duties, waiting: bool, at: Timestamp, out: &Out) {
    let mut all: Vec<&Message> = duties.messages.iter().collect();
    all.retain(|one| !waiting || one.answer.is_none());
    all.sort_by_key(|one| (one.answer.is_some(), one.act));
    out.answer("allhands.security_messages", at, all, &[], |all| {
        if all.is_empty() {
            return "Nothing was reported and nothing was asked.".to_owned();
        }
        let mut text = String::new();
        for one in all {
            let sort = match one.kind {
                MessageKind::Report => "reported",
                MessageKind::Question => "asked",
            };
            let day = one.at.strftime("%Y-%m-%d");
            let _ = writeln!(text, "{}. {}", one.act, one.what);
            let said = match &one.answer {
                None => "waits for an answer".to_owned(),
                Some(reply) => format!("{} answered: {}", reply.by, reply.text),
            };
            let line = format!("   {sort} on {day} by {}; {said}", one.by);
            let _ = writeln!(text, "{}", paint(DIM, line));
        }
        text
    });
}
