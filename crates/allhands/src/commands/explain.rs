//! `allhands explain`: why something is as it is.

use app::{as_of::Stamp, ask::finding_story, ports::LedgerStore};
use inventory::Explanation;
use model::{EntityId, RuleId, Tier};
use serde::Serialize;

use super::{finding::story, who::text::stamp};
use crate::{
    cli::Cli,
    outcome::{CommandError, Outcome},
    output::{BOLD, Out, paint},
    wire::{self, Site},
};

pub(crate) fn explain(cli: &Cli, what: &str, out: &Out) -> Result<Outcome, CommandError> {
    let site = wire::open(cli)?;
    if cli.at.is_some() && !what.contains('@') {
        return then(cli, &site, what, out);
    }
    let known = site.known(wire::now(cli))?;
    let view = known.view(&site.workspace);
    // `rule@entity` is a finding; mail addresses have an `@` too, so only a known one counts.
    if let Ok(found) = known.finding(what) {
        let events = wire::block_on(async {
            Ok::<_, CommandError>(site.ledger().await?.events(&found.id).await?)
        })??;
        let story = finding_story(&known, &site.workspace, found, events);
        let zone = &site.workspace.settings.time_zone;
        out.answer("allhands.finding", known.at, story, &[], |story| {
            story::text(story, known.at, zone)
        });
        return Ok(Outcome::Clean);
    }
    let entity = view.find(what).map_err(|unknown| {
        // `rule@...` of a rule that exists was meant as a finding.
        let rule = what.split_once('@').map(|(rule, _)| RuleId::new(rule));
        match rule.filter(|rule| site.workspace.speaking(rule).is_some()) {
            Some(_) => CommandError::wrong(known.finding(what).err().unwrap_or(unknown)),
            None => CommandError::wrong(unknown),
        }
    })?;
    let explained = inventory::explain(entity, &known.inventory, &site.workspace.vocabulary);
    out.answer("allhands.explain", known.at, explained, &[], text);
    Ok(Outcome::Clean)
}

/// An entity as it was known at an earlier instant.
fn then(cli: &Cli, site: &Site, what: &str, out: &Out) -> Result<Outcome, CommandError> {
    let looked = site.looked(cli)?;
    let view = looked.view(&site.workspace);
    let entity = view.find(what).map_err(CommandError::wrong)?;
    let explained = Then {
        explained: inventory::explain(entity, view.inventory, view.vocabulary),
        as_of: looked.stamp(),
    };
    out.answer("allhands.explain", view.at, explained, &[], |then| {
        stamp(then.as_of) + &text(&then.explained)
    });
    Ok(Outcome::Clean)
}

/// An explanation, and of which instant.
#[derive(Serialize)]
struct Then {
    #[serde(flatten)]
    explained: Explanation,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Stamp>,
}

/// An entity in words: what it was made of, what is known, who answers.
fn text(explained: &Explanation) -> String {
    let mut text = format!("{} {}\n", paint(BOLD, &explained.name), explained.entity);
    let tier = match explained.tier {
        Tier::Confirmed => "confirmed",
        Tier::Probable => "probable: nothing escalates on it alone",
    };
    text.push_str(&format!("  {} records, {tier}\n", explained.records.len()));
    text.push_str(&format!("  {}\n", explained.life.says()));
    for alias in &explained.aliases {
        let kind = explained.entity.kind.clone();
        text.push_str(&format!("  was also {}\n", EntityId::new(kind, *alias)));
    }
    section(&mut text, "Records", &explained.records);
    section(&mut text, "Why they are one", &explained.merged);
    section(
        &mut text,
        "Not the same, although they share something",
        &explained.refused,
    );
    section(
        &mut text,
        "Identifiers that are ignored",
        &explained.ignored,
    );
    let facts: Vec<String> = explained
        .facts
        .iter()
        .flat_map(|fact| {
            let others = fact.others.iter().map(|other| format!("    but {other}"));
            std::iter::once(fact.says.clone()).chain(others)
        })
        .collect();
    section(&mut text, "What is known", &facts);
    section(&mut text, "Links", &explained.links);
    section(
        &mut text,
        &explained.answer.says,
        &explained.answer.evidence,
    );
    text
}

fn section(text: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    text.push_str(&format!("\n{}\n", paint(BOLD, title)));
    for line in lines {
        text.push_str(&format!("  {line}\n"));
    }
}
