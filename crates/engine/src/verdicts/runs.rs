//! A kind in a lake, judged a run at a time: only the row groups and columns that are looked at.

use std::{
    convert::Infallible,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use app::ports::PortError;
use arrow_array::RecordBatch;
use arrow_schema::{Field, Schema};
use futures_util::future::try_join_all;
use judge::{Tables, Wanted, judge_runs};
use rules::tree::Rule;

use super::{Judging, Packed, Verdicts, kept::Kept, said};
use crate::{form, lake, lake::Stored};

type Batches = Vec<(String, RecordBatch)>;

/// A kind whose rows lie in runs, with what is part of them.
pub(super) struct Runs {
    kind: String,
    rules: Vec<Rule>,
    /// What every run may lead to.
    whole: Tables,
    /// The tables that are read a run at a time, with the rows of each run.
    files: Vec<(Stored, Vec<Range<usize>>)>,
    /// The first and the last number of each run.
    numbers: Vec<(i64, i64)>,
    kept: Kept,
}

/// How a kind can be judged.
pub(super) enum Opened {
    /// A run at a time.
    Runs(Box<Runs>),
    /// All at once, on these.
    Whole(Tables),
}

/// Opens what the rules about a kind look at.
pub(super) async fn open(
    judging: &Judging,
    kind: &str,
    rules: &[Rule],
    tables: &[(String, lake::Opened)],
) -> Result<Opened, String> {
    let wanted = Wanted::of(rules, &judging.vocabulary, &judging.coverage);
    let wanted = wanted.map_err(|problems| said(&problems.0))?;
    let mut files = Vec::new();
    for (name, table) in tables {
        if wants(&wanted, name) {
            files.push(table.stored());
        }
    }
    let files = try_join_all(files).await.map_err(|why| why.to_string())?;
    let in_runs = in_runs(&wanted, kind, &files);
    let (with, others): (Vec<Stored>, Vec<Stored>) = files.into_iter().partition(|file| {
        let of = file.runs().map(|(of, _)| of == kind);
        in_runs.is_some() && of == Some(true)
    });
    let others = whole(&wanted, &others).await?;
    let whole = Tables::from_wanted(others, &wanted, judging.coverage.clone());
    let whole = whole.map_err(|why| why.to_string())?;
    let Some(numbers) = in_runs else {
        return Ok(Opened::Whole(whole));
    };
    let rows = |file: Stored| {
        let runs = file.runs().map(|(_, runs)| runs).unwrap_or_default();
        (file, runs)
    };
    Ok(Opened::Runs(Box::new(Runs {
        kind: kind.to_owned(),
        rules: rules.to_vec(),
        whole,
        files: with.into_iter().map(rows).collect(),
        numbers,
        kept: Kept::new(),
    })))
}

/// Whether a table is looked at at all, by its name.
fn wants(wanted: &Wanted<'_>, table: &str) -> bool {
    match table.split_once('.') {
        Some((kind, relation)) => wanted.kind(kind) && wanted.relation(relation),
        None => wanted.kind(table),
    }
}

/// The numbers of each run of a kind, where all that is its own lies in the same runs and nothing
/// leads to it from elsewhere.
fn in_runs(wanted: &Wanted<'_>, kind: &str, files: &[Stored]) -> Option<Vec<(i64, i64)>> {
    if !wanted.streams(kind) {
        return None;
    }
    let own = files.iter().find(|file| file.table == kind)?;
    let (_, runs) = own.runs().filter(|(of, _)| *of == kind)?;
    let alike = |file: &Stored| match file.runs() {
        Some((of, rows)) if of == kind => rows.len() == runs.len(),
        _ => form::says_of(file.schema(), "kind") != Some(kind),
    };
    let numbers: Option<Vec<_>> = runs.iter().map(|rows| own.numbers(rows)).collect();
    numbers.filter(|_| files.iter().all(alike))
}

/// All rows of some tables, no more than is wanted of each.
async fn whole(wanted: &Wanted<'_>, files: &[Stored]) -> Result<Batches, String> {
    let mut reads = Vec::with_capacity(files.len());
    for file in files {
        reads.push(read(wanted, file, None));
    }
    let flat = try_join_all(reads).await.map_err(|why| why.to_string())?;
    form::restore(&flat).map_err(|why| why.to_string())
}

/// What is wanted of some rows of a table, of all where none are named.
async fn read(
    wanted: &Wanted<'_>,
    file: &Stored,
    rows: Option<&Range<usize>>,
) -> Result<(String, RecordBatch), PortError> {
    let fields = file.schema().fields().iter();
    let wants: Vec<bool> = fields
        .map(|field| wants_column(wanted, file.schema(), field))
        .collect();
    Ok((file.table.clone(), file.read(rows, &wants).await?))
}

fn wants_column(wanted: &Wanted<'_>, table: &Schema, field: &Field) -> bool {
    if let Some(relation) = form::lists(field) {
        return wanted.relation(relation);
    }
    let Some(was) = form::was(field) else {
        return false;
    };
    let kind = form::says_of(table, "kind").unwrap_or_default();
    match form::says_of(table, "relation") {
        Some(_) => wanted.edge_column(&form::all_said(table), was.name),
        None => {
            let part = was.part.is_none_or(|part| wanted.part(was.name, part));
            part && wanted.column(kind, was.name)
        }
    }
}

impl Runs {
    /// What was packed of the run that holds an entity.
    pub(super) fn packed(
        &self,
        verdicts: &Verdicts,
        number: i64,
    ) -> Result<Option<Arc<Packed>>, String> {
        let run = self.numbers.partition_point(|(_, last)| *last < number);
        match self.numbers.get(run) {
            Some((first, _)) if *first <= number => {
                let packed = self.kept.get(run, || self.judge(verdicts, run));
                packed.map(Some)
            }
            _ => Ok(None),
        }
    }

    fn judge(&self, verdicts: &Verdicts, run: usize) -> Result<Packed, String> {
        let Judging {
            vocabulary,
            coverage,
            clock,
            unknowns,
            ..
        } = &verdicts.judging;
        let wanted = Wanted::of(&self.rules, vocabulary, coverage);
        let wanted = wanted.map_err(|problems| said(&problems.0))?;
        let batches = verdicts.reads.wait(self.read(&wanted, run))?;
        // They are let go as they are judged.
        let batches = Mutex::new(batches);
        let read = |_| {
            let mut batches = batches.lock().unwrap_or_else(PoisonError::into_inner);
            Ok::<_, Infallible>(std::mem::take(&mut *batches))
        };
        let places = verdicts.places(&self.rules);
        let mut packed = Packed::default();
        let world = (vocabulary, &self.whole, clock, unknowns);
        let judged = judge_runs(&self.rules, world, (&self.kind, 1), &read, &mut |part| {
            let numbers = |rule: &_, verdict| part.numbers(rule, verdict);
            packed = Packed::of(&places, verdicts.order.len(), &numbers);
        });
        match judged {
            Ok(_) => Ok(packed),
            Err(judge::RunsError::Rules(problems)) => Err(said(&problems.0)),
            Err(why) => Err(why.to_string()),
        }
    }

    /// The rows of a run, as the judge reads them.
    async fn read(&self, wanted: &Wanted<'_>, run: usize) -> Result<Batches, String> {
        let mut reads = Vec::with_capacity(self.files.len());
        for (file, rows) in &self.files {
            reads.push(read(wanted, file, rows.get(run)));
        }
        let flat = try_join_all(reads).await.map_err(|why| why.to_string())?;
        let mut batches = form::restore(&flat).map_err(|why| why.to_string())?;
        for (name, batch) in &mut batches {
            self.place(name, batch, run);
        }
        Ok(batches)
    }

    /// Says in a relation where its run begins: what is stored counts from the first row of all.
    fn place(&self, name: &str, batch: &mut RecordBatch, run: usize) {
        let says = batch.schema_metadata_mut();
        let (Some(kind), Some(to)) = (says.get("kind"), says.get("root").or(says.get("to"))) else {
            return;
        };
        let parents = self.rows(kind, run).unwrap_or_default();
        let children = self.rows(to, run).map(|rows| rows.start);
        let edges = self.rows(name, run).unwrap_or_default();
        says.insert("parents from".to_owned(), parents.start.to_string());
        if let Some(children) = children {
            says.insert("children from".to_owned(), children.to_string());
        }
        if let Some(first) = says.get_mut("aligned")
            && let Ok(row) = first.parse::<usize>()
        {
            *first = (row + edges.start)
                .saturating_sub(children.unwrap_or(0))
                .to_string();
        }
        // Whether rows are listed in full is told for the kind of the relation, row by row.
        if let Some(listed) = says.get_mut("listed")
            && listed.len() != parents.len()
            && let Some(mine) = listed.get(parents)
        {
            *listed = mine.to_owned();
        }
    }

    /// How many runs there are, and the tables that are read in runs, by name.
    #[cfg(test)]
    pub(super) fn shape(&self) -> (usize, Vec<String>) {
        let mut tables: Vec<String> = self
            .files
            .iter()
            .map(|(file, _)| file.table.clone())
            .collect();
        tables.sort();
        (self.numbers.len(), tables)
    }

    /// The rows of a run in one of its tables.
    fn rows(&self, table: &str, run: usize) -> Option<Range<usize>> {
        let (_, rows) = self.files.iter().find(|(file, _)| file.table == table)?;
        rows.get(run).cloned()
    }
}
