//! From what the judge holds to flat tables.

use std::{collections::HashMap, sync::Arc};

use arrow_array::{
    Array, ArrayRef, Int64Array, RecordBatch, StringArray, StructArray, UInt8Array, UInt32Array,
    UInt64Array, cast::AsArray,
};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Schema};
use arrow_select::take::take;

use super::{
    AT, FormError, LISTED, NAME, NULLABLE, PART, SAYS, TYPE, called, codes::Codes, kept_as,
    names::Names, noted,
};

const FIELD: &str = "field ";
const LINK: &str = "link ";
/// The parts of a field of which one is the value.
const VALUES: [&str; 5] = ["words", "numbers", "flags", "moments", "lists"];

/// Tables by name, batches of one name put together, each as one flat table.
pub(crate) fn flatten(
    tables: &[(String, RecordBatch)],
) -> Result<Vec<(String, RecordBatch)>, FormError> {
    let whole = whole(tables)?;
    whole
        .iter()
        .map(|(name, batch)| Ok(((*name).to_owned(), Flat::of(name, batch, &whole)?)))
        .collect()
}

/// Batches of one name put together, in the order of their names' first batch.
fn whole(tables: &[(String, RecordBatch)]) -> Result<Vec<(&str, RecordBatch)>, FormError> {
    let mut names: Vec<&str> = Vec::new();
    let mut batches: HashMap<&str, Vec<&RecordBatch>> = HashMap::new();
    for (name, batch) in tables {
        let same = batches.entry(name).or_default();
        if same.is_empty() {
            names.push(name);
        }
        same.push(batch);
    }
    let together = |name: &str| match batches[name].as_slice() {
        [one] => Ok((*one).clone()),
        several => {
            arrow_select::concat::concat_batches(&several[0].schema(), several.iter().copied())
        }
    };
    names
        .into_iter()
        .map(|name| {
            Ok((
                name,
                together(name).map_err(|why| FormError::new(name, why))?,
            ))
        })
        .collect()
}

/// One table that is being made.
struct Flat<'a> {
    table: &'a str,
    all: &'a [(&'a str, RecordBatch)],
    names: Names,
    /// Values, then what is known about them.
    columns: [Vec<(Field, ArrayRef)>; 2],
}

/// Where a column goes.
#[derive(Clone, Copy)]
enum Goes {
    First,
    Aside,
}

impl<'a> Flat<'a> {
    fn of(
        table: &'a str,
        batch: &RecordBatch,
        all: &'a [(&'a str, RecordBatch)],
    ) -> Result<RecordBatch, FormError> {
        let mut flat = Self {
            table,
            all,
            names: Names::default(),
            columns: Default::default(),
        };
        let metadata = batch.schema_ref().metadata.clone();
        let mut kept = metadata.clone();
        if metadata.contains_key("relation") {
            flat.relation(batch, &metadata)?;
            if flat.listed_of(&metadata).is_some() {
                kept.remove("listed");
            }
        } else {
            if metadata.contains_key("kind") {
                let rows: Int64Array = (0_i64..).take(batch.num_rows()).collect();
                flat.extra("row_id", Arc::new(rows));
            }
            flat.columns_of(batch, &metadata)?;
            flat.lists(&metadata)?;
        }
        let [first, aside] = flat.columns;
        let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = first.into_iter().chain(aside).unzip();
        let says = kept
            .into_iter()
            .map(|(key, value)| (format!("{SAYS}{key}"), value));
        let schema = Schema::new_with_metadata(fields, says.collect());
        RecordBatch::try_new(Arc::new(schema), arrays).map_err(|why| FormError::new(table, why))
    }

    fn wrong(&self, says: impl ToString) -> FormError {
        FormError::new(self.table, says)
    }

    /// A column that repeats what is known already, for people.
    fn extra(&mut self, name: &str, array: ArrayRef) {
        let name = self.names.free(name);
        let field = Field::new(name, array.data_type().clone(), true);
        self.columns[0].push((field, array));
    }

    /// A column of the table itself, at this place of it.
    fn own(
        &mut self,
        goes: Goes,
        name: String,
        array: &ArrayRef,
        mut notes: Vec<(&str, String)>,
    ) -> Result<(), FormError> {
        let named = notes.iter().filter(|(key, _)| *key == PART || *key == NAME);
        let codes = named.rev().find_map(|(_, value)| Codes::named(value));
        let words = codes.and_then(|codes| codes.to_words(array.as_primitive_opt()?));
        let array = match (codes, words) {
            (Some(codes), Some(words)) => {
                notes.push((TYPE, codes.name().to_owned()));
                words
            }
            _ => {
                notes.push((TYPE, called(array.data_type()).to_owned()));
                let kept = kept_as(array.data_type());
                cast(array, &kept).map_err(|why| self.wrong(why))?
            }
        };
        let field = Field::new(name, array.data_type().clone(), true).with_metadata(noted(&notes));
        self.columns[goes as usize].push((field, array));
        Ok(())
    }

    fn columns_of(
        &mut self,
        batch: &RecordBatch,
        metadata: &HashMap<String, String>,
    ) -> Result<(), FormError> {
        for (at, (field, array)) in batch
            .schema_ref()
            .fields()
            .iter()
            .zip(batch.columns())
            .enumerate()
        {
            let notes = vec![
                (NAME, field.name().clone()),
                (NULLABLE, field.is_nullable().to_string()),
            ];
            match array.as_struct_opt() {
                Some(group) => self.group(at, field.name(), group, &notes, metadata)?,
                None => {
                    let mut notes = notes;
                    notes.push((AT, at.to_string()));
                    let name = self.names.free(field.name());
                    // Parts of entities have no number of their own.
                    let array = match (field.name().as_str(), metadata.contains_key("kind")) {
                        ("number", true) => &numbered(array),
                        _ => array,
                    };
                    self.own(Goes::First, name, array, notes)?;
                }
            }
        }
        Ok(())
    }

    /// A field or a link: its value in front, what is known about it aside.
    fn group(
        &mut self,
        at: usize,
        name: &str,
        group: &StructArray,
        notes: &[(&str, String)],
        metadata: &HashMap<String, String>,
    ) -> Result<(), FormError> {
        let plain = name
            .strip_prefix(FIELD)
            .or_else(|| name.strip_prefix(LINK))
            .unwrap_or(name);
        let column = self.names.free(plain);
        if let Some(link) = name.strip_prefix(LINK) {
            let to = metadata.get(&format!("link {link}"));
            self.pointed(&column, to.map(String::as_str), group);
        }
        for (part, (field, array)) in group.fields().iter().zip(group.columns()).enumerate() {
            let mut notes = notes.to_vec();
            notes.push((AT, format!("{at}.{part}")));
            notes.push((PART, field.name().clone()));
            if VALUES.contains(&field.name().as_str()) {
                self.own(Goes::First, column.clone(), array, notes)?;
            } else {
                let part = if field.name() == "target" {
                    "row id"
                } else {
                    field.name()
                };
                let name = self.names.beside(&column, part);
                self.own(Goes::Aside, name, array, notes)?;
            }
        }
        Ok(())
    }

    /// Name and number of what a link leads to.
    fn pointed(&mut self, column: &str, to: Option<&str>, group: &StructArray) {
        let rows = group
            .column_by_name("target")
            .and_then(|rows| rows.as_primitive_opt());
        let found = to.zip(rows).and_then(|(to, rows)| self.found(to, rows));
        if let Some((numbers, names)) = found {
            let field = Field::new(column, names.data_type().clone(), true);
            self.columns[0].push((field, names));
            self.extra(&format!("{column} number"), numbers);
        }
    }

    /// Number and name of rows of another table.
    fn found(&self, to: &str, rows: &UInt32Array) -> Option<(ArrayRef, ArrayRef)> {
        let (_, table) = self.all.iter().find(|(name, _)| *name == to)?;
        let column = |name: &str| take(table.column_by_name(name)?.as_ref(), rows, None).ok();
        let numbers = cast(&numbered(&column("number")?), &DataType::Int64).ok()?;
        let names = column("name")?;
        names.as_any().is::<StringArray>().then_some(())?;
        let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        Some((numbers, cast(&names, &words).ok()?))
    }

    fn relation(
        &mut self,
        batch: &RecordBatch,
        metadata: &HashMap<String, String>,
    ) -> Result<(), FormError> {
        for (at, (field, array)) in batch
            .schema_ref()
            .fields()
            .iter()
            .zip(batch.columns())
            .enumerate()
        {
            let (side, to) = match field.name().as_str() {
                "parent" => (Some("from"), metadata.get("kind")),
                "child" => (Some("to"), metadata.get("root").or(metadata.get("to"))),
                _ => (None, None),
            };
            let rows = array.as_primitive_opt();
            let found = to.zip(rows).and_then(|(to, rows)| self.found(to, rows));
            if let Some((side, (numbers, names))) = side.zip(found) {
                self.extra(&format!("{side} number"), numbers);
                self.extra(&format!("{side} name"), names);
            }
            let name = side.map_or(field.name().clone(), |side| format!("{side} row id"));
            let name = self.names.free(&name);
            let notes = vec![
                (NAME, field.name().clone()),
                (NULLABLE, field.is_nullable().to_string()),
                (AT, at.to_string()),
            ];
            self.own(Goes::First, name, array, notes)?;
        }
        Ok(())
    }

    /// Whether each row's relations are listed in full, beside the row.
    fn lists(&mut self, metadata: &HashMap<String, String>) -> Result<(), FormError> {
        for (name, batch) in self.all {
            let says = &batch.schema_ref().metadata;
            let (Some(kind), Some(relation)) = (says.get("kind"), says.get("relation")) else {
                continue;
            };
            let mine = metadata.get("kind") == Some(kind);
            let Some(listed) = mine.then(|| self.listed_of(says)).flatten() else {
                continue;
            };
            let words = Codes::Listed.to_words(&listed);
            let words =
                words.ok_or_else(|| FormError::new(name, "a list without a word for it"))?;
            let column = self.names.beside(&super::snake(relation), "listed");
            let field = Field::new(column, words.data_type().clone(), true)
                .with_metadata(noted(&[(LISTED, relation.clone())]));
            self.columns[1].push((field, words));
        }
        Ok(())
    }

    /// The codes of a relation, where there is one for each row of its kind.
    fn listed_of(&self, says: &HashMap<String, String>) -> Option<UInt8Array> {
        let (kind, listed) = (says.get("kind")?, says.get("listed")?);
        let (_, table) = self.all.iter().find(|(name, _)| name == kind)?;
        let codes = listed.bytes().map(|digit| digit.wrapping_sub(b'0'));
        let codes: UInt8Array = codes.collect();
        let fits = codes.len() == table.num_rows() && codes.values().iter().all(|code| *code < 3);
        fits.then_some(codes)
    }
}

/// Numbers of entities; parts, which have none, are counted as 0 and get null.
fn numbered(numbers: &ArrayRef) -> ArrayRef {
    match numbers.as_any().downcast_ref::<UInt64Array>() {
        Some(numbers) => {
            let known = numbers
                .iter()
                .map(|number| number.filter(|number| *number > 0));
            Arc::new(known.collect::<UInt64Array>())
        }
        None => Arc::clone(numbers),
    }
}
