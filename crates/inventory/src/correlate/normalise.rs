//! One way to write each identifier, and the values that identify nothing.
//!
//! The words below were collected from what firmware, virtual machines and redaction tools are
//! known to write; a vocabulary adds its own as `placeholders`.

mod hardware;
mod name;
mod serial;

use std::{borrow::Cow, collections::BTreeMap, fmt};

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
    /// Domains that are another name of a second one.
    domains: BTreeMap<String, String>,
    /// Whether what stands behind a `+` is no part of the mailbox.
    plus_is_alias: bool,
    /// The vocabulary's patterns, written the way the values they are compared with are.
    placeholders: Vec<Vec<char>>,
}

impl Reader {
    pub(crate) fn new(identifier: &Identifier) -> Self {
        let form = identifier.form;
        let patterns = identifier.placeholders.iter();
        Self {
            form,
            domains: identifier.same_domains.clone(),
            plus_is_alias: identifier.plus_is_alias && form == IdentifierForm::Email,
            placeholders: patterns
                .map(|pattern| pattern_in_form(pattern, form).chars().collect())
                .collect(),
        }
    }

    /// The claim written the one way, or why it identifies nothing.
    pub(crate) fn normalise(&self, claim: &Claim) -> Result<Claim, Worthless> {
        let mut claim = tidy(claim);
        refuse_non_values(&claim.value)?;
        claim.value = in_form(&claim.value, self.form, &self.domains)?;
        if self.plus_is_alias {
            claim.value = name::without_tag(&claim.value);
        }
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

fn in_form(
    value: &str,
    form: IdentifierForm,
    domains: &BTreeMap<String, String>,
) -> Result<String, Worthless> {
    match form {
        IdentifierForm::Exact => Ok(value.to_owned()),
        IdentifierForm::Text => Ok(value.to_lowercase()),
        IdentifierForm::Serial => serial::serial(value),
        IdentifierForm::Uuid => hardware::uuid(value),
        IdentifierForm::Mac => hardware::mac(value),
        IdentifierForm::Hostname => match name::hostname(value, domains) {
            name if name.is_empty() => Err(Worthless::Malformed),
            name => Ok(name),
        },
        IdentifierForm::Email => name::email(value, domains),
    }
}

/// A vocabulary's pattern, written the way the values it is compared with are.
fn pattern_in_form(pattern: &str, form: IdentifierForm) -> String {
    let pattern = folded(pattern);
    let pattern = pattern.trim();
    match form {
        IdentifierForm::Exact => pattern.to_owned(),
        IdentifierForm::Serial => serial::plain(pattern),
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
