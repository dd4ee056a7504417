//! From tables to batches.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, StructArray, UInt32Array};
use arrow_schema::Field;
use model::KindName;

use super::{FIELD, LINK};
use crate::tables::{Edges, Table, Tables, Written};

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
    let mut columns = vec![
        ("number".to_owned(), shared(&table.numbers)),
        ("name".to_owned(), shared(&table.names)),
        ("key".to_owned(), shared(&table.keys)),
        ("aliases".to_owned(), shared(&table.aliases)),
        ("life".to_owned(), shared(&table.life)),
        ("sources".to_owned(), shared(&table.sources)),
    ];
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
        let parts = vec![
            ("target", shared(&links.target)),
            ("state", shared(&links.state)),
            ("source", shared(&links.source)),
            ("dangling", shared(&links.dangling)),
        ];
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
    let columns = vec![
        ("parent".to_owned(), shared(&parent)),
        ("child".to_owned(), shared(&edges.child)),
        ("sure".to_owned(), shared(&edges.sure)),
        ("source".to_owned(), shared(&edges.source)),
    ];
    let says = [
        ("kind", kind.as_str()),
        ("relation", relation),
        ("to", edges.to.as_str()),
        ("listed", listed.as_str()),
    ];
    batch(&says, columns)
}
