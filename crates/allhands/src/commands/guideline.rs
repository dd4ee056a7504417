//! `allhands guideline`: what everybody should have read, and who has.

use std::{fmt::Write as _, path::Path};

use app::{
    decisions::author,
    duties::{self, Draft, Standing},
};
use jiff::Timestamp;
use ledger::matrix::duties::{Acknowledged, Duties, Guideline};
use model::{Place, Problem};
use serde::Serialize;

use super::security::{WHEN, keep};
use crate::{
    catalogue,
    cli::{Cli, GuidelineCommand},
    outcome::{CommandError, Outcome},
    output::{BOLD, DIM, Out, paint},
    wire::{self, Site},
};

/// At most so many names are shown; the rest is counted.
const NAMES: usize = 20;

pub(crate) fn guideline(
    cli: &Cli,
    command: &GuidelineCommand,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let duties = site.workspace.duties(at);
    let (person, because, what) = match command {
        GuidelineCommand::List { shipped: true } => return shipped(&site, at, out),
        GuidelineCommand::List { shipped: false } => return list(&site, &duties, at, out),
        GuidelineCommand::Show { guideline, version } => {
            return show(&site, (&duties, at), (guideline, version.as_deref()), out);
        }
        GuidelineCommand::Publish { file, why } => {
            let draft = draft(&site, file)?;
            (
                &why.person,
                &*why.because,
                duties::published(&duties, draft),
            )
        }
        GuidelineCommand::Acknowledge {
            guideline,
            version,
            person,
        } => {
            let act = duties::acknowledged(&duties, guideline, version.as_deref());
            (person, "", act)
        }
        GuidelineCommand::Withdraw { guideline, why } => (
            &why.person,
            &*why.because,
            duties::withdrawn(&duties, guideline),
        ),
    };
    let what = what.map_err(CommandError::refused)?;
    let known = site.known(at)?;
    let author = author(&known.view(&site.workspace), person).map_err(CommandError::wrong)?;
    let act = keep(&site, (&author, because), at, what)?;
    out.answer("allhands.guideline_act", at, &act, &[], |_| {
        format!("{}.\n{}", said(command, &author.name), WHEN)
    });
    Ok(Outcome::Clean)
}

fn said(command: &GuidelineCommand, who: &str) -> String {
    match command {
        GuidelineCommand::Publish { file, .. } => format!(
            "Published `{}`. Everybody whom it concerns is asked to acknowledge it",
            file.file_stem().unwrap_or_default().to_string_lossy()
        ),
        GuidelineCommand::Acknowledge { guideline, .. } => {
            format!("{who} has acknowledged `{guideline}`. Thank you")
        }
        _ => "It does not hold any more, and what was acknowledged is kept".to_owned(),
    }
}

/// The guideline in a file, or a shipped one.
fn draft(site: &Site, file: &Path) -> Result<Draft, CommandError> {
    let name = file.to_string_lossy();
    let path = format!("{}{name}.md", duties::GUIDES);
    let vocabulary = &site.workspace.vocabulary;
    let (path, text) = match catalogue::texts().remove(&path) {
        Some(text) if !file.is_file() => (path, text),
        _ => (name.into_owned(), io::read_text(file)?),
    };
    Draft::read(&path, &text, vocabulary).map_err(CommandError::wrong)
}

/// The shipped texts.
fn drafts(site: &Site) -> Result<Vec<Draft>, CommandError> {
    let texts = catalogue::texts();
    let guides = texts
        .iter()
        .filter(|(path, _)| path.starts_with(duties::GUIDES));
    let read = guides.map(|(path, text)| Draft::read(path, text, &site.workspace.vocabulary));
    read.collect::<Result<_, _>>().map_err(CommandError::wrong)
}

#[derive(Serialize)]
struct Shipped {
    guideline: String,
    title: String,
    version: String,
}

fn shipped(site: &Site, at: Timestamp, out: &Out) -> Result<Outcome, CommandError> {
    let all = drafts(site)?.into_iter().map(|draft| Shipped {
        guideline: draft.id,
        title: draft.title,
        version: draft.version,
    });
    let all: Vec<Shipped> = all.collect();
    out.answer("allhands.guidelines_shipped", at, all, &[], |all| {
        let mut text = String::new();
        for one in all {
            let _ = writeln!(text, "{:<18} {}", one.guideline, one.title);
        }
        text + "Read one: allhands guideline show ID. Publish it: allhands guideline publish ID \
                --as YOU --because WHY"
    });
    Ok(Outcome::Clean)
}

fn list(site: &Site, duties: &Duties, at: Timestamp, out: &Out) -> Result<Outcome, CommandError> {
    let known = site.known(at)?;
    let all = duties::standing(&site.workspace, &known.view(&site.workspace), duties);
    out.answer("allhands.guidelines", at, all, &[], |all| {
        if all.is_empty() {
            return "No guideline was published yet. `allhands guideline list --shipped` has texts \
                    to begin with."
                .to_owned();
        }
        let mut text = String::new();
        for one in all {
            let title = paint(BOLD, &one.title);
            let _ = writeln!(text, "{title} (version {}), {}", one.version, one.guideline);
            let _ = writeln!(text, "   {}", counted(one));
        }
        text
    });
    Ok(Outcome::Clean)
}

fn counted(one: &Standing) -> String {
    let mut text = format!(
        "since {}, for {}: {} of {} have acknowledged it",
        one.published_on, one.audience, one.acknowledged, one.concerns
    );
    if one.unclear > 0 {
        let _ = write!(
            text,
            "; for {} more it is not known whether it concerns them",
            one.unclear
        );
    }
    text
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    guideline: Option<&'a Guideline>,
    text: &'a str,
    versions: Vec<&'a Guideline>,
    acknowledgements: Vec<&'a Acknowledged>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
}

fn show(
    site: &Site,
    (duties, at): (&Duties, Timestamp),
    (name, version): (&str, Option<&str>),
    out: &Out,
) -> Result<Outcome, CommandError> {
    let versions: Vec<&Guideline> = duties
        .guidelines
        .iter()
        .filter(|g| g.is_called(name))
        .collect();
    let wanted = |one: &&&Guideline| version.is_none_or(|version| one.version == version);
    let Some(meant) = versions.iter().rev().find(wanted).copied() else {
        let drafts = drafts(site)?;
        let found = drafts
            .iter()
            .find(|draft| draft.id == name && version.is_none());
        let Some(draft) = found.filter(|_| versions.is_empty()) else {
            return Err(CommandError::wrong(unknown(name, version, &versions)));
        };
        out.answer("allhands.guideline", at, &draft.text, &[], |text| {
            format!("{text}\n{}", paint(DIM, "Shipped, and not published here."))
        });
        return Ok(Outcome::Clean);
    };
    let known = site.known(at)?;
    let standing = duties::standing(&site.workspace, &known.view(&site.workspace), duties);
    let standing = standing.into_iter();
    let mut standing =
        standing.filter(|one| one.guideline == meant.id && one.version == meant.version);
    let signed = duties.acknowledgements.iter();
    let signed = signed.filter(|one| one.guideline == meant.id && one.version == meant.version);
    let shown = Shown {
        guideline: Some(meant),
        text: &meant.text,
        acknowledgements: signed.collect(),
        standing: standing.next(),
        versions,
    };
    out.answer("allhands.guideline", at, shown, &[], text);
    Ok(Outcome::Clean)
}

fn text(shown: &Shown) -> String {
    let mut text = format!("{}\n", shown.text);
    for one in &shown.versions {
        let day = one.published_at.strftime("%Y-%m-%d");
        let line = format!(
            "version {}: {} since {day}, published by {}: {}",
            one.version,
            one.status.word(),
            one.by,
            one.because
        );
        let _ = writeln!(text, "{}", paint(DIM, line));
    }
    let Some(standing) = &shown.standing else {
        return text;
    };
    let _ = writeln!(text, "{}", counted(standing));
    let waiting = &standing.waiting;
    if !waiting.is_empty() {
        let names: Vec<&str> = waiting
            .iter()
            .take(NAMES)
            .map(|one| one.name.as_str())
            .collect();
        let rest = match waiting.len().saturating_sub(NAMES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let _ = writeln!(text, "Not yet: {}{rest}", names.join(", "));
    }
    text
}

fn unknown(name: &str, version: Option<&str>, versions: &[&Guideline]) -> Problem {
    let place = Place::file("command line");
    if let (Some(version), false) = (version, versions.is_empty()) {
        let there: Vec<&str> = versions.iter().map(|one| one.version.as_str()).collect();
        let says = format!("`{name}` has no version {version}");
        return Problem::new("no-such-guideline", says, place)
            .advise(format!("there are: {}", there.join(", ")));
    }
    Problem::new(
        "no-such-guideline",
        format!("no guideline is called `{name}`"),
        place,
    )
    .advise("`allhands guideline list` shows those that hold, `--shipped` texts to begin with")
}
