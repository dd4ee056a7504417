//! From flat tables back to what the judge holds.

use std::{collections::BTreeMap, sync::Arc};

use arrow_array::{
    Array, ArrayRef, RecordBatch, RecordBatchOptions, StructArray, UInt64Array, cast::AsArray,
};
use arrow_cast::cast;
use arrow_schema::{Field, Schema};

use super::{
    AT, FormError, LISTED, NAME, NULLABLE, PART, SAYS, TYPE, codes::Codes, original, says,
};

/// What [`super::flatten`] was given, from what it gave.
pub(crate) fn restore(
    tables: &[(String, RecordBatch)],
) -> Result<Vec<(String, RecordBatch)>, FormError> {
    tables
        .iter()
        .map(|(name, batch)| Ok((name.clone(), one(name, batch, tables)?)))
        .collect()
}

/// A column of the original, with its parts by place where it was a group.
#[derive(Default)]
struct Column {
    name: String,
    nullable: bool,
    whole: Option<ArrayRef>,
    parts: BTreeMap<usize, (Field, ArrayRef)>,
}

fn one(
    table: &str,
    flat: &RecordBatch,
    all: &[(String, RecordBatch)],
) -> Result<RecordBatch, FormError> {
    let wrong = |says: &dyn ToString| FormError::new(table, says.to_string());
    let mut metadata = own_metadata(flat);
    let is_kind = metadata.contains_key("kind") && !metadata.contains_key("relation");
    let mut columns: BTreeMap<usize, Column> = BTreeMap::new();
    for (field, array) in flat.schema_ref().fields().iter().zip(flat.columns()) {
        let Some(place) = says(field, AT) else {
            continue;
        };
        let (at, part) = match place.split_once('.') {
            Some((at, part)) => (at.parse(), Some(part.parse())),
            None => (place.parse(), None),
        };
        let at = at.map_err(|_| wrong(&"a column does not say where it belongs"))?;
        let mut array = as_it_was(field, array).ok_or_else(|| {
            wrong(&format!(
                "column `{}` is not as it was written",
                field.name()
            ))
        })?;
        let column = columns.entry(at).or_default();
        column.name = says(field, NAME).unwrap_or_default().to_owned();
        column.nullable = says(field, NULLABLE) == Some("true");
        match part {
            Some(Ok(part)) => {
                let name = says(field, PART).unwrap_or_default();
                let field = Field::new(name, array.data_type().clone(), true);
                column.parts.insert(part, (field, array));
            }
            Some(Err(_)) => return Err(wrong(&"a part does not say where it belongs")),
            None => {
                if is_kind && column.name == "number" {
                    array = counted(&array);
                }
                column.whole = Some(array);
            }
        }
    }
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns
        .into_values()
        .filter_map(|column| {
            let array = match column.whole {
                Some(whole) => whole,
                None => grouped(column.parts)?,
            };
            let field = Field::new(column.name, array.data_type().clone(), column.nullable);
            Some((field, array))
        })
        .unzip();
    if let Some(listed) = listed(&metadata, all) {
        metadata.insert("listed".to_owned(), listed);
    }
    let schema = Schema::new_with_metadata(fields, metadata.into_iter().collect());
    // Where only some columns were read, there may be none at all, and rows all the same.
    let rows = RecordBatchOptions::new().with_row_count(Some(flat.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(schema), arrays, &rows).map_err(|why| wrong(&why))
}

fn own_metadata(flat: &RecordBatch) -> BTreeMap<String, String> {
    let metadata = flat.schema_ref().metadata.iter();
    metadata
        .filter_map(|(key, value)| Some((key.strip_prefix(SAYS)?.to_owned(), value.clone())))
        .collect()
}

fn as_it_was(field: &Field, array: &ArrayRef) -> Option<ArrayRef> {
    let called = says(field, TYPE)?;
    if let Some(codes) = Codes::named(called) {
        return codes.to_codes(array);
    }
    match original(called) {
        Some(original) => cast(array, &original).ok(),
        None => Some(Arc::clone(array)),
    }
}

fn grouped(parts: BTreeMap<usize, (Field, ArrayRef)>) -> Option<ArrayRef> {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = parts.into_values().unzip();
    let group = StructArray::try_new(fields.into(), arrays, None).ok()?;
    Some(Arc::new(group))
}

/// Numbers of entities, 0 where a part has none.
fn counted(numbers: &ArrayRef) -> ArrayRef {
    match numbers.as_any().downcast_ref::<UInt64Array>() {
        Some(numbers) => {
            let counted = numbers.iter().map(Option::unwrap_or_default);
            Arc::new(counted.collect::<UInt64Array>())
        }
        None => Arc::clone(numbers),
    }
}

/// What is known per row of the kind about a relation, from the table of the kind.
fn listed(metadata: &BTreeMap<String, String>, all: &[(String, RecordBatch)]) -> Option<String> {
    let (kind, relation) = (metadata.get("kind")?, metadata.get("relation")?);
    let (_, table) = all.iter().find(|(name, _)| name == kind)?;
    let fields = table.schema_ref().fields();
    let at = fields
        .iter()
        .position(|field| says(field, LISTED) == Some(relation))?;
    let codes = Codes::Listed.to_codes(table.column(at))?;
    let codes = codes.as_primitive::<arrow_array::types::UInt8Type>();
    Some(
        codes
            .values()
            .iter()
            .map(|code| char::from(b'0' + code))
            .collect(),
    )
}
