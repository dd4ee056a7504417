//! From a raw value to a reading of a field's type. What cannot be read is unknown, never a guess.

use std::net::IpAddr;

use model::{
    Reading, Value,
    vocabulary::{Field, FieldType},
};
use serde_json::Value as Raw;

use crate::{
    connector::{FieldMap, Meaning},
    time::{Moment, read_epoch, read_moment},
};

/// Why a value could not be read; the text of the value stands beside.
pub(crate) type Unreadable = String;

/// What a stated word is read as.
pub(crate) fn word_field() -> Field {
    Field {
        field_type: FieldType::Flag,
        words: Some(["yes".to_owned(), "no".to_owned()]),
        values: Vec::new(),
        unit: None,
        at_least: None,
        order: None,
        order_by: None,
        synonyms: Vec::new(),
        max_age: None,
        personal: false,
        trust_first: Vec::new(),
    }
}

fn meant(meaning: Meaning) -> Reading {
    match meaning {
        Meaning::None => Reading::None,
        Meaning::Unknown => Reading::Unknown,
    }
}

/// Reads a field. `found` is what its program gave: nothing where the key is missing.
pub(crate) fn read(field: &Field, map: &FieldMap, found: &[Raw]) -> Result<Reading, Unreadable> {
    let one = match found {
        [] => return Ok(meant(map.missing)),
        [one] => one,
        several => &Raw::Array(several.to_vec()),
    };
    if one.is_null() {
        return Ok(meant(map.null));
    }
    if one.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Ok(meant(map.empty));
    }
    if map.none.iter().any(|none| same(none, one)) {
        return Ok(Reading::None);
    }
    if map.unknown.iter().any(|unknown| same(unknown, one)) {
        return Ok(Reading::Unknown);
    }
    if field.field_type == FieldType::List {
        return list(one);
    }
    if field.field_type == FieldType::Flag {
        return flag(field, map, one);
    }
    if let (Some(unit), Some(count)) = (map.epoch, count_of(one)) {
        let at = read_epoch(count, unit).ok_or("is no time since 1970")?;
        return Ok(Reading::Known(Value::Instant(at)));
    }
    let written = scalar(one).ok_or_else(|| "is no single value".to_owned())?;
    let text = match mapped(map, &written) {
        Some(word) => word,
        None => written,
    };
    value(field, map, text).map(Reading::Known)
}

/// The word a connector gives for a raw text.
fn mapped(map: &FieldMap, written: &str) -> Option<String> {
    if map.values.is_empty() {
        return None;
    }
    let equal = |(raw, _): &(&String, &String)| raw.eq_ignore_ascii_case(written);
    map.values
        .get(written)
        .or_else(|| map.values.iter().find(equal).map(|(_, word)| word))
        .or(map.otherwise.as_ref())
        .cloned()
}

fn value(field: &Field, map: &FieldMap, text: String) -> Result<Value, Unreadable> {
    match field.field_type {
        FieldType::Text | FieldType::Version => Ok(Value::Text(text)),
        FieldType::Number => {
            let number: Result<f64, _> = text.parse();
            number
                .ok()
                .filter(|n| n.is_finite())
                .map(Value::Number)
                .ok_or("is no number".into())
        }
        FieldType::Date | FieldType::Event => match read_moment(&text) {
            Some(Moment::Day(day)) => Ok(Value::Date(day)),
            Some(Moment::Instant(at)) => Ok(Value::Instant(at)),
            None => Err("is no date such as `2026-03-31`".to_owned()),
        },
        FieldType::Enum | FieldType::Ordinal => {
            let known = field
                .values
                .iter()
                .find(|value| value.eq_ignore_ascii_case(&text));
            known
                .or(map.otherwise.as_ref())
                .cloned()
                .map(Value::Text)
                .ok_or_else(|| {
                    let values: Vec<_> = field.values.iter().map(|v| format!("`{v}`")).collect();
                    format!("is none of {}", values.join(", "))
                })
        }
        FieldType::Address => {
            let (address, prefix) = text.split_once('/').unwrap_or((&text, "0"));
            let fits = address.parse::<IpAddr>().is_ok() && prefix.parse::<u8>().is_ok();
            if fits {
                Ok(Value::Text(text))
            } else {
                Err("is no IP address".to_owned())
            }
        }
        // Both are read before a single text is asked for.
        FieldType::Flag | FieldType::List => Err("is no single value".to_owned()),
    }
}

fn flag(field: &Field, map: &FieldMap, raw: &Raw) -> Result<Reading, Unreadable> {
    let known = |flag| Ok(Reading::Known(Value::Flag(flag)));
    if !map.on.is_empty() || !map.off.is_empty() {
        return match () {
            () if map.on.iter().any(|on| same(on, raw)) => known(true),
            () if map.off.iter().any(|off| same(off, raw)) => known(false),
            () => Err("stands neither for `on` nor for `off`".to_owned()),
        };
    }
    let text = scalar(raw).ok_or_else(|| "is no single value".to_owned())?;
    let text = mapped(map, &text).unwrap_or(text).to_lowercase();
    let words = field.words.as_ref();
    let is = |at: usize, plain: &str| {
        text == plain || words.is_some_and(|words| words[at].eq_ignore_ascii_case(&text))
    };
    match () {
        () if is(0, "true") => known(true),
        () if is(1, "false") => known(false),
        () => Err("is neither true nor false".to_owned()),
    }
}

fn list(raw: &Raw) -> Result<Reading, Unreadable> {
    let items = match raw {
        Raw::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let texts: Option<Vec<String>> = items.iter().map(scalar).collect();
    let mut texts = texts.ok_or_else(|| "is no list of texts".to_owned())?;
    texts.retain(|text| !text.is_empty());
    Ok(if texts.is_empty() {
        Reading::None
    } else {
        Reading::Known(Value::List(texts))
    })
}

/// Whether a raw value is the one a connector names; texts regardless of case.
fn same(named: &Raw, raw: &Raw) -> bool {
    match (scalar(named), scalar(raw)) {
        (Some(named), Some(raw)) => named.eq_ignore_ascii_case(&raw),
        _ => named == raw,
    }
}

/// A single value as text, trimmed.
pub(crate) fn scalar(raw: &Raw) -> Option<String> {
    match raw {
        Raw::String(text) => Some(text.trim().to_owned()),
        Raw::Number(number) => Some(number.to_string()),
        Raw::Bool(flag) => Some(flag.to_string()),
        Raw::Null | Raw::Array(_) | Raw::Object(_) => None,
    }
}

fn count_of(raw: &Raw) -> Option<i64> {
    match raw {
        Raw::Number(number) => number.as_i64(),
        Raw::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
