//! The organisation, a run of devices at a time, as the batches the judge reads.
//!
//! Every cell follows from its column and row alone, so any run can be made by itself.

mod cells;
mod told;

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, ListArray, RecordBatch, StringArray, StructArray,
    UInt8Array, UInt32Array, UInt64Array,
    builder::{ListBuilder, StringBuilder, UInt64Builder},
    types::Int32Type,
};
use arrow_schema::Field;
use model::Vocabulary;

pub use told::coverage;

use crate::dice::Dice;

/// Devices of one run, and of one row group.
pub const RUN: u64 = 131_072;

type Columns = Vec<(String, ArrayRef)>;

/// One relation's batch: its metadata, and its columns.
pub fn part_name(kind: &str, relation: Option<&str>) -> String {
    relation.map_or_else(|| kind.to_owned(), |relation| format!("{kind}.{relation}"))
}

/// How many rows there are of what.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub devices: u64,
    pub people: u64,
}

/// How many programs a device has: 10 to 30.
fn programs(device: u64) -> u64 {
    10 + Dice::of(900, device).below(21)
}

/// Everything about a run of devices, by batch; rows count from the run's first device.
pub fn devices(from: u64, to: u64, size: Size, vocabulary: &Vocabulary) -> Vec<RecordBatch> {
    let rows: Vec<u64> = (from..to).collect();
    let mut device = table(
        &rows,
        "device",
        vocabulary,
        &["inventory", "manager", "guard"],
    );
    device.push(("link user".to_owned(), users(&rows, size)));
    let mut programs_of = Vec::new();
    let mut software = Vec::new();
    for device in &rows {
        for at in 0..programs(*device) {
            programs_of.push((device - from) as u32);
            software.push(device * 32 + at);
        }
    }
    let mut agents_of = Vec::new();
    let mut agents = Vec::new();
    for device in &rows {
        let mut dice = Dice::of(901, *device);
        for (product, share) in [(0, 96), (1, 93)] {
            if dice.below(100) < share {
                agents_of.push((device - from) as u32);
                agents.push(device * 2 + product);
            }
        }
    }
    let parts = part_keys(
        table(&software, "software", vocabulary, &["manager"]),
        &software,
    );
    let agent = table(&agents, "agent", vocabulary, &["manager", "guard"]);
    let count = rows.len();
    vec![
        batch("device", None, device, count),
        batch("software", None, parts, count),
        batch("agent", None, agent, count),
        batch(
            "device",
            Some(("software", "software")),
            edges(&programs_of, "manager"),
            count,
        ),
        batch(
            "device",
            Some(("agents", "agent")),
            edges(&agents_of, "guard"),
            count,
        ),
    ]
}

/// All people.
pub fn people(size: Size, vocabulary: &Vocabulary) -> RecordBatch {
    let rows: Vec<u64> = (0..size.people).collect();
    batch(
        "person",
        None,
        table(&rows, "person", vocabulary, &["staff"]),
        rows.len(),
    )
}

fn batch(
    kind: &str,
    relation: Option<(&str, &str)>,
    columns: Columns,
    parents: usize,
) -> RecordBatch {
    let mut batch = RecordBatch::from(group(columns));
    let says = batch.schema_metadata_mut();
    says.insert("kind".to_owned(), kind.to_owned());
    if let Some((relation, to)) = relation {
        says.insert("relation".to_owned(), relation.to_owned());
        says.insert("to".to_owned(), to.to_owned());
        says.insert("listed".to_owned(), "0".repeat(parents));
        // As the product says of rows that lie in the order of their wholes.
        says.insert("aligned".to_owned(), "0".to_owned());
        says.insert("all sure".to_owned(), "yes".to_owned());
    }
    batch
}

pub fn group(columns: Columns) -> StructArray {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns
        .into_iter()
        .map(|(name, array)| (Field::new(name, array.data_type().clone(), true), array))
        .unzip();
    StructArray::new(fields.into(), arrays, None)
}

/// What every table has, and the fields of its kind.
fn table(rows: &[u64], kind: &str, vocabulary: &Vocabulary, sources: &[&str]) -> Columns {
    let numbers: UInt64Array = rows.iter().map(|row| row + 1).collect();
    let names: StringArray = rows
        .iter()
        .map(|row| Some(format!("{kind} {row}")))
        .collect();
    let mut aliases = ListBuilder::new(UInt64Builder::new());
    let mut live = ListBuilder::new(StringBuilder::new());
    for _ in rows {
        aliases.append(true);
        live.append_value([Some(sources[0])]);
    }
    let life: UInt8Array = rows.iter().map(|_| Some(0_u8)).collect();
    let mut columns: Columns = vec![
        ("number".to_owned(), Arc::new(numbers)),
        ("name".to_owned(), Arc::new(names)),
        (
            "key".to_owned(),
            Arc::new(StringArray::new_null(rows.len())),
        ),
        ("aliases".to_owned(), Arc::new(aliases.finish())),
        ("life".to_owned(), Arc::new(life)),
        ("sources".to_owned(), Arc::<ListArray>::new(live.finish())),
    ];
    let fields = vocabulary.kind(kind).map(|kind| &kind.fields);
    let column = kind.len() as u64 * 100;
    for ((name, field), at) in fields.into_iter().flatten().zip(column..) {
        let cells = cells::of(at, (kind, name, field), rows);
        let told = told::of(at, field, sources, rows, &cells.valid);
        let parts = cells.parts.into_iter().chain(told).collect();
        columns.push((format!("field {name}"), Arc::new(group(parts))));
    }
    columns
}

/// Rows that are parts have a key and no number.
fn part_keys(mut columns: Columns, rows: &[u64]) -> Columns {
    let keys: StringArray = rows
        .iter()
        .map(|row| Some(format!("{:x}", row % 32)))
        .collect();
    columns[0].1 = Arc::new(UInt64Array::from(vec![0; rows.len()]));
    columns[2].1 = Arc::new(keys);
    columns
}

/// Who uses a device: somebody for most, nobody known for some.
fn users(rows: &[u64], size: Size) -> ArrayRef {
    let of = |row: &u64| Dice::of(902, *row).below(size.people * 20 / 19);
    let target: UInt32Array = rows
        .iter()
        .map(|row| {
            Some(of(row))
                .filter(|at| *at < size.people)
                .map(|at| at as u32)
        })
        .collect();
    let state: UInt8Array = target
        .iter()
        .map(|at| Some(if at.is_some() { 0_u8 } else { 2 }))
        .collect();
    let source: DictionaryArray<Int32Type> = rows.iter().map(|_| Some("inventory")).collect();
    Arc::new(group(vec![
        ("target".to_owned(), Arc::new(target) as ArrayRef),
        ("state".to_owned(), Arc::new(state)),
        ("source".to_owned(), Arc::new(source)),
        (
            "dangling".to_owned(),
            Arc::new(StringArray::new_null(rows.len())),
        ),
    ]))
}

/// The rows of a relation, which lie in the order of their parents.
fn edges(parents: &[u32], source: &str) -> Columns {
    let child: UInt32Array = (0..parents.len() as u32).collect();
    let source: DictionaryArray<Int32Type> = parents.iter().map(|_| Some(source)).collect();
    vec![
        (
            "parent".to_owned(),
            Arc::new(UInt32Array::from(parents.to_vec())),
        ),
        ("child".to_owned(), Arc::new(child)),
        (
            "sure".to_owned(),
            Arc::new(BooleanArray::from(vec![true; parents.len()])),
        ),
        ("source".to_owned(), Arc::new(source)),
    ]
}
