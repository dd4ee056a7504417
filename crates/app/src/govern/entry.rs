//! What is written down of each step: who, when, what and why.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::{EntityId, RuleId};
use serde::{Deserialize, Serialize};

use super::state::{Move, Stage};
use crate::ports::RuleCounts;

/// One step of one version of a rule. Entries are appended and never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The rule.
    pub rule: RuleId,
    /// The version, as `rules::version` names it.
    pub version: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: By,
    /// What.
    pub step: Step,
    /// Why, in the words of who did it; may be empty where no reason is asked for.
    pub reason: String,
}

/// Who took a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "who")]
pub enum By {
    /// A person of the inventory, as claimed.
    Person(Signer),
    /// Nobody: it was a file in force before governance began.
    File,
    /// A pass, by its own checks.
    Pass,
}

impl Entry {
    /// The entry that governance begins with.
    pub fn began(at: Timestamp) -> Self {
        Self {
            rule: RuleId::new(""),
            version: String::new(),
            at,
            by: By::File,
            step: Step::Began,
            reason: String::new(),
        }
    }
}

impl By {
    /// The person, when it was one.
    pub fn signer(&self) -> Option<&Signer> {
        match self {
            Self::Person(signer) => Some(signer),
            Self::File | Self::Pass => None,
        }
    }

    /// How a person reads it: a name, `file` or `pass`.
    pub fn name(&self) -> &str {
        match self {
            Self::Person(signer) => &signer.name,
            Self::File => "file",
            Self::Pass => "pass",
        }
    }
}

/// A person who signs, as claimed on the machine where it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The person.
    pub person: EntityId,
    /// Their mail address then, in lower case.
    pub mail: String,
    /// Their name then.
    pub name: String,
    /// The operating-system account of the machine: what the claim can be held against.
    pub account: String,
}

impl Signer {
    /// Whether both are one person: by their number, or by their address should the number have
    /// changed with a merge.
    pub fn is(&self, other: &Self) -> bool {
        self.person == other.person || self.mail == other.mail
    }
}

/// A chair from which a rule is signed. Each is filled by another person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "seat")]
pub enum Seat {
    /// The Accountable of the rule's activity.
    Accountable,
    /// The head of a unit that binds itself.
    Head {
        /// The unit.
        unit: String,
    },
    /// The Accountable of the activity that guards the strict rules.
    Security,
    /// The head of a unit that is not the security people's own.
    Outside,
}

/// What approvers sign besides the text: the impact sheet, by its digest, and its main numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetKey {
    /// Digest of the whole sheet.
    pub digest: String,
    /// When it was made.
    pub at: Timestamp,
    /// The run of collecting it speaks of.
    pub run: u64,
    /// Digest of what that run had observed.
    pub snapshot: String,
    /// Verdicts of the new version.
    pub counts: RuleCounts,
    /// How many people it concerns.
    pub people: u64,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// Governance began here; the first entry, about no rule. What is found in force then, in the
    /// same instant, stays in force.
    Began,
    /// In force as a file when governance began.
    Found {
        /// How far it is rolled out.
        stage: Stage,
        /// Digest of the stored text.
        text: String,
    },
    /// Written down.
    Drafted {
        /// Digest of the stored text.
        text: String,
    },
    /// Its examples came out as it says.
    Tested,
    /// Handed to the approvers.
    Proposed {
        /// What they sign.
        sheet: SheetKey,
        /// Who has to.
        needs: BTreeSet<Seat>,
    },
    /// Signed.
    Approved {
        /// From which chair.
        seat: Seat,
    },
    /// Nothing against it.
    Consented,
    /// Something against it.
    Objected,
    /// The objection of this person is answered; the reason says how.
    Answered {
        /// The mail address of who objected.
        to: String,
    },
    /// Put in force.
    Published {
        /// How far.
        stage: Stage,
    },
    /// The numbers moved away from what was signed.
    Drifted {
        /// What they are now.
        now: RuleCounts,
    },
    /// Rolled out further.
    Promoted {
        /// To which stage.
        to: Stage,
    },
    /// Stopped for now.
    Paused,
    /// Goes on.
    Resumed,
    /// New findings wait.
    Held {
        /// The counts before the jump, which they are compared with until they return.
        was: RuleCounts,
    },
    /// Findings open again.
    Released,
    /// Looked at again, and kept.
    Reviewed,
    /// Signed that it ends.
    Retired {
        /// From which chair.
        seat: Seat,
        /// Who has to sign for that.
        needs: BTreeSet<Seat>,
    },
    /// Another version takes its place.
    Superseded {
        /// Which.
        by: String,
    },
}

impl Step {
    /// The sort of step.
    pub fn sort(&self) -> Move {
        match self {
            Self::Began => Move::Begin,
            Self::Found { .. } => Move::Find,
            Self::Drafted { .. } => Move::Draft,
            Self::Tested => Move::Test,
            Self::Proposed { .. } => Move::Propose,
            Self::Approved { .. } => Move::Approve,
            Self::Consented => Move::Consent,
            Self::Objected => Move::Object,
            Self::Answered { .. } => Move::Answer,
            Self::Published { .. } => Move::Publish,
            Self::Drifted { .. } => Move::Drift,
            Self::Promoted { .. } => Move::Promote,
            Self::Paused => Move::Pause,
            Self::Resumed => Move::Resume,
            Self::Held { .. } => Move::Hold,
            Self::Released => Move::Release,
            Self::Reviewed => Move::Review,
            Self::Retired { .. } => Move::Retire,
            Self::Superseded { .. } => Move::Supersede,
        }
    }
}
