//! What people read of a detector, and its limits: data in `catalogue/detectors`.

use std::collections::BTreeMap;

use model::{Severity, span::Length};
use serde::{Deserialize, Serialize};

use super::{Detector, Weight};

/// A detector's page: `catalogue/detectors/r09-owners-differ.yaml`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manual {
    /// What is wrong where it finds something, in few words.
    pub title: String,
    /// Why that matters, in a sentence or two.
    pub why: String,
    /// How much harm a gap can do.
    pub severity: Severity,
    /// The lower severity of its lesser gaps, where it has such.
    #[serde(
        default,
        rename = "lesser severity",
        skip_serializing_if = "Option::is_none"
    )]
    pub lesser_severity: Option<Severity>,
    /// By when a gap has to be settled.
    #[serde(rename = "fix within", with = "length")]
    pub fix_within: Length,
    /// Its limits by name, each with where it comes from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, Limit>,
    /// What to do.
    pub steps: Vec<String>,
    /// What whoever has to settle it is told, by language; `{name}` is the subject.
    pub messages: BTreeMap<String, String>,
}

impl Manual {
    /// The severity of a gap.
    pub fn severity(&self, weight: Weight) -> Severity {
        match (weight, self.lesser_severity) {
            (Weight::Less, Some(lesser)) => lesser,
            _ => self.severity,
        }
    }

    /// The limits as numbers.
    pub fn limits(&self) -> Limits {
        let value = |(name, limit): (&String, &Limit)| (name.clone(), limit.value);
        Limits(self.limits.iter().map(value).collect())
    }
}

/// One limit of a detector.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The number, in the unit its name says.
    pub value: f64,
    /// Where it comes from.
    pub source: String,
}

/// The limits of a detector by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits(pub BTreeMap<String, f64>);

impl Limits {
    /// A limit; infinitely much where its page does not say, which finds nothing.
    pub fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(f64::INFINITY)
    }
}

impl Detector {
    /// The version of what it does, for its findings: it changes when its limits do.
    pub fn version(&self, limits: &Limits) -> String {
        let limits = limits
            .0
            .iter()
            .map(|(name, value)| format!(" {name}={value}"));
        format!("{}{}", self.short(), limits.collect::<String>())
    }
}

mod length {
    use serde::{Deserializer, Serializer};

    use super::{Deserialize, Length};
    use serde::de::Error as _;

    pub(super) fn serialize<S: Serializer>(length: &Length, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(length)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Length, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}
