//! `allhands match`: people say which records are one thing.

mod suggestions;

use std::fmt::Write as _;

use app::{
    decisions::{author, decision, pins},
    ports::{Decided, Decision, DecisionStore, Decisions},
};
use inventory::decisions::{Pin, Pinned};
use model::RecordKey;
use serde::Serialize;

use crate::{
    cli::{Cli, MatchCommand},
    outcome::{CommandError, Outcome},
    output::{DIM, Out, paint},
    wire::{self, Site},
};

/// When a decision about records is seen.
const WHEN: &str = "It takes effect with the next `allhands collect` or `allhands run`.";

pub(crate) fn matching(
    cli: &Cli,
    command: &MatchCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let known = site.known(at)?;
    let view = known.view(&site.workspace);
    let log = &site.workspace.decisions;
    let (person, because, what) = match command {
        MatchCommand::Same { a, b, why } => (&why.person, &why.because, pins::same(&view, a, b)),
        MatchCommand::Apart { a, b, why } => (
            &why.person,
            &why.because,
            pins::apart(&view, a, b.as_deref()),
        ),
        MatchCommand::Undo {
            number,
            person,
            because,
        } => (person, because, pins::undo(log, *number)),
        MatchCommand::Suggestions { kind, limit } => {
            let kinds = suggestions::kinds(&site.workspace.vocabulary, kind.as_deref())
                .map_err(CommandError::wrong)?;
            let decisions = Decisions::replay(log);
            let all = suggestions::of(&view, &site.workspace.vocabulary, &decisions, &kinds);
            suggestions::list(all, *limit, known.at, out);
            return Ok(Outcome::Clean);
        }
        MatchCommand::List => {
            list(&Decisions::replay(log), known.at, out);
            return Ok(Outcome::Clean);
        }
    };
    let what = what.map_err(CommandError::wrong)?;
    let author = author(&view, person).map_err(CommandError::wrong)?;
    let made = decision(log, (&author, because), at, what);
    keep(&site, &made)?;
    out.answer("allhands.match", at, &made, &[], |made| {
        format!("Decision {}: {}.\n{WHEN}", made.number, says(&made.what))
    });
    Ok(Outcome::Clean)
}

/// Appends a decision to the log.
pub(super) fn keep(site: &Site, made: &Decision) -> Result<(), CommandError> {
    wire::block_on(async { Ok(site.ledger().await?.decide(made).await?) })?
}

fn says(what: &Decided) -> String {
    match what {
        Decided::Same { records } => pair(Pinned::Same, [&records[0], &records[1]]),
        Decided::Apart { records } => pair(Pinned::Apart, [&records[0], &records[1]]),
        Decided::Undone { number } => format!("decision {number} does not hold any more"),
        Decided::Mine { .. } | Decided::NotMine { .. } | Decided::Delegated { .. } => {
            "who answers was decided".to_owned()
        }
    }
}

fn pair(pinned: Pinned, [a, b]: [&RecordKey; 2]) -> String {
    let are = match pinned {
        Pinned::Same => "are one thing",
        Pinned::Apart => "are different things",
    };
    format!("`{}` and `{}` {are}", pins::written(a), pins::written(b))
}

#[derive(Serialize)]
struct Pins<'a> {
    pins: Vec<Pin<'a>>,
}

fn list(decisions: &Decisions, at: jiff::Timestamp, out: &Out) {
    let pins = Pins {
        pins: decisions.pins().collect(),
    };
    out.answer("allhands.match_list", at, pins, &[], |all| {
        if all.pins.is_empty() {
            return "Nobody decided about records: how they were matched stands.".to_owned();
        }
        let mut text = String::new();
        for pin in &all.pins {
            let day = pin.at.strftime("%Y-%m-%d");
            let _ = writeln!(text, "{}. {}", pin.number, pair(pin.pinned, pin.records));
            let why = format!("   {} on {day}: {}", pin.by, pin.because);
            let _ = writeln!(text, "{}", paint(DIM, why));
        }
        text
    });
}
