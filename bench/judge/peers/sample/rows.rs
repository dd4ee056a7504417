//! The first devices of the plain tables, as records of one device each.

use std::path::Path;

use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{
        Date32Type, Float64Type, Int32Type, TimestampMicrosecondType, UInt8Type, UInt32Type,
        UInt64Type,
    },
};
use arrow_schema::{DataType, TimeUnit};
use serde_json::{Map, Value, json};

use super::rule::number;
use crate::{Failed, files::Source};

/// A device: each column under its name, null where there is no value, and how much is known of it
/// under the same name with `_k`.
pub type Row = Map<String, Value>;

/// The first so many devices, only the columns that are wanted.
pub fn read(plain: &Path, most: usize, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Row>, Failed> {
    let batch = Source::open(plain, "device")?.read(0, 0, wanted)?;
    let batch = batch.slice(0, most.min(batch.num_rows()));
    let mut rows = vec![Row::new(); batch.num_rows()];
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        for (row, cell) in rows.iter_mut().zip(cells(column)?) {
            row.insert(field.name().clone(), cell);
        }
    }
    Ok(rows)
}

fn cells(column: &ArrayRef) -> Result<Vec<Value>, Failed> {
    macro_rules! numbers {
        ($type:ty, $number:expr) => {
            (column.as_primitive::<$type>().iter())
                .map(|cell| cell.map($number).into())
                .collect()
        };
    }
    Ok(match column.data_type() {
        DataType::Boolean => column.as_boolean().iter().map(Value::from).collect(),
        DataType::Float64 => numbers!(Float64Type, number),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            numbers!(TimestampMicrosecondType, |at| json!(at))
        }
        DataType::Date32 => numbers!(Date32Type, |day| json!(day)),
        DataType::UInt8 => numbers!(UInt8Type, |number| json!(number)),
        DataType::UInt32 => numbers!(UInt32Type, |number| json!(number)),
        DataType::UInt64 => numbers!(UInt64Type, |number| json!(number)),
        DataType::Utf8 => column.as_string::<i32>().iter().map(Value::from).collect(),
        DataType::Dictionary(..) => {
            let words = column.as_dictionary::<Int32Type>();
            let texts = words.values().as_string::<i32>();
            let one = |row| words.key(row).map(|key| texts.value(key)).into();
            (0..column.len()).map(one).collect()
        }
        DataType::List(_) => {
            let one =
                |list: Option<ArrayRef>| Ok(list.map(|list| cells(&list)).transpose()?.into());
            let lists = column.as_list::<i32>().iter().map(one);
            lists.collect::<Result<_, Failed>>()?
        }
        other => return Err(format!("columns of {other} are not read").into()),
    })
}
