//! `allhands rule adopt`: shipped rules into the list of those in force.

use app::workspace::{Origin, RulesFrom, adopted, nearest};
use model::{Place, Problem, RuleId};
use serde::Serialize;

use crate::{
    cli::Cli,
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

#[derive(Debug, Serialize)]
struct Adopted {
    /// Those that were added.
    added: Vec<RuleId>,
    /// Those that were in the list.
    there_already: Vec<RuleId>,
    /// Whether somebody has to sign them before they are in force.
    to_be_signed: bool,
}

pub(super) fn adopt(cli: &Cli, ids: &[RuleId], out: &Out) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    for id in ids {
        is_shipped(&site, id)?;
    }
    let file = site.root.join(adopted::FILE);
    let text = match file.is_file() {
        true => io::read_text(&file)?,
        false => String::new(),
    };
    let listed = adopted::listed(&text).map_err(CommandError::wrong)?;
    let (there_already, added): (Vec<RuleId>, Vec<RuleId>) =
        ids.iter().cloned().partition(|id| listed.contains(id));
    if !added.is_empty() {
        let text = adopted::with(&text, &added).map_err(CommandError::wrong)?;
        io::write_text(&file, text.as_bytes())?;
    }
    let done = Adopted {
        added,
        there_already,
        to_be_signed: site.workspace.settings.rules == RulesFrom::Published,
    };
    out.answer("allhands.rule_adopt", wire::now(cli), done, &[], text_of);
    Ok(Outcome::Clean)
}

fn is_shipped(site: &Site, id: &RuleId) -> Result<(), CommandError> {
    let shipped = site.workspace.rules.iter();
    let shipped = shipped.filter(|loaded| loaded.origin == Origin::Catalogue);
    let ids: Vec<&str> = shipped.map(|loaded| loaded.rule.id.as_str()).collect();
    if ids.contains(&id.as_str()) {
        return Ok(());
    }
    let says = format!("no rule `{id}` is shipped");
    let problem = Problem::new("rule-unknown", says, Place::file("command line"));
    let problem = match nearest(id.as_str(), ids.into_iter()) {
        Some(near) => problem.advise(format!("did you mean `{near}`?")),
        None => problem,
    };
    Err(CommandError::wrong(
        problem.advise("`allhands rule list` shows them all"),
    ))
}

fn text_of(done: &Adopted) -> String {
    let mut text = String::new();
    for id in &done.there_already {
        text.push_str(&format!("{id} is in `{}` already.\n", adopted::FILE));
    }
    for id in &done.added {
        text.push_str(&format!("{id} is now in `{}`.\n", adopted::FILE));
    }
    let ids = done.added.iter().chain(&done.there_already);
    let ids: Vec<&str> = ids.map(RuleId::as_str).collect();
    text.push_str(&match done.to_be_signed {
        true => format!(
            "It is in force once it is signed: `allhands rule propose {} --as YOU`\n",
            ids.join(" ")
        ),
        false => "The next `allhands run` judges by it.\n".to_owned(),
    });
    text
}
