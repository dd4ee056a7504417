//! One table as one Parquet file.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use bytes::Bytes;
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::{Compression, ZstdLevel},
    errors::ParquetError,
    file::{metadata::KeyValue, properties::WriterProperties},
};

use super::cut::{Cut, RUNS};

/// Rows that are read, judged and skipped together: enough to be worth a thread, few enough to
/// hold in memory while others are read.
pub(super) const ROWS: usize = 131_072;

/// A table as bytes, in row groups that end wherever a run does. The same table, cut alike, always
/// gives the same bytes.
pub(super) fn encode(batch: &RecordBatch, cut: Option<&Cut>) -> Result<Vec<u8>, ParquetError> {
    // The first level: higher ones cost much more to write than they save to read.
    let compression = Compression::ZSTD(ZstdLevel::try_new(1)?);
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_dictionary_enabled(true)
        .set_max_row_group_row_count(Some(ROWS))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))?;
    let whole = Cut::default();
    for rows in cut.unwrap_or(&whole).runs(batch.num_rows()) {
        writer.write(&batch.slice(rows.start, rows.len()))?;
        writer.flush()?;
    }
    if let Some(cut) = cut {
        let text = serde_json::to_string(cut).map_err(|why| ParquetError::External(why.into()))?;
        writer.append_key_value_metadata(KeyValue::new(RUNS.to_owned(), text));
    }
    writer.close()?;
    Ok(bytes)
}

/// The table that such bytes hold.
pub(super) fn decode(bytes: Bytes) -> Result<RecordBatch, ParquetError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes)?;
    let schema: SchemaRef = reader.schema().clone();
    let batches = reader
        .with_batch_size(ROWS)
        .build()?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(arrow_select::concat::concat_batches(&schema, &batches)?)
}

/// What the log of a table tells about a file, so that readers may skip it: how many rows, and
/// between which numbers.
pub(super) fn statistics(batch: &RecordBatch) -> String {
    use arrow_array::{cast::AsArray, types::Int64Type};
    let mut statistics = serde_json::json!({ "numRecords": batch.num_rows() });
    let numbers = batch
        .column_by_name("number")
        .and_then(|c| c.as_primitive_opt::<Int64Type>());
    if let Some(numbers) = numbers {
        let bound = |of: Option<i64>| serde_json::json!({ "number": of });
        statistics["minValues"] = bound(numbers.iter().flatten().min());
        statistics["maxValues"] = bound(numbers.iter().flatten().max());
        statistics["nullCount"] = serde_json::json!({
            "number": arrow_array::Array::null_count(numbers)
        });
    }
    statistics.to_string()
}
