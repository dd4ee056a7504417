//! Anchors, rows, due dates and when they may move.

use jiff::{Timestamp, tz::TimeZone};
use model::{Calendar, Verdict, span::Length};

use crate::story::{Story, Told as _, at, day, met, missed, noon, part, unknown, words};

fn vienna(text: &str) -> Option<Timestamp> {
    let zone = TimeZone::get("Europe/Vienna").unwrap();
    let local: jiff::civil::DateTime = text.parse().unwrap();
    Some(zone.to_zoned(local).unwrap().timestamp())
}

#[test]
fn a_deadline_is_the_end_of_its_day_in_the_organisations_zone_or_exact() {
    // 27 March 2026 is a Friday; summer time begins on 29 March.
    let cases = [
        ("1 day", "2026-03-28T23:59:59"),
        ("7 days", "2026-04-03T23:59:59"),
        ("1 working day", "2026-03-30T23:59:59"),
        ("6 working days", "2026-04-06T23:59:59"),
        ("2 weeks", "2026-04-10T23:59:59"),
        ("1 month", "2026-04-27T23:59:59"),
        ("72 hours", "2026-03-30T10:30:00"),
        ("90 minutes", "2026-03-27T11:00:00"),
    ];
    for (length, due) in cases {
        let mut story = Story::default();
        // 09:30 in Vienna.
        story.pass("2026-03-27", [missed("2026-03-27T08:30:00Z").fix(length)]);
        assert_eq!(story.finding().due, vienna(due), "{length}");
    }
}

#[test]
fn working_days_of_a_deadline_follow_the_place_of_the_unit() {
    use jiff::civil::Weekday::{Friday, Saturday, Sunday};
    let calendar = |weekend: [_; 2], days: &[&str]| {
        let holidays = days
            .iter()
            .map(|day| (day.parse().unwrap(), "Feast".to_owned()));
        Calendar::new(weekend, holidays.collect()).unwrap()
    };
    for (place, fix, due) in [
        // From Wednesday, 23 December 2026, over the end of the year.
        (Some("Berlin"), "3 working days", "2026-12-29T23:59:59"),
        (Some("Berlin"), "6 working days", "2027-01-04T23:59:59"),
        (Some("Dubai"), "3 working days", "2026-12-28T23:59:59"),
        (None, "3 working days", "2026-12-29T23:59:59"),
        (Some("Lagos"), "3 working days", "2026-12-28T23:59:59"),
        (Some("Berlin"), "3 days", "2026-12-26T23:59:59"),
    ] {
        let mut story = Story::default();
        // The second day of Christmas is a Saturday: that takes nobody's working day.
        let german = ["2026-12-25", "2026-12-26", "2027-01-01"];
        story
            .calendars
            .add("Berlin", calendar([Saturday, Sunday], &german));
        story
            .calendars
            .add("Dubai", calendar([Friday, Saturday], &[]));
        story.calendars.make_usual("Berlin");
        let says = missed("2026-12-23T08:30:00Z").fix(fix).at_place(place);
        story.pass("2026-12-23", [says]);
        assert_eq!(story.finding().due, vienna(due), "{place:?} {fix}");
    }
}

#[test]
fn the_day_begins_where_the_organisation_is() {
    let mut story = Story::default();
    // Already 2 March in Vienna.
    story.pass("2026-03-02", [missed("2026-03-01T23:30:00Z").fix("1 day")]);
    assert_eq!(story.finding().due, vienna("2026-03-03T23:59:59"));
}

#[test]
fn a_rule_without_a_deadline_has_none() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").no_deadline()]);
    assert_eq!(story.finding().due, None);
}

#[test]
fn the_anchor_is_the_later_of_count_from_and_the_first_evidence() {
    for (count_from, anchor) in [("2026-01-10", "2026-03-01"), ("2026-04-10", "2026-04-10")] {
        let mut story = Story::default();
        story.pass("2026-03-02", [missed("2026-03-01").count_from(count_from)]);
        assert_eq!(story.clock("#0").anchor, at(anchor));
    }
}

/// A story whose rule is in force since noon of a day, or is judged for the first time.
fn adopted(since: Option<&str>) -> Story {
    let since = since.map(|day| ("laptops-are-encrypted".into(), noon(day)));
    let mut story = Story::default();
    story.in_force_since = since.into_iter().collect();
    story
}

#[test]
fn no_clock_starts_before_its_rule_was_in_force() {
    // The export is three weeks old, and still fresh.
    let cases = [
        ("never judged before", None, noon("2026-03-22")),
        (
            "since before the export",
            Some("2026-02-01"),
            at("2026-03-01"),
        ),
        ("since last week", Some("2026-03-15"), noon("2026-03-15")),
    ];
    for (case, since, anchor) in cases {
        let mut story = adopted(since);
        story.pass("2026-03-22", [missed("2026-03-01").fix("14 days")]);
        assert_eq!(story.clock("#0").anchor, anchor, "{case}");
        let facts = story.finding().missed_since;
        assert_eq!(
            facts,
            at("2026-03-01"),
            "{case}: facts are as old as they are"
        );
    }
}

#[test]
fn a_rule_adopted_today_over_an_old_export_is_not_overdue_at_birth() {
    let mut story = adopted(None);
    let old = || missed("2026-03-01").fix("14 days").count_from("2026-02-01");
    story.pass("2026-03-22", [old()]);
    assert_eq!(day(story.finding().due), "2026-04-05");
    // It is in force from then on, and the date that the rule names moves nothing back.
    story.in_force_since = adopted(Some("2026-03-22")).in_force_since;
    assert!(story.pass("2026-03-23", [old()]).events.is_empty());
    assert_eq!(story.clock("#0").anchor, noon("2026-03-22"));
}

#[test]
fn a_wait_counts_from_the_evidence_however_young_the_rule_is() {
    let mut story = adopted(None);
    let changes = story.pass("2026-03-22", [missed("2026-03-01").wait("3 days")]);
    assert_eq!(words(&changes), ["opened"]);
    assert_eq!(story.clock("#0").anchor, noon("2026-03-22"));
}

#[test]
fn a_new_version_starts_new_clocks_only() {
    let mut story = adopted(Some("2026-02-01"));
    let rows = |rows: &[&str]| missed("2026-03-01").rows(rows).count_from("2026-02-20");
    story.pass("2026-03-01", [rows(&["a"])]);
    story.in_force_since = adopted(Some("2026-03-10")).in_force_since;
    story.pass("2026-03-10", [rows(&["a", "b"]).version("2")]);
    assert_eq!(story.clock("#0/a").anchor, at("2026-03-01"));
    assert_eq!(story.clock("#0/b").anchor, noon("2026-03-10"));
}

#[test]
fn a_tightening_counts_from_its_own_first_day() {
    let mut unit = part(1, Verdict::Missed, &[]);
    unit.rule = "laptops-are-encrypted-finance".into();
    let mut story = adopted(Some("2026-02-01"));
    let both = [part(0, Verdict::Missed, &[]), unit];
    story.pass("2026-03-10", [missed("2026-03-01").parts(both)]);
    assert_eq!(story.clock("encrypted#0").anchor, at("2026-03-01"));
    assert_eq!(story.clock("finance#1").anchor, noon("2026-03-10"));
}

#[test]
fn what_time_makes_missed_counts_from_the_pass_that_shows_it() {
    // The rule misses 14 days after a fix exists; the fix is of 1 March, and so is the export.
    let mut story = Story::default();
    let overdue = part(0, Verdict::Missed, &[]).ran_out(&[]);
    let says = missed("2026-03-01").count_from("2026-03-01").fix("2 days");
    story.pass("2026-03-15", [says.parts([overdue])]);
    assert_eq!(story.clock("#0").anchor, noon("2026-03-15"));
    assert_eq!(story.finding().missed_since, noon("2026-03-15"));
    assert_eq!(
        day(story.finding().due),
        "2026-03-17",
        "and not 12 days ago"
    );
}

#[test]
fn only_the_rows_that_time_ran_out_for_count_from_the_pass() {
    let mut story = Story::default();
    let rows = part(0, Verdict::Missed, &["a", "b"]).ran_out(&["b"]);
    story.pass("2026-03-15", [missed("2026-03-01").parts([rows])]);
    assert_eq!(story.clock("#0/a").anchor, at("2026-03-01"));
    assert_eq!(story.clock("#0/b").anchor, noon("2026-03-15"));
    assert_eq!(story.finding().missed_since, at("2026-03-01"));
}

#[test]
fn a_wait_for_what_time_makes_missed_begins_with_the_pass_that_shows_it() {
    let mut story = Story::default();
    let late = || {
        let part = part(0, Verdict::Missed, &[]).ran_out(&[]);
        missed("2026-03-01").parts([part]).wait("2 days")
    };
    let days = [("2026-03-15", "detected"), ("2026-03-17", "opened")];
    for (day, said) in days {
        assert_eq!(words(&story.pass(day, [late()])), [said], "{day}");
    }
}

#[test]
fn each_part_is_dated_by_its_own_facts() {
    let mut story = Story::default();
    let parts = [
        part(0, Verdict::Missed, &[]).told_by("device manager", "2026-03-01"),
        part(1, Verdict::Missed, &[]).told_by("personnel", "2026-03-04"),
    ];
    story.pass("2026-03-05", [missed("2026-03-05").parts(parts)]);
    let anchors = ["#0", "#1"].map(|part| story.clock(part).anchor);
    assert_eq!(anchors, [at("2026-03-01"), at("2026-03-04")]);
    let since = story.finding().missed_since;
    assert_eq!(since, at("2026-03-01"), "since the first of them");
}

#[test]
fn a_count_from_that_becomes_unknown_keeps_the_last_answer() {
    let mut story = Story::default();
    story.pass(
        "2026-03-02",
        [missed("2026-03-01").count_from("2026-03-20")],
    );
    let changes = story.pass("2026-03-03", [missed("2026-03-01")]);
    assert!(changes.events.is_empty());
    assert_eq!(story.clock("#0").anchor, at("2026-03-20"));
}

#[test]
fn a_count_from_that_becomes_known_moves_the_deadline() {
    let mut story = Story::default();
    story.pass("2026-03-02", [missed("2026-03-01").fix("10 days")]);
    let known = missed("2026-03-01").fix("10 days").count_from("2026-03-05");
    assert_eq!(
        words(&story.pass("2026-03-06", [known])),
        ["later 2026-03-11 to 2026-03-15"]
    );
}

#[test]
fn each_row_has_its_own_clock_and_the_earliest_decides() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").rows(&["a"])]);
    let changes = story.pass("2026-03-11", [missed("2026-03-11").rows(&["a", "b"])]);
    assert_eq!(words(&changes), ["added #0/b"]);
    assert_eq!(day(story.clock("#0/b").due), "2026-04-10");
    assert_eq!(day(story.finding().due), "2026-03-31");
    assert_eq!(story.clock("#0/a").label, "row a");

    let changes = story.pass("2026-03-12", [missed("2026-03-12").rows(&["b"])]);
    assert_eq!(
        words(&changes),
        ["cleared #0/a"],
        "not a deadline that was relaxed"
    );
    assert_eq!(day(story.finding().due), "2026-04-10");
    assert_eq!(story.clock("#0/a").cleared_at, Some(at("2026-03-12")));
}

#[test]
fn a_row_that_is_no_longer_listed_runs_on_unless_all_is_known() {
    let both = || missed("2026-03-01").rows(&["a", "b"]);
    let cases = [
        ("incomplete", missed("2026-03-05").rows(&["b"]).partial()),
        ("the same snapshot", missed("2026-03-01").rows(&["b"])),
        ("unknown", unknown("2026-03-05")),
        (
            "not told of",
            missed("2026-03-05").parts([part(0, Verdict::Missed, &["b"]).unsure(&["a"])]),
        ),
    ];
    for (case, says) in cases {
        let mut story = Story::default();
        story.pass("2026-03-01", [both()]);
        assert!(story.pass("2026-03-05", [says]).events.is_empty(), "{case}");
        assert_eq!(story.running(), ["#0/a", "#0/b"], "{case}");
    }
}

#[test]
fn a_row_that_returns_within_thirty_days_has_its_old_clock() {
    for (returns, anchor) in [("2026-03-25", "2026-03-01"), ("2026-05-25", "2026-05-25")] {
        let mut story = Story::default();
        story.pass("2026-03-01", [missed("2026-03-01").rows(&["a", "b"])]);
        story.pass("2026-03-05", [missed("2026-03-05").rows(&["b"])]);
        let changes = story.pass(returns, [missed(returns).rows(&["a", "b"])]);
        assert_eq!(words(&changes), ["added #0/a"]);
        assert_eq!(story.clock("#0/a").anchor, at(anchor));
        assert_eq!(story.running(), ["#0/a", "#0/b"]);
    }
}

#[test]
fn a_part_missed_row_by_row_and_then_as_a_whole_gets_no_younger_clock() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").rows(&["a"])]);
    let changes = story.pass("2026-03-09", [missed("2026-03-09")]);
    assert_eq!(words(&changes), ["cleared #0/a", "added #0"]);
    assert_eq!(story.clock("#0").anchor, at("2026-03-01"));
}

/// Low 30 days, medium 15, high 10; missed from 1 February, the change is on 10 February.
#[test]
fn a_worse_row_counts_from_now_and_a_better_one_from_a_clean_start() {
    let cases = [
        ("15 days", "10 days", "2026-02-16"),
        ("30 days", "10 days", "2026-02-20"),
        ("10 days", "30 days", "2026-03-03"),
        ("15 days", "30 days", "2026-03-03"),
        ("10 days", "10 days", "2026-02-11"),
    ];
    for (before, after, due) in cases {
        let mut story = Story::default();
        story.pass("2026-02-01", [missed("2026-02-01").fix(before)]);
        story.pass("2026-02-10", [missed("2026-02-01").fix(after)]);
        assert_eq!(day(story.finding().due), due, "{before} to {after}");
        // It stays put while nothing changes.
        for later in ["2026-02-12", "2026-02-25"] {
            assert!(
                story
                    .pass(later, [missed("2026-02-01").fix(after)])
                    .events
                    .is_empty()
            );
        }
    }
}

#[test]
fn a_deadline_that_a_rule_gains_counts_from_now_and_one_it_loses_ends() {
    let mut story = Story::default();
    story.pass("2026-02-01", [missed("2026-02-01").no_deadline()]);
    let gains = story.pass("2026-02-10", [missed("2026-02-01").fix("10 days")]);
    assert_eq!(words(&gains), ["due never to 2026-02-20"]);
    let loses = story.pass("2026-02-11", [missed("2026-02-01").no_deadline()]);
    assert_eq!(words(&loses), ["later 2026-02-20 to never"]);
}

#[test]
fn rereading_a_snapshot_is_no_new_sight_of_it() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01")]);
    assert!(
        story
            .pass("2026-03-04", [missed("2026-03-01")])
            .findings
            .is_empty()
    );
    assert_eq!(story.clock("#0").last_seen, at("2026-03-01"));
    story.pass("2026-03-05", [missed("2026-03-04")]);
    assert_eq!(story.clock("#0").last_seen, at("2026-03-04"));
}

#[test]
fn cleared_clocks_stay_readable_after_the_fix() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").rows(&["a", "b"])]);
    story.pass("2026-03-05", [met("2026-03-05")]);
    let cleared: Vec<_> = story
        .finding()
        .clocks
        .iter()
        .map(|clock| clock.cleared_at)
        .collect();
    assert_eq!(cleared, [Some(at("2026-03-05")); 2]);
    assert_eq!(story.finding().closed_at, Some(noon("2026-03-05")));
}

#[test]
fn very_long_lengths_end_with_the_calendar() {
    let mut story = Story::default();
    let long = Length {
        count: Length::MOST,
        unit: model::span::Unit::Year,
    };
    story.pass("2026-03-01", [missed("2026-03-01").fix(&long.to_string())]);
    assert!(story.finding().due.is_some());
}
