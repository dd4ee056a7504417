//! The same organisation as plain tables, for engines that read SQL: one column for the value of
//! each field and one for how much is known of it now.
//!
//! What counts now (how old a fact may be, whether everybody was asked) is worked out here, once
//! and by other code than the judge's. Versions and addresses become numbers, ordinals their place,
//! so that SQL compares them fastest.

use std::{fs::File, path::Path, sync::Arc};

use arrow_array::{
    Array, ArrayRef, Date32Array, RecordBatch, StringArray, StructArray, TimestampMicrosecondArray,
    UInt8Array, UInt32Array, UInt64Array,
    cast::AsArray,
    types::{Int32Type, TimestampMicrosecondType, UInt8Type, UInt32Type, UInt64Type},
};
use arrow_schema::Field as Column;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use model::{
    Coverage, SourceState, Vocabulary,
    vocabulary::{Field, FieldType},
};
use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};

use super::sql::{address_key, name, version_key};
use crate::{Failed, files::Source, generate::group};

const DAY_MICROS: i64 = 86_400_000_000;

/// What decides whether a fact counts.
pub struct Now<'a> {
    pub vocabulary: &'a Vocabulary,
    pub coverage: &'a Coverage,
    pub now: Timestamp,
}

/// Writes one file for each kind beside `done`, unless they are there.
pub fn write(from: &Path, to: &Path, now: &Now<'_>) -> Result<(), Failed> {
    if to.join("done").exists() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for (kind, relation) in [
        ("device", None),
        ("person", None),
        ("software", Some("software")),
        ("agent", Some("agents")),
    ] {
        let rows = Source::open(from, kind)?;
        let edges = relation
            .map(|relation| Source::open(from, &format!("device.{relation}")))
            .transpose()?;
        let devices = Source::open(from, "device")?;
        let mut writer: Option<ArrowWriter<File>> = None;
        let mut first = 0;
        for run in 0..rows.runs() {
            let parents = devices.rows(run.min(devices.runs() - 1));
            let batch = rows.read(run, parents, &|_| true)?;
            let mut columns = plain(&batch, kind, now)?;
            if let Some(edges) = &edges {
                let edges = edges.read(run, parents, &|_| true)?;
                let parent: &UInt32Array = edges.column(0).as_primitive::<UInt32Type>();
                let device: UInt64Array = parent
                    .values()
                    .iter()
                    .map(|at| first + u64::from(*at) + 1)
                    .collect();
                columns.push(("device".to_owned(), Arc::new(device)));
            }
            first += parents as u64;
            let batch = RecordBatch::from(group(columns));
            if writer.is_none() {
                let settings = WriterProperties::builder()
                    .set_compression(Compression::SNAPPY)
                    .set_max_row_group_row_count(Some(usize::MAX))
                    .build();
                let file = File::create(to.join(format!("{kind}.parquet")))?;
                writer = Some(ArrowWriter::try_new(file, batch.schema(), Some(settings))?);
            }
            if let Some(writer) = &mut writer {
                writer.write(&batch)?;
                writer.flush()?;
            }
        }
        if let Some(writer) = writer {
            writer.close()?;
        }
    }
    Ok(std::fs::write(to.join("done"), "")?)
}

/// The number, the links and the fields of a kind.
fn plain(
    batch: &RecordBatch,
    kind: &str,
    now: &Now<'_>,
) -> Result<Vec<(String, ArrayRef)>, Failed> {
    let number = batch.column_by_name("number").ok_or("no numbers")?.clone();
    let mut columns: Vec<(String, ArrayRef)> = vec![("number".to_owned(), number)];
    let schema = batch.schema();
    for (column, array) in schema.fields().iter().zip(batch.columns()) {
        let column: &Arc<Column> = column;
        if let Some(link) = column.name().strip_prefix("link ") {
            let target = part(array, "target")?;
            let target: &UInt32Array = target.as_primitive::<UInt32Type>();
            let number: UInt64Array = target
                .iter()
                .map(|row| row.map(|row| u64::from(row) + 1))
                .collect();
            columns.push((name(link), Arc::new(number)));
        }
        let Some(field) = column.name().strip_prefix("field ") else {
            continue;
        };
        let known = now.vocabulary.field(kind, field).ok_or("no such field")?;
        let counts = counts(array, (kind, field, known), now)?;
        columns.push((name(field), value(array, known, &counts)?));
        columns.push((
            format!("{}_k", name(field)),
            Arc::new(UInt8Array::from(counts)),
        ));
    }
    Ok(columns)
}

fn part<'a>(array: &'a ArrayRef, named: &str) -> Result<&'a ArrayRef, Failed> {
    let parts: &StructArray = array.as_struct();
    Ok(parts
        .column_by_name(named)
        .ok_or_else(|| format!("no column `{named}`"))?)
}

/// How much is known of each row now: 0 a value, 1 none, 2 nobody knows though all were asked, 3
/// not told.
fn counts(
    array: &ArrayRef,
    (kind, name, field): (&str, &str, &Field),
    now: &Now<'_>,
) -> Result<Vec<u8>, Failed> {
    let unknown = if asked(now, kind, name) { 2 } else { 3 };
    let told = part(array, "told")?.as_dictionary::<Int32Type>();
    let texts: &StringArray = told.values().as_string();
    let answers = texts
        .iter()
        .map(|text| answer(text.unwrap_or_default(), (kind, name), now));
    let answers: Vec<Answer> = answers.collect::<Result<_, Failed>>()?;
    let aged = field
        .max_age
        .filter(|_| field.field_type != FieldType::Event);
    let aged = aged.map(|age| age.before_instant(now.now, &TimeZone::UTC).as_microsecond());
    let dates = part(array, "as of").ok();
    let dates = dates.map(|dates| dates.as_primitive::<TimestampMicrosecondType>());
    let one = |row: usize| {
        let answer = &answers[told.keys().value(row) as usize];
        let date = dates.filter(|dates| dates.is_valid(row));
        let about = date.map(|dates| dates.value(row)).or(answer.at);
        let old = matches!((answer.at, answer.oldest), (Some(at), Some(limit)) if at < limit)
            || matches!((about, aged), (Some(about), Some(limit)) if about < limit);
        match answer.state.as_str() {
            "known" | "none" if old => unknown,
            "known" => 0,
            "none" => 1,
            _ => unknown,
        }
    };
    Ok((0..told.len()).map(one).collect())
}

/// What a source answered, and how old that may be.
struct Answer {
    state: String,
    at: Option<i64>,
    oldest: Option<i64>,
}

fn answer(text: &str, field: (&str, &str), now: &Now<'_>) -> Result<Answer, Failed> {
    let said: serde_json::Value = serde_json::from_str(text)?;
    let part = |name: &str| said[name].as_str();
    let instant = |text: &str| text.parse::<Timestamp>().map(Timestamp::as_microsecond);
    let fresh_for = part("source").and_then(|source| fresh_for(now, field, source));
    let oldest = fresh_for.and_then(|long| now.now.checked_sub(long).ok());
    Ok(Answer {
        state: part("state").unwrap_or_default().to_owned(),
        at: part("snapshot").map(instant).transpose()?,
        oldest: oldest.map(Timestamp::as_microsecond),
    })
}

/// Whether every source that fills a field was read in full lately, and there is one.
fn asked(now: &Now<'_>, kind: &str, name: &str) -> bool {
    let mut fills = now
        .coverage
        .scopes
        .iter()
        .filter(|scope| fills(scope, kind, name))
        .peekable();
    fills.peek().is_some() && fills.all(|scope| scope.tells_absence(now.now))
}

/// How long what a source told of a field counts.
fn fresh_for(now: &Now<'_>, (kind, name): (&str, &str), source: &str) -> Option<SignedDuration> {
    let of_source = || {
        now.coverage
            .scopes
            .iter()
            .filter(|scope| scope.source.as_str() == source)
    };
    let longest = of_source().map(|scope| scope.fresh_for).max();
    let filling = of_source().filter(|scope| fills(scope, kind, name));
    filling.map(|scope| scope.fresh_for).max().or(longest)
}

fn fills(scope: &SourceState, kind: &str, name: &str) -> bool {
    let fields = scope.fields.get(kind);
    fields.is_some_and(|fields| fields.contains(name))
}

/// The values that count, in the form that SQL compares fastest.
fn value(array: &ArrayRef, field: &Field, counts: &[u8]) -> Result<ArrayRef, Failed> {
    let keep = |row: usize| counts[row] == 0;
    Ok(match field.field_type {
        FieldType::Flag => kept(part(array, "flags")?, counts)?,
        FieldType::Number => kept(part(array, "numbers")?, counts)?,
        FieldType::List => kept(part(array, "lists")?, counts)?,
        FieldType::Event => kept(part(array, "moments")?, counts)?,
        FieldType::Date => {
            let moments: &TimestampMicrosecondArray =
                part(array, "moments")?.as_primitive::<TimestampMicrosecondType>();
            let day = |at: i64| i32::try_from(at.div_euclid(DAY_MICROS)).unwrap_or(i32::MAX);
            let days: Date32Array = moments
                .iter()
                .enumerate()
                .map(|(row, at)| at.filter(|_| keep(row)).map(day))
                .collect();
            Arc::new(days)
        }
        FieldType::Text | FieldType::Enum => kept(part(array, "words")?, counts)?,
        FieldType::Version => numbers::<UInt64Type>(array, counts, &|text| version_key(text))?,
        FieldType::Address => numbers::<UInt32Type>(array, counts, &|text| address_key(text))?,
        FieldType::Ordinal => numbers::<UInt8Type>(array, counts, &|text| {
            let place = field.values.iter().position(|value| value == text);
            place.and_then(|place| u8::try_from(place).ok())
        })?,
    })
}

fn kept(array: &ArrayRef, counts: &[u8]) -> Result<ArrayRef, Failed> {
    let not: arrow_array::BooleanArray = counts.iter().map(|count| Some(*count != 0)).collect();
    Ok(arrow_select::nullif::nullif(array, &not)?)
}

fn numbers<T: arrow_array::ArrowPrimitiveType>(
    array: &ArrayRef,
    counts: &[u8],
    number: &dyn Fn(&str) -> Option<T::Native>,
) -> Result<ArrayRef, Failed> {
    let words = part(array, "words")?.as_dictionary::<Int32Type>();
    let texts: &StringArray = words.values().as_string();
    let by_key: Vec<Option<T::Native>> = texts.iter().map(|text| text.and_then(number)).collect();
    let all = counts.iter().enumerate().map(|(row, count)| match count {
        0 => words.key(row).and_then(|key| by_key[key]),
        _ => None,
    });
    Ok(Arc::new(all.collect::<arrow_array::PrimitiveArray<T>>()))
}
