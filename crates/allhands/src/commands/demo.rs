//! `allhands demo`: a sample organisation through several weeks, and where to look.

pub(crate) mod clock;
mod text;

use std::path::Path;

use app::judge_pass::ChangeCounts;
use impact::OrganisationReport;
use jiff::Timestamp;
use serde::Serialize;

use self::clock::MARK;
use super::{report::whole, run::pass};
use crate::{
    cli::{Cli, DemoArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire,
};

/// What the demo came to.
#[derive(Debug, Serialize)]
struct Demo {
    folder: String,
    /// This program, where typing `allhands` would not find it.
    #[serde(skip)]
    not_on_path: Option<String>,
    organisation: String,
    passes: Vec<PassLine>,
    summary: text::Summary,
    report: OrganisationReport,
}

/// One of its passes.
#[derive(Debug, Serialize)]
struct PassLine {
    at: Timestamp,
    records: u64,
    changes: ChangeCounts,
    open: u64,
}

pub(crate) fn demo(cli: &Cli, args: &DemoArgs, out: &Out) -> Result<Outcome, CommandError> {
    let folder = &args.folder;
    clear(folder)?;
    let organisation = testkit::organisation(args.seed);
    io::write_text(
        &folder.join(MARK),
        format!("seed {}\n", args.seed).as_bytes(),
    )?;
    for (path, text) in &organisation.workspace {
        io::write_text(&folder.join(path), text.as_bytes())?;
    }

    let mut passes = Vec::new();
    let mut problems = Vec::new();
    for snapshot in &organisation.snapshots {
        for file in &snapshot.files {
            io::write_export(&folder.join(&file.path), &file.bytes, file.modified)?;
        }
        let site = wire::open_at(folder)?;
        let passed = pass(&site, snapshot.at)?;
        passes.push(PassLine {
            at: snapshot.at,
            records: passed.pass.collected.records,
            changes: passed.pass.changes,
            open: passed.pass.judged.open,
        });
        problems = passed.problems;
    }
    let ended = organisation.snapshots.last().map(|snapshot| snapshot.at);
    if let Some(ended) = ended {
        let mark = clock::mark(args.seed, wire::real_now(), ended);
        io::write_text(&folder.join(MARK), mark.as_bytes())?;
    }
    let site = wire::open_at(folder)?;
    let (known, report) = whole(&site, cli)?;
    let summary = text::Summary::of(&known, &site.workspace);
    let demo = Demo {
        folder: folder.display().to_string(),
        not_on_path: wire::not_on_path(),
        organisation: organisation.name.clone(),
        passes,
        summary,
        report,
    };
    // What the sources of the last day lack is part of the story and told there.
    let listed = if out.is_json() { problems } else { Vec::new() };
    out.answer("allhands.demo", known.at, demo, &listed, text::demo);
    match args.serve {
        true => super::serve::serve_at(folder.clone(), cli.at, &args.server, out),
        false => Ok(Outcome::Clean),
    }
}

/// Removes an earlier demo; anything else in the way is left alone and named.
fn clear(folder: &Path) -> Result<(), CommandError> {
    if folder.join(MARK).is_file() {
        return Ok(io::remove_folder(folder)?);
    }
    if io::is_empty_or_missing(folder) {
        return Ok(());
    }
    Err(CommandError::asked(
        "demo-folder",
        format!("`{}` exists and is not an earlier demo", folder.display()),
        "choose another folder: `allhands demo DIR`",
    ))
}
