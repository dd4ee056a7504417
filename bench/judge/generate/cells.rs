//! The values of a column, by the type of its field.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, ListArray,
    TimestampMicrosecondArray,
    builder::{ListBuilder, StringDictionaryBuilder},
    types::Int32Type,
};
use arrow_buffer::BooleanBuffer;
use model::vocabulary::{Field, FieldType};

use super::told::NOW_SECONDS;
use crate::dice::Dice;

const DAY: i64 = 86_400;

fn micros(seconds: i64) -> i64 {
    seconds * 1_000_000
}

/// A column's values, and the rows that have one.
pub struct Cells {
    pub parts: Vec<(String, ArrayRef)>,
    pub valid: BooleanBuffer,
}

/// The values of a field for some rows; one in twenty has none.
pub fn of(column: u64, (kind, name, field): (&str, &str, &Field), rows: &[u64]) -> Cells {
    let valid = BooleanBuffer::collect_bool(rows.len(), |at| {
        Dice::of(column + 300, rows[at]).below(20) != 0
    });
    let at = |row: usize| valid.value(row).then(|| Dice::of(column, rows[row]));
    let all = || (0..rows.len()).map(at);
    let part = |name: &str, array: ArrayRef| (name.to_owned(), array);
    let parts = match field.field_type {
        FieldType::Flag => {
            let flags = all().map(|d| d.map(|mut d| d.below(100) >= 2 + column % 9));
            vec![part("flags", Arc::new(flags.collect::<BooleanArray>()))]
        }
        FieldType::Number => {
            let numbers = all().map(|d| d.map(|mut d| d.below(100) as f64));
            vec![part("numbers", Arc::new(numbers.collect::<Float64Array>()))]
        }
        FieldType::Event => {
            let ago = |mut d: Dice| (d.below(30 * DAY as u64) * d.below(100) / 100) as i64;
            let moments = all().map(|d| d.map(|d| micros(NOW_SECONDS - ago(d))));
            let moments: TimestampMicrosecondArray = moments.collect();
            let days = moments
                .iter()
                .map(|at| at.map(|_| false))
                .collect::<BooleanArray>();
            vec![
                part("moments", Arc::new(moments)),
                part("whole day", Arc::new(days)),
            ]
        }
        FieldType::Date => {
            let spread = |mut d: Dice| d.below(1000) as i64 - 300;
            let days = all().map(|d| d.map(|d| micros((NOW_SECONDS / DAY + spread(d)) * DAY)));
            let moments: TimestampMicrosecondArray = days.collect();
            let whole = moments
                .iter()
                .map(|at| at.map(|_| true))
                .collect::<BooleanArray>();
            vec![
                part("moments", Arc::new(moments)),
                part("whole day", Arc::new(whole)),
            ]
        }
        FieldType::List => {
            let lists = lists(all());
            vec![part("lists", Arc::new(lists))]
        }
        _ => {
            let words: DictionaryArray<Int32Type> = {
                let texts: Vec<Option<String>> = (0..rows.len())
                    .map(|row| at(row).map(|dice| word(dice, (kind, name), field, rows[row])))
                    .collect();
                texts.iter().map(Option::as_deref).collect()
            };
            vec![part("words", Arc::new(words))]
        }
    };
    let valid = parts[0]
        .1
        .nulls()
        .map_or(BooleanBuffer::new_set(rows.len()), |n| n.inner().clone());
    Cells { parts, valid }
}

/// Lists of up to four items.
fn lists(all: impl Iterator<Item = Option<Dice>>) -> ListArray {
    let mut lists = ListBuilder::new(StringDictionaryBuilder::<Int32Type>::new());
    for dice in all {
        let is_known = dice.is_some();
        if let Some(mut dice) = dice {
            for _ in 0..dice.below(5) {
                let item = format!("t{}", dice.below(200));
                lists.values().append_value(item);
            }
        }
        lists.append(is_known);
    }
    lists.finish()
}

fn word(mut dice: Dice, (kind, name): (&str, &str), field: &Field, row: u64) -> String {
    match (name, field.field_type) {
        (_, FieldType::Enum | FieldType::Ordinal) => {
            // The first is usual, each further one rarer.
            let rank = (dice.below(100).pow(2) / 2500).min(field.values.len() as u64 - 1);
            let rank = match field.field_type {
                FieldType::Ordinal => field.values.len() as u64 - 1 - rank,
                _ => rank,
            };
            field.values[rank as usize].clone()
        }
        (_, FieldType::Version) => {
            let [major, minor, patch] = [dice.below(4) + 1, dice.below(10), dice.below(10)];
            format!("{major}.{minor}.{patch}")
        }
        (_, FieldType::Address) => {
            let first = if dice.below(50) == 0 { 192 } else { 10 };
            format!(
                "{first}.{}.{}.{}",
                dice.below(256),
                dice.below(256),
                dice.below(256)
            )
        }
        ("serial number", _) => format!("{:012x}", dice.next() >> 16),
        ("model", _) => format!("m{}", dice.below(400)),
        ("name", _) if kind == "software" => format!("program {}", dice.below(500)),
        ("name", _) => format!("unit-{row:07}-{}", dice.below(10)),
        _ => format!("w{}", dice.below(1000)),
    }
}
