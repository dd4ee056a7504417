//! What closes a finding: newer evidence, and nothing else.

use model::{CloseReason, FindingState, Verdict, verdict::PartVerdict};

use crate::story::{
    Story, Told, at, met, missed, noon, not_applicable, part, says, unknown, words,
};

/// A finding open since 1 March.
fn open() -> Story {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    story
}

#[test]
fn one_newer_snapshot_of_complete_scopes_closes() {
    let mut story = open();
    let changes = story.pass("2026-03-05", [met("2026-03-04")]);
    assert_eq!(words(&changes), ["closed FixedVerified"]);
    assert_eq!(changes.closed, 1);
    let finding = story.finding();
    assert_eq!(finding.closed_at, Some(noon("2026-03-05")));
    assert_eq!(
        story.clock("#0").cleared_at,
        Some(at("2026-03-04")),
        "when the evidence says"
    );
    assert!(
        finding.due.is_some(),
        "a closed finding keeps its promise in sight"
    );
}

#[test]
fn unknown_closes_nothing() {
    let mut story = open();
    for day in ["2026-03-02", "2026-03-05", "2026-06-05"] {
        assert!(story.pass(day, [unknown(day)]).events.is_empty(), "{day}");
        assert_eq!(story.finding().state, FindingState::Open);
    }
    assert_eq!(story.finding().because, "it is unknown");
}

#[test]
fn a_pair_that_is_not_judged_is_left_alone() {
    let mut story = open();
    assert!(story.pass("2026-03-05", []).findings.is_empty());
}

#[test]
fn time_that_passes_over_the_same_snapshot_is_no_fix() {
    let mut story = open();
    assert!(
        story
            .pass("2026-03-05", [met("2026-03-01")])
            .events
            .is_empty()
    );
    assert_eq!(story.finding().state, FindingState::Open);
    assert_eq!(
        words(&story.pass("2026-03-06", [met("2026-03-06")])),
        ["closed FixedVerified"]
    );
}

#[test]
fn an_older_snapshot_is_no_fix() {
    let mut story = open();
    assert!(
        story
            .pass("2026-03-05", [met("2026-02-20")])
            .events
            .is_empty()
    );
}

#[test]
fn a_slow_source_is_believed_although_a_fast_one_was_newer() {
    let told = |says: crate::story::Says, device_manager| {
        let personnel = ("personnel", "2026-03-10");
        says.told_by(&[personnel, ("device manager", device_manager)])
    };
    let mut story = Story::default();
    story.pass("2026-03-10", [told(missed("2026-03-10"), "2026-03-01")]);
    let same = told(met("2026-03-10"), "2026-03-01");
    assert!(story.pass("2026-03-10", [same]).events.is_empty());
    let changes = story.pass("2026-03-11", [told(met("2026-03-10"), "2026-03-08")]);
    assert_eq!(words(&changes), ["closed FixedVerified"]);
    assert_eq!(story.clock("#0").cleared_at, Some(at("2026-03-08")));
}

#[test]
fn where_nothing_is_dated_each_pass_is_its_own_snapshot() {
    let undated = |mut says: crate::story::Says| {
        says.0.snapshot_at = None;
        says.told_by(&[])
    };
    let mut story = Story::default();
    story.pass("2026-03-01", [undated(missed("2026-03-01"))]);
    assert!(
        story
            .pass("2026-03-01", [undated(met("2026-03-01"))])
            .events
            .is_empty()
    );
    let clean = || undated(met("2026-03-01")).partial();
    assert_eq!(words(&story.pass("2026-03-02", [clean()])), ["seen clean"]);
    assert_eq!(
        words(&story.pass("2026-03-03", [clean()])),
        ["closed FixedVerified"]
    );
}

#[test]
fn without_complete_scopes_two_distinct_snapshots_close() {
    let mut story = open();
    let clean = |day| met(day).partial();
    assert_eq!(
        words(&story.pass("2026-03-05", [clean("2026-03-05")])),
        ["seen clean"]
    );
    assert!(
        story
            .pass("2026-03-06", [clean("2026-03-05")])
            .events
            .is_empty(),
        "reread"
    );
    let changes = story.pass("2026-03-07", [clean("2026-03-07")]);
    assert_eq!(words(&changes), ["closed FixedVerified"]);
    assert_eq!(
        story.clock("#0").cleared_at,
        Some(at("2026-03-05")),
        "the first of the two"
    );
}

#[test]
fn a_miss_between_two_clean_snapshots_starts_the_count_again() {
    let mut story = open();
    story.pass("2026-03-05", [met("2026-03-05").partial()]);
    story.pass("2026-03-06", [missed("2026-03-06")]);
    let again = story.pass("2026-03-07", [met("2026-03-07").partial()]);
    assert_eq!(words(&again), ["seen clean"]);
    assert_eq!(story.finding().state, FindingState::Verifying);
}

#[test]
fn parts_that_never_missed_do_not_hold_it() {
    let two = |first, second, snapshot| {
        let verdict = Verdict::max(first, second);
        says(verdict, snapshot).parts([part(0, first, &[]), part(1, second, &[])])
    };
    let mut story = Story::default();
    story.pass(
        "2026-03-01",
        [two(Verdict::Missed, Verdict::Unknown, "2026-03-01")],
    );
    assert_eq!(story.running(), ["#0"]);
    let changes = story.pass(
        "2026-03-05",
        [two(Verdict::Met, Verdict::Unknown, "2026-03-05")],
    );
    assert_eq!(words(&changes), ["closed FixedVerified"]);
}

#[test]
fn a_part_that_missed_and_is_unknown_now_holds_it() {
    let both = |second, verdict, snapshot| {
        says(verdict, snapshot).parts([part(0, Verdict::Met, &[]), part(1, second, &[])])
    };
    let mut story = Story::default();
    let parts = [part(0, Verdict::Missed, &[]), part(1, Verdict::Missed, &[])];
    story.pass("2026-03-01", [missed("2026-03-01").parts(parts)]);
    let half = both(Verdict::Unknown, Verdict::Unknown, "2026-03-05");
    assert_eq!(words(&story.pass("2026-03-05", [half])), ["cleared #0"]);
    assert_eq!(story.running(), ["#1"]);
    let done = both(Verdict::Met, Verdict::Met, "2026-03-06");
    assert_eq!(
        words(&story.pass("2026-03-06", [done])),
        ["closed FixedVerified"]
    );
}

/// Two parts: the first told by the device manager, the second by personnel.
fn told_apart(first: (Verdict, &str), second: (Verdict, &str)) -> [PartVerdict; 2] {
    [
        part(0, first.0, &[]).told_by("device manager", first.1),
        part(1, second.0, &[]).told_by("personnel", second.1),
    ]
}

/// Both of them missed since 1 March.
fn both_missed() -> Story {
    let then = (Verdict::Missed, "2026-03-01");
    let mut story = Story::default();
    story.pass(
        "2026-03-01",
        [missed("2026-03-01").parts(told_apart(then, then))],
    );
    story
}

#[test]
fn a_part_clears_by_its_own_facts_whatever_the_other_is_told_by() {
    let mut story = both_missed();
    // The device manager said nothing new: that personnel did proves no fix of what it told.
    let stale = told_apart(
        (Verdict::Met, "2026-03-01"),
        (Verdict::Missed, "2026-03-05"),
    );
    let changes = story.pass("2026-03-05", [missed("2026-03-05").parts(stale)]);
    assert_eq!(words(&changes), [""; 0]);
    assert_eq!(story.running(), ["#0", "#1"]);

    // A slow one is believed at once, although the other part is newer and still missed.
    let slow = told_apart(
        (Verdict::Met, "2026-03-03"),
        (Verdict::Missed, "2026-03-05"),
    );
    let changes = story.pass("2026-03-06", [missed("2026-03-05").parts(slow)]);
    assert_eq!(words(&changes), ["cleared #0"]);
    assert_eq!(story.clock("#0").cleared_at, Some(at("2026-03-03")));
    assert_eq!(story.clock("#1").last_seen, at("2026-03-05"));
}

#[test]
fn a_whole_that_is_met_closes_only_when_each_part_has_newer_evidence() {
    let mut story = both_missed();
    let half = told_apart((Verdict::Met, "2026-03-01"), (Verdict::Met, "2026-03-05"));
    let changes = story.pass("2026-03-05", [met("2026-03-05").parts(half)]);
    assert_eq!(words(&changes), ["cleared #1"]);
    assert_eq!(story.running(), ["#0"]);
    let whole = told_apart((Verdict::Met, "2026-03-04"), (Verdict::Met, "2026-03-05"));
    let changes = story.pass("2026-03-06", [met("2026-03-05").parts(whole)]);
    assert_eq!(words(&changes), ["closed FixedVerified"]);
}

#[test]
fn a_part_clears_although_the_sources_of_another_are_not_complete() {
    for other in [Verdict::Unknown, Verdict::Missed] {
        let mut story = both_missed();
        let [first, second] = told_apart((Verdict::Met, "2026-03-05"), (other, "2026-03-05"));
        let half = says(other, "2026-03-05")
            .partial()
            .parts([first, second.partial()]);
        let changes = story.pass("2026-03-05", [half]);
        assert_eq!(words(&changes), ["cleared #0"], "{other}");
    }
}

#[test]
fn what_incomplete_sources_show_clean_waits_while_the_rest_clears() {
    let mut story = both_missed();
    let clean = |day| {
        let [first, second] = told_apart((Verdict::Met, day), (Verdict::Met, day));
        met(day).parts([first, second.partial()])
    };
    let changes = story.pass("2026-03-05", [clean("2026-03-05")]);
    assert_eq!(words(&changes), ["cleared #0", "seen clean"]);
    assert!(
        story
            .pass("2026-03-06", [clean("2026-03-05")])
            .events
            .is_empty()
    );
    let changes = story.pass("2026-03-07", [clean("2026-03-07")]);
    assert_eq!(words(&changes), ["closed FixedVerified"]);
    let cleared = ["#0", "#1"].map(|part| story.clock(part).cleared_at);
    assert_eq!(cleared, [Some(at("2026-03-05")); 2]);
}

#[test]
fn a_second_look_is_newer_for_every_part_that_needs_one() {
    let mut story = both_missed();
    let clean = |first, second| {
        let parts = told_apart((Verdict::Met, first), (Verdict::Met, second));
        met(first).parts(parts.map(Told::partial))
    };
    let days = [
        ("2026-03-05", "2026-03-05", "2026-03-04", vec!["seen clean"]),
        ("2026-03-06", "2026-03-06", "2026-03-04", vec![]),
        (
            "2026-03-07",
            "2026-03-07",
            "2026-03-06",
            vec!["closed FixedVerified"],
        ),
    ];
    for (day, first, second, said) in days {
        assert_eq!(
            words(&story.pass(day, [clean(first, second)])),
            said,
            "{day}"
        );
    }
}

#[test]
fn a_tightening_that_no_longer_binds_is_not_a_fix() {
    let mut story = Story::default();
    let then = told_apart(
        (Verdict::Met, "2026-03-01"),
        (Verdict::Missed, "2026-03-01"),
    );
    story.pass("2026-03-01", [missed("2026-03-01").parts(then)]);
    let moved = told_apart(
        (Verdict::Met, "2026-03-05"),
        (Verdict::NotApplicable, "2026-03-05"),
    );
    let changes = story.pass("2026-03-05", [met("2026-03-05").parts(moved)]);
    assert_eq!(words(&changes), ["closed NoLongerApplies"]);
}

#[test]
fn not_applicable_is_told_apart_from_fixed() {
    let cases = [
        (
            "facts changed",
            not_applicable("2026-03-05"),
            CloseReason::NoLongerApplies,
        ),
        (
            "the day changed",
            not_applicable("2026-03-01"),
            CloseReason::NoLongerApplies,
        ),
        (
            "only the rule did",
            not_applicable("2026-03-01").version("2"),
            CloseReason::Superseded,
        ),
        (
            "both did",
            not_applicable("2026-03-05").version("2"),
            CloseReason::NoLongerApplies,
        ),
        (
            "met by a new rule",
            met("2026-03-01").version("2"),
            CloseReason::Superseded,
        ),
        (
            "met, both new",
            met("2026-03-05").version("2"),
            CloseReason::FixedVerified,
        ),
    ];
    for (case, says, because) in cases {
        let mut story = open();
        story.pass("2026-03-05", [says]);
        assert_eq!(story.finding().closed_because, Some(because), "{case}");
        assert_eq!(story.finding().state, FindingState::Closed, "{case}");
        let running = story
            .finding()
            .clocks
            .iter()
            .any(|clock| clock.cleared_at.is_none());
        assert_eq!(
            running,
            because != CloseReason::FixedVerified,
            "{case}: no clock was proven"
        );
    }
}

#[test]
fn a_new_version_that_still_misses_keeps_the_finding_and_its_clock() {
    let mut story = open();
    let changes = story.pass("2026-03-05", [missed("2026-03-05").version("2")]);
    assert_eq!(words(&changes), ["version 2"]);
    assert_eq!(story.clock("#0").anchor, at("2026-03-01"));
}

#[test]
fn a_part_that_left_the_rule_no_longer_holds_it() {
    let mut story = Story::default();
    let parts = [part(0, Verdict::Missed, &[]), part(1, Verdict::Missed, &[])];
    story.pass("2026-03-01", [missed("2026-03-01").parts(parts)]);
    let changes = story.pass("2026-03-01", [missed("2026-03-01").version("2")]);
    assert_eq!(words(&changes), ["cleared #1", "version 2"]);
    assert_eq!(story.running(), ["#0"]);
}

#[test]
fn a_closed_finding_is_not_closed_twice() {
    let mut story = open();
    story.pass("2026-03-05", [met("2026-03-05")]);
    for says in [
        met("2026-03-06"),
        unknown("2026-03-06"),
        not_applicable("2026-03-06"),
    ] {
        assert!(story.pass("2026-03-06", [says]).findings.is_empty());
    }
}
