//! What people decide about the matrix, and what they record of their duties.

use jiff::civil::Date;
use model::{FindingId, id::ActivityId};
use serde::{Deserialize, Serialize};

use super::{Seat, Validity};

/// One decision about the matrix. Who decided, when and why is around it, in the log of acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub enum MatrixAct {
    /// A party holds a letter.
    Assigned {
        /// What it holds.
        seat: Seat,
        /// From when to when.
        #[serde(default)]
        validity: Validity,
    },
    /// An assignment ends, wherever it is written.
    Ended {
        /// The assignment.
        seat: Seat,
        /// The last day on which it holds.
        last_day: Date,
    },
    /// Whoever is assigned says whether it is theirs.
    Acknowledged {
        /// The assignment.
        seat: Seat,
        /// What they say.
        answer: Answer,
    },
    /// Somebody stands in for a party, for a time.
    Delegated {
        /// The assignment.
        seat: Seat,
        /// Who stands in, as written.
        to: String,
        /// The last day on which they do.
        until: Date,
    },
    /// A gap or disagreement was settled.
    Settled {
        /// The finding of the detector.
        gap: FindingId,
        /// How.
        how: Settling,
    },
    /// No tool keeps a record of an activity, so that no rule can measure it. The reason is the
    /// act's.
    Unmeasured {
        /// The activity.
        activity: ActivityId,
    },
    /// Somebody who is consulted answered.
    Consulted {
        /// The activity they are consulted about.
        activity: ActivityId,
        /// What they were asked about: a rule's id, a finding's id.
        about: String,
        /// What they said.
        answer: String,
    },
    /// Something that everybody does, recorded.
    Duty(DutyAct),
}

/// What somebody says about a responsibility they were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is theirs.
    Mine,
    /// It is not.
    NotMine,
    /// They cannot tell.
    Unsure,
}

/// How a gap or a disagreement was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "settled", content = "to")]
pub enum Settling {
    /// It belongs to whoever settles it.
    Mine,
    /// It belongs to the other of the two named.
    Theirs,
    /// It belongs to neither; somebody has to be found.
    Neither,
    /// It belongs to this party, as written.
    Assigned(String),
    /// What is written ends, and nobody takes its place.
    Ended,
    /// No tool keeps a record of it.
    Unmeasured,
}

impl Settling {
    /// As it is said on the command line.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Mine => "\"mine\"",
            Self::Theirs => "\"theirs\"",
            Self::Neither => "\"neither\"",
            Self::Assigned(_) => "naming somebody",
            Self::Ended => "ending what is written",
            Self::Unmeasured => "leaving it unmeasured",
        }
    }
}

/// Something that everybody does, recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "snake_case")]
pub enum DutyAct {
    /// A version of a guideline holds from now on; the one before it does not any more.
    GuidelinePublished {
        /// The guideline's id, the same for all its versions.
        guideline: String,
        /// What people call it.
        title: String,
        /// The version.
        version: String,
        /// Whom it concerns: `everyone`, or in the words of rules.
        audience: String,
        /// The whole text, so that what was acknowledged can be read for ever.
        text: String,
    },
    /// A guideline does not hold any more, and no other version does.
    GuidelineWithdrawn {
        /// The guideline's id.
        guideline: String,
    },
    /// A person has read a guideline and will keep to it.
    GuidelineAcknowledged {
        /// The guideline's id.
        guideline: String,
        /// The version they read.
        version: String,
    },
    /// A person reported something suspicious.
    Reported {
        /// What they saw, in their words.
        what: String,
    },
    /// A person asked for security advice.
    Requested {
        /// What they want to know, in their words.
        what: String,
    },
    /// Security answered a report or a question.
    Answered {
        /// The number of the act by which it was reported or asked.
        message: u64,
        /// The answer.
        answer: String,
    },
}
