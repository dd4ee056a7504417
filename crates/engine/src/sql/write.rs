//! Answers as files that other programs read.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, cast::AsArray};
use arrow_cast::{
    cast,
    display::{ArrayFormatter, FormatOptions},
};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use parquet::{arrow::ArrowWriter, errors::ParquetError};

use super::Answer;

/// An answer that cannot be written in a format.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The format has no place for a column of this type.
    #[error("{0}")]
    Arrow(#[from] ArrowError),
    /// The same, of Parquet.
    #[error("{0}")]
    Parquet(#[from] ParquetError),
}

/// As CSV, with a line of names. Lists are written as they are shown, divided by `; `.
///
/// # Errors
/// When a column cannot be written as text.
pub fn csv(answer: &Answer) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    let mut writer = arrow_csv::WriterBuilder::new()
        .with_header(true)
        .build(&mut bytes);
    let names = RecordBatch::new_empty(Arc::clone(&answer.schema));
    // Where there are no rows, the names still say what was asked.
    let empty = answer.rows.is_empty().then_some(&names);
    for batch in answer.rows.iter().chain(empty) {
        writer.write(&without_lists(batch)?)?;
    }
    drop(writer);
    Ok(bytes)
}

/// As JSON rows: an array of objects, one for each row, its unknown values left out as `null`.
///
/// # Errors
/// When a column cannot be written as JSON.
pub fn json(
    answer: &Answer,
) -> Result<Vec<serde_json::Map<String, serde_json::Value>>, WriteError> {
    let mut bytes = Vec::new();
    let mut writer = arrow_json::WriterBuilder::new()
        .with_explicit_nulls(true)
        .build::<_, arrow_json::writer::JsonArray>(&mut bytes);
    for batch in &answer.rows {
        writer.write(&plain(batch)?)?;
    }
    writer.finish()?;
    drop(writer);
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let read = serde_json::from_slice(&bytes);
    read.map_err(|why| WriteError::Arrow(ArrowError::JsonError(why.to_string())))
}

/// As texts, row by row, for people; what is not known is empty.
///
/// # Errors
/// When a column cannot be written as text.
pub fn texts(answer: &Answer) -> Result<Vec<Vec<String>>, WriteError> {
    let options = FormatOptions::default();
    let mut rows = Vec::new();
    for batch in &answer.rows {
        let batch = without_lists(batch)?;
        let columns = batch.columns().iter();
        let columns: Vec<ArrayFormatter<'_>> = columns
            .map(|column| ArrayFormatter::try_new(column, &options))
            .collect::<Result<_, _>>()?;
        for row in 0..batch.num_rows() {
            rows.push(
                columns
                    .iter()
                    .map(|column| column.value(row).to_string())
                    .collect(),
            );
        }
    }
    Ok(rows)
}

/// As an Arrow IPC file.
///
/// # Errors
/// When it cannot be written.
pub fn to_arrow(answer: &Answer) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    let schema = plain(&RecordBatch::new_empty(Arc::clone(&answer.schema)))?.schema();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(&mut bytes, &schema)?;
    for batch in &answer.rows {
        writer.write(&plain(batch)?)?;
    }
    writer.finish()?;
    drop(writer);
    Ok(bytes)
}

/// As a Parquet file.
///
/// # Errors
/// When it cannot be written.
pub fn to_parquet(answer: &Answer) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    let schema = plain(&RecordBatch::new_empty(Arc::clone(&answer.schema)))?.schema();
    let mut writer = ArrowWriter::try_new(&mut bytes, schema, None)?;
    for batch in &answer.rows {
        writer.write(&plain(batch)?)?;
    }
    writer.close()?;
    Ok(bytes)
}

/// The columns in the types that every reader has, and without what our tables say of themselves:
/// an answer is a table of its own.
fn plain(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    changed(batch, |array| match array.data_type() {
        DataType::Dictionary(_, values) => cast(array, values),
        _ => Ok(Arc::clone(array)),
    })
}

fn without_lists(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    changed(&plain(batch)?, |array| match array.as_list_opt::<i32>() {
        None => Ok(Arc::clone(array)),
        Some(lists) => {
            let options = FormatOptions::default();
            let texts = lists.iter().map(|list| {
                let Some(list) = list else { return Ok(None) };
                let items = ArrayFormatter::try_new(&list, &options)?;
                let items: Vec<String> = (0..list.len())
                    .map(|at| items.value(at).to_string())
                    .collect();
                Ok(Some(items.join("; ")))
            });
            let texts = texts.collect::<Result<StringArray, ArrowError>>()?;
            Ok(Arc::new(texts))
        }
    })
}

fn changed(
    batch: &RecordBatch,
    change: impl Fn(&ArrayRef) -> Result<ArrayRef, ArrowError>,
) -> Result<RecordBatch, ArrowError> {
    let arrays = batch
        .columns()
        .iter()
        .map(change)
        .collect::<Result<Vec<_>, _>>()?;
    let old = batch.schema();
    let fields = old.fields().iter().zip(&arrays);
    let fields: Vec<Field> = fields
        .map(|(field, array)| Field::new(field.name(), array.data_type().clone(), true))
        .collect();
    let schema = Schema::new_with_metadata(fields, HashMap::new());
    RecordBatch::try_new(Arc::new(schema), arrays)
}
