//! The file of a table, read in parts: some of its columns, some of its row groups.

use std::{ops::Range, sync::Arc};

use app::ports::PortError;
use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{Field, Schema};
use bytes::Bytes;
use futures_util::{FutureExt, TryStreamExt, future::BoxFuture};
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use parquet::{
    arrow::{
        ParquetRecordBatchStreamBuilder, ProjectionMask,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions},
        async_reader::AsyncFileReader,
    },
    errors::{ParquetError, Result as ParquetResult},
    file::{
        metadata::{ParquetMetaData, ParquetMetaDataReader},
        statistics::Statistics,
    },
};

use super::{
    cut::{Cut, RUNS},
    trouble,
};

/// The file of one table of one run.
pub(crate) struct Stored {
    /// The table.
    pub(crate) table: String,
    lake: String,
    reader: Reader,
    known: ArrowReaderMetadata,
    cut: Option<Cut>,
}

impl Stored {
    pub(super) async fn open(
        lake: &str,
        table: &str,
        store: Arc<dyn ObjectStore>,
        path: Path,
    ) -> Result<Self, PortError> {
        let failed = |why| trouble::storage(lake, &format!("table `{table}`"), &why);
        let size = store.head(&path).await.map_err(failed)?.size;
        let mut reader = Reader { store, path, size };
        let known = ArrowReaderMetadata::load_async(&mut reader, ArrowReaderOptions::new()).await;
        let known = known.map_err(|why| trouble::file(lake, table, &why))?;
        let says = known.metadata().file_metadata().key_value_metadata();
        let mut says = says.into_iter().flatten();
        let cut = says.find(|pair| pair.key == RUNS);
        let cut = cut.and_then(|pair| serde_json::from_str(pair.value.as_deref()?).ok());
        Ok(Self {
            table: table.to_owned(),
            lake: lake.to_owned(),
            reader,
            known,
            cut,
        })
    }

    /// Its columns, and what it says of itself.
    pub(crate) fn schema(&self) -> &Schema {
        self.known.schema()
    }

    /// The kind in whose runs its rows lie, and the rows of each run; nothing for tables that were
    /// written before they were cut.
    pub(crate) fn runs(&self) -> Option<(&str, Vec<Range<usize>>)> {
        let cut = self.cut.as_ref()?;
        Some((&cut.of, cut.runs(self.rows()).collect()))
    }

    fn rows(&self) -> usize {
        let rows = self.known.metadata().file_metadata().num_rows();
        usize::try_from(rows).unwrap_or_default()
    }

    /// The row groups of some rows. They are cut where runs are, so they hold no others.
    fn groups(&self, rows: &Range<usize>) -> Vec<usize> {
        let mut first = 0;
        let mut groups = Vec::new();
        for (at, group) in self.known.metadata().row_groups().iter().enumerate() {
            if rows.contains(&first) {
                groups.push(at);
            }
            first += usize::try_from(group.num_rows()).unwrap_or_default();
        }
        groups
    }

    /// Between which numbers the entities of some rows lie, told by the file without reading them.
    pub(crate) fn numbers(&self, rows: &Range<usize>) -> Option<(i64, i64)> {
        let all = self.known.metadata();
        let columns = all.file_metadata().schema_descr().columns().iter();
        let number = columns
            .into_iter()
            .position(|column| column.path().parts() == ["number"])?;
        let bounds = self.groups(rows).into_iter().map(|group| {
            let told = all.row_group(group).column(number).statistics();
            match told {
                Some(Statistics::Int64(told)) => Some((*told.min_opt()?, *told.max_opt()?)),
                _ => None,
            }
        });
        let bounds: Option<Vec<(i64, i64)>> = bounds.collect();
        let bounds = bounds?;
        let first = bounds.iter().map(|(first, _)| *first).min()?;
        let last = bounds.iter().map(|(_, last)| *last).max()?;
        Some((first, last))
    }

    /// Those columns that are wanted, of some rows, which are those of a run; of all rows where
    /// none are named.
    pub(crate) async fn read(
        &self,
        rows: Option<&Range<usize>>,
        wanted: &[bool],
    ) -> Result<RecordBatch, PortError> {
        let fields = self.schema().fields().iter().zip(wanted).enumerate();
        let wanted = fields.filter(|(_, (_, wanted))| **wanted);
        let (roots, fields): (Vec<usize>, Vec<Arc<Field>>) = wanted
            .map(|(at, (field, _))| (at, Arc::clone(field)))
            .unzip();
        let says = self.schema().metadata().clone();
        let schema = Arc::new(Schema::new_with_metadata(fields, says));
        let batches = self.batches(rows, roots).await;
        let batches = batches.map_err(|why| trouble::file(&self.lake, &self.table, &why))?;
        let together = || {
            let read = batches.iter().map(RecordBatch::num_rows).sum();
            let mut columns = Vec::with_capacity(schema.fields().len());
            for (at, field) in schema.fields().iter().enumerate() {
                let parts: Vec<_> = batches.iter().map(|one| one.column(at).as_ref()).collect();
                columns.push(match parts.as_slice() {
                    [] => arrow_array::new_empty_array(field.data_type()),
                    [_] => Arc::clone(batches[0].column(at)),
                    several => arrow_select::concat::concat(several)?,
                });
            }
            let options = RecordBatchOptions::new().with_row_count(Some(read));
            RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options)
        };
        together().map_err(|why| trouble::file(&self.lake, &self.table, &why.into()))
    }

    async fn batches(
        &self,
        rows: Option<&Range<usize>>,
        roots: Vec<usize>,
    ) -> ParquetResult<Vec<RecordBatch>> {
        let reader = self.reader.clone();
        let mut build =
            ParquetRecordBatchStreamBuilder::new_with_metadata(reader, self.known.clone());
        let mask = ProjectionMask::roots(build.parquet_schema(), roots);
        if let Some(rows) = rows {
            build = build.with_row_groups(self.groups(rows));
        }
        let stream = build
            .with_projection(mask)
            .with_batch_size(super::file::ROWS);
        stream.build()?.try_collect().await
    }
}

/// Bytes of one file, wherever it lies.
#[derive(Clone)]
struct Reader {
    store: Arc<dyn ObjectStore>,
    path: Path,
    size: u64,
}

impl AsyncFileReader for Reader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        let read = async move { self.store.get_range(&self.path, range).await };
        read.map(|read| read.map_err(|why| ParquetError::External(why.into())))
            .boxed()
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        let read = async move { self.store.get_ranges(&self.path, &ranges).await };
        read.map(|read| read.map_err(|why| ParquetError::External(why.into())))
            .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        let size = self.size;
        let read = ParquetMetaDataReader::new().with_arrow_reader_options(options);
        async move { read.load_and_finish(self, size).await.map(Arc::new) }.boxed()
    }
}
