//! Rules that are rolled out, held or paused.

use ledger::HeldBack;
use model::{CloseReason::FixedVerified, FindingState};

use crate::story::{Fallen, Story, device, met, missed, noon, unknown, words};

/// The rule is held back like this from now on.
fn hold(story: &mut Story, how: Option<HeldBack>) {
    let how = how.map(|how| ("laptops-are-encrypted".into(), how));
    story.held_back = how.into_iter().collect();
}

#[test]
fn a_quiet_rule_detects_and_its_clocks_start_when_people_are_told() {
    let mut story = Story::default();
    hold(&mut story, Some(HeldBack::Quiet));
    let changes = story.pass("2026-03-01", [missed("2026-03-01")]);
    assert_eq!(words(&changes), ["detected"]);
    assert!(
        story
            .pass("2026-03-05", [missed("2026-03-05")])
            .events
            .is_empty()
    );
    let finding = story.finding();
    assert_eq!(finding.state, FindingState::Detected);
    assert_eq!((finding.due, finding.clocks.len()), (None, 0));

    hold(&mut story, None);
    story.in_force_since = [("laptops-are-encrypted".into(), noon("2026-03-08"))].into();
    let changes = story.pass("2026-03-08", [missed("2026-03-08")]);
    assert_eq!(words(&changes), ["opened"]);
    assert_eq!(story.clock("#0").anchor, noon("2026-03-08"));
    assert_eq!(
        story.finding().due,
        Some(crate::story::at("2026-04-07T21:59:59Z"))
    );
}

#[test]
fn what_was_open_before_a_rule_fell_quiet_goes_on() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    hold(&mut story, Some(HeldBack::Quiet));
    let newly = missed("2026-03-02").about(2);
    story.pass("2026-03-02", [missed("2026-03-02"), newly]);
    assert_eq!(story.of(1).state, FindingState::Open);
    assert_eq!(story.of(2).state, FindingState::Detected);
    story.pass(
        "2026-03-03",
        [met("2026-03-03"), met("2026-03-03").about(2)],
    );
    assert_eq!(story.of(1).closed_because, Some(FixedVerified));
    assert_eq!(story.of(2).opened_at, None);
}

#[test]
fn one_that_comes_back_to_a_quiet_rule_waits_as_well() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    story.pass("2026-03-02", [met("2026-03-02")]);
    hold(&mut story, Some(HeldBack::Quiet));
    let changes = story.pass("2026-03-03", [missed("2026-03-03")]);
    assert_eq!(words(&changes), ["detected"]);
    hold(&mut story, None);
    let changes = story.pass("2026-03-04", [missed("2026-03-04")]);
    assert_eq!(words(&changes)[..1], ["reopened"]);
}

#[test]
fn a_paused_rule_opens_nothing_and_closes_nothing() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    let before = story.all();
    hold(&mut story, Some(HeldBack::Paused));
    let fallen = Fallen {
        gone: vec![device(1)],
        ..Fallen::default()
    };
    let days = [
        ("2026-03-02", met("2026-03-02")),
        ("2026-03-03", unknown("2026-03-03")),
        ("2026-03-04", missed("2026-03-04").about(2)),
    ];
    for (day, says) in days {
        let changes = story.pass_at(noon(day), [says], &fallen);
        assert!(changes.events.is_empty(), "{day}: {:?}", changes.events);
    }
    assert_eq!(story.all(), before);
    hold(&mut story, None);
    story.pass("2026-03-05", [met("2026-03-05")]);
    assert_eq!(story.finding().closed_because, Some(FixedVerified));
}
