//! One field of all rows: the values as one Arrow array of the field's type, and what is known.

use std::collections::HashMap;

use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, ListArray,
    StringArray, TimestampMicrosecondArray, UInt64Array,
    builder::{ListBuilder, StringBuilder, UInt64Builder},
    cast::AsArray,
    types::Int32Type,
};
use arrow_schema::Field;
use jiff::Timestamp;
use model::{Reading, Value, vocabulary::FieldType};
use std::sync::Arc;

use super::{
    State,
    told::{Parts, Told},
};
use crate::moment::{Micros, Moment};

/// Words that repeat are kept once.
pub(crate) type Words = DictionaryArray<Int32Type>;

/// One field of all rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    /// The values, null where there is none.
    pub(crate) values: Written,
    /// What is known of each row, who said so and when.
    pub(crate) told: Told,
}

/// Values, in the form that their type compares fastest.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Written {
    /// Text, enum, ordinal, version, address.
    Words(Words),
    /// Numbers.
    Numbers(Float64Array),
    /// Flags: true is the first word.
    Flags(BooleanArray),
    /// Moments as microseconds, and which of them are whole days.
    Moments(TimestampMicrosecondArray, BooleanArray),
    /// Lists of texts, each distinct text kept once.
    Lists(ListArray),
}

/// What is put into a column for one row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell<'a> {
    /// What was read; nothing when nobody said anything.
    pub(crate) reading: Option<&'a Reading>,
    /// Nothing is known although everybody was asked.
    pub(crate) asked: bool,
    pub(crate) source: Option<&'a str>,
    pub(crate) as_of: Option<Timestamp>,
    pub(crate) snapshot: Option<Timestamp>,
}

/// Builds one column of a field's type; a value that does not fit the type is unknown.
pub(crate) fn column<'a>(field_type: FieldType, cells: impl Iterator<Item = Cell<'a>>) -> Column {
    let cells: Vec<Cell<'a>> = cells.collect();
    let values = written(field_type, &cells);
    let state = cells
        .iter()
        .enumerate()
        .map(|(row, cell)| match cell.reading {
            _ if cell.asked => State::Asked.code(),
            None => State::Silent.code(),
            Some(Reading::Unknown) => State::Unknown.code(),
            Some(Reading::None) => State::None.code(),
            Some(Reading::Known(_)) if values.fits(row) => State::Known.code(),
            Some(Reading::Known(_)) => State::Unknown.code(),
        });
    let micros = |at: Option<Timestamp>| at.map(Timestamp::as_microsecond);
    let told = Told::of(&Parts {
        state: &state.collect(),
        source: &words(cells.iter().map(|cell| cell.source)),
        as_of: &cells.iter().map(|cell| micros(cell.as_of)).collect(),
        snapshot: &cells.iter().map(|cell| micros(cell.snapshot)).collect(),
    });
    Column { values, told }
}

fn written(field_type: FieldType, cells: &[Cell<'_>]) -> Written {
    let value = |cell: &Cell<'_>| cell.reading.and_then(Reading::value).cloned();
    let values = || cells.iter().map(value);
    match field_type {
        FieldType::Text
        | FieldType::Enum
        | FieldType::Ordinal
        | FieldType::Version
        | FieldType::Address => {
            let texts: Vec<Option<String>> = values().map(|v| v.and_then(text)).collect();
            Written::Words(words(texts.iter().map(Option::as_deref)))
        }
        FieldType::Number => {
            Written::Numbers(values().map(|v| v.as_ref().and_then(number)).collect())
        }
        FieldType::Flag => Written::Flags(
            values()
                .map(|v| match v {
                    Some(Value::Flag(flag)) => Some(flag),
                    _ => None,
                })
                .collect(),
        ),
        FieldType::Date | FieldType::Event => {
            let stored: Vec<_> = values()
                .map(|v| v.as_ref().and_then(Moment::stored))
                .collect();
            Written::Moments(
                stored
                    .iter()
                    .map(|moment| moment.map(|(micros, _)| micros))
                    .collect(),
                stored
                    .iter()
                    .map(|moment| moment.map(|(_, day)| day))
                    .collect(),
            )
        }
        FieldType::List => Written::Lists(coded(&text_lists(values().map(|v| match v {
            Some(Value::List(items)) => Some(items),
            Some(Value::Text(item)) => Some(vec![item]),
            _ => None,
        })))),
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Date(_) | Value::Instant(_) | Value::Flag(_) | Value::List(_) => None,
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|number| number.is_finite())
}

/// A dictionary column, words in the order of their first row.
pub(crate) fn words<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Words {
    let mut seen: HashMap<&str, i32> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    let keys: Int32Array = texts
        .map(|text| {
            text.map(|text| {
                *seen.entry(text).or_insert_with(|| {
                    order.push(text);
                    i32::try_from(order.len() - 1).unwrap_or(i32::MAX)
                })
            })
        })
        .collect();
    let values: ArrayRef = Arc::new(StringArray::from_iter_values(order));
    // Keys point into the values by construction, which is all that is checked.
    DictionaryArray::try_new(keys, values).unwrap_or_else(|_| Words::from_iter(Vec::<&str>::new()))
}

/// A column of text lists.
pub(crate) fn text_lists(lists: impl Iterator<Item = Option<Vec<String>>>) -> ListArray {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for list in lists {
        builder.append_option(list.map(|items| items.into_iter().map(Some)));
    }
    builder.finish()
}

/// A column of number lists.
pub(crate) fn number_lists<'a>(lists: impl Iterator<Item = &'a [u64]>) -> ListArray {
    let mut builder = ListBuilder::new(UInt64Builder::new());
    for list in lists {
        builder.append_value(list.iter().map(|number| Some(*number)));
    }
    builder.finish()
}

/// The same lists with each distinct text kept once.
pub(crate) fn coded(lists: &ListArray) -> ListArray {
    let Some(items) = lists.values().as_string_opt::<i32>() else {
        return lists.clone();
    };
    let items = words(items.iter());
    let item = Field::new("item", items.data_type().clone(), true);
    ListArray::new(
        Arc::new(item),
        lists.offsets().clone(),
        Arc::new(items),
        lists.nulls().cloned(),
    )
}

/// The texts of one row of a list column, in either form.
pub(crate) fn texts(lists: &ListArray, row: usize) -> Vec<&str> {
    let offsets = lists.value_offsets();
    let range = offsets[row] as usize..offsets[row + 1] as usize;
    if let Some(items) = lists.values().as_dictionary_opt::<Int32Type>() {
        return range
            .map(|at| word(items, at).unwrap_or_default())
            .collect();
    }
    let items = lists.values().as_string::<i32>();
    range.map(|at| items.value(at)).collect()
}

/// The numbers of one row of a list column.
pub(crate) fn numbers(lists: &ListArray, row: usize) -> &[u64] {
    let items: &UInt64Array = lists.values().as_primitive();
    let offsets = lists.value_offsets();
    &items.values()[offsets[row] as usize..offsets[row + 1] as usize]
}

/// The word of one row.
pub(crate) fn word(words: &Words, row: usize) -> Option<&str> {
    words
        .key(row)
        .map(|key| words.values().as_string::<i32>().value(key))
}

impl Written {
    /// Whether the row has a value.
    pub(crate) fn fits(&self, row: usize) -> bool {
        match self {
            Self::Words(words) => words.is_valid(row),
            Self::Numbers(numbers) => numbers.is_valid(row),
            Self::Flags(flags) => flags.is_valid(row),
            Self::Moments(moments, _) => moments.is_valid(row),
            Self::Lists(lists) => lists.is_valid(row),
        }
    }

    /// The value of one row, as it was read.
    pub(crate) fn value(&self, row: usize) -> Option<Value> {
        if !self.fits(row) {
            return None;
        }
        match self {
            Self::Words(words) => word(words, row).map(|text| Value::Text(text.to_owned())),
            Self::Numbers(numbers) => Some(Value::Number(numbers.value(row))),
            Self::Flags(flags) => Some(Value::Flag(flags.value(row))),
            Self::Moments(moments, days) => {
                Moment::read(moments.value(row), days.value(row)).and_then(Moment::value)
            }
            Self::Lists(lists) => Some(Value::List(
                texts(lists, row).into_iter().map(str::to_owned).collect(),
            )),
        }
    }

    /// Whether the values are in the form that this type has.
    pub(crate) fn suits(&self, field_type: FieldType) -> bool {
        match self {
            Self::Words(_) => matches!(
                field_type,
                FieldType::Text
                    | FieldType::Enum
                    | FieldType::Ordinal
                    | FieldType::Version
                    | FieldType::Address
            ),
            Self::Numbers(_) => field_type == FieldType::Number,
            Self::Flags(_) => field_type == FieldType::Flag,
            Self::Moments(..) => matches!(field_type, FieldType::Date | FieldType::Event),
            Self::Lists(_) => field_type == FieldType::List,
        }
    }
}

impl Column {
    /// What is known of a row, before freshness is looked at.
    pub(crate) fn state(&self, row: u32) -> State {
        self.told.mark(row as usize).state
    }

    /// Who said so.
    pub(crate) fn source(&self, row: u32) -> Option<&str> {
        self.told.mark(row as usize).source.as_deref()
    }

    /// When the source produced the fact.
    pub(crate) fn snapshot_micros(&self, row: u32) -> Option<Micros> {
        self.told.mark(row as usize).snapshot
    }
}
