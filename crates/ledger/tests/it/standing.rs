//! How findings stand on a day.

use jiff::tz::TimeZone;
use ledger::view::{Promise, Standing, days_overdue, is_overdue, promise, standing};

use crate::story::{Story, at, met, missed, noon, not_applicable};

fn zone() -> TimeZone {
    TimeZone::get("Europe/Vienna").unwrap()
}

#[test]
fn days_are_counted_by_the_calendar_of_the_organisation() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").fix("4 days")]);
    let cases = [
        ("2026-03-03T12:00:00Z", Standing::InTime { days_left: 2 }),
        ("2026-03-05T12:00:00Z", Standing::InTime { days_left: 0 }),
        // 23:59:59 in Vienna, to the second.
        ("2026-03-05T22:59:59Z", Standing::InTime { days_left: 0 }),
        ("2026-03-05T23:00:00Z", Standing::Overdue { days: 1 }),
        ("2026-03-07T12:00:00Z", Standing::Overdue { days: 2 }),
    ];
    for (now, stands) in cases {
        assert_eq!(
            standing(story.finding(), at(now), &zone()),
            Some(stands),
            "{now}"
        );
        let overdue = matches!(stands, Standing::Overdue { .. });
        assert_eq!(is_overdue(story.finding(), at(now)), overdue, "{now}");
    }
    assert_eq!(
        days_overdue(story.finding(), noon("2026-03-15"), &zone()),
        10
    );
    assert_eq!(
        days_overdue(story.finding(), noon("2026-03-01"), &zone()),
        0
    );
}

#[test]
fn a_deadline_in_hours_is_overdue_within_its_day() {
    let mut story = Story::default();
    story.pass(
        "2026-03-01",
        [missed("2026-03-01T12:00:00Z").fix("2 hours")],
    );
    assert!(is_overdue(story.finding(), at("2026-03-01T14:00:01Z")));
    assert_eq!(
        days_overdue(story.finding(), at("2026-03-01T15:00:00Z"), &zone()),
        1
    );
}

#[test]
fn what_is_not_open_stands_nowhere() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").wait("9 days")]);
    assert_eq!(standing(story.finding(), noon("2026-03-02"), &zone()), None);
    assert_eq!(
        promise(story.finding(), noon("2026-09-02")),
        Promise::NotMade
    );
}

#[test]
fn a_promise_is_kept_by_evidence_from_before_the_due_date() {
    let cases = [
        ("in time", Some(met("2026-03-20")), Promise::Kept),
        (
            "shown by the last day",
            Some(met("2026-03-31")),
            Promise::Kept,
        ),
        ("too late", Some(met("2026-04-02")), Promise::Broken),
        (
            "not a fix",
            Some(not_applicable("2026-03-20")),
            Promise::NotMade,
        ),
        ("still open, too late", None, Promise::Broken),
    ];
    for (case, says, kept) in cases {
        let mut story = Story::default();
        story.pass("2026-03-01", [missed("2026-03-01")]);
        assert_eq!(
            promise(story.finding(), noon("2026-03-15")),
            Promise::Pending
        );
        // The pass itself comes late; that is nobody's broken promise.
        story.pass("2026-04-03", says);
        assert_eq!(promise(story.finding(), noon("2026-04-03")), kept, "{case}");
    }
}

#[test]
fn one_row_fixed_too_late_breaks_the_promise_of_the_whole() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").rows(&["a"])]);
    story.pass("2026-03-20", [missed("2026-03-20").rows(&["a", "b"])]);
    story.pass("2026-04-05", [missed("2026-04-05").rows(&["b"])]);
    story.pass("2026-04-08", [met("2026-04-08")]);
    assert_eq!(
        promise(story.finding(), noon("2026-04-08")),
        Promise::Broken
    );
}

#[test]
fn without_a_deadline_nothing_was_promised() {
    let mut story = Story::default();
    story.pass("2026-03-01", [missed("2026-03-01").no_deadline()]);
    let stands = standing(story.finding(), noon("2026-03-02"), &zone());
    assert_eq!(stands, Some(Standing::NoDeadline));
    assert_eq!(
        promise(story.finding(), noon("2027-03-02")),
        Promise::NotMade
    );
}
