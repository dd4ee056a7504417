//! `allhands exception`: what is accepted for a time, who decides, and when it ends.

use std::fmt::Write as _;

use app::exceptions::{Desk, ExceptionLine, lines, read};
use jiff::{Timestamp, tz::TimeZone};
use model::{exception::Standing, told};

use super::finding::handling::{acting, keep, written};
use crate::{
    cli::{Cli, ExceptionCommand},
    outcome::{CommandError, Outcome},
    output::{DIM, Out, paint},
    wire,
    words::counted,
};

pub(crate) fn exception(
    cli: &Cli,
    command: &ExceptionCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let known = site.known(at)?;
    let exceptions = wire::block_on(async { Ok(read(&site.ledger().await?).await?) })
        .and_then(|read: Result<_, CommandError>| read)?;
    let desk = Desk {
        known: &known,
        workspace: &site.workspace,
        exceptions: &exceptions,
    };
    let zone = &site.workspace.settings.time_zone;
    let (number, write) = match command {
        ExceptionCommand::List { all } => {
            list(&lines(&desk, at, *all), at, zone, out);
            return Ok(Outcome::Clean);
        }
        ExceptionCommand::Approve {
            number,
            until,
            due,
            why,
        } => (
            *number,
            acting(&site, &known, why, at, |acting| {
                desk.approve(acting, *number, *until, *due)
            })?,
        ),
        ExceptionCommand::Refuse { number, why } => (
            *number,
            acting(&site, &known, why, at, |acting| {
                desk.refuse(acting, *number)
            })?,
        ),
        ExceptionCommand::Revoke { number, why } => (
            *number,
            acting(&site, &known, why, at, |acting| {
                desk.revoke(acting, *number)
            })?,
        ),
    };
    keep(&site, &write)?;
    let after = exceptions.after(&write.act);
    let desk = Desk {
        exceptions: &after,
        ..desk
    };
    let line = lines(&desk, at, true).into_iter();
    let line = line.filter(|line| line.exception.number == number);
    let changed = counted(write.findings.len(), "finding");
    out.answer("allhands.act", at, written(&write), &[], |_| {
        let stands: Vec<String> = line.map(|line| stands(&line, at, zone)).collect();
        format!(
            "Exception {number}: {}. {changed} changed.",
            stands.join("")
        )
    });
    Ok(Outcome::Clean)
}

fn list(all: &[ExceptionLine], at: Timestamp, zone: &TimeZone, out: &Out) {
    out.answer("allhands.exceptions", at, all, &[], |all| {
        if all.is_empty() {
            return "No exception waits or is in force.".to_owned();
        }
        let mut text = String::new();
        for line in *all {
            let number = line.exception.number;
            let _ = writeln!(text, "{number}. {}: {}", line.covers, line.title);
            let _ = writeln!(text, "   {}", stands(line, at, zone));
            let why = format!(
                "   {} asked: {}; {} carries the risk",
                line.requester, line.exception.because, line.risk_owner
            );
            let _ = writeln!(text, "{}", paint(DIM, why));
        }
        text
    });
}

fn stands(line: &ExceptionLine, at: Timestamp, zone: &TimeZone) -> String {
    let day = |at_day: Timestamp| {
        let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
        told::day(date(at_day), date(at))
    };
    let exception = &line.exception;
    let until = day(exception.asked.until);
    match &exception.standing {
        Standing::Requested => format!(
            "asked for until {until}, waits for {}",
            line.waits_for.join(", and ")
        ),
        Standing::Approved { .. } if line.expired => format!("ended on {until}"),
        Standing::Approved { .. } => {
            let findings = counted(line.findings, "finding");
            format!("in force until {until}, for {findings}")
        }
        Standing::Ended { at, .. } => {
            format!("over since {}: {}", day(*at), exception.why_over(*at))
        }
    }
}
