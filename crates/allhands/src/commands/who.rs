//! `allhands who`: who answers, on what evidence, who else is named; and what people say to that.

mod answer;
pub(super) mod text;

use app::{as_of::Stamp, ask::who_of_kind, parties::View, unowned::unowned};
use inventory::Answer;
use serde::Serialize;

use crate::{
    cli::{Cli, WhoArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Looked, Site},
};

/// An answer about one entity, and about which instant.
#[derive(Debug, Serialize)]
struct Told {
    #[serde(flatten)]
    answer: Answer,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Stamp>,
}

/// Answers about several entities.
#[derive(Debug, Serialize)]
struct AllTold {
    answers: Vec<Told>,
}

pub(crate) fn who(cli: &Cli, args: &WhoArgs, out: &Out) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    if args.person.is_some() {
        return answer::answer(cli, &site, args, out);
    }
    let looked = site.looked(cli)?;
    match (&args.kind, &args.unowned) {
        (Some(kind), _) => of_kind(&site, &looked, kind, out),
        (None, Some(kind)) => of_nobody(&site, &looked, kind, out),
        (None, None) => of_entities(&site, &looked, &args.entities, out),
    }
}

fn of_entities(
    site: &Site,
    looked: &Looked,
    entities: &[String],
    out: &Out,
) -> Result<Outcome, CommandError> {
    let view = looked.view(&site.workspace);
    let told = |text: &String| tell(&view, text, looked.stamp());
    let answers: Result<Vec<Told>, CommandError> = entities.iter().map(told).collect();
    let mut all = AllTold { answers: answers? };
    match all.answers.pop() {
        Some(one) if all.answers.is_empty() => {
            out.answer("allhands.who", view.at, one, &[], text::one);
        }
        last => {
            all.answers.extend(last);
            out.answer("allhands.who_several", view.at, all, &[], |all| {
                let texts: Vec<String> = all.answers.iter().map(text::one).collect();
                texts.join("\n")
            });
        }
    }
    Ok(Outcome::Clean)
}

fn tell(view: &View, text: &str, as_of: Option<Stamp>) -> Result<Told, CommandError> {
    let entity = view.find(text).map_err(CommandError::wrong)?;
    let answer = inventory::who(entity, view.inventory, view.vocabulary);
    Ok(Told { answer, as_of })
}

fn of_kind(site: &Site, looked: &Looked, kind: &str, out: &Out) -> Result<Outcome, CommandError> {
    let view = looked.view(&site.workspace);
    let answers = who_of_kind(&view, kind).map_err(CommandError::wrong)?;
    let words = &view.vocabulary.kinds;
    let plural = words.get(&answers.kind).map_or(kind, |kind| &kind.plural);
    out.answer("allhands.who_kind", view.at, &answers, &[], |answers| {
        text::stamp(looked.stamp()) + &text::kind(answers, plural)
    });
    Ok(Outcome::Clean)
}

fn of_nobody(site: &Site, looked: &Looked, kind: &str, out: &Out) -> Result<Outcome, CommandError> {
    let view = looked.view(&site.workspace);
    let asked = Some(kind).filter(|kind| !kind.is_empty());
    let list = unowned(&view, asked).map_err(CommandError::wrong)?;
    let rows = match asked {
        Some(_) => text::Rows::Named,
        None => text::Rows::Counted,
    };
    out.answer("allhands.who_unowned", view.at, &list, &[], |list| {
        text::stamp(looked.stamp()) + &text::unowned(list, rows, view.vocabulary)
    });
    Ok(Outcome::Clean)
}
