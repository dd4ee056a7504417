//! Lengths of time as published tables have them: also half a day.

use model::span::{Length, LengthError, Unit};

/// A length of time; a fraction of a day or a week becomes whole minutes or hours.
///
/// # Errors
/// When it is no length, or no whole number of minutes.
pub(super) fn read(text: &str) -> Result<Length, LengthError> {
    let plain: Result<Length, LengthError> = text.parse();
    let wrong = match plain {
        Ok(length) => return Ok(length),
        Err(wrong) => wrong,
    };
    minutes(text).ok_or(wrong)
}

fn minutes(text: &str) -> Option<Length> {
    let (count, unit) = text.trim().split_once(' ')?;
    let (whole, fraction) = count.split_once('.')?;
    let each: u32 = match Unit::from_word(unit)? {
        Unit::Hour => 60,
        Unit::Day => 24 * 60,
        Unit::Week => 7 * 24 * 60,
        _ => return None,
    };
    let digits = u32::try_from(fraction.len())
        .ok()
        .filter(|n| (1..=4).contains(n))?;
    let parts: u32 = fraction.parse().ok()?;
    let scale = 10_u32.pow(digits);
    let rest = each.checked_mul(parts).filter(|all| all % scale == 0)? / scale;
    let whole: u32 = whole.parse().ok()?;
    let count = whole.checked_mul(each)?.checked_add(rest)?;
    let (count, unit) = match count % 60 {
        0 => (count / 60, Unit::Hour),
        _ => (count, Unit::Minute),
    };
    (count <= Length::MOST).then_some(Length { count, unit })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test says no")]

    #[test]
    fn halves_of_days_are_exact_hours() {
        let cases = [
            ("3 days", "3 days"),
            ("0.5 days", "12 hours"),
            ("1.5 days", "36 hours"),
            ("0.25 hours", "15 minutes"),
            ("0.5 weeks", "84 hours"),
        ];
        for (written, read) in cases {
            assert_eq!(super::read(written).unwrap().to_string(), read, "{written}");
        }
        for wrong in [
            "half a day",
            "0.5 months",
            "0.12345 days",
            "1. days",
            "-1 days",
        ] {
            assert!(super::read(wrong).is_err(), "{wrong}");
        }
    }
}
