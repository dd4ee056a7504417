//! The batches as plain Parquet, one file per kind and relation, one row group per run of devices.
//!
//! What a batch groups (`field firewall` with `flags`, `state`, ...) lies flat in the file: the
//! value under the name of its field, the rest behind a colon (`firewall:state`), so that any SQL
//! reads it.

use std::{
    collections::HashMap,
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::{ArrayRef, RecordBatch, StructArray, cast::AsArray};
use arrow_schema::{Field, Schema};
use parquet::{
    arrow::{
        ArrowWriter,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    basic::Compression,
    file::properties::WriterProperties,
};

use crate::{
    Failed,
    generate::{self, Size, group},
};

/// Writes the organisation; what is there already is kept.
pub fn write(folder: &Path, size: Size, vocabulary: &model::Vocabulary) -> Result<(), Failed> {
    if folder.join("done").exists() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    let mut writers: Vec<ArrowWriter<File>> = Vec::new();
    let mut from = 0;
    while from < size.devices {
        let to = size.devices.min(from + generate::RUN);
        for (at, batch) in generate::devices(from, to, size, vocabulary)
            .into_iter()
            .enumerate()
        {
            let flat = flat(&batch)?;
            if writers.len() <= at {
                writers.push(writer(folder, &batch_name(&batch), &flat)?);
            }
            writers[at].write(&flat)?;
            writers[at].flush()?;
        }
        from = to;
    }
    let people = generate::people(size, vocabulary);
    let flat = flat(&people)?;
    let mut last = writer(folder, "person", &flat)?;
    last.write(&flat)?;
    writers.push(last);
    for writer in writers {
        writer.close()?;
    }
    Ok(std::fs::write(folder.join("done"), "")?)
}

fn batch_name(batch: &RecordBatch) -> String {
    let says = &batch.schema_ref().metadata;
    generate::part_name(&says["kind"], says.get("relation").map(String::as_str))
}

fn writer(folder: &Path, name: &str, batch: &RecordBatch) -> Result<ArrowWriter<File>, Failed> {
    let settings = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(usize::MAX))
        // Words of which every one is another stay words of a dictionary.
        .set_dictionary_page_size_limit(16 << 20)
        .build();
    let file = File::create(folder.join(format!("{name}.parquet")))?;
    Ok(ArrowWriter::try_new(file, batch.schema(), Some(settings))?)
}

fn flat(batch: &RecordBatch) -> Result<RecordBatch, Failed> {
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        let Some(parts) = column.as_struct_opt() else {
            columns.push((field.name().clone(), column.clone()));
            continue;
        };
        for (part, array) in parts.fields().iter().zip(parts.columns()) {
            columns.push((format!("{}:{}", field.name(), part.name()), array.clone()));
        }
    }
    let mut flat = RecordBatch::from(group(columns));
    let says = batch.schema_ref().metadata.clone();
    // What a run says per device of itself would be written once for all runs.
    flat.schema_metadata_mut()
        .extend(says.into_iter().filter(|(key, _)| key != "listed"));
    Ok(flat)
}

fn grouped(batch: &RecordBatch, parents: usize) -> Result<RecordBatch, Failed> {
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    let mut open: Option<(String, Vec<(String, ArrayRef)>)> = None;
    let close = |open: &mut Option<(String, Vec<(String, ArrayRef)>)>,
                 columns: &mut Vec<(String, ArrayRef)>| {
        if let Some((name, parts)) = open.take() {
            columns.push((name, Arc::<StructArray>::new(group(parts))));
        }
    };
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        match field.name().split_once(':') {
            None => {
                close(&mut open, &mut columns);
                columns.push((field.name().clone(), column.clone()));
            }
            Some((name, part)) => {
                if open.as_ref().is_none_or(|(last, _)| last != name) {
                    close(&mut open, &mut columns);
                    open = Some((name.to_owned(), Vec::new()));
                }
                if let Some((_, parts)) = &mut open {
                    parts.push((part.to_owned(), column.clone()));
                }
            }
        }
    }
    close(&mut open, &mut columns);
    let mut grouped = RecordBatch::from(group(columns));
    let says = grouped.schema_metadata_mut();
    says.extend(batch.schema_ref().metadata.clone());
    if says.contains_key("relation") {
        says.insert("listed".to_owned(), "0".repeat(parents));
    }
    Ok(grouped)
}

/// A Parquet file, its footer read once.
pub struct Source {
    path: PathBuf,
    footer: ArrowReaderMetadata,
}

impl Source {
    pub fn open(folder: &Path, name: &str) -> Result<Self, Failed> {
        let path = folder.join(format!("{name}.parquet"));
        let footer = ArrowReaderMetadata::load(&File::open(&path)?, ArrowReaderOptions::new())?;
        Ok(Self { path, footer })
    }

    /// What the file says of itself.
    pub fn says(&self) -> &HashMap<String, String> {
        self.footer.schema().metadata()
    }

    pub fn runs(&self) -> usize {
        self.footer.metadata().num_row_groups()
    }

    pub fn rows(&self, run: usize) -> usize {
        self.footer.metadata().row_group(run).num_rows() as usize
    }

    /// Reads one run, only the columns that are wanted.
    pub fn read(
        &self,
        run: usize,
        parents: usize,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<RecordBatch, Failed> {
        let schema: &Schema = self.footer.schema();
        let kept = schema
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field): &(usize, &Arc<Field>)| wanted(field.name()));
        let mask = parquet::arrow::ProjectionMask::roots(
            self.footer.parquet_schema(),
            kept.map(|(at, _)| at),
        );
        let rows = self.rows(run);
        let mut reader = ParquetRecordBatchReaderBuilder::new_with_metadata(
            // Each has its own place in the file: several read at once.
            File::open(&self.path)?,
            self.footer.clone(),
        )
        .with_projection(mask)
        .with_row_groups(vec![run])
        .with_batch_size(rows)
        .build()?;
        let batch = reader.next().ok_or("an empty run")??;
        let kept: &Schema = batch.schema_ref();
        let says = Arc::new(kept.clone().with_metadata(schema.metadata().clone()));
        grouped(&batch.clone().with_schema(says)?, parents)
    }
}

/// The runs of a relation with rows that count over all runs, not from the start of each.
pub fn shifted(
    runs: Vec<RecordBatch>,
    parents: &Source,
    children: &Source,
) -> Result<Vec<RecordBatch>, Failed> {
    let (mut parent, mut child) = (0, 0);
    let mut shifted = Vec::with_capacity(runs.len());
    for (run, batch) in runs.into_iter().enumerate() {
        let by = |array: &ArrayRef, by: u32| -> ArrayRef {
            let rows: &arrow_array::UInt32Array = array.as_primitive();
            Arc::new(rows.unary::<_, arrow_array::types::UInt32Type>(|row| row + by))
        };
        let mut columns = batch.columns().to_vec();
        for (field, column) in batch.schema_ref().fields().iter().zip(&mut columns) {
            match field.name().as_str() {
                "parent" => *column = by(column, parent),
                "child" => *column = by(column, child),
                _ => {}
            }
        }
        shifted.push(RecordBatch::try_new(batch.schema(), columns)?);
        parent += parents.rows(run) as u32;
        child += children.rows(run) as u32;
    }
    Ok(shifted)
}
