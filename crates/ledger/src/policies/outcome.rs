//! What a row of a deadline table asks for.

use std::fmt;

use model::{deadline::Forensics, span::Length};
use serde::Serialize;

/// The time there is, and what else has to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// By when it has to be fixed; none is with the next upgrade, so without a date.
    pub fix_within: Option<Length>,
    /// By when the harm has to be held off, where that is sooner than the fix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mitigate_within: Option<Length>,
    /// Whether traces of an attack have to be looked for.
    pub forensics: Forensics,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fix_within {
            Some(within) => write!(f, "fix within {within}")?,
            None => f.write_str("fix with the next upgrade")?,
        }
        if let Some(within) = self.mitigate_within {
            write!(f, ", mitigate within {within}")?;
        }
        match self.forensics {
            Forensics::Required => f.write_str(", with forensic triage"),
            Forensics::NotRequired => Ok(()),
        }
    }
}
