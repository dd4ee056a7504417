//! From tables to batches.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, StructArray, UInt32Array};
use arrow_schema::Field;
use model::KindName;

use super::{ALIGNED, ALL_SURE, FIELD, LINK};
use crate::tables::{Children, Edges, Table, Tables, Written};

impl Tables {
    /// All tables as batches: one per kind, then one per relation (`person.accounts`).
    pub fn to_batches(&self) -> Vec<(String, RecordBatch)> {
        let kinds = self
            .kinds
            .values()
            .map(|table| (table.kind.to_string(), table_batch(table)));
        let relations = self.edges.iter().map(|((kind, relation), edges)| {
            (
                format!("{kind}.{relation}"),
                edges_batch(kind, relation, edges),
            )
        });
        kinds.chain(relations).collect()
    }
}

/// Puts columns of one length together under what the batch holds.
fn batch(says: &[(&str, &str)], columns: Vec<(String, ArrayRef)>) -> RecordBatch {
    let mut batch = RecordBatch::from(group(columns));
    let metadata = batch.schema_metadata_mut();
    metadata.extend(
        says.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
    );
    batch
}

/// Several arrays of one length as one column.
fn group(columns: Vec<(impl Into<String>, ArrayRef)>) -> StructArray {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns
        .into_iter()
        .map(|(name, array)| (Field::new(name, array.data_type().clone(), true), array))
        .unzip();
    StructArray::new(fields.into(), arrays, None)
}

fn shared<A: Array + Clone + 'static>(array: &A) -> ArrayRef {
    Arc::new(array.clone())
}

fn table_batch(table: &Table) -> RecordBatch {
    let mut columns = Vec::new();
    let mut own = |name: &str, array: Option<ArrayRef>| {
        columns.extend(array.map(|array| (name.to_owned(), array)));
    };
    own("number", table.numbers.as_ref().map(shared));
    own("name", table.names.as_ref().map(shared));
    own("key", table.keys.as_ref().map(shared));
    own("aliases", table.aliases.as_ref().map(shared));
    own("life", table.life.as_ref().map(shared));
    own("sources", table.sources.as_ref().map(shared));
    for (name, column) in &table.columns {
        let mut parts = vec![("told", shared(&column.told.written()))];
        if let Some(dates) = column.told.dates() {
            parts.push(("as of", shared(dates)));
        }
        match &column.values {
            Written::Words(words) => parts.push(("words", shared(words))),
            Written::Numbers(numbers) => parts.push(("numbers", shared(numbers))),
            Written::Flags(flags) => parts.push(("flags", shared(flags))),
            Written::Moments(moments, days) => {
                parts.push(("moments", shared(moments)));
                parts.push(("whole day", shared(days)));
            }
            Written::Lists(lists) => parts.push(("lists", shared(lists))),
        }
        columns.push((format!("{FIELD}{name}"), Arc::new(group(parts)) as ArrayRef));
    }
    for (name, links) in &table.links {
        let mut parts = vec![
            ("target", shared(&links.target)),
            ("state", shared(&links.state)),
        ];
        parts.extend(links.source.as_ref().map(|array| ("source", shared(array))));
        parts.extend(
            links
                .dangling
                .as_ref()
                .map(|array| ("dangling", shared(array))),
        );
        columns.push((format!("{LINK}{name}"), Arc::new(group(parts)) as ArrayRef));
    }
    batch(&[("kind", table.kind.as_str())], columns)
}

fn edges_batch(kind: &KindName, relation: &str, edges: &Edges) -> RecordBatch {
    let parents = edges.listed.len();
    let parent: UInt32Array = (0..u32::try_from(parents).unwrap_or(u32::MAX))
        .flat_map(|parent| edges.of(parent).map(move |_| parent))
        .collect();
    // A relation's batch has one row per edge; what is known per parent goes beside it as digits.
    let listed: String = edges
        .listed
        .values()
        .iter()
        .map(|code| char::from(b'0' + (*code).min(9)))
        .collect();
    let mut columns = vec![
        ("parent".to_owned(), shared(&parent)),
        ("child".to_owned(), shared(&edges.child.targets())),
        ("sure".to_owned(), shared(&edges.sure)),
    ];
    let source = edges.source.as_ref().map(shared);
    columns.extend(source.map(|source| ("source".to_owned(), source)));
    let mut says = vec![
        ("kind", kind.as_str()),
        ("relation", relation),
        ("to", edges.to.as_str()),
        ("listed", listed.as_str()),
    ];
    let first = match edges.child {
        Children::InOrder(first, _) => Some(first.to_string()),
        Children::These(_) => None,
    };
    says.extend(first.as_ref().map(|first| (ALIGNED, first.as_str())));
    if edges.sure.false_count() == 0 && edges.sure.null_count() == 0 {
        says.push((ALL_SURE, "yes"));
    }
    batch(&says, columns)
}
