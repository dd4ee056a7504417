//! Pages and counts, as people ask for them; the rare things of a fleet are the hard ones.

use app::ports::PageAsked;
use model::{FindingState, KindName, Severity};

use crate::fleet;

/// What is asked for, by name. `count` findings are open.
pub fn pages(count: u64) -> Vec<(&'static str, PageAsked)> {
    let plain = || PageAsked {
        most: 50,
        ..PageAsked::default()
    };
    let state = |state| PageAsked {
        states: vec![state],
        ..plain()
    };
    let kind = |kind: &str| PageAsked {
        kind: Some(KindName::new(kind)),
        ..plain()
    };
    let severity = |severity| PageAsked {
        severity: Some(severity),
        ..plain()
    };
    let rule = |rule| PageAsked {
        rule: Some(rule),
        ..plain()
    };
    let after = PageAsked {
        after: Some(fleet::finding(count / 2).id),
        ..plain()
    };
    let overdue = PageAsked {
        due_before: Some(fleet::start()),
        ..plain()
    };
    let everything = PageAsked {
        states: FindingState::ALL.to_vec(),
        ..plain()
    };
    vec![
        ("first page", plain()),
        ("from the middle", after),
        ("of one rule", rule(fleet::rule(7))),
        ("of a rare rule", rule(fleet::rare_rule())),
        ("medium", severity(Severity::Medium)),
        ("critical, which is rare", severity(Severity::Critical)),
        ("of one kind", kind("repository")),
        ("of a rare kind", kind("vendor")),
        ("overdue", overdue),
        ("said to be fixed", state(FindingState::FixClaimed)),
        ("in dispute, which is rare", state(FindingState::Disputed)),
        ("closed", state(FindingState::Closed)),
        ("in any state", everything),
    ]
}
