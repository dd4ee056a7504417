//! One entity that turns out to be two: what is missed goes on with the part that misses it.

use ledger::Split;
use model::{CloseReason, FindingState};

use crate::story::{Fallen, Says, Story, at, device, met, missed, noon, unknown, words};

/// Records left a device for another one, on a day.
fn split(day: &str, from: u64, to: u64) -> Fallen {
    let (from, to) = (device(from), device(to));
    Fallen {
        split: vec![Split {
            at: noon(day),
            from,
            to,
        }],
        ..Fallen::default()
    }
}

/// Device 1 is missed since the first of March; on the ninth, device 2 is split from it.
fn split_into(one: Says, two: Says) -> (Story, Vec<String>) {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    let says = [one, two.about(2)];
    let changes = story.pass_at(noon("2026-03-09"), says, &split("2026-03-09", 1, 2));
    let words = words(&changes);
    (story, words)
}

#[test]
fn both_parts_that_are_missed_keep_the_clock_they_had_as_one() {
    let (story, words) = split_into(missed("2026-03-09"), missed("2026-03-09"));
    assert_eq!(words, ["opened"]);
    for part in [1, 2] {
        let finding = story.of(part);
        assert_eq!(finding.state, FindingState::Open);
        assert_eq!(finding.clocks[0].anchor, at("2026-03-01"));
        assert_eq!(finding.missed_since, at("2026-03-01"));
        assert_eq!(finding.opened_at, Some(noon("2026-03-01")));
    }
    let said = &story.events.last().unwrap().reason;
    assert_eq!(
        said,
        "device-2 was split from device-1: its finding goes on here"
    );
}

#[test]
fn where_only_the_part_that_left_is_missed_the_finding_moves_and_nothing_counts_as_fixed() {
    let (story, words) = split_into(met("2026-03-09"), missed("2026-03-09"));
    assert_eq!(words, ["closed DuplicateOf", "opened"]);
    assert_eq!(
        story.of(1).closed_because,
        Some(CloseReason::DuplicateOf),
        "no fix"
    );
    assert_eq!(story.of(2).clocks[0].anchor, at("2026-03-01"));
}

#[test]
fn where_only_the_rest_is_missed_the_part_that_left_takes_nothing_along() {
    let (story, words) = split_into(missed("2026-03-09"), met("2026-03-09"));
    assert_eq!(words, [""; 0]);
    assert_eq!(story.all().len(), 1);
}

#[test]
fn unknown_closes_nothing_so_the_finding_moves_to_the_part_nobody_knows_of() {
    let (mut story, words) = split_into(met("2026-03-09"), unknown("2026-03-09"));
    assert_eq!(words, ["closed DuplicateOf", "opened"]);
    assert_eq!(story.of(2).state, FindingState::Open);
    story.pass(
        "2026-03-12",
        [met("2026-03-12"), missed("2026-03-12").about(2)],
    );
    assert_eq!(story.of(2).clocks[0].anchor, at("2026-03-01"));
}

#[test]
fn where_both_are_unknown_what_was_split_keeps_the_finding() {
    let (story, words) = split_into(unknown("2026-03-09"), unknown("2026-03-09"));
    assert_eq!(words, [""; 0]);
    assert_eq!(story.of(1).state, FindingState::Open);
    assert_eq!(story.all().len(), 1);
}

#[test]
fn each_row_goes_with_the_part_that_shows_it() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").rows(&["a"])]);
    story.pass("2026-03-04", [missed("2026-03-04").rows(&["a", "b"])]);
    let says = [
        missed("2026-03-09").rows(&["a"]),
        missed("2026-03-09").rows(&["b", "c"]).about(2),
    ];
    let changes = story.pass_at(noon("2026-03-09"), says, &split("2026-03-09", 1, 2));
    assert_eq!(words(&changes), ["cleared #0/b", "opened", "added #0/c"]);
    assert_eq!(story.running(), ["#0/a"]);
    let anchors = story.of(2).clocks.iter().map(|c| (c.key.clone(), c.anchor));
    let rule = "laptops-are-encrypted";
    assert_eq!(
        anchors.collect::<Vec<_>>(),
        [
            (format!("{rule}#0/b"), at("2026-03-04")),
            (format!("{rule}#0/c"), at("2026-03-09"))
        ]
    );
    assert_eq!(story.of(2).missed_since, at("2026-03-04"));
}

#[test]
fn a_row_that_moves_to_an_entity_with_the_finding_keeps_its_clock() {
    let mut story = Story::default();
    let both = [
        missed("2026-03-01").rows(&["a", "b"]),
        missed("2026-03-01").rows(&["c"]).about(2),
    ];
    story.pass("2026-03-01", both);
    let says = [
        missed("2026-03-09").rows(&["a"]),
        missed("2026-03-09").rows(&["b", "c"]).about(2),
    ];
    story.pass_at(noon("2026-03-09"), says, &split("2026-03-09", 1, 2));
    let anchors = story.of(2).clocks.iter().map(|clock| clock.anchor);
    assert!(anchors.into_iter().all(|anchor| anchor == at("2026-03-01")));
}

#[test]
fn what_waits_goes_on_waiting_in_both_parts_since_the_same_day() {
    let mut story = Story::default();
    let waits = |snapshot| missed(snapshot).wait("9 days");
    story.pass("2026-03-01", [waits("2026-03-01")]);
    let says = [waits("2026-03-05"), waits("2026-03-05").about(2)];
    story.pass_at(noon("2026-03-05"), says, &split("2026-03-05", 1, 2));
    assert_eq!(story.of(2).state, FindingState::Detected);
    let says = [waits("2026-03-10"), waits("2026-03-10").about(2)];
    assert_eq!(words(&story.pass("2026-03-10", says)), ["opened", "opened"]);
}

#[test]
fn regressions_go_along() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    story.pass("2026-03-03", [met("2026-03-03")]);
    story.pass("2026-03-05", [missed("2026-03-05")]);
    let says = [missed("2026-03-09"), missed("2026-03-09").about(2)];
    story.pass_at(noon("2026-03-09"), says, &split("2026-03-09", 1, 2));
    assert_eq!((story.of(1).regressions, story.of(2).regressions), (1, 1));
}

#[test]
fn a_merge_that_is_undone_loses_nothing_and_doubles_nothing() {
    let mut story = Story::default();
    let both = |day| [missed(day), missed(day).about(2)];
    story.pass("2026-03-01", both("2026-03-01"));
    let merged = Fallen {
        merged: vec![(device(2), device(1))],
        ..Fallen::default()
    };
    story.pass_at(noon("2026-03-05"), [missed("2026-03-05")], &merged);
    // A number is never given again: what was device 2 is device 3 from here on.
    let says = [missed("2026-03-09"), missed("2026-03-09").about(3)];
    let fallen = Fallen {
        merged: merged.merged.clone(),
        ..split("2026-03-09", 1, 3)
    };
    story.pass_at(noon("2026-03-09"), says, &fallen);
    let pending: Vec<_> = story
        .all()
        .into_iter()
        .filter(|finding| finding.state != FindingState::Closed)
        .map(|finding| (finding.entity, finding.clocks[0].anchor))
        .collect();
    let since = at("2026-03-01");
    assert_eq!(pending, [(device(1), since), (device(3), since)]);
}

#[test]
fn a_part_that_is_split_again_before_anybody_looked_still_knows_where_it_came_from() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    let fallen = Fallen {
        split: [(1, 2, "2026-03-03"), (2, 3, "2026-03-04")]
            .map(|(from, to, day)| Split {
                at: noon(day),
                from: device(from),
                to: device(to),
            })
            .to_vec(),
        ..Fallen::default()
    };
    let says = [
        met("2026-03-09"),
        met("2026-03-09").about(2),
        missed("2026-03-09").about(3),
    ];
    story.pass_at(noon("2026-03-09"), says, &fallen);
    assert_eq!(story.of(3).clocks[0].anchor, at("2026-03-01"));
}
