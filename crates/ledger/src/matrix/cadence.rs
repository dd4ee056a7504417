//! How often an activity is done.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How often an activity is done, as people write it: `continuous`, `daily`, `weekly`, `monthly`,
/// `quarterly`, `yearly`, `every 14 days`, `each new vendor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Cadence {
    /// All the time: whatever is found counts from its own deadline.
    Continuous,
    /// At least once within this many days.
    Every(u32),
    /// Each time something happens: `new vendor`.
    Each(String),
}

/// Words for a number of days. The first of a length is how it is written.
const NAMED: [(&str, u32); 6] = [
    ("daily", 1),
    ("weekly", 7),
    ("monthly", 31),
    ("quarterly", 92),
    ("yearly", 366),
    ("annually", 366),
];

impl Cadence {
    /// Days within which evidence is expected; `None` where no calendar says.
    pub fn days(&self) -> Option<u32> {
        match self {
            Self::Every(days) => Some(*days),
            Self::Continuous | Self::Each(_) => None,
        }
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Continuous => f.write_str("continuous"),
            Self::Every(days) => match NAMED.iter().find(|(_, length)| length == days) {
                Some((name, _)) => f.write_str(name),
                None => write!(f, "every {days} days"),
            },
            Self::Each(what) => write!(f, "each {what}"),
        }
    }
}

impl FromStr for Cadence {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["continuous"] => return Ok(Self::Continuous),
            [one] => {
                if let Some((_, days)) = NAMED.iter().find(|(name, _)| name == one) {
                    return Ok(Self::Every(*days));
                }
            }
            ["every", days, "days" | "day"] => match days.parse() {
                Ok(days) if days > 0 => return Ok(Self::Every(days)),
                _ => {}
            },
            ["each", what @ ..] if !what.is_empty() => return Ok(Self::Each(what.join(" "))),
            _ => {}
        }
        Err(format!(
            "`{text}` is no cadence; write `continuous`, `daily`, `weekly`, `monthly`, \
             `quarterly`, `yearly`, `every 14 days` or `each new vendor`"
        ))
    }
}

impl TryFrom<String> for Cadence {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Cadence> for String {
    fn from(cadence: Cadence) -> Self {
        cadence.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cadence_is_written_as_it_is_read() {
        let cases = [
            ("continuous", None),
            ("daily", Some(1)),
            ("weekly", Some(7)),
            ("every 14 days", Some(14)),
            ("yearly", Some(366)),
            ("each new vendor", None),
        ];
        for (text, days) in cases {
            let cadence: Result<Cadence, _> = text.parse();
            assert_eq!(cadence.as_ref().map(Cadence::days), Ok(days), "{text}");
            assert_eq!(cadence.map(|c| c.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "often", "every 0 days", "every fortnight", "each"] {
            assert!(text.parse::<Cadence>().is_err(), "{text}");
        }
    }
}
