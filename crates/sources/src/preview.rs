//! The first records of a source and where each value was read, before anything is stored.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Problem, Record, Rejected, ScopeRun, Vocabulary};

use crate::{
    collect::{Collected, Input, collect},
    connector::{Connector, Emit, FieldMap, From},
    source::SourceConfig,
};

/// What a source would give.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Preview {
    /// Its scopes.
    pub scopes: Vec<PreviewScope>,
    /// What a person should know or act on.
    pub problems: Vec<Problem>,
}

/// What one scope would give.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct PreviewScope {
    /// How it ended, with its counts.
    pub run: ScopeRun,
    /// Its first records.
    pub records: Vec<PreviewRecord>,
    /// The first records that do not fit.
    pub rejected: Vec<Rejected>,
}

/// One mapped record.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct PreviewRecord {
    /// The record.
    pub record: Record,
    /// The path or program each field was read from; a constant stands as `is VALUE`.
    pub read_from: BTreeMap<String, String>,
}

/// Reads the files of a source and keeps the first `most` records of each scope and kind.
pub fn preview(
    connector: &Connector,
    config: &SourceConfig,
    inputs: Vec<Input>,
    vocabulary: &Vocabulary,
    now: Timestamp,
    most: usize,
) -> Preview {
    let collected = collect(connector, config, inputs, vocabulary, now);
    preview_of(connector, collected, most)
}

/// The first `most` records of each scope and kind of what was collected.
pub fn preview_of(connector: &Connector, collected: Collected, most: usize) -> Preview {
    let scopes = collected.runs.into_iter().map(|run| {
        let of_scope = |record: &&Record| record.scope == run.scope;
        let mut records = Vec::new();
        for emit in connector
            .scopes
            .iter()
            .filter(|s| s.name == run.scope)
            .flat_map(|s| &s.emits)
        {
            let of_kind = |record: &&Record| record.key.kind == emit.root;
            let first = collected
                .records
                .iter()
                .filter(of_scope)
                .filter(of_kind)
                .take(most);
            records.extend(first.map(|record| PreviewRecord {
                record: record.clone(),
                read_from: read_from(emit),
            }));
        }
        let rejected = collected
            .rejected
            .iter()
            .filter(|rejected| rejected.scope == run.scope);
        PreviewScope {
            rejected: rejected.take(most).cloned().collect(),
            records,
            run,
        }
    });
    Preview {
        scopes: scopes.collect(),
        problems: collected.problems,
    }
}

fn read_from(emit: &Emit) -> BTreeMap<String, String> {
    let text = |map: &FieldMap| match &map.from {
        From::Program(program) => program.text().to_owned(),
        From::Constant(value) => format!("is {value}"),
    };
    emit.fields
        .iter()
        .map(|(name, map)| (name.clone(), text(map)))
        .collect()
}
