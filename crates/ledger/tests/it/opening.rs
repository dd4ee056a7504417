//! What opens a finding, what opens it again, and what waits.

use model::{CloseReason, FindingState, Severity};

use crate::story::{Story, at, met, missed, noon, not_applicable, unknown, words};

#[test]
fn missed_opens() {
    let mut story = Story::default();
    let changes = story.pass("2026-03-02", [missed("2026-03-01")]);
    assert_eq!(words(&changes), ["opened"]);
    assert_eq!((changes.opened, changes.closed), (1, 0));
    let finding = story.finding();
    assert_eq!(finding.state, FindingState::Open);
    assert_eq!(finding.opened_at, Some(noon("2026-03-02")));
    assert_eq!(
        finding.missed_since,
        at("2026-03-01"),
        "the evidence, not the pass"
    );
    assert_eq!((finding.episode, finding.regressions), (1, 0));
}

#[test]
fn anything_else_opens_nothing() {
    for says in [
        met("2026-03-01"),
        unknown("2026-03-01"),
        not_applicable("2026-03-01"),
    ] {
        let mut story = Story::default();
        assert_eq!(words(&story.pass("2026-03-02", [says])), [""; 0]);
        assert!(story.is_empty());
    }
}

#[test]
fn a_snapshot_from_the_future_counts_from_the_pass() {
    let mut story = Story::default();
    story.pass("2026-03-02", [missed("2026-03-09")]);
    assert_eq!(story.finding().missed_since, noon("2026-03-02"));
}

#[test]
fn a_rule_that_waits_detects_first_and_opens_when_the_wait_is_over() {
    let mut story = Story::default();
    let days = [
        ("2026-03-02", vec!["detected"]),
        ("2026-03-03", vec![]),
        ("2026-03-04", vec![]),
    ];
    for (day, said) in days {
        assert_eq!(
            words(&story.pass(day, [missed(day).wait("3 days")])),
            said,
            "{day}"
        );
        assert_eq!(story.finding().state, FindingState::Detected);
        assert_eq!(story.finding().opened_at, None);
    }
    let changes = story.pass("2026-03-05", [missed("2026-03-05").wait("3 days")]);
    assert_eq!(words(&changes), ["opened"]);
    assert_eq!(story.finding().missed_since, at("2026-03-02"));
    assert_eq!(story.clock("#0").anchor, at("2026-03-02"));
}

#[test]
fn what_is_met_before_the_wait_is_over_lapses_and_counts_as_nothing() {
    let mut story = Story::default();
    story.pass("2026-03-02", [missed("2026-03-02").wait("3 days")]);
    let changes = story.pass("2026-03-03", [met("2026-03-03").wait("3 days")]);
    assert_eq!(words(&changes), ["lapsed FixedVerified"]);
    assert_eq!((changes.opened, changes.closed), (0, 0));
    assert!(!ledger::view::is_counted(story.finding()));

    let changes = story.pass("2026-03-09", [missed("2026-03-09").wait("3 days")]);
    assert_eq!(words(&changes), ["detected"], "it starts afresh");
    assert_eq!(story.finding().missed_since, at("2026-03-09"));
    assert_eq!(story.finding().regressions, 0);
}

#[test]
fn unknown_neither_ends_a_wait_nor_opens_after_it() {
    let mut story = Story::default();
    story.pass("2026-03-02", [missed("2026-03-02").wait("3 days")]);
    assert!(
        story
            .pass("2026-03-09", [unknown("2026-03-02").wait("3 days")])
            .events
            .is_empty()
    );
    assert_eq!(story.finding().state, FindingState::Detected);
}

#[test]
fn what_comes_back_within_thirty_days_is_the_same_episode_with_its_old_clock() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    story.pass("2026-03-05", [met("2026-03-05")]);
    let changes = story.pass("2026-04-01", [missed("2026-04-01")]);
    assert_eq!(words(&changes), ["reopened"]);
    assert_eq!((changes.opened, changes.closed), (1, 0));
    let finding = story.finding();
    assert_eq!((finding.episode, finding.regressions), (1, 1));
    assert_eq!(finding.closed_because, None);
    assert_eq!(finding.opened_at, Some(noon("2026-03-01")));
    assert_eq!(story.clock("#0").anchor, at("2026-03-01"));
}

#[test]
fn what_comes_back_later_than_that_is_a_new_episode_with_a_new_clock() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    story.pass("2026-03-05", [met("2026-03-05")]);
    let changes = story.pass("2026-04-20", [missed("2026-04-20")]);
    assert_eq!(words(&changes), ["opened"]);
    let finding = story.finding();
    assert_eq!((finding.episode, finding.regressions), (2, 0));
    assert_eq!(finding.opened_at, Some(noon("2026-04-20")));
    assert_eq!(story.clock("#0").anchor, at("2026-04-20"));
}

#[test]
fn what_was_never_verified_as_fixed_comes_back_as_the_same_episode_however_late() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    story.pass("2026-03-05", [not_applicable("2026-03-05")]);
    assert_eq!(
        story.finding().closed_because,
        Some(CloseReason::NoLongerApplies)
    );
    assert_eq!(
        words(&story.pass("2026-09-01", [missed("2026-09-01")])),
        ["reopened"]
    );
    assert_eq!(story.clock("#0").anchor, at("2026-03-01"));
}

#[test]
fn what_comes_back_under_a_rule_that_waits_stays_closed_until_the_wait_is_over() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    story.pass("2026-03-05", [met("2026-03-05")]);
    let back = |day| missed(day).wait("2 days");
    assert_eq!(
        words(&story.pass("2026-03-10", [back("2026-03-10")])),
        ["detected"]
    );
    let changes = story.pass("2026-03-11", [met("2026-03-11").wait("2 days")]);
    assert_eq!(words(&changes), ["lapsed FixedVerified"]);
    assert_eq!(
        story.finding().closed_at,
        Some(noon("2026-03-05")),
        "closed as it was"
    );

    story.pass("2026-03-12", [back("2026-03-12")]);
    assert_eq!(
        words(&story.pass("2026-03-14", [back("2026-03-14")])),
        ["reopened"]
    );
    assert_eq!(story.finding().missed_since, at("2026-03-12"));
    assert_eq!(story.clock("#0").anchor, at("2026-03-01"));
}

#[test]
fn severity_follows_the_facts_but_not_what_becomes_unknown() {
    let mut story = Story::default();
    let medium = || missed("2026-03-01");
    story.pass("2026-03-01", [medium()]);
    let guessed = medium()
        .severity(Severity::Critical)
        .fix("3 days")
        .assumed();
    assert!(
        story.pass("2026-03-02", [guessed]).findings.is_empty(),
        "keeps its last answer"
    );
    let known = medium().severity(Severity::High);
    assert_eq!(
        words(&story.pass("2026-03-03", [known])),
        ["severity medium to high"]
    );
}

#[test]
fn what_opens_on_an_unknown_assumes_the_worst_until_it_is_known() {
    let mut story = Story::default();
    let guessed = missed("2026-03-01")
        .severity(Severity::Critical)
        .fix("3 days")
        .assumed();
    story.pass("2026-03-01", [guessed]);
    assert!(story.finding().worst_assumed);
    let changes = story.pass("2026-03-02", [missed("2026-03-02")]);
    let said = [
        "later 2026-03-04 to 2026-03-31",
        "severity critical to medium",
    ];
    assert_eq!(words(&changes), said);
    assert!(!story.finding().worst_assumed);
}
