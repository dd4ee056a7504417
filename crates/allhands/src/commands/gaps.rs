//! `allhands matrix gaps` and `allhands matrix settle`.

mod text;

use app::{
    decisions::{Author, author, decision},
    gaps::{self, Batch, Facts, Found, GapList, How, LeftOut, Settles},
    matrix::acting::numbered,
    ports::{Act, ActStore, ActWrite, Decision, LedgerStore, PassRecord},
    workspace::Workspace,
};
use ledger::matrix::{
    Settling,
    detectors::{ALL, Detector, Manual},
};
use model::{Place, Problem};
use serde::Serialize;

use super::matrix::acts::says;
use crate::{
    cli::{Cli, GapsArgs, SettleArgs},
    outcome::{CommandError, Outcome},
    output::Out,
    wire::{self, Site},
};

/// A detector with its page, for `--explain`.
#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    pub(super) detector: String,
    pub(super) id: &'static str,
    #[serde(flatten)]
    pub(super) manual: &'a Manual,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    list: GapList,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pages: Vec<Page<'a>>,
}

pub(super) fn gaps(
    cli: &Cli,
    site: &Site,
    args: &GapsArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let only = args.detector.as_deref().map(detector).transpose()?;
    let wanted = |short: &str| only.is_none_or(|one| one.short() == short);
    let known = site.known(wire::now(cli))?;
    let passes = passes(site)?;
    let view = known.view(&site.workspace);
    let found = Found::of(&site.workspace, &view, &known.findings);
    let facts = Facts {
        workspace: &site.workspace,
        view,
        matrix: &known.matrix,
        found: &found,
        passes: &passes,
    };
    let Some(seen) = facts.seen() else {
        return Err(no_matrix());
    };
    let looks = gaps::looks(&site.workspace, &seen);
    let mut list = gaps::gap_list(&facts, &seen, &looks);
    let in_unit = |unit: Option<&String>| {
        let asked = args.unit.as_ref();
        asked.is_none_or(|asked| unit.is_some_and(|unit| unit.eq_ignore_ascii_case(asked)))
    };
    list.gaps
        .retain(|gap| wanted(&gap.detector) && in_unit(gap.unit.as_ref()));
    list.unknown
        .retain(|line| wanted(&line.detector) && args.unit.is_none());
    list.silent
        .retain(|line| wanted(&line.detector) && args.unit.is_none());
    let pages = match args.explain {
        true => pages(&site.workspace, only),
        false => Vec::new(),
    };
    let outcome = match list.gaps.is_empty() {
        true => Outcome::Clean,
        false => Outcome::Findings,
    };
    let zone = &site.workspace.settings.time_zone;
    let answer = Answer { list, pages };
    out.answer("allhands.matrix_gaps", known.at, answer, &[], |answer| {
        let pages: String = answer.pages.iter().map(text::page).collect();
        format!("{pages}{}", text::list(&answer.list, known.at, zone))
    });
    Ok(outcome)
}

fn detector(text: &str) -> Result<&'static Detector, CommandError> {
    Detector::find(text).ok_or_else(|| {
        let says = format!("there is no detector `{text}`");
        CommandError::asked("detector-unknown", says, "they are called R01 to R28")
    })
}

/// The pages of the detectors, or of one.
fn pages<'w>(workspace: &'w Workspace, only: Option<&'static Detector>) -> Vec<Page<'w>> {
    let all = ALL
        .iter()
        .filter(|one| only.is_none_or(|only| only.id == one.id));
    let page = |one: &'static Detector| {
        Some(Page {
            detector: one.short(),
            id: one.id,
            manual: gaps::manual(workspace, &one.rule())?,
        })
    };
    all.filter_map(page).collect()
}

/// The pages of detectors as people read them, where all texts name one.
pub(super) fn explain(workspace: &Workspace, ids: &[String], cli: &Cli, out: &Out) -> bool {
    let found: Option<Vec<_>> = ids.iter().map(|id| Detector::find(id)).collect();
    let Some(found) = found.filter(|found| !found.is_empty()) else {
        return false;
    };
    let all = found
        .into_iter()
        .flat_map(|one| pages(workspace, Some(one)));
    let all: Vec<Page<'_>> = all.collect();
    out.answer("allhands.detectors", wire::now(cli), all, &[], |all| {
        all.iter().map(text::page).collect()
    });
    true
}

fn no_matrix() -> CommandError {
    let says = "no responsibility matrix is kept here, so nothing can be missing from it";
    let advice = "write a table into `responsibilities/`, or `allhands matrix import FILE --write`";
    CommandError::asked("matrix-none", says, advice)
}

fn passes(site: &Site) -> Result<Vec<PassRecord>, CommandError> {
    wire::block_on(async { Ok(site.ledger().await?.passes().await?) })?
}

/// What was kept, or would be.
#[derive(Debug, Serialize)]
struct Kept {
    /// The gaps it settles.
    gaps: Vec<String>,
    /// Whether it was kept.
    written: bool,
    acts: Vec<Act>,
    decisions: Vec<Decision>,
    /// The acts in words.
    says: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOut>,
}

pub(super) fn settle(
    cli: &Cli,
    site: &Site,
    args: &SettleArgs,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let at = wire::now(cli);
    let known = site.known(at)?;
    let view = known.view(&site.workspace);
    let author = author(&view, &args.person).map_err(CommandError::wrong)?;
    let passes = passes(site)?;
    let found = Found::of(&site.workspace, &view, &known.findings);
    let facts = Facts {
        workspace: &site.workspace,
        view,
        matrix: &known.matrix,
        found: &found,
        passes: &passes,
    };
    let seen = facts.seen().ok_or_else(no_matrix)?;
    let looks = gaps::looks(&site.workspace, &seen);
    let how = How {
        settling: settling(args),
        row: args.row.as_deref(),
        because: &args.because,
        at,
    };
    let (batch, write) = match Detector::find(&args.gap) {
        Some(all) => (gaps::batch(&facts, &looks, all, &author, &how), args.write),
        None => {
            let settled = gaps::settlement(&facts, &looks, &args.gap, &author, &how);
            let one = Settles {
                gap: args.gap.clone(),
                says: String::new(),
                settlement: settled.map_err(CommandError::refused)?,
            };
            let settles = vec![one];
            let left_out = Vec::new();
            (Batch { settles, left_out }, true)
        }
    };
    if batch.settles.is_empty() {
        return Err(CommandError::refused(nothing(args, &author, batch)));
    }
    let mut kept = would_keep(site, (&author, &args.because), batch, at);
    let acts = kept.acts.iter();
    kept.says = acts.filter_map(|act| says(&known.matrix, act)).collect();
    if write {
        keep(site, &kept)?;
        kept.written = true;
    }
    out.answer("allhands.matrix_settle", at, kept, &[], text::kept);
    Ok(Outcome::Clean)
}

fn settling(args: &SettleArgs) -> Settling {
    match &args.assign {
        Some(to) => Settling::Assigned(to.clone()),
        None if args.mine => Settling::Mine,
        None if args.theirs => Settling::Theirs,
        None if args.neither => Settling::Neither,
        None if args.unmeasured => Settling::Unmeasured,
        None => Settling::Ended,
    }
}

/// No gap of a detector is settled by what was said: why not.
fn nothing(args: &SettleArgs, author: &Author, batch: Batch) -> Problem {
    let mut left_out = batch.left_out.into_iter();
    left_out.next().map(|one| one.why).unwrap_or_else(|| {
        let says = format!("no gap of {} asks {}", args.gap.to_uppercase(), author.name);
        let place = Place::file("command line");
        let problem = Problem::new("gap-unknown", says, place);
        problem.advise(format!("`allhands matrix gaps --detector {}`", args.gap))
    })
}

/// The acts and decisions of a batch, numbered as the logs would take them.
fn would_keep(
    site: &Site,
    (author, because): (&Author, &str),
    batch: Batch,
    at: jiff::Timestamp,
) -> Kept {
    let mut log = site.workspace.decisions.clone();
    let (mut decisions, mut acts, mut settled) = (Vec::new(), Vec::new(), Vec::new());
    for one in batch.settles {
        for what in one.settlement.decisions {
            let made = decision(&log, (author, because), at, what);
            log.push(made.clone());
            decisions.push(made);
        }
        acts.extend(one.settlement.acts);
        settled.push(one.gap);
    }
    Kept {
        gaps: settled,
        written: false,
        acts: numbered(&site.workspace.acts, (author, because), at, acts),
        decisions,
        says: Vec::new(),
        left_out: batch.left_out,
    }
}

fn keep(site: &Site, kept: &Kept) -> Result<(), CommandError> {
    for made in &kept.decisions {
        super::matching::keep(site, made)?;
    }
    wire::block_on(async {
        let ledger = site.ledger().await?;
        for act in &kept.acts {
            let write = ActWrite {
                act: act.clone(),
                findings: Vec::new(),
                events: Vec::new(),
            };
            ledger.act(&write).await?;
        }
        Ok(())
    })?
}
