//! What people say about a finding: that it is fixed, not theirs, or not true.
//!
//! Each act gives the finding as it is afterwards and the event of it. None of them closes a
//! finding but a dispute that a second person upholds: a claim waits for evidence.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::{
    CloseReason, EntityId, Event, Finding, FindingState,
    finding::{Attached, Dispute, DisputeAbout, EventKind, SettledAs, Word},
};

use crate::{
    acts::{Act, FindingAct},
    book::Page,
    exceptions::Exceptions,
    rest,
};

/// After so many hops from one to the next, whoever is accountable decides.
pub const HOPS_AT_MOST: u32 = 2;

/// Why an act cannot be done to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is over.
    #[error("the finding is closed")]
    Closed,
    /// Nobody was told of it yet.
    #[error("the finding waits to be confirmed, and nobody has to act on it yet")]
    NotOpen,
    /// There is a dispute that nobody has settled.
    #[error("the finding is in dispute already")]
    InDispute,
    /// There is no dispute.
    #[error("the finding is not in dispute")]
    NoDispute,
    /// Whoever disputes does not settle.
    #[error("the one who disputes a finding cannot settle the dispute")]
    OwnDispute,
    /// What is in dispute is whose it is, so there is nothing to uphold.
    #[error("the dispute is about whose it is: give it to somebody, or say that it stands")]
    NothingToUphold,
}

/// What an act makes of the finding it speaks of.
///
/// # Errors
/// When it cannot be done to it; nothing is changed then.
pub fn apply(finding: &Finding, act: &Act, what: &FindingAct) -> Result<(Finding, Event), Refused> {
    let mut after = finding.clone();
    let word = Word {
        by: act.by.clone(),
        at: act.at,
        because: act.because.clone(),
    };
    let event = match what {
        FindingAct::Attach {
            what, from, sha256, ..
        } => {
            after.handling.attached.push(Attached {
                word,
                what: *what,
                from: from.clone(),
                sha256: sha256.clone(),
            });
            EventKind::Attached { what: *what }
        }
        FindingAct::Claim { .. } => {
            is_open(finding)?;
            after.handling.claim = Some(word);
            EventKind::Claimed
        }
        FindingAct::Dispute { about, .. } => {
            is_open(finding)?;
            if finding.handling.dispute.is_some() {
                return Err(Refused::InDispute);
            }
            after.handling.dispute = Some(Dispute {
                word,
                about: about.clone(),
            });
            EventKind::Disputed {
                about: about.clone(),
            }
        }
        FindingAct::Settle { how, .. } => settle(&mut after, act, how)?,
    };
    after.state = rest::state(&after);
    let event = Event {
        finding: finding.id.clone(),
        at: act.at,
        actor: act.by.clone(),
        what: event,
        reason: act.because.clone(),
        evidence: BTreeMap::new(),
    };
    Ok((after, event))
}

fn is_open(finding: &Finding) -> Result<(), Refused> {
    match finding.state {
        FindingState::Closed => Err(Refused::Closed),
        FindingState::Detected => Err(Refused::NotOpen),
        _ => Ok(()),
    }
}

fn settle(after: &mut Finding, act: &Act, how: &SettledAs) -> Result<EventKind, Refused> {
    is_open(after)?;
    let dispute = after.handling.dispute.take().ok_or(Refused::NoDispute)?;
    if dispute.word.by == act.by {
        return Err(Refused::OwnDispute);
    }
    match how {
        SettledAs::Stands => {}
        SettledAs::Reassigned { to } => {
            after.handling.assignee = Some(to.clone());
            after.handling.hops += 1;
        }
        SettledAs::Upheld => {
            let because = match dispute.about {
                DisputeAbout::NotMine { .. } => return Err(Refused::NothingToUphold),
                DisputeAbout::NotTrue => CloseReason::FalsePositive,
                DisputeAbout::NotAffected { .. } => CloseReason::NotAffected,
            };
            close(after, because, act.at);
        }
    }
    Ok(EventKind::Settled { how: how.clone() })
}

fn close(finding: &mut Finding, because: CloseReason, at: Timestamp) {
    finding.state = FindingState::Closed;
    finding.closed_because = Some(because);
    finding.closed_at = Some(at);
    finding.handling.let_go();
}

/// What exceptions, as they stand after an act, make of a finding: as it is afterwards, and what
/// happened. None where nothing changes.
pub fn refresh(
    finding: &Finding,
    exceptions: &Exceptions,
    surely: &BTreeMap<EntityId, BTreeSet<String>>,
    (at, by): (Timestamp, &str),
) -> Option<(Finding, Vec<Event>)> {
    if !finding.state.is_open() {
        return None;
    }
    let mut page = Page::new(finding.clone(), at);
    rest::settle(&mut page, exceptions, surely);
    let (after, mut events) = page.taken();
    if after == *finding {
        return None;
    }
    for event in &mut events {
        by.clone_into(&mut event.actor);
    }
    Some((after, events))
}
