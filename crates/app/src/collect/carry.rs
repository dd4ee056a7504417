//! Runs on their way from one place to another: what a table says of itself, and how they are
//! carried over.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use model::Vocabulary;

use crate::ports::{NewRun, Observations, PortError};

/// The tables, each saying in its metadata where it leads: that of a kind for each link (`link
/// owner`: `person`), that of a relation the kind whose table holds its rows (`root`). So whoever
/// keeps them can name what they lead to without the words of the organisation.
pub fn described(
    mut tables: Vec<(String, RecordBatch)>,
    vocabulary: &Vocabulary,
) -> Vec<(String, RecordBatch)> {
    for (_, batch) in &mut tables {
        let metadata = &batch.schema_ref().metadata;
        if let Some(to) = metadata.get("to") {
            let root = vocabulary.root(to).to_owned();
            batch.schema_metadata_mut().insert("root".to_owned(), root);
            continue;
        }
        let Some(kind) = metadata.get("kind").cloned() else {
            continue;
        };
        for one in vocabulary.family(&kind) {
            for (name, link) in one.links.iter().filter(|(_, link)| !link.many) {
                let to = vocabulary.root(link.to.as_str()).to_owned();
                let says = batch.schema_metadata_mut();
                says.entry(format!("link {name}")).or_insert(to);
            }
        }
    }
    tables
}

/// Copies every run and every number from one place to another, the oldest first, where they are
/// not there yet. Stopped at any instant, it can be done again.
///
/// # Errors
/// When one cannot be read or the other written.
pub fn carry_over(
    from: &impl Observations,
    to: &impl Observations,
    vocabulary: &Vocabulary,
) -> Result<usize, PortError> {
    let known = to.ids()?.len();
    to.append_ids(from.ids()?.get(known..).unwrap_or_default())?;
    let latest = to.latest_run()?.unwrap_or(0);
    let left: Vec<u64> = from
        .runs()?
        .into_iter()
        .filter(|run| *run > latest)
        .collect();
    for run in &left {
        let mut texts = BTreeMap::new();
        for name in from.text_names(*run)? {
            if let Some(text) = from.text(*run, &name)? {
                texts.insert(name, text);
            }
        }
        to.append(&NewRun {
            run: *run,
            texts,
            tables: described(from.tables(*run)?, vocabulary),
        })?;
    }
    Ok(left.len())
}
