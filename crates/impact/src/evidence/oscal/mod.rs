//! OSCAL: assessment results and a plan of action and milestones, as NIST's schemas have them.
//!
//! Only what both supported versions know is written, so that the version is a word in the
//! metadata. Every UUID is derived (version 5) from our own ids: the same evidence makes the same
//! document, and a thing keeps its UUID from export to export.

mod parts;
mod poam;
mod results;
mod shared;

use std::{fmt, str::FromStr};

pub(crate) use shared::word;

pub use poam::{Poam, poam};
pub use results::{AssessmentResults, assessment_results};

/// A version of OSCAL that can be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OscalVersion {
    /// What FedRAMP's tools of the fifth revision still ask for.
    V1_0_4,
    /// The latest.
    #[default]
    V1_2_1,
}

impl OscalVersion {
    /// Both of them, the older first.
    pub const ALL: [Self; 2] = [Self::V1_0_4, Self::V1_2_1];

    /// As documents name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_0_4 => "1.0.4",
            Self::V1_2_1 => "1.2.1",
        }
    }
}

impl fmt::Display for OscalVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A version that cannot be written.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("OSCAL `{0}` cannot be written: choose `1.2.1` or `1.0.4`")]
pub struct OscalVersionError(String);

impl FromStr for OscalVersion {
    type Err = OscalVersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|version| version.as_str() == text)
            .ok_or_else(|| OscalVersionError(text.to_owned()))
    }
}
