//! Days as examples say them, and as numbers that can be counted on.

use jiff::{ToSpan as _, civil::Date};
use model::span::Length;

use crate::tree::{Anchor, LengthValue, Operand};

/// Days further from today than this are written as dates: nobody counts them.
const COUNTED_DAYS: i64 = 1100;

/// Days since 1970-01-01.
pub(super) fn number(day: Date) -> i64 {
    let since = day.since(jiff::civil::date(1970, 1, 1));
    since.map_or(0, |span| i64::from(span.get_days()))
}

/// The day a number of days after 1970-01-01.
pub(super) fn day(number: i64) -> Option<Date> {
    let days = number.clamp(-4_000_000, 4_000_000).days();
    jiff::civil::date(1970, 1, 1).checked_add(days).ok()
}

/// A day in the words of an example: `8 days ago`, `in 3 days`, `2020-01-01`.
pub(super) fn said(at: Date, today: Date) -> Operand {
    let ahead = number(at) - number(today);
    match (u32::try_from(ahead.abs()), ahead) {
        (_, 0) => Operand::Today,
        (Ok(count), _) if ahead.abs() <= COUNTED_DAYS => Operand::Offset {
            from: Anchor::Today,
            length: LengthValue {
                length: Length::days(count),
                setting: None,
            },
            back: ahead < 0,
        },
        _ => Operand::Date(at),
    }
}

/// The day that a statement of an example means.
pub(super) fn meant(operand: &Operand, today: Date) -> Option<Date> {
    match operand {
        Operand::Date(at) => Some(*at),
        Operand::Today => Some(today),
        Operand::Offset {
            from: Anchor::Today,
            length,
            back,
        } => Some(counted(today, length.length, *back)),
        Operand::Setting { value, .. } => meant(value, today),
        _ => None,
    }
}

/// The day a length before or after another.
pub(super) fn counted(from: Date, length: Length, back: bool) -> Date {
    if back {
        length.before(from)
    } else {
        length.after(from)
    }
}
