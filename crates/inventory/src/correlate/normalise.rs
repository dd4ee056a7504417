//! One way to write each identifier, and the values that identify nothing.
//!
//! The words below were collected from what firmware, virtual machines and redaction tools are
//! known to write; a vocabulary adds its own as `placeholders`.

use std::{borrow::Cow, fmt};

use model::{
    Claim,
    vocabulary::{Identifier, IdentifierForm},
};
use unicode_normalization::UnicodeNormalization;

/// Why a value identifies nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Worthless {
    /// Nothing is written; there is nothing to tell anybody.
    Blank,
    /// A word that stands for "no value".
    Placeholder,
    /// The same character throughout.
    OneCharacter,
    /// Blacked out.
    Redacted,
    /// Fewer characters than could tell two apart.
    TooShort,
    /// Not of the form the identifier has.
    Malformed,
    /// A UUID of zeros or of ones, or one that firmware ships unset.
    EmptyUuid,
    /// A MAC address a machine made up, so that many may have it.
    MadeUpMac,
    /// One of too many identifiers of one record.
    TooMany,
}

impl fmt::Display for Worthless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "it is blank",
            Self::Placeholder => "it is a placeholder",
            Self::OneCharacter => "it is one character throughout",
            Self::Redacted => "it is redacted",
            Self::TooShort => "it is too short to identify anything",
            Self::Malformed => "it does not have the form of this identifier",
            Self::EmptyUuid => "it is a uuid that was never set",
            Self::MadeUpMac => "it is not an address a manufacturer gave",
            Self::TooMany => "its record carries too many identifiers",
        })
    }
}

/// Characters a serial number needs at least.
const SERIAL_LEAST: usize = 4;

/// Words that stand for "no value" in any identifier, letters and digits only.
const PLACEHOLDERS: &[&str] = &[
    "na",
    "none",
    "null",
    "nil",
    "unknown",
    "undefined",
    "unspecified",
    "notspecified",
    "notapplicable",
    "notavailable",
    "default",
    "defaultstring",
    "tobefilledbyoem",
    "tobefilledoem",
    "systemserialnumber",
    "serialnumber",
    "oem",
    "empty",
    "invalid",
];

/// Counting up is not a serial number.
const COUNTING: &[&str] = &[
    "0123456789",
    "01234567",
    "12345678",
    "123456789",
    "1234567890",
    "1234567",
];

/// UUIDs that firmware ships unset (four of them are in osquery's own list).
const UNSET_UUIDS: &[&str] = &[
    "03000200-0400-0500-0006-000700080009",
    "03020100-0504-0706-0809-0a0b0c0d0e0f",
    "10000000-0000-8000-0040-000000000000",
    "fefefefe-fefe-fefe-fefe-fefefefefefe",
];

/// Spaces and compatibility forms folded, case kept.
pub(crate) fn tidy(claim: &Claim) -> Claim {
    let fold = |text: &str| folded(text).trim().to_owned();
    Claim {
        key: claim.key.clone(),
        value: fold(&claim.value),
        scope: claim
            .scope
            .as_deref()
            .map(|scope| fold(scope).to_lowercase()),
    }
}

/// Compatibility forms folded; ASCII has none, and is nearly everything.
fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// How the values of one identifier are read; made once, used for every record.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    form: IdentifierForm,
    /// The vocabulary's patterns, written the way the values they are compared with are.
    placeholders: Vec<Vec<char>>,
}

impl Reader {
    pub(crate) fn new(identifier: &Identifier) -> Self {
        let form = identifier.form;
        let patterns = identifier.placeholders.iter();
        Self {
            form,
            placeholders: patterns
                .map(|pattern| pattern_in_form(pattern, form).chars().collect())
                .collect(),
        }
    }

    /// The claim written the one way, or why it identifies nothing.
    pub(crate) fn normalise(&self, claim: &Claim) -> Result<Claim, Worthless> {
        let mut claim = tidy(claim);
        refuse_non_values(&claim.value)?;
        claim.value = in_form(&claim.value, self.form)?;
        if self.placeholders.is_empty() {
            return Ok(claim);
        }
        let value: Vec<char> = claim.value.chars().collect();
        if self.placeholders.iter().any(|p| glob(p, &value)) {
            return Err(Worthless::Placeholder);
        }
        Ok(claim)
    }
}

/// Values that are no value in any form.
fn refuse_non_values(value: &str) -> Result<(), Worthless> {
    if value.is_empty() {
        return Err(Worthless::Blank);
    }
    let lower = value.to_lowercase();
    let plain: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    if matches!(value, "-1" | "0") || plain.is_empty() || PLACEHOLDERS.contains(&&*plain) {
        return Err(Worthless::Placeholder);
    }
    let bracketed = [('[', ']'), ('<', '>'), ('{', '}'), ('(', ')')]
        .iter()
        .any(|&(open, close)| value.starts_with(open) && value.ends_with(close));
    let words_only = plain.chars().all(char::is_alphabetic);
    if lower.contains("redacted") || lower.contains("***") || (bracketed && words_only) {
        return Err(Worthless::Redacted);
    }
    Ok(())
}

fn in_form(value: &str, form: IdentifierForm) -> Result<String, Worthless> {
    match form {
        IdentifierForm::Exact => Ok(value.to_owned()),
        IdentifierForm::Text => Ok(value.to_lowercase()),
        IdentifierForm::Serial => serial(value),
        IdentifierForm::Uuid => uuid(value),
        IdentifierForm::Mac => mac(value),
        IdentifierForm::Hostname => Ok(value.to_lowercase().trim_end_matches('.').to_owned()),
        IdentifierForm::Email => email(value),
    }
}

fn serial(value: &str) -> Result<String, Worthless> {
    let plain = without_separators(value).to_uppercase();
    let readable = plain.chars().filter(|c| c.is_alphanumeric()).count();
    if all_one_character(&plain) {
        return Err(Worthless::OneCharacter);
    }
    if readable < SERIAL_LEAST {
        return Err(Worthless::TooShort);
    }
    if COUNTING.contains(&&*plain) {
        return Err(Worthless::Placeholder);
    }
    Ok(plain)
}

fn uuid(value: &str) -> Result<String, Worthless> {
    let lower = value.to_lowercase();
    let lower = lower
        .trim_start_matches("urn:uuid:")
        .trim_matches(['{', '}']);
    let digits: String = lower.chars().filter(|c| *c != '-').collect();
    if digits.len() != 32 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Err(Worthless::Malformed);
    }
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    let uuid = parts.join("-");
    if all_one_character(&digits) || UNSET_UUIDS.contains(&&*uuid) {
        return Err(Worthless::EmptyUuid);
    }
    Ok(uuid)
}

fn mac(value: &str) -> Result<String, Worthless> {
    let digits: String = value
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, ':' | '-' | '.' | ' '))
        .collect();
    if digits.len() != 12 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Err(Worthless::Malformed);
    }
    let first = u8::from_str_radix(&digits[..2], 16).map_err(|_| Worthless::Malformed)?;
    // IEEE 802: bit 0 of the first octet says "group", bit 1 says "locally administered".
    if first & 0b11 != 0 || all_one_character(&digits) {
        return Err(Worthless::MadeUpMac);
    }
    let pairs: Vec<&str> = (0..12).step_by(2).map(|at| &digits[at..at + 2]).collect();
    Ok(pairs.join(":"))
}

fn email(value: &str) -> Result<String, Worthless> {
    match value.split_once('@') {
        Some((name, domain)) if !name.is_empty() && !domain.is_empty() && !domain.contains('@') => {
            Ok(value.to_lowercase())
        }
        _ => Err(Worthless::Malformed),
    }
}

fn without_separators(value: &str) -> String {
    value
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/' | '_'))
        .collect()
}

fn all_one_character(value: &str) -> bool {
    let mut characters = value.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first)
}

/// A vocabulary's pattern, written the way the values it is compared with are.
fn pattern_in_form(pattern: &str, form: IdentifierForm) -> String {
    let pattern = folded(pattern);
    let pattern = pattern.trim();
    match form {
        IdentifierForm::Exact => pattern.to_owned(),
        IdentifierForm::Serial => without_separators(pattern).to_uppercase(),
        IdentifierForm::Text
        | IdentifierForm::Uuid
        | IdentifierForm::Mac
        | IdentifierForm::Hostname
        | IdentifierForm::Email => pattern.to_lowercase(),
    }
}

/// Whether a value fits a pattern of `*` (any characters) and `?` (one character).
fn glob(pattern: &[char], value: &[char]) -> bool {
    let (mut p, mut v) = (0, 0);
    // Where to go back to: the last `*`, and how much of the value it has swallowed.
    let mut star: Option<(usize, usize)> = None;
    while v < value.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, v));
                p += 1;
            }
            Some(&c) if c == '?' || c == value[v] => {
                p += 1;
                v += 1;
            }
            _ => {
                let Some((at, swallowed)) = star else {
                    return false;
                };
                star = Some((at, swallowed + 1));
                p = at + 1;
                v = swallowed + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests;
