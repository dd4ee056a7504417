//! `allhands run`, `collect`, `judge`: the pass and its steps.

pub(crate) mod text;

use app::{
    collect::{CollectReport, Collected, collect as collect_sources, latest},
    judge_pass::{JudgeReport, judge_pass},
};
use jiff::Timestamp;
use ledger::log::tlog::SignedCheckpoint;
use model::Problem;
use serde::Serialize;

use crate::{
    cli::{Cli, FailOn, FailVerdict, JudgeArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    progress::{Spinner, Timing},
    wire::{self, Site},
};

/// What a full pass came to.
#[derive(Debug, Serialize)]
pub(crate) struct Pass {
    /// What was read and what became of it.
    pub(crate) collected: CollectReport,
    /// What the rules say of it. Its `changes` are what happened to findings.
    pub(crate) judged: JudgeReport,
    /// The same counts again, where scripts look first.
    pub(crate) changes: app::judge_pass::ChangeCounts,
    /// The log's checkpoint after it; none where the log could not be signed.
    pub(crate) checkpoint: Option<Sealed>,
    /// How long each step took.
    pub(crate) timings: Vec<Timing>,
}

/// What the log had become after a pass.
#[derive(Debug, Serialize)]
pub(crate) struct Sealed {
    /// The name of the log.
    pub(crate) log: String,
    /// How many entries it has.
    pub(crate) entries: u64,
    /// The root of its tree, in base64.
    pub(crate) root: String,
    /// The signed checkpoint, as `allhands log checkpoint` prints it.
    pub(crate) signed: String,
}

impl From<SignedCheckpoint> for Sealed {
    fn from(signed: SignedCheckpoint) -> Self {
        let checkpoint = &signed.checkpoint;
        Self {
            log: checkpoint.origin.clone(),
            entries: checkpoint.size,
            root: checkpoint.root.to_string(),
            signed: signed.to_string(),
        }
    }
}

/// One pass with everything that went wrong on the way.
pub(crate) struct Passed {
    pub(crate) pass: Pass,
    pub(crate) problems: Vec<Problem>,
    pub(crate) outcome: Outcome,
}

pub(crate) fn run(cli: &Cli, fail_on: &FailOn, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let passed = pass(&site, at)?;
    let outcome = passed
        .outcome
        .max(on_findings(fail_on, &passed.pass.judged));
    out.answer(
        "allhands.run",
        at,
        passed.pass,
        &passed.problems,
        text::pass,
    );
    Ok(outcome)
}

/// Collects, judges and records.
pub(crate) fn pass(site: &Site, at: Timestamp) -> Result<Passed, CommandError> {
    let _lock = site.lock("run", at)?;
    let progress = Spinner::new();
    let collected = collect_sources(
        &site.workspace,
        site,
        &site.observations_for_a_run()?,
        at,
        &progress,
    )?;
    let (judged, signed) = judge_it(site, &collected, at, &progress)?;
    let outcome = outcome_of(site, &collected);
    let mut problems = site.workspace.problems.clone();
    problems.extend(collected.problems);
    let checkpoint = match signed {
        Ok(signed) => Some(Sealed::from(signed)),
        Err(unsigned) => {
            problems.extend(unsigned);
            None
        }
    };
    let changes = judged.changes;
    let pass = Pass {
        collected: collected.report,
        judged,
        changes,
        checkpoint,
        timings: progress.timings(),
    };
    Ok(Passed {
        pass,
        problems,
        outcome,
    })
}

/// The log's checkpoint, or why there is none.
type Signed = Result<SignedCheckpoint, Vec<Problem>>;

/// Judges, records and signs the log.
fn judge_it(
    site: &Site,
    collected: &Collected,
    at: Timestamp,
    progress: &Spinner,
) -> Result<(JudgeReport, Signed), CommandError> {
    wire::block_on(async {
        let ledger = site.ledger().await?;
        let judged = judge_pass(&site.workspace, collected, &ledger, at, progress).await?;
        Ok((judged, super::log::after_pass(site, &ledger, at).await))
    })?
}

/// A wrong configuration outranks a source that failed; what worked was kept in both cases.
fn outcome_of(site: &Site, collected: &Collected) -> Outcome {
    if !site.workspace.problems.is_empty() {
        Outcome::Wrong
    } else if collected.source_failed {
        Outcome::Unreachable
    } else {
        Outcome::Clean
    }
}

fn on_findings(fail_on: &FailOn, judged: &JudgeReport) -> Outcome {
    match fail_on.fail_on {
        Some(FailVerdict::Missed) if judged.open > 0 => Outcome::Findings,
        _ => Outcome::Clean,
    }
}

pub(crate) fn collect(cli: &Cli, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let _lock = site.lock("collect", at)?;
    let progress = Spinner::new();
    let collected = collect_sources(
        &site.workspace,
        &site,
        &site.observations_for_a_run()?,
        at,
        &progress,
    )?;
    drop(progress);
    let outcome = outcome_of(&site, &collected);
    let mut problems = site.workspace.problems.clone();
    problems.extend(collected.problems);
    out.answer(
        "allhands.collect",
        at,
        collected.report,
        &problems,
        text::collected,
    );
    Ok(outcome)
}

pub(crate) fn judge(cli: &Cli, args: &JudgeArgs, out: &Out) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let site = wire::open(cli)?;
    let _lock = site.lock("judge", at)?;
    let progress = match args.timings {
        true => Spinner::new().timed(),
        false => Spinner::new(),
    };
    let collected = latest(&site.workspace, &site.observations()?, at)?;
    let (judged, signed) = judge_it(&site, &collected, at, &progress)?;
    drop(progress);
    let outcome = outcome_of(&site, &collected).max(on_findings(&args.fail_on, &judged));
    let mut problems = site.workspace.problems.clone();
    problems.extend(collected.problems);
    problems.extend(signed.err().unwrap_or_default());
    out.answer("allhands.judge", at, judged, &problems, text::judged);
    Ok(outcome)
}
