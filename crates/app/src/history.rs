//! What happened to a finding, in words.

use jiff::Timestamp;
use model::{CloseReason, finding::EventKind};

/// Why a finding is over.
pub fn closed_words(because: CloseReason) -> &'static str {
    match because {
        CloseReason::FixedVerified => "evidence shows it fixed",
        CloseReason::NoLongerApplies => "the facts changed, so the rule no longer speaks of it",
        CloseReason::Superseded => "the rule changed, and its new version does not miss",
        CloseReason::RuleRetired => "the rule is no longer in force",
        CloseReason::EntityGone => "the thing itself is gone",
        CloseReason::DuplicateOf => "it was merged into one that has the same finding",
        CloseReason::FalsePositive => "two people agree that it was never true",
        CloseReason::NotAffected => "two people agree that it does no harm here",
    }
}

/// What happened, where `day` says a day as people read it.
pub fn event_words(what: &EventKind, day: &impl Fn(Timestamp) -> String) -> String {
    let date = |at: &Option<Timestamp>| at.map_or_else(|| "no date".to_owned(), day);
    match what {
        EventKind::Detected => "seen missed, waiting to be confirmed".to_owned(),
        EventKind::Opened => "opened".to_owned(),
        EventKind::Reopened => "came back".to_owned(),
        EventKind::Closed { because } => format!("closed: {}", closed_words(*because)),
        EventKind::Lapsed { because } => {
            format!("let go before it opened: {}", closed_words(*because))
        }
        EventKind::ItemAdded { key } => format!("{key} added"),
        EventKind::ItemCleared { key } => format!("{key} cleared"),
        EventKind::DeadlineMoved { from, to } => {
            format!("deadline moved from {} to {}", date(from), date(to))
        }
        EventKind::DeadlineRelaxed { from, to } => {
            format!(
                "more time: deadline moved from {} to {}",
                date(from),
                date(to)
            )
        }
        EventKind::SeverityMoved { from, to } => format!("severity moved from {from} to {to}"),
        EventKind::RuleChanged { to } => format!("judged by another version of its rule, {to}"),
        EventKind::SeenClean { snapshot_at } => {
            format!(
                "seen clean once, on {}; once more closes it",
                day(*snapshot_at)
            )
        }
        other => story_of_people(other, day),
    }
}

/// What people did, and what became of it.
fn story_of_people(what: &EventKind, day: &impl Fn(Timestamp) -> String) -> String {
    match what {
        EventKind::Claimed => "said to be fixed".to_owned(),
        EventKind::ClaimRefuted => "still missed after it was said to be fixed".to_owned(),
        EventKind::SeenMissed => "seen missed again before the fix was verified".to_owned(),
        EventKind::EvidenceLost => "what would show the fix does not tell any more".to_owned(),
        EventKind::Outstanding { needs } => format!("shown met; still needs {}", needs.words()),
        EventKind::Attached { what } => format!("{} attached", what.words()),
        EventKind::Disputed { about } => format!("disputed: {}", about.words()),
        EventKind::Settled { how } => format!("dispute settled: {how}"),
        EventKind::ExceptionRequested { exception } => format!("exception {exception} requested"),
        EventKind::ExceptionRefused { exception } => format!("exception {exception} refused"),
        EventKind::Excepted { exception, until } => {
            format!("excepted until {} (exception {exception})", day(*until))
        }
        EventKind::ExceptionEnded { exception } => format!("exception {exception} ended"),
        _ => String::new(),
    }
}
