//! Rules that retire, entities that are gone, entities that turn out to be one.

use model::{CloseReason, FindingState};

use crate::story::{Fallen, Story, at, device, met, missed, noon, words};

fn retired() -> Fallen {
    Fallen {
        retired: vec!["laptops-are-encrypted".into()],
        ..Fallen::default()
    }
}

fn gone(number: u64) -> Fallen {
    Fallen {
        gone: vec![device(number)],
        ..Fallen::default()
    }
}

fn merged(pairs: &[(u64, u64)]) -> Fallen {
    let merged = pairs
        .iter()
        .map(|(loser, survivor)| (device(*loser), device(*survivor)));
    Fallen {
        merged: merged.collect(),
        ..Fallen::default()
    }
}

#[test]
fn a_retired_rule_and_a_vanished_entity_close_for_their_own_reason() {
    let cases = [
        (retired(), CloseReason::RuleRetired),
        (gone(1), CloseReason::EntityGone),
    ];
    for (fallen, because) in cases {
        let mut story = Story::default();
        story.pass(
            "2026-03-01",
            [missed("2026-03-01"), missed("2026-03-01").about(2)],
        );
        story.pass_at(noon("2026-03-05"), [missed("2026-03-05")], &fallen);
        assert_eq!(story.finding().closed_because, Some(because));
        assert_eq!(
            story.clock("#0").cleared_at,
            None,
            "nobody has shown it met"
        );
    }
}

#[test]
fn a_gone_entity_takes_only_its_own_findings_along() {
    let mut story = Story::default();
    story.pass(
        "2026-03-01",
        [missed("2026-03-01"), missed("2026-03-01").about(2)],
    );
    let changes = story.pass_at(noon("2026-03-05"), [], &gone(2));
    assert_eq!(words(&changes), ["closed EntityGone"]);
    assert_eq!(story.finding().state, FindingState::Open);
}

#[test]
fn what_only_waits_lapses_when_its_rule_retires() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").wait("9 days")]);
    let changes = story.pass_at(noon("2026-03-05"), [], &retired());
    assert_eq!(words(&changes), ["lapsed RuleRetired"]);
    assert_eq!(changes.closed, 0);
}

#[test]
fn on_a_merge_the_survivor_keeps_the_earliest_anchor_and_every_clock() {
    let mut story = Story::default();
    story.pass(
        "2026-03-01",
        [missed("2026-03-01").about(2).rows(&["a", "b"])],
    );
    story.pass("2026-03-05", [missed("2026-03-05").rows(&["b", "c"])]);
    let one = missed("2026-03-09").rows(&["a", "b", "c"]);
    let changes = story.pass_at(noon("2026-03-09"), [one], &merged(&[(2, 1)]));
    assert_eq!(
        words(&changes),
        ["due 2026-04-04 to 2026-03-31", "closed DuplicateOf"]
    );
    let anchors: Vec<_> = story
        .finding()
        .clocks
        .iter()
        .map(|clock| clock.anchor)
        .collect();
    assert_eq!(
        anchors,
        [at("2026-03-01"), at("2026-03-01"), at("2026-03-05")]
    );
    assert_eq!(story.finding().missed_since, at("2026-03-01"));
    assert_eq!(story.of(2).closed_because, Some(CloseReason::DuplicateOf));
}

#[test]
fn a_survivor_without_the_finding_takes_it_over_with_its_clock() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").about(2)]);
    let still = [missed("2026-03-09")];
    let changes = story.pass_at(noon("2026-03-09"), still, &merged(&[(2, 1)]));
    assert_eq!(words(&changes), ["opened", "closed DuplicateOf"]);
    assert_eq!(story.clock("#0").anchor, at("2026-03-01"));
    assert_eq!(story.finding().opened_at, Some(noon("2026-03-01")));
}

#[test]
fn a_survivor_whose_finding_is_closed_goes_on_with_the_open_one() {
    let mut story = Story::default();
    story.pass(
        "2026-03-01",
        [missed("2026-03-01"), missed("2026-03-02").about(2)],
    );
    story.pass("2026-03-05", [met("2026-03-05")]);
    let changes = story.pass_at(noon("2026-03-09"), [], &merged(&[(2, 1)]));
    assert_eq!(words(&changes), ["reopened", "closed DuplicateOf"]);
    assert_eq!(story.finding().state, FindingState::Open);
    assert_eq!(story.running(), ["#0"]);
}

#[test]
fn what_waits_on_both_sides_of_a_merge_goes_on_waiting_since_the_earlier_day() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").about(2).wait("9 days")]);
    story.pass("2026-03-02", [missed("2026-03-02").wait("9 days")]);
    story.pass_at(noon("2026-03-03"), [], &merged(&[(2, 1)]));
    assert_eq!(story.finding().state, FindingState::Detected);
    let changes = story.pass("2026-03-10", [missed("2026-03-10").wait("9 days")]);
    assert_eq!(words(&changes), ["opened"]);
}

#[test]
fn a_chain_of_merges_ends_at_its_end() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").about(3)]);
    story.pass_at(noon("2026-03-09"), [], &merged(&[(3, 2), (2, 1)]));
    assert_eq!(story.finding().state, FindingState::Open);
    assert_eq!(story.all().len(), 2, "nothing is left half way");
}

#[test]
fn a_survivor_that_never_had_the_finding_knows_that_it_comes_back() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").about(2)]);
    story.pass("2026-03-05", [met("2026-03-05").about(2)]);
    let changes = story.pass_at(
        noon("2026-03-09"),
        [missed("2026-03-09")],
        &merged(&[(2, 1)]),
    );
    assert_eq!(words(&changes), ["reopened"]);
    assert_eq!(story.finding().regressions, 1);
    assert_eq!(story.clock("#0").anchor, at("2026-03-01"));
}

#[test]
fn what_the_survivor_fixed_long_ago_makes_the_others_clock_no_older() {
    let mut story = Story::default();
    story.pass("2026-01-01", [missed("2026-01-01")]);
    story.pass("2026-01-05", [met("2026-01-05")]);
    story.pass("2026-03-01", [missed("2026-03-01").about(2)]);
    let still = [missed("2026-03-09")];
    story.pass_at(noon("2026-03-09"), still, &merged(&[(2, 1)]));
    assert_eq!(story.clock("#0").anchor, at("2026-03-01"));
    assert_eq!(story.clock("#0").cleared_at, None);
}
