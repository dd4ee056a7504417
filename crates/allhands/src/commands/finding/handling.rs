//! `allhands finding claim`, `dispute`, `settle`, `attach`, `except`: people act on findings.

use std::collections::BTreeSet;

use app::{
    ask::Known,
    decisions::author,
    exceptions::{Desk, Wish, read},
    handling::Acting,
    ports::{ActStore, ActWrite},
};
use ledger::acts::FindingAct;
use model::{
    EntityId, Finding, Problem, RuleId,
    exception::Covers,
    finding::{AttachedAs, DisputeAbout, SettledAs},
    told,
};

use crate::{
    cli::{Cli, ExceptArgs, HandleCommand, matching::Why},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

pub(crate) fn handle(
    cli: &Cli,
    command: &HandleCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let known = site.known(at)?;
    if let HandleCommand::Except(args) = command {
        return except(cli, &site, &known, args, out);
    }
    let (finding, why) = named(command);
    let finding = known.finding(finding).map_err(CommandError::wrong)?;
    let write = acting(&site, &known, why, at, |acting| match command {
        HandleCommand::Settle(args) => {
            let how = match &args.give_to {
                Some(person) => SettledAs::Reassigned {
                    to: living(&site, &known, person)?,
                },
                None if args.close => SettledAs::Upheld,
                None => SettledAs::Stands,
            };
            let view = known.view(&site.workspace);
            acting.settle((&view, &site.workspace), finding, how)
        }
        _ => acting.on(finding, said(&site, &known, command, finding)?),
    })?;
    keep(&site, &write)?;
    let says = says(&write, &known, &site);
    out.answer("allhands.act", at, written(&write), &[], |_| says);
    Ok(Outcome::Clean)
}

/// The finding that a command names, and who says why.
fn named(command: &HandleCommand) -> (&str, &Why) {
    match command {
        HandleCommand::Claim { finding, why } => (finding, why),
        HandleCommand::Dispute(args) => (&args.finding, &args.why),
        HandleCommand::Settle(args) => (&args.finding, &args.why),
        HandleCommand::Attach(args) => (&args.finding, &args.why),
        HandleCommand::Except(args) => ("", &args.why),
    }
}

fn said(
    site: &Site,
    known: &Known,
    command: &HandleCommand,
    finding: &Finding,
) -> Result<FindingAct, Problem> {
    let finding = finding.id.clone();
    Ok(match command {
        HandleCommand::Dispute(args) => {
            let whose = args.whose.as_deref();
            let whose = whose
                .map(|person| living(site, known, person))
                .transpose()?;
            let about = match &args.not_affected {
                Some(why) => DisputeAbout::NotAffected {
                    justification: why.clone(),
                },
                None if args.not_true => DisputeAbout::NotTrue,
                None => DisputeAbout::NotMine { whose },
            };
            FindingAct::Dispute { finding, about }
        }
        HandleCommand::Attach(args) => {
            let (what, from) = match (&args.triage, &args.note) {
                (Some(from), _) => (AttachedAs::ForensicTriage, from.clone()),
                (None, note) => (AttachedAs::Note, note.clone().unwrap_or_default()),
            };
            FindingAct::Attach {
                finding,
                what,
                sha256: digest(&from)?,
                from,
            }
        }
        _ => FindingAct::Claim { finding },
    })
}

/// The digest of a file that is attached; none for a link.
fn digest(from: &str) -> Result<Option<String>, Problem> {
    if from.contains("://") {
        return Ok(None);
    }
    let digest = io::sha256(std::path::Path::new(from));
    digest.map(Some).map_err(|error| error.problem())
}

fn except(
    cli: &Cli,
    site: &Site,
    known: &Known,
    args: &ExceptArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let (rule, covers) = covered(known, args)?;
    let risk_owner = args.risk_owner.as_deref();
    let risk_owner = risk_owner
        .map(|person| living(site, known, person))
        .transpose()
        .map_err(CommandError::wrong)?;
    let wish = Wish {
        rule,
        covers,
        until: args.until,
        risk_owner,
        instead: args.instead.clone(),
        watched_by: args.watched_by.as_deref().map(RuleId::new),
        renews: args.renews,
    };
    let exceptions = wire::block_on(async { Ok(read(&site.ledger().await?).await?) })
        .and_then(|read: Result<_, CommandError>| read)?;
    let desk = Desk {
        known,
        workspace: &site.workspace,
        exceptions: &exceptions,
    };
    let write = acting(site, known, &args.why, at, |acting| {
        desk.request(acting, wish.clone())
    })?;
    keep(site, &write)?;
    let number = write.act.number;
    let after = exceptions.after(&write.act);
    let desk = Desk {
        exceptions: &after,
        ..desk
    };
    let lines = app::exceptions::lines(&desk, at, true);
    let line = lines
        .into_iter()
        .find(|line| line.exception.number == number);
    out.answer("allhands.exception", at, line, &[], |line| {
        let zone = &site.workspace.settings.time_zone;
        let today = at.to_zoned(zone.clone()).date();
        let waits = line.as_ref().map(|line| line.waits_for.join(", and "));
        let day = told::day(args.until, today);
        format!(
            "Exception {number} asked for, until {day}. It waits for {}.\n\
             Until then nothing changes; `allhands exception list` shows how it goes.",
            waits.unwrap_or_default()
        )
    });
    Ok(Outcome::Clean)
}

/// The rule and the things that a request names.
fn covered(known: &Known, args: &ExceptArgs) -> Result<(RuleId, Covers), CommandError> {
    if let (Some(rule), Some(selector)) = (&args.rule, &args.selector) {
        return Ok((RuleId::new(rule), Covers::Where(selector.clone())));
    }
    let mut rules = BTreeSet::new();
    let mut entities = BTreeSet::new();
    for text in &args.findings {
        let finding = known.finding(text).map_err(CommandError::wrong)?;
        rules.insert(finding.rule.clone());
        entities.insert(finding.entity.clone());
    }
    match (rules.pop_first(), rules.is_empty()) {
        (Some(rule), true) => Ok((rule, Covers::Entities(entities))),
        _ => {
            let says = "an exception is one of one rule, and these findings are of several";
            let advice = "ask for one exception a rule";
            Err(CommandError::asked("exception-rules", says, advice))
        }
    }
}

fn living(site: &Site, known: &Known, person: &str) -> Result<EntityId, Problem> {
    Ok(author(&known.view(&site.workspace), person)?.person)
}

/// Works out an act by whoever acts.
pub(crate) fn acting(
    site: &Site,
    known: &Known,
    why: &Why,
    at: jiff::Timestamp,
    act: impl FnOnce(&Acting<'_>) -> Result<ActWrite, Problem>,
) -> Result<ActWrite, CommandError> {
    let author = author(&known.view(&site.workspace), &why.person).map_err(CommandError::wrong)?;
    let acting = Acting {
        author: &author,
        because: &why.because,
        at,
        log: &site.workspace.acts,
    };
    act(&acting).map_err(CommandError::refused)
}

/// Appends an act to the log.
pub(crate) fn keep(site: &Site, write: &ActWrite) -> Result<(), CommandError> {
    wire::block_on(async { Ok(site.ledger().await?.act(write).await?) })?
}

/// An act and what followed from it, for JSON.
pub(crate) fn written(write: &ActWrite) -> serde_json::Value {
    serde_json::json!({
        "act": write.act,
        "findings": write.findings,
        "events": write.events,
    })
}

/// What followed, in words.
fn says(write: &ActWrite, known: &Known, site: &Site) -> String {
    let view = known.view(&site.workspace);
    let lines = write.findings.iter().map(|finding| {
        let name = view.inventory.get(&finding.entity);
        let name = name.map_or_else(|| finding.entity.to_string(), |it| it.name.clone());
        format!("{name}: {} ({})", finding.state.words(), finding.id)
    });
    let lines: Vec<String> = lines.collect();
    format!("{}\nThe clock runs on; evidence decides.", lines.join("\n"))
}
