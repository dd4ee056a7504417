//! On what terms a clock has its due date: which deadline table set it, by which facts.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What the deadline tables say of one clock.
///
/// Kept with the clock, so that whoever asks is told what it stood on when it was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The instant from which tables count: the first evidence, and no earlier than the rule is
    /// in force.
    pub started: Timestamp,
    /// What set the due date; none where the rule's own `Fix within` did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<SetBy>,
    /// By table, the word of each input as it was known last: what becomes unknown on an open
    /// finding keeps its last known answer (semantics 15).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, BTreeMap<String, String>>,
    /// By when the harm has to be held off. It never pauses, whether or not a fix exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigate_due: Option<Timestamp>,
    /// While no fix exists: by when to decide between an exception and doing without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_by: Option<Timestamp>,
    /// Whether it closes only with the evidence of a forensic triage.
    #[serde(default, skip_serializing_if = "Forensics::is_not_required")]
    pub forensics: Forensics,
}

/// Whether somebody has to look for traces of an attack before it counts as closed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Forensics {
    /// Nobody has to.
    #[default]
    NotRequired,
    /// Evidence of a triage has to be attached.
    Required,
}

impl Forensics {
    /// Whether nothing is asked for.
    pub fn is_not_required(&self) -> bool {
        *self == Self::NotRequired
    }
}

/// The row of a deadline table that set a due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetBy {
    /// The table.
    pub table: String,
    /// Its inputs in order.
    pub inputs: Vec<Given>,
    /// What the row asks for: `fix within 3 days, with forensic triage`.
    pub asks: String,
    /// The fixed date that came first, by the name of its field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// The inputs that nobody knows and that made it earlier than it might have to be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shortened_by: Vec<String>,
}

/// One input of a table, as it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Its name.
    pub input: String,
    /// Its word; none where nobody knows, so that the worst was taken.
    pub word: Option<String>,
}

/// A date that somebody outside has set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Until {
    /// The field it stands in.
    pub field: String,
    /// The day.
    pub day: Date,
}

impl SetBy {
    /// In a sentence: `cisa-bod-26-04: fix within 14 days, as known exploited is yes and ...`.
    pub fn says(&self) -> String {
        let mut text = format!("{}: {}", self.table, self.asks);
        if let Some(until) = &self.until {
            text.push_str(&format!("; {} is {}", until.field, until.day));
        }
        let known = self.inputs.iter().filter_map(|given| {
            let word = given.word.as_deref()?;
            Some(format!("{} is {word}", given.input))
        });
        let known: Vec<String> = known.collect();
        if !known.is_empty() {
            text.push_str(&format!("; {}", known.join(", ")));
        }
        if let Some(shortened) = self.shortened() {
            text.push_str(&format!("; {shortened}"));
        }
        text
    }

    /// `shortened because publicly exposed is unknown`, where ignorance made it earlier.
    pub fn shortened(&self) -> Option<String> {
        let be = match self.shortened_by.len() {
            0 => return None,
            1 => "is",
            _ => "are",
        };
        let inputs = self.shortened_by.join(" and ");
        Some(format!("shortened because {inputs} {be} unknown"))
    }
}
