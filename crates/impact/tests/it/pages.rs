//! What one person's page says.

use impact::{PersonInput, PersonReport, person, person::PersonFinding};
use jiff::tz::TimeZone;
use model::{CloseReason, EntityId, Finding};

use crate::fixtures::{closed, end_of, may, now, open};

fn page(findings: &[Finding]) -> PersonReport {
    let findings: Vec<_> = findings
        .iter()
        .map(|finding| PersonFinding {
            finding,
            thing_name: "Birch",
            title: "Laptops run the endpoint agent",
        })
        .collect();
    person(PersonInput {
        person: EntityId::new("person", 1),
        name: "Ann Example",
        period: may(),
        now: now(),
        zone: &TimeZone::UTC,
        findings: &findings,
    })
}

#[test]
fn nothing_to_do_is_good_news() {
    assert_eq!(page(&[]).words, "Nothing is open for you.");
}

#[test]
fn the_page_begins_with_what_matters() {
    let fixed = closed(
        open("agent", 4, Some(end_of("2026-05-20"))),
        CloseReason::FixedVerified,
        "2026-05-04T00:00:00Z",
    );
    let page = page(&[
        open("agent", 3, None),
        open("agent", 2, Some(end_of("2026-06-05"))),
        open("agent", 1, Some(end_of("2026-05-29"))),
        fixed,
    ]);
    assert_eq!(
        page.words,
        "3 things to do are open for you, 1 overdue, 1 due within a week. \
         You have done 1 since Friday 1 May: thank you."
    );
    let words: Vec<&str> = page.open.iter().map(|line| line.words.as_str()).collect();
    assert_eq!(
        words,
        ["was due Friday 29 May", "by Friday 5 June", "no fixed date"]
    );
    assert_eq!(page.done[0].words, "done Monday 4 May, in time");
}

#[test]
fn a_finding_that_fell_away_was_not_done_by_anybody() {
    let gone = closed(
        open("agent", 1, None),
        CloseReason::EntityGone,
        "2026-05-04T00:00:00Z",
    );
    assert!(page(&[gone]).done.is_empty());
}

#[test]
fn late_is_a_fact_and_still_counts_as_done() {
    let late = closed(
        open("agent", 1, Some(end_of("2026-05-03"))),
        CloseReason::FixedVerified,
        "2026-05-04T00:00:00Z",
    );
    assert_eq!(
        page(&[late]).done[0].words,
        "done Monday 4 May, after its date"
    );
}
