//! Flat tables, and back.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, RecordBatch, StringArray,
    StructArray, TimestampMicrosecondArray, UInt8Array, UInt32Array, UInt64Array,
    cast::AsArray,
    types::{Int32Type, Int64Type},
};
use arrow_schema::Field;

use super::{flatten, restore, snake};

fn words(texts: &[Option<&str>]) -> ArrayRef {
    Arc::new(
        texts
            .iter()
            .copied()
            .collect::<DictionaryArray<Int32Type>>(),
    )
}

fn group(parts: Vec<(&str, ArrayRef)>) -> ArrayRef {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = parts
        .into_iter()
        .map(|(name, array)| (Field::new(name, array.data_type().clone(), true), array))
        .unzip();
    Arc::new(StructArray::new(fields.into(), arrays, None))
}

fn batch(says: &[(&str, &str)], columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let group = group(columns);
    let mut batch = RecordBatch::from(group.as_struct().clone());
    let says = says
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    batch.schema_metadata_mut().extend(says);
    batch
}

/// What the judge stores of who told a cell.
pub(crate) const SEEN: &str =
    r#"{"state":"known","source":"mdm","snapshot":"2026-05-25T08:00:00Z"}"#;

fn instants(micros: &[Option<i64>]) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from(micros.to_vec()))
}

fn devices() -> RecordBatch {
    batch(
        &[("kind", "device"), ("link owner", "person")],
        vec![
            (
                "number",
                Arc::new(UInt64Array::from(vec![7, 9])) as ArrayRef,
            ),
            ("name", Arc::new(StringArray::from(vec!["lap-7", "lap-9"]))),
            ("life", Arc::new(UInt8Array::from(vec![0, 2]))),
            (
                "field last seen",
                group(vec![
                    ("told", words(&[Some(SEEN), Some(r#"{"state":"silent"}"#)])),
                    ("as of", instants(&[Some(5), None])),
                    ("moments", instants(&[Some(1_700_000_000_000_000), None])),
                    (
                        "whole day",
                        Arc::new(BooleanArray::from(vec![Some(false), None])),
                    ),
                ]),
            ),
            (
                "field name",
                group(vec![("words", words(&[Some("Ana's"), None]))]),
            ),
            (
                "field memory",
                group(vec![(
                    "numbers",
                    Arc::new(Float64Array::from(vec![Some(16.5), None])),
                )]),
            ),
            (
                "link owner",
                group(vec![
                    (
                        "target",
                        Arc::new(UInt32Array::from(vec![Some(0), None])) as ArrayRef,
                    ),
                    ("state", Arc::new(UInt8Array::from(vec![0, 5]))),
                    (
                        "dangling",
                        Arc::new(StringArray::from(vec![None, Some("no such person")])),
                    ),
                ]),
            ),
        ],
    )
}

/// Two devices and the person whom one belongs to, in the form in which the judge stores them.
pub(crate) fn observed() -> Vec<(String, RecordBatch)> {
    let person = batch(
        &[("kind", "person")],
        vec![
            ("number", Arc::new(UInt64Array::from(vec![3])) as ArrayRef),
            ("name", Arc::new(StringArray::from(vec!["Ana Ode"]))),
            ("life", Arc::new(UInt8Array::from(vec![0]))),
        ],
    );
    let software = batch(
        &[("kind", "software")],
        vec![
            ("number", Arc::new(UInt64Array::from(vec![0])) as ArrayRef),
            ("name", Arc::new(StringArray::from(vec!["Editor"]))),
            ("key", Arc::new(StringArray::from(vec!["editor"]))),
            ("life", Arc::new(UInt8Array::from(vec![0]))),
        ],
    );
    let installed = batch(
        &[
            ("kind", "device"),
            ("relation", "software"),
            ("to", "software"),
            ("listed", "10"),
        ],
        vec![
            ("parent", Arc::new(UInt32Array::from(vec![0])) as ArrayRef),
            ("child", Arc::new(UInt32Array::from(vec![Some(0)]))),
            ("sure", Arc::new(BooleanArray::from(vec![true]))),
            ("source", words(&[Some("mdm")])),
        ],
    );
    [
        ("device", devices()),
        ("person", person),
        ("software", software),
        ("device.software", installed),
    ]
    .map(|(name, batch)| (name.to_owned(), batch))
    .to_vec()
}

#[test]
fn what_is_flattened_comes_back_as_it_was() {
    let observed = observed();
    let flat = flatten(&observed).unwrap();
    assert_eq!(restore(&flat).unwrap(), observed);
}

#[test]
fn tables_without_rows_and_strangers_come_back_too() {
    let mut observed = observed();
    for (_, batch) in &mut observed {
        *batch = batch.slice(0, 0);
    }
    let numbers: ArrayRef = Arc::new(arrow_array::Int64Array::from(vec![1, 2]));
    let strange = RecordBatch::try_from_iter([("some thing", numbers)]).unwrap();
    observed.push(("strange".to_owned(), strange));
    let flat = flatten(&observed).unwrap();
    assert_eq!(restore(&flat).unwrap(), observed);
}

#[test]
fn columns_are_plainly_named_and_what_is_known_about_them_stands_aside() {
    let flat = flatten(&observed()).unwrap();
    let names = |table: usize| -> Vec<String> {
        let schema = flat[table].1.schema();
        schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    };
    assert_eq!(
        names(0),
        [
            "row_id",
            "number",
            "name",
            "life",
            "last_seen",
            "stated_name",
            "memory",
            "owner",
            "owner_number",
            "last_seen__told",
            "last_seen__as_of",
            "last_seen__whole_day",
            "owner__row_id",
            "owner__state",
            "owner__dangling",
            "software__listed",
        ]
    );
    assert_eq!(
        names(3),
        [
            "from_number",
            "from_name",
            "from_row_id",
            "to_number",
            "to_name",
            "to_row_id",
            "sure",
            "source"
        ]
    );
}

#[test]
fn links_say_whom_they_lead_to_and_codes_are_words() {
    let flat = flatten(&observed()).unwrap();
    let device = &flat[0].1;
    let text = |column: &str, row: usize| {
        let column = arrow_cast::cast(
            device.column_by_name(column).unwrap(),
            &arrow_schema::DataType::Utf8,
        );
        let column = column.unwrap();
        column
            .is_valid(row)
            .then(|| column.as_string::<i32>().value(row).to_owned())
    };
    assert_eq!(text("owner", 0).as_deref(), Some("Ana Ode"));
    assert_eq!(text("owner", 1), None);
    let number = device.column_by_name("owner_number").unwrap();
    assert_eq!(number.as_primitive::<Int64Type>().value(0), 3);
    assert_eq!(text("owner__state", 1).as_deref(), Some("unfound"));
    assert_eq!(text("life", 1).as_deref(), Some("stale"));
    assert_eq!(text("software__listed", 0).as_deref(), Some("listed"));
    assert_eq!(text("software__listed", 1).as_deref(), Some("by supply"));
}

#[test]
fn names_are_what_can_be_written_without_quotes() {
    for (name, column) in [
        ("last seen", "last_seen"),
        ("API operation", "api_operation"),
        ("CPU (GHz)", "cpu_ghz"),
        ("2FA", "n2fa"),
        ("Größe", "größe"),
        ("--", "unnamed"),
    ] {
        assert_eq!(snake(name), column);
    }
}
