//! What people say about who answers: it is kept, and the answer as it is from now on is shown.

use app::{
    decisions::{
        Author,
        answers::{self, Speaker},
        author, decision,
    },
    parties::View,
    ports::{Decided, Decision},
};
use model::{Entity, Problem};
use serde::Serialize;

use super::{AllTold, Told, tell, text};
use crate::{
    cli::{Cli, WhoArgs},
    commands::matching::keep,
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

/// What was kept, and who answers from now on.
#[derive(Debug, Serialize)]
struct Answered {
    decisions: Vec<Decision>,
    #[serde(flatten)]
    after: AllTold,
}

pub(super) fn answer(
    cli: &Cli,
    site: &Site,
    args: &WhoArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let known = site.known(at)?;
    let view = View {
        at,
        ..known.view(&site.workspace)
    };
    let person = args.person.as_deref().unwrap_or_default();
    let author = author(&view, person).map_err(CommandError::wrong)?;
    let speaker = answers::speaker(&view, &site.workspace, &author, args.behalf.as_deref())
        .map_err(CommandError::refused)?;
    let mut log = site.workspace.decisions.clone();
    let mut made = Vec::new();
    for text in &args.entities {
        let entity = view.find(text).map_err(CommandError::wrong)?;
        let what = decide(&view, site, args, (entity, &speaker)).map_err(CommandError::refused)?;
        let decision = decision(&log, (&author, &args.because), at, what);
        log.push(decision.clone());
        made.push(decision);
    }
    for decision in &made {
        keep(site, decision)?;
    }
    let says = says(args, &author, &speaker);
    show(cli, args, made, &says, out)
}

fn decide(
    view: &View,
    site: &Site,
    args: &WhoArgs,
    (entity, speaker): (&Entity, &Speaker),
) -> Result<Decided, Problem> {
    let workspace = &site.workspace;
    match (&args.delegate_to, args.until) {
        (Some(to), Some(until)) => answers::delegated(view, entity, speaker, (to, until)),
        _ if args.mine => answers::mine(view, workspace, entity, speaker),
        _ if args.not_mine => answers::not_mine(view, workspace, entity, speaker),
        _ => answers::take_back(view, workspace, entity, speaker),
    }
}

fn says(args: &WhoArgs, author: &Author, speaker: &Speaker) -> String {
    let name = &speaker.person.name;
    let what = match (&args.delegate_to, args.until) {
        (Some(to), Some(until)) => format!("{to} answers in the place of {name} until {until}"),
        _ if args.mine => format!("{name} says: mine"),
        _ if args.not_mine => format!("{name} says: not mine"),
        _ => format!("{name} takes it back"),
    };
    match author.person == speaker.person.id {
        true => what,
        false => format!("{what} (noted by {})", author.name),
    }
}

/// Who answers now, read again with what was kept.
fn show(
    cli: &Cli,
    args: &WhoArgs,
    decisions: Vec<Decision>,
    says: &str,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    let known = site.known(wire::now(cli))?;
    let view = known.view(&site.workspace);
    let told = args.entities.iter().map(|text| tell(&view, text, None));
    let answers: Result<Vec<Told>, CommandError> = told.collect();
    let answered = Answered {
        decisions,
        after: AllTold { answers: answers? },
    };
    out.answer("allhands.who_answer", known.at, answered, &[], |answered| {
        let numbers: Vec<String> = answered
            .decisions
            .iter()
            .map(|decision| decision.number.to_string())
            .collect();
        let texts: Vec<String> = answered.after.answers.iter().map(text::one).collect();
        let decision = match numbers.len() {
            1 => "Decision",
            _ => "Decisions",
        };
        format!(
            "{decision} {}: {says}. Messages follow it from the next pass on.\n\n{}",
            numbers.join(", "),
            texts.join("\n")
        )
    });
    Ok(Outcome::Clean)
}
