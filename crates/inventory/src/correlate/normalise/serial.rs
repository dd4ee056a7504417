//! Serial numbers, and what stands where one should.

use super::Worthless;

/// Characters a serial number needs at least.
const LEAST: usize = 4;

/// Whole values that firmware writes where nobody set a serial number, letters and digits only.
/// Whole ones: a good serial number may hold any of these words.
const UNSET: &[&str] = &[
    "TOBEFILLEDBYOEMBYMORESTRING",
    "TOBEFILLEDBYOEMBYMOREST",
    "SYSTEMMANUFACTURER",
    "SYSTEMPRODUCTNAME",
    "CHASSISSERIALNUMBER",
    "BASEBOARDSERIALNUMBER",
    "BOARDSERIALNUMBER",
    "TYPE2BOARDSERIALNUMBER",
    "BSN12345678901234567",
    "MB1234567890",
    "SERIAL",
    "SERIALNO",
    "NOSERIAL",
    "NOSERIALNUMBER",
    "NOTPRESENT",
    "NOTSET",
    "NOTKNOWN",
    "NONESPECIFIED",
    "NOTSETTABLE",
    "UNSET",
    "CHANGEME",
    "PROTOTYPE",
    "SAMPLE",
    "EVAL",
    "TEST",
    "XENHVM",
    "0X00000000",
];

/// Counting up or down is not a serial number.
const COUNTING: &str = "01234567890123456789";
const COUNTING_DOWN: &str = "98765432109876543210";
const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// Fewer of them in a row are a number like any other.
const COUNTING_LEAST: usize = 7;

/// Upper case, without what people put between the groups.
pub(super) fn serial(value: &str) -> Result<String, Worthless> {
    let plain = plain(value);
    let readable = plain.chars().filter(|c| c.is_alphanumeric()).count();
    if all_one_character(&plain) {
        return Err(Worthless::OneCharacter);
    }
    if readable < LEAST {
        return Err(Worthless::TooShort);
    }
    let counts = [COUNTING, COUNTING_DOWN, ALPHABET]
        .iter()
        .any(|row| plain.len() >= COUNTING_LEAST && row.contains(&plain));
    if counts || UNSET.contains(&&*plain) {
        return Err(Worthless::Placeholder);
    }
    Ok(plain)
}

/// A pattern or value without separators, in upper case.
pub(super) fn plain(value: &str) -> String {
    value
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/' | '_'))
        .collect::<String>()
        .to_uppercase()
}

pub(super) fn all_one_character(value: &str) -> bool {
    let mut characters = value.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first)
}
