//! Values and lengths of time in words.

use jiff::{Timestamp, civil::Date};
use model::{
    Reading, Value,
    vocabulary::{Field, FieldType},
};

use crate::evaluate::Pass;

/// A value as people write it in a rule.
pub(super) fn plain(value: &Value, field: Option<&Field>, pass: &Pass<'_>) -> String {
    match (value, field.and_then(|field| field.words.as_ref())) {
        (Value::Flag(flag), Some([yes, no])) => if *flag { yes } else { no }.clone(),
        (Value::Number(number), _) => match field.and_then(|field| field.unit) {
            Some(unit) => unit.written(*number),
            None => number.to_string(),
        },
        (Value::Instant(at), _) => at.to_zoned(pass.clock.zone.clone()).date().to_string(),
        (value, _) => value.to_string(),
    }
}

/// What is so of a path: `is off`, `was 20 days ago`, `is not known`.
pub(super) fn predicate(reading: &Reading, field: Option<&Field>, pass: &Pass<'_>) -> String {
    let event = field.is_some_and(|field| field.field_type == FieldType::Event);
    match reading {
        Reading::Unknown => "is not known".to_owned(),
        Reading::None if event => "is never".to_owned(),
        Reading::None => "is none".to_owned(),
        Reading::Known(Value::Date(day)) => moment(*day, pass),
        Reading::Known(Value::Instant(at)) => {
            moment(at.to_zoned(pass.clock.zone.clone()).date(), pass)
        }
        Reading::Known(Value::Text(text)) if text.is_empty() => "is empty".to_owned(),
        Reading::Known(value) => format!("is {}", plain(value, field, pass)),
    }
}

fn moment(day: Date, pass: &Pass<'_>) -> String {
    let days = day.since(pass.today).map_or(0, |span| span.get_days());
    match days {
        0 => format!("is today ({day})"),
        -1 => format!("was 1 day ago ({day})"),
        1 => format!("is in 1 day ({day})"),
        ..0 => format!("was {} days ago ({day})", -days),
        _ => format!("is in {days} days ({day})"),
    }
}

/// An instant to the minute, in the organisation's zone.
pub(super) fn instant(at: Timestamp, pass: &Pass<'_>) -> String {
    at.to_zoned(pass.clock.zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}
