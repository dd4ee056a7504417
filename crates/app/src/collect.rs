//! One step of a pass: read every source, keep what it said, work out what it is about.
//!
//! The order is what makes a crash harmless: numbers are written to the id log before they are
//! used, a run is committed whole or not at all, and reading the same snapshots again commits
//! nothing.

pub mod carry;
mod fetch;
mod report;
mod run_files;
mod units;

use std::collections::BTreeMap;

use inventory::{
    Decisions, Delivery, IdBook, RecordBook, Resolution, book::Distrust, decisions::Decided,
};
use jiff::Timestamp;
use judge::Tables;
use ledger::matrix::Resolved;
use model::{
    Coverage, Inventory, Place, Problem, ScopeOutcome, ScopeRun, SourceId, Vocabulary,
    record::Rejected,
};
use serde::{Deserialize, Serialize};
use sources::{Collected as FromSource, Connector, SourceConfig};

pub use report::{CollectReport, KindReport, Merge, Quarantined, SourceReport};
use run_files::RunFiles;

use crate::{
    duties, matrix,
    ports::{Network, NewRun, Observations, PortError, Progress, SourceFiles},
    workspace::Workspace,
};

/// What collecting came to.
#[derive(Debug)]
pub struct Collected {
    /// Everything that was observed so far.
    pub inventory: Inventory,
    /// The same, as the judge reads it.
    pub tables: Tables,
    /// Records that left one entity for another one, the oldest first.
    pub moves: Vec<inventory::Move>,
    /// What was read and what became of it.
    pub report: CollectReport,
    /// What went wrong on the way.
    pub problems: Vec<Problem>,
    /// Whether a source could not be read at all.
    pub source_failed: bool,
}

/// Reads every source and commits a run when anything changed.
///
/// # Errors
/// When what was kept cannot be read or what is new cannot be kept. A source that cannot be read
/// is no error here: it is a failed scope.
pub fn collect(
    workspace: &Workspace,
    files: &(impl SourceFiles + Network),
    observations: &impl Observations,
    now: Timestamp,
    progress: &impl Progress,
) -> Result<Collected, PortError> {
    let stored = observations.latest()?;
    let before = RunFiles::read(stored.as_ref())?;
    let mut read = Read::default();
    for config in &workspace.sources {
        let how = match config.http {
            Some(_) => "asking",
            None => "reading",
        };
        progress.step(&format!("{how} {}", config.source));
        read.source(workspace, config, files, now, progress);
    }
    progress.step("matching records");
    let ids = IdBook::replay(&observations.ids()?);
    let own = |book: &RecordBook| own(workspace, book, &ids, now);
    let advanced = inventory::advance_with(&before.book, &read.deliveries, now, own);
    read.problems.extend(advanced.notes);
    let decided = decided(workspace, now);
    let book = RecordBook {
        decided,
        ..advanced.book
    };
    let settled = settle(workspace, &book, observations, now)?;
    read.problems.extend(settled.notes.iter().cloned());

    let number = stored.as_ref().map_or(0, |run| run.run);
    let changed = advanced.changed
        || settled.distrusted != before.book.distrusted
        || decided != before.book.decided;
    let book = RecordBook {
        distrusted: settled.distrusted.clone(),
        ..book
    };
    let after = RunFiles::new(book, &settled, &read, &before);
    let same = stored.is_some() && !changed && after.digests == before.digests;
    let nothing_yet = stored.is_none() && workspace.sources.is_empty() && !changed;
    let run = if same || nothing_yet {
        number
    } else {
        number + 1
    };
    if run != number {
        progress.step("keeping what was read");
        observations.append(&NewRun {
            run,
            texts: after.texts(run, now, &read.raw)?,
            tables: carry::described(settled.tables.to_batches(), &workspace.vocabulary),
        })?;
    }
    let mut inventory = settled.inventory;
    inventory.run = run;
    let report = CollectReport::new(run, run != number, &inventory, &workspace.vocabulary, &read);
    Ok(Collected {
        inventory,
        tables: settled.tables,
        moves: settled.moves,
        report,
        source_failed: read.failed(),
        problems: read.problems,
    })
}

/// What the organisation keeps itself: who answers for what, what everybody did.
fn own(workspace: &Workspace, book: &RecordBook, ids: &IdBook, now: Timestamp) -> Vec<Delivery> {
    let responsibilities = matrix::delivery(workspace, book, ids, now);
    let duties = duties::delivery(workspace, book, now);
    responsibilities.into_iter().chain(duties).collect()
}

/// What reading the sources would come to.
#[derive(Debug)]
pub struct Checked {
    /// What each source would deliver.
    pub report: Vec<SourceReport>,
    /// Records that would be set aside.
    pub quarantined: usize,
    /// What is wrong, each with its place.
    pub problems: Vec<Problem>,
}

/// Reads every source without keeping anything.
pub fn check(
    workspace: &Workspace,
    files: &(impl SourceFiles + Network),
    now: Timestamp,
    progress: &impl Progress,
) -> Checked {
    let mut read = Read::default();
    for config in &workspace.sources {
        read.source(workspace, config, files, now, progress);
    }
    let quarantined = read.rejected().count();
    let set_aside = read.rejected().map(|(source, rejected)| {
        let says = format!("{source}: {}", rejected.reason);
        Problem::new("record-set-aside", says, rejected.place.clone())
    });
    let problems = read.problems.iter().cloned().chain(set_aside).collect();
    Checked {
        report: report::sources(&read),
        quarantined,
        problems,
    }
}

/// What was collected last, worked out again for another instant; nothing is read or kept.
///
/// # Errors
/// When what was kept cannot be read.
pub fn latest(
    workspace: &Workspace,
    observations: &impl Observations,
    now: Timestamp,
) -> Result<Collected, PortError> {
    let stored = observations.latest()?;
    let before = RunFiles::read(stored.as_ref())?;
    let settled = settle(workspace, &before.book, observations, now)?;
    let mut inventory = settled.inventory;
    inventory.run = stored.map_or(0, |run| run.run);
    let report = CollectReport::new(
        inventory.run,
        false,
        &inventory,
        &workspace.vocabulary,
        &Read::default(),
    );
    let tables = settled.tables;
    let problems = settled.notes;
    Ok(Collected {
        inventory,
        tables,
        moves: settled.moves,
        report,
        problems,
        source_failed: false,
    })
}

/// Which observations something speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The run of collecting; 0 when nothing was ever collected.
    pub run: u64,
    /// The first 16 hexadecimal digits of the BLAKE3 digest of the run's manifest, which holds the
    /// digests of everything it kept.
    pub digest: String,
}

/// Everything observed so far, as the judge reads it too, and which observations those are.
#[derive(Debug)]
pub struct Observed {
    /// Everything observed.
    pub inventory: Inventory,
    /// The same, as the judge reads it.
    pub tables: Tables,
    /// Who answers for which activity.
    pub matrix: Resolved,
    /// Which observations.
    pub snapshot: Snapshot,
}

impl Observed {
    /// The same in other words, where those differ in definitions alone.
    pub fn in_words(&self, vocabulary: &Vocabulary) -> Self {
        Self {
            inventory: self.inventory.clone(),
            tables: judge::tables(&self.inventory, vocabulary),
            matrix: self.matrix.clone(),
            snapshot: self.snapshot.clone(),
        }
    }
}

/// Digests (BLAKE3, hexadecimal) of the raw records of the latest run, by source and scope
/// (`jamf.computers`).
///
/// # Errors
/// When what was kept cannot be read.
pub fn raw_digests(
    observations: &impl Observations,
) -> Result<BTreeMap<String, String>, PortError> {
    match observations.latest()? {
        Some(stored) => run_files::raw_digests(&stored),
        None => Ok(BTreeMap::new()),
    }
}

/// Everything observed so far, as it stands at an instant; nothing is read or kept.
///
/// # Errors
/// When what was kept cannot be read.
pub fn observed(
    workspace: &Workspace,
    observations: &impl Observations,
    at: Timestamp,
) -> Result<Observed, PortError> {
    let stored = observations.latest()?;
    let book = RunFiles::read(stored.as_ref())?.book;
    let ids = IdBook::replay(&observations.ids()?);
    let mut inventory = resolve(workspace, &book, &ids, at).inventory;
    inventory.run = stored.as_ref().map_or(0, |run| run.run);
    let tables = judge::tables(&inventory, &workspace.vocabulary);
    let matrix = matrix::resolved(workspace, &inventory, &workspace.vocabulary, (at, at));
    Ok(Observed {
        inventory,
        tables,
        matrix,
        snapshot: run_files::snapshot(stored.as_ref()),
    })
}

/// Everything observed so far, as it stands at an instant; nothing is read or kept.
///
/// # Errors
/// When what was kept cannot be read.
pub fn inventory(
    workspace: &Workspace,
    observations: &impl Observations,
    at: Timestamp,
) -> Result<Inventory, PortError> {
    let stored = observations.latest()?;
    let book = RunFiles::read(stored.as_ref())?.book;
    let ids = IdBook::replay(&observations.ids()?);
    let mut inventory = resolve(workspace, &book, &ids, at).inventory;
    inventory.run = stored.map_or(0, |run| run.run);
    Ok(inventory)
}

/// A book, the number of its run and when that was kept.
pub(crate) type Dated = (RecordBook, u64, Timestamp);

/// The book of the run in force at an instant; else when the first run was kept, if there is one.
pub(crate) fn in_force(
    observations: &impl Observations,
    at: Timestamp,
) -> Result<Result<Dated, Option<Timestamp>>, PortError> {
    Ok(match run_at(observations, at)? {
        Ok((run, kept_at)) => {
            let book = RunFiles::read(Some(&observations.run(run)?))?.book;
            Ok((book, run, kept_at))
        }
        Err(first) => Err(first),
    })
}

/// The run in force at an instant and when it was kept; else when the first run was kept, if there
/// is one.
///
/// # Errors
/// When what was kept cannot be read.
pub fn run_at(
    observations: &impl Observations,
    at: Timestamp,
) -> Result<Result<(u64, Timestamp), Option<Timestamp>>, PortError> {
    let mut first = None;
    for run in observations.runs()?.into_iter().rev() {
        let kept_at = run_files::kept_at(observations, run)?;
        if kept_at <= at {
            return Ok(Ok((run, kept_at)));
        }
        first = Some(kept_at);
    }
    Ok(Err(first))
}

/// The runs that are kept and when each was, in order.
///
/// # Errors
/// When what was kept cannot be read.
pub fn runs(observations: &impl Observations) -> Result<Vec<(u64, Timestamp)>, PortError> {
    let dated = |run| Ok((run, run_files::kept_at(observations, run)?));
    observations.runs()?.into_iter().map(dated).collect()
}

/// What the sources could tell in a run, as it counts at an instant. Records are not looked at,
/// except in runs from before this was kept by itself.
///
/// # Errors
/// When what was kept cannot be read.
pub fn coverage(
    workspace: &Workspace,
    observations: &impl Observations,
    run: u64,
    at: Timestamp,
) -> Result<Coverage, PortError> {
    if let Some(mut coverage) = run_files::coverage(observations, run)? {
        duties::tell(&mut coverage, at);
        return Ok(coverage);
    }
    let book = RunFiles::read(Some(&observations.run(run)?))?.book;
    let ids = IdBook::replay(&observations.ids()?);
    Ok(resolve(workspace, &book, &ids, at).inventory.coverage)
}

/// When the latest decision about records was made that is known at an instant.
fn decided(workspace: &Workspace, at: Timestamp) -> Option<Timestamp> {
    let about_records = |what: &Decided| {
        matches!(
            what,
            Decided::Same { .. } | Decided::Apart { .. } | Decided::Undone { .. }
        )
    };
    let made = workspace.decisions.iter();
    made.filter(|decision| about_records(&decision.what))
        .map(|decision| decision.at)
        .filter(|made| *made <= at)
        .max()
}

/// What the records come to, with what people decided about them: the only way there.
///
/// Of decisions about records those count that the run knew which collected the book: a question
/// in between must not show numbers that no run has given.
pub(crate) fn resolve(
    workspace: &Workspace,
    book: &RecordBook,
    ids: &IdBook,
    at: Timestamp,
) -> Resolution {
    let known = book.decided.unwrap_or(Timestamp::MIN);
    let decisions = Decisions::at(&workspace.decisions, known);
    let mut resolution = inventory::resolve(book, ids, &decisions, &workspace.vocabulary, at);
    duties::address(workspace, &mut resolution.inventory, at);
    resolution
}

/// Records worked out into entities and tables.
struct Settled {
    inventory: Inventory,
    tables: Tables,
    moves: Vec<inventory::Move>,
    distrusted: Vec<Distrust>,
    notes: Vec<Problem>,
}

/// Works out who is who. New numbers rest in the id log before anybody sees them.
fn settle(
    workspace: &Workspace,
    book: &RecordBook,
    observations: &impl Observations,
    now: Timestamp,
) -> Result<Settled, PortError> {
    let ids = IdBook::replay(&observations.ids()?);
    let resolution = resolve(workspace, book, &ids, now);
    if !resolution.minted.is_empty() {
        observations.append_ids(&resolution.minted)?;
    }
    let tables = judge::tables(&resolution.inventory, &workspace.vocabulary);
    let mut notes = resolution.notes;
    notes.extend(units::notes(&resolution.inventory, &workspace.calendars));
    Ok(Settled {
        inventory: resolution.inventory,
        tables,
        moves: resolution.moves,
        distrusted: resolution.distrusted,
        notes,
    })
}

/// What one source says now: from its files, or asked for.
fn from_source(
    workspace: &Workspace,
    connector: &Connector,
    config: &SourceConfig,
    files: &(impl SourceFiles + Network),
    now: Timestamp,
    progress: &impl Progress,
) -> FromSource {
    let vocabulary = &workspace.vocabulary;
    if let Some(over) = &config.http {
        let fetched = fetch::fetch(connector, config, over, files, now, progress);
        return sources::collect_fetched(connector, config, fetched, vocabulary, now);
    }
    let (inputs, problem) = match files.inputs(config) {
        Ok(inputs) => (inputs, None),
        Err(problem) => (Vec::new(), Some(problem)),
    };
    let mut from = sources::collect(connector, config, inputs, vocabulary, now);
    from.problems.splice(0..0, problem);
    from
}

/// What one source of a workspace says now; nothing is kept. `None` where its connector is not
/// known.
pub fn ask_one(
    workspace: &Workspace,
    config: &SourceConfig,
    files: &(impl SourceFiles + Network),
    now: Timestamp,
    progress: &impl Progress,
) -> Option<FromSource> {
    let connector = workspace.connectors.get(&config.connector)?;
    Some(from_source(
        workspace, connector, config, files, now, progress,
    ))
}

/// Everything the sources said in this run.
#[derive(Debug, Default)]
pub(crate) struct Read {
    deliveries: Vec<Delivery>,
    connectors: BTreeMap<SourceId, String>,
    raw: BTreeMap<String, Vec<u8>>,
    problems: Vec<Problem>,
}

impl Read {
    fn source(
        &mut self,
        workspace: &Workspace,
        config: &SourceConfig,
        files: &(impl SourceFiles + Network),
        now: Timestamp,
        progress: &impl Progress,
    ) {
        let Some(connector) = workspace.connectors.get(&config.connector) else {
            return;
        };
        let from = from_source(workspace, connector, config, files, now, progress);
        self.connectors
            .insert(config.source.clone(), config.connector.clone());
        let FromSource {
            runs,
            states,
            records,
            mut rejected,
            raw,
            mut problems,
        } = from;
        let told = problems.iter_mut().map(|problem| &mut problem.place);
        for place in told.chain(rejected.iter_mut().map(|one| &mut one.place)) {
            in_folder(place, config);
        }
        for (scope, bytes) in raw {
            self.raw.insert(format!("{}.{scope}", config.source), bytes);
        }
        self.problems.extend(problems);
        let source = config.source.clone();
        self.deliveries.push(Delivery {
            source,
            runs,
            states,
            records,
            rejected,
        });
    }

    fn failed(&self) -> bool {
        self.deliveries
            .iter()
            .any(|d| d.runs.iter().any(|run| run.outcome == ScopeOutcome::Failed))
    }

    fn runs(&self) -> impl Iterator<Item = (&SourceId, &ScopeRun)> {
        self.deliveries
            .iter()
            .flat_map(|d| d.runs.iter().map(move |run| (&d.source, run)))
    }

    fn rejected(&self) -> impl Iterator<Item = (&SourceId, &Rejected)> {
        self.deliveries
            .iter()
            .flat_map(|d| d.rejected.iter().map(move |r| (&d.source, r)))
    }
}

/// A connector names a file as its pattern found it; a person looks for it from the workspace.
fn in_folder(place: &mut Place, config: &SourceConfig) {
    let [pattern] = config.files.as_slice() else {
        return;
    };
    let fixed: Vec<&str> = pattern
        .split('/')
        .take_while(|part| !part.contains(['*', '?', '[', '{']))
        .collect();
    let Some(file) = place
        .file
        .as_mut()
        .filter(|file| !file.starts_with("sources/"))
    else {
        return;
    };
    let folder = match fixed.split_last() {
        // The pattern is the file itself.
        Some((last, folders)) if *last == file.as_str() => folders,
        _ => &fixed,
    };
    if !folder.is_empty() {
        *file = format!("{}/{file}", folder.join("/"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(pattern: &str, file: &str) -> String {
        let config = SourceConfig {
            source: SourceId::new("jamf"),
            connector: "jamf".to_owned(),
            files: vec![pattern.to_owned()],
            http: None,
            as_of: None,
            fresh_for: None,
            accept_drop: None,
        };
        let mut place = Place::file(file).at_line(3);
        in_folder(&mut place, &config);
        place.to_string()
    }

    #[test]
    fn a_file_is_named_as_it_is_found_from_the_workspace() {
        assert_eq!(placed("exports/*.csv", "a.csv"), "exports/a.csv:3");
        assert_eq!(placed("exports/**/*.csv", "b/a.csv"), "exports/b/a.csv:3");
        assert_eq!(placed("exports", "b/a.csv"), "exports/b/a.csv:3");
        assert_eq!(placed("exports/a.csv", "a.csv"), "exports/a.csv:3");
        assert_eq!(placed("*.csv", "a.csv"), "a.csv:3");
        assert_eq!(
            placed("exports/*", "sources/jamf.yaml"),
            "sources/jamf.yaml:3"
        );
    }
}
