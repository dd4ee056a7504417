//! The one table that says what a state of ours is called elsewhere.
//!
//! OSCAL: the status of a risk. OCSF: `status_id` of a finding. CycloneDX: `analysis.state` of a
//! vulnerability, with its response where something is left as it is on purpose. An exception is
//! an open risk everywhere: nowhere is it suppressed, resolved or not affected.

use model::{CloseReason, Finding, FindingState, finding::EventKind};

/// What one state is called in the formats auditors read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// OSCAL risk status.
    pub oscal: &'static str,
    /// OCSF finding `status_id`: 1 new, 2 in progress, 3 suppressed, 4 resolved.
    pub ocsf: u8,
    /// CycloneDX `analysis.state`.
    pub vex: &'static str,
    /// CycloneDX `analysis.response`, where there is one.
    pub response: Option<&'static str>,
}

const fn row(oscal: &'static str, ocsf: u8, vex: &'static str) -> Elsewhere {
    Elsewhere {
        oscal,
        ocsf,
        vex,
        response: None,
    }
}

/// What the state of a finding is called elsewhere.
pub fn elsewhere(finding: &Finding) -> Elsewhere {
    match finding.state {
        FindingState::Detected => row("investigating", 1, "in_triage"),
        FindingState::Open | FindingState::Disputed => row("open", 2, "exploitable"),
        FindingState::FixClaimed | FindingState::Verifying => row("remediating", 2, "exploitable"),
        FindingState::ExceptionRequested => row("deviation-requested", 2, "exploitable"),
        FindingState::Excepted => Elsewhere {
            response: Some("will_not_fix"),
            ..row("deviation-approved", 2, "exploitable")
        },
        FindingState::Closed => closed(finding.closed_because),
    }
}

/// The same of a closed one, by its reason.
fn closed(because: Option<CloseReason>) -> Elsewhere {
    match because {
        Some(CloseReason::FixedVerified) => row("closed", 4, "resolved"),
        Some(CloseReason::FalsePositive) => row("closed", 3, "false_positive"),
        Some(
            CloseReason::NotAffected
            | CloseReason::NoLongerApplies
            | CloseReason::Superseded
            | CloseReason::RuleRetired
            | CloseReason::EntityGone
            | CloseReason::DuplicateOf,
        )
        | None => row("closed", 4, "not_affected"),
    }
}

/// What a weakness that evidence shows gone from one thing is called elsewhere, though the rest of
/// its finding stays open.
pub(crate) const CLEARED: Elsewhere = row("closed", 4, "resolved");

/// The status of an OSCAL risk after something happened, where it follows from that alone.
pub(crate) fn status_after(what: &EventKind) -> Option<&'static str> {
    match what {
        EventKind::Detected => Some("investigating"),
        EventKind::Opened
        | EventKind::Reopened
        | EventKind::ClaimRefuted
        | EventKind::ExceptionRefused { .. }
        | EventKind::ExceptionEnded { .. } => Some("open"),
        EventKind::Claimed => Some("remediating"),
        EventKind::ExceptionRequested { .. } => Some("deviation-requested"),
        EventKind::Excepted { .. } => Some("deviation-approved"),
        EventKind::Closed { .. } | EventKind::Lapsed { .. } => Some("closed"),
        _ => None,
    }
}
