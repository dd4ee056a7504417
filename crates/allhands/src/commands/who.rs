//! `allhands who`: who answers, on what evidence, who else is named.

use std::fmt::Write as _;

use app::ask::{KindAnswers, Known, who_of_kind};
use model::Life;

use crate::{
    cli::{Cli, WhoArgs},
    outcome::{CommandError, Outcome},
    output::{BOLD, DIM, Out, YELLOW, paint},
    wire,
    words::width,
};

pub(crate) fn who(cli: &Cli, args: &WhoArgs, out: &Out) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    let known = site.known(wire::now(cli))?;
    match (&args.kind, &args.entity) {
        (Some(kind), _) => of_kind(&site, &known, kind, out),
        (None, Some(entity)) => of_one(&site, &known, entity, out),
        (None, None) => Err(CommandError::asked(
            "who",
            "who of what?",
            "`allhands who device-1`",
        )),
    }
}

fn of_one(
    site: &wire::Site,
    known: &Known,
    text: &str,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let entity = known
        .view(&site.workspace)
        .find(text)
        .map_err(CommandError::wrong)?;
    let answer = inventory::who(entity, &known.inventory);
    out.answer("allhands.who", known.at, answer, &[], |answer| {
        let mut text = format!("{}\n", paint(BOLD, &answer.says));
        if answer.life != Life::Live {
            let _ = writeln!(text, "  {}", paint(YELLOW, answer.life.says()));
        }
        for line in &answer.evidence {
            let _ = writeln!(text, "  {line}");
        }
        if !answer.disagree.is_empty() {
            let sources: Vec<&str> = answer
                .disagree
                .iter()
                .map(|source| source.as_str())
                .collect();
            let _ = writeln!(
                text,
                "  {} {}",
                paint(YELLOW, "disagree:"),
                sources.join(", ")
            );
        }
        text
    });
    Ok(Outcome::Clean)
}

fn of_kind(
    site: &wire::Site,
    known: &Known,
    kind: &str,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let answers = who_of_kind(&known.view(&site.workspace), kind).map_err(CommandError::wrong)?;
    let words = &site.workspace.vocabulary.kinds;
    let plural = words.get(&answers.kind).map_or(kind, |kind| &kind.plural);
    out.answer("allhands.who_kind", known.at, &answers, &[], |answers| {
        kind_text(answers, plural)
    });
    Ok(Outcome::Clean)
}

fn kind_text(answers: &KindAnswers, plural: &str) -> String {
    let mut text = format!(
        "{}: {} unowned, {} with exactly one person, {} disputed\n",
        match answers.entities {
            1 => format!("1 {}", answers.kind),
            n => format!("{n} {plural}"),
        },
        answers.unowned,
        answers.one_person,
        answers.disputed
    );
    let wide = width(answers.answers.iter().map(|answer| &answer.name));
    for answer in &answers.answers {
        let _ = write!(text, "  {:<wide$}  ", answer.name);
        match answer.why_unowned {
            Some(why) => {
                let _ = write!(text, "{}: {}", paint(YELLOW, "unowned"), why.words());
            }
            None => {
                let _ = write!(text, "{}", answer.owner_name);
                if answer.people.len() != 1 {
                    let _ = write!(text, " ({} people)", answer.people.len());
                }
                if let Some(from) = &answer.inherited_from {
                    let _ = write!(text, " {}", paint(DIM, format!("from {from}")));
                }
            }
        }
        if answer.disputed {
            let _ = write!(text, " {}", paint(YELLOW, "disputed"));
        }
        text.push('\n');
    }
    text
}
