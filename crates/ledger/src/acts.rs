//! What people decide: one append-only log for findings, exceptions, the matrix and duties.
//!
//! What is in force follows from replaying it. Each sort of act has its own module; here is only
//! what all have in common.

use jiff::Timestamp;
use model::{
    EntityId, FindingId,
    finding::{AttachedAs, DisputeAbout},
};
use serde::{Deserialize, Serialize};

use crate::matrix::MatrixAct;

/// One decision of a person, as it was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Its place in the log, from 1.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it: their mail address, or their name where no address is known.
    pub by: String,
    /// Why, in their words; may be empty.
    pub because: String,
    /// What was decided.
    pub what: Acted,
}

/// What was decided. One line a sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Acted {
    /// About a finding.
    Finding(FindingAct),
    /// About an exception.
    Exception(ExceptionAct),
    /// About who answers for what, and of the duties of all.
    Matrix(MatrixAct),
}

/// What somebody can say about a finding. None of it closes one, but what a second person settles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum FindingAct {
    /// It is fixed: somebody look.
    Claim {
        /// The finding.
        finding: FindingId,
    },
    /// Here is something that belongs to it.
    Attach {
        /// The finding.
        finding: FindingId,
        /// What it is evidence of.
        what: AttachedAs,
        /// A link, or the name of a file.
        from: String,
        /// SHA-256 of the file's bytes in hexadecimal, where there was a file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<String>,
    },
    /// It is not mine, or not true.
    Dispute {
        /// The finding.
        finding: FindingId,
        /// What is in dispute.
        about: DisputeAbout,
    },
    /// A dispute is settled by somebody who did not raise it.
    Settle {
        /// The finding.
        finding: FindingId,
        /// How.
        how: model::finding::SettledAs,
    },
}

/// What somebody can decide about an exception. One is named by the number of the act that asked
/// for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ExceptionAct {
    /// May this be, for a time?
    Request(Box<model::exception::Asked>),
    /// It may.
    Approve {
        /// The exception.
        exception: u64,
        /// The person who approves.
        approver: EntityId,
        /// As what: the role that may.
        level: model::exception::Level,
        /// Until when, where that is sooner than what was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        /// A due date the approver sets for when it ends; else the old ones hold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Timestamp>,
    },
    /// It may not; also whoever asked may take it back.
    Refuse {
        /// The exception.
        exception: u64,
    },
    /// It may not any more.
    Revoke {
        /// The exception.
        exception: u64,
    },
}
