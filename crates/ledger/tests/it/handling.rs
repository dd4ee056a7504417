//! What people say about a finding, and what only evidence can.

use ledger::{
    acts::{Acted, FindingAct},
    handle::Refused,
};
use model::{
    CloseReason, Finding, FindingState,
    finding::{AttachedAs, DisputeAbout, SettledAs},
};

use crate::story::{Story, met, missed, noon, unknown, words};

fn of(story: &Story) -> model::FindingId {
    story.finding().id.clone()
}

pub(crate) fn claim(story: &mut Story, day: &str) {
    let finding = of(story);
    let what = Acted::Finding(FindingAct::Claim { finding });
    story.act(day, "bo@example.org", what).unwrap();
}

fn dispute(story: &mut Story, day: &str, about: DisputeAbout) {
    let finding = of(story);
    let what = Acted::Finding(FindingAct::Dispute { finding, about });
    story.act(day, "bo@example.org", what).unwrap();
}

fn settle(story: &mut Story, day: &str, by: &str, how: SettledAs) -> Result<u64, Refused> {
    let finding = of(story);
    story.act(day, by, Acted::Finding(FindingAct::Settle { finding, how }))
}

fn open() -> Story {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    story
}

fn state(story: &Story) -> FindingState {
    story.finding().state
}

#[test]
fn a_claim_closes_nothing_and_evidence_newer_than_it_does() {
    let mut story = open();
    claim(&mut story, "2026-03-02");
    assert_eq!(state(&story), FindingState::FixClaimed);
    story.pass("2026-03-02", []);
    assert_eq!(state(&story), FindingState::FixClaimed);
    story.pass("2026-03-03", [met("2026-03-03")]);
    let finding: &Finding = story.finding();
    assert_eq!(finding.state, FindingState::Closed);
    assert_eq!(finding.closed_because, Some(CloseReason::FixedVerified));
    assert!(finding.handling.claim.is_none(), "over with the finding");
}

#[test]
fn a_claim_is_refuted_by_evidence_newer_than_it_alone() {
    let mut story = open();
    claim(&mut story, "2026-03-02");
    story.pass("2026-03-03", [missed("2026-03-02")]);
    assert_eq!(
        state(&story),
        FindingState::FixClaimed,
        "a snapshot of that morning says nothing about noon"
    );
    let changes = story.pass("2026-03-04", [missed("2026-03-03")]);
    assert_eq!(state(&story), FindingState::Open);
    assert_eq!(words(&changes), ["ClaimRefuted"]);
}

#[test]
fn a_source_that_falls_silent_closes_no_claim_and_is_told_once() {
    let mut story = open();
    claim(&mut story, "2026-03-02");
    let lost = story.pass("2026-03-03", [unknown("2026-03-03")]);
    assert_eq!(words(&lost), ["EvidenceLost"]);
    let again = story.pass("2026-03-04", [unknown("2026-03-04")]);
    assert_eq!(words(&again), [""; 0]);
    assert_eq!(state(&story), FindingState::FixClaimed);
}

#[test]
fn one_clean_look_of_two_is_being_verified() {
    let mut story = open();
    story.pass("2026-03-02", [met("2026-03-02").partial()]);
    assert_eq!(state(&story), FindingState::Verifying);
    story.pass("2026-03-03", [missed("2026-03-03").partial()]);
    assert_eq!(state(&story), FindingState::Open);
    story.pass("2026-03-04", [met("2026-03-04").partial()]);
    story.pass("2026-03-05", [met("2026-03-05").partial()]);
    assert_eq!(state(&story), FindingState::Closed);
}

#[test]
fn a_dispute_stops_no_clock_and_is_settled_by_somebody_else() {
    let mut story = open();
    let due = story.finding().due;
    dispute(
        &mut story,
        "2026-03-02",
        DisputeAbout::NotMine { whose: None },
    );
    story.pass("2026-03-05", [missed("2026-03-05")]);
    assert_eq!(state(&story), FindingState::Disputed);
    assert_eq!(story.finding().due, due);
    let own = settle(
        &mut story,
        "2026-03-06",
        "bo@example.org",
        SettledAs::Stands,
    );
    assert_eq!(own, Err(Refused::OwnDispute));
    let to = model::EntityId::new("person", 7);
    let how = SettledAs::Reassigned { to: to.clone() };
    settle(&mut story, "2026-03-06", "ana@example.org", how).unwrap();
    assert_eq!(state(&story), FindingState::Open);
    assert_eq!(story.finding().handling.assignee, Some(to));
    assert_eq!(story.finding().handling.hops, 1);
    assert_eq!(story.finding().due, due, "who has it moves no deadline");
}

#[test]
fn what_two_people_call_untrue_stays_closed_until_something_else_is_missed() {
    let mut story = open();
    dispute(&mut story, "2026-03-02", DisputeAbout::NotTrue);
    settle(
        &mut story,
        "2026-03-03",
        "ana@example.org",
        SettledAs::Upheld,
    )
    .unwrap();
    assert_eq!(
        story.finding().closed_because,
        Some(CloseReason::FalsePositive)
    );
    story.pass("2026-03-04", [missed("2026-03-04")]);
    story.pass("2026-05-04", [missed("2026-05-04")]);
    assert_eq!(state(&story), FindingState::Closed);
    let changes = story.pass("2026-05-05", [missed("2026-05-05").rows(&["another"])]);
    assert_eq!(state(&story), FindingState::Open, "{:?}", words(&changes));
}

#[test]
fn a_dispute_about_whose_it_is_closes_nothing() {
    let mut story = open();
    dispute(
        &mut story,
        "2026-03-02",
        DisputeAbout::NotMine { whose: None },
    );
    let upheld = settle(
        &mut story,
        "2026-03-03",
        "ana@example.org",
        SettledAs::Upheld,
    );
    assert_eq!(upheld, Err(Refused::NothingToUphold));
    assert_eq!(state(&story), FindingState::Disputed);
}

#[test]
fn where_traces_have_to_be_looked_for_clean_evidence_waits_for_that() {
    let mut story = open();
    story.needs_triage();
    let changes = story.pass("2026-03-02", [met("2026-03-02")]);
    assert_eq!(
        state(&story),
        FindingState::Verifying,
        "{:?}",
        words(&changes)
    );
    let finding = of(&story);
    let act = FindingAct::Attach {
        finding,
        what: AttachedAs::ForensicTriage,
        from: "https://tickets.example.org/12".to_owned(),
        sha256: None,
    };
    let attached = story.act("2026-03-03", "bo@example.org", Acted::Finding(act));
    attached.unwrap();
    assert_eq!(
        state(&story),
        FindingState::Verifying,
        "evidence closes, not paper"
    );
    story.pass_at(noon("2026-03-04"), [met("2026-03-02")], &Default::default());
    assert_eq!(state(&story), FindingState::Closed);
}
