//! The record book: only complete scopes end records, and only after two misses.

use inventory::{RecordBook, advance};
use jiff::SignedDuration;
use model::{Life, Record, ScopeOutcome};

use crate::support::{World, complete, day, failed, record, rejected, resolved, run, snapshot};

fn laptops(count: usize) -> Vec<Record> {
    (0..count).map(laptop).collect()
}

fn laptop(n: usize) -> Record {
    record(
        &format!("jamf/device/{n}"),
        &[&format!("serial number=SER{n:04}")],
    )
}

fn lives(book: &RecordBook) -> String {
    let word = |life: Life| format!("{life:?}").to_lowercase();
    book.records
        .values()
        .map(|kept| word(kept.life))
        .collect::<Vec<_>>()
        .join(" ")
}

fn held(book: &RecordBook) -> bool {
    book.states().any(|state| state.held)
}

#[test]
fn two_different_complete_snapshots_end_a_record() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(2))], day(0));
    world.advance(&[complete("jamf", day(1), laptops(1))], day(1));
    assert_eq!(lives(&world.book), "live unconfirmed");
    world.advance(&[complete("jamf", day(2), laptops(1))], day(2));
    assert_eq!(lives(&world.book), "live gone");
}

#[test]
fn a_snapshot_that_is_read_again_counts_nothing() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(2))], day(0));
    for now in 1..6 {
        world.advance(&[complete("jamf", day(1), laptops(1))], day(now));
    }
    assert_eq!(lives(&world.book), "live unconfirmed");
}

#[test]
fn taking_the_same_deliveries_in_twice_changes_nothing() {
    let deliveries = [complete("jamf", day(0), laptops(3)), failed("okta")];
    let mut world = World::default();
    let first = world.advance(&deliveries, day(0));
    let second = world.advance(&deliveries, day(0));
    assert!(first.changed && !second.changed);
    assert_eq!(first.book, second.book);
    assert_eq!(first.book.run, 1);
}

#[test]
fn failed_and_partial_runs_end_nothing_however_often() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(2))], day(0));
    for n in 1..5 {
        world.advance(&[failed("jamf")], day(n));
    }
    assert_eq!(lives(&world.book), "unconfirmed unconfirmed");
    for n in 5..9 {
        let part = run("jamf", ScopeOutcome::Partial, Some(day(n)), laptops(1));
        world.advance(&[part], day(n));
    }
    assert_eq!(lives(&world.book), "live unconfirmed");
}

#[test]
fn a_record_that_is_seen_again_lives_again() {
    let mut world = World::default();
    let passes = [2, 1, 1, 2];
    for (n, count) in passes.into_iter().enumerate() {
        let at = day(n as u32);
        world.advance(&[complete("jamf", at, laptops(count))], at);
    }
    assert_eq!(lives(&world.book), "live live");
    let back = world.book.records.values().last().unwrap();
    assert_eq!(
        (back.first_seen, back.last_seen, back.misses),
        (day(0), day(3), 0)
    );
}

#[test]
fn misses_in_a_row_count_and_a_sighting_between_them_starts_again() {
    let mut world = World::default();
    for (n, count) in [2, 1, 2, 1].into_iter().enumerate() {
        let at = day(n as u32);
        world.advance(&[complete("jamf", at, laptops(count))], at);
    }
    assert_eq!(lives(&world.book), "live unconfirmed");
}

#[test]
fn a_sudden_drop_is_held_and_a_second_one_like_it_confirms_it() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(20))], day(0));
    let first = world.advance(&[complete("jamf", day(1), laptops(10))], day(1));
    assert!(held(&first.book));
    assert_eq!(first.notes[0].code, "scope-held");
    assert!(
        first.notes[0]
            .says
            .contains("it fell from 20 records to 10")
    );
    assert!(!lives(&first.book).contains("gone"));

    let again = world.advance(&[complete("jamf", day(1), laptops(10))], day(2));
    assert!(
        held(&again.book) && !again.changed,
        "reading it again confirms nothing"
    );
    assert!(again.notes.is_empty(), "it is said once: {:?}", again.notes);

    let second = world.advance(&[complete("jamf", day(2), laptops(10))], day(2));
    assert!(!held(&second.book));
    assert_eq!(lives(&second.book).matches("gone").count(), 10);
}

#[test]
fn a_drop_that_was_announced_is_believed_at_once_and_only_so_long() {
    let until = day(1).to_zoned(jiff::tz::TimeZone::UTC).date();
    let announced = |at, count| {
        let mut delivery = complete("jamf", at, laptops(count));
        delivery.states[0].accept_drop = Some(until);
        delivery
    };
    let mut world = World::default();
    world.advance(&[announced(day(0), 20)], day(0));
    let meant = world.advance(&[announced(day(1), 10)], day(1));
    assert!(!held(&meant.book) && meant.notes.is_empty());
    let later = world.advance(&[announced(day(2), 2)], day(2));
    assert!(held(&later.book), "the announcement was for an earlier day");
}

#[test]
fn a_drop_that_recovers_ends_nothing() {
    let mut world = World::default();
    for (n, count) in [20, 10, 20].into_iter().enumerate() {
        let at = day(n as u32);
        world.advance(&[complete("jamf", at, laptops(count))], at);
    }
    assert!(!held(&world.book));
    assert_eq!(lives(&world.book).matches("live").count(), 20);
}

#[test]
fn nothing_ends_in_a_run_that_is_held() {
    let mut world = World::default();
    for (n, count) in [20, 19, 5].into_iter().enumerate() {
        let at = day(n as u32);
        world.advance(&[complete("jamf", at, laptops(count))], at);
    }
    assert!(held(&world.book));
    assert!(
        !lives(&world.book).contains("gone"),
        "the 20th missed twice, but now all is held"
    );
}

#[test]
fn what_is_and_is_not_a_sudden_drop() {
    for (before, after, expected) in [
        (20, 16, false),
        (25, 20, false),
        (24, 19, true),
        (4, 1, false),
        (4, 0, true),
        (1, 0, true),
    ] {
        let mut world = World::default();
        world.advance(&[complete("jamf", day(0), laptops(before))], day(0));
        world.advance(&[complete("jamf", day(1), laptops(after))], day(1));
        assert_eq!(held(&world.book), expected, "from {before} to {after}");
    }
}

#[test]
fn an_empty_answer_of_a_new_source_tells_no_absence() {
    let mut world = World::default();
    world.advance(&[complete("edr", day(0), Vec::new())], day(0));
    assert!(
        world
            .book
            .states()
            .all(|state| !state.tells_absence(day(0)))
    );
}

#[test]
fn an_empty_200_ends_nothing() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(3))], day(0));
    world.advance(&[complete("jamf", day(1), Vec::new())], day(1));
    assert_eq!(lives(&world.book), "unconfirmed unconfirmed unconfirmed");
    assert!(
        world
            .book
            .states()
            .all(|state| !state.tells_absence(day(1)))
    );
}

#[test]
fn a_rejected_record_without_identifiers_makes_its_scope_partial() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(2))], day(0));
    for n in 1..4 {
        let mut delivery = complete("jamf", day(n), laptops(1));
        delivery.rejected.push(rejected("device", &[]));
        world.advance(&[delivery], day(n));
    }
    assert_eq!(lives(&world.book), "live unconfirmed");
    assert!(
        world
            .book
            .states()
            .all(|state| state.outcome == ScopeOutcome::Partial)
    );
}

#[test]
fn a_record_that_can_no_longer_be_read_is_not_absent() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(2))], day(0));
    for n in 1..4 {
        let mut delivery = complete("jamf", day(n), laptops(1));
        delivery
            .rejected
            .push(rejected("device", &["serial number=SER0001"]));
        world.advance(&[delivery], day(n));
    }
    assert_eq!(lives(&world.book), "live unconfirmed");
}

#[test]
fn an_older_answer_that_arrives_late_changes_nothing() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(5), laptops(2))], day(5));
    let late = world.advance(&[complete("jamf", day(3), laptops(1))], day(6));
    assert!(!late.changed);
    assert_eq!(late.notes[0].code, "snapshot-older");
}

#[test]
fn an_answer_from_the_future_concludes_nothing_and_blocks_nothing() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(2))], day(0));
    let ahead = world.advance(&[complete("jamf", day(99), laptops(1))], day(1));
    assert_eq!(ahead.notes[0].code, "snapshot-in-future");
    assert_eq!(lives(&ahead.book), "live unconfirmed");
    world.advance(&[complete("jamf", day(2), laptops(2))], day(2));
    assert_eq!(lives(&world.book), "live live");
}

#[test]
fn duplicates_in_one_delivery_are_one_record_and_the_newest_counts() {
    let old = laptop(1).clone();
    let mut new = laptop(1);
    new.as_of = Some(day(0));
    new.raw_digest = "new".to_owned();
    for records in [
        vec![old.clone(), new.clone()],
        vec![new.clone(), old.clone()],
    ] {
        let book = advance(
            &RecordBook::default(),
            &[complete("jamf", day(0), records)],
            day(0),
        )
        .book;
        assert_eq!(book.records.len(), 1);
        assert_eq!(
            book.records.values().next().unwrap().record.raw_digest,
            "new"
        );
    }
}

#[test]
fn the_records_of_a_source_that_was_taken_out_stay_unconfirmed() {
    let mut world = World::default();
    let both = [
        complete("jamf", day(0), laptops(1)),
        complete("okta", day(0), Vec::new()),
    ];
    world.advance(&both, day(0));
    for n in 1..4 {
        world.advance(&[complete("okta", day(n), Vec::new())], day(n));
    }
    assert_eq!(lives(&world.book), "unconfirmed");
    assert!(
        world
            .book
            .states()
            .all(|state| state.source.as_str() == "okta")
    );
}

#[test]
fn a_scope_its_source_no_longer_answers_for_has_failed() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(1))], day(0));
    for n in 1..4 {
        let mut silent = complete("jamf", day(n), Vec::new());
        silent.runs[0].scope = "phones".to_owned();
        silent.states[0].scope = "phones".to_owned();
        let advanced = world.advance(&[silent], day(n));
        assert!(
            advanced
                .notes
                .iter()
                .any(|note| note.code == "scope-without-answer")
        );
    }
    assert_eq!(lives(&world.book), "unconfirmed");
    let outcomes: Vec<_> = world
        .book
        .states()
        .map(|s| (s.scope.as_str(), s.outcome))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("all", ScopeOutcome::Failed),
            ("phones", ScopeOutcome::Complete)
        ]
    );
}

#[test]
fn records_are_stale_once_their_source_is_older_than_it_should_be() {
    let mut world = World::default();
    world.advance(&[complete("jamf", day(0), laptops(1))], day(0));
    let kept = world.book.records.values().next().unwrap().clone();
    assert_eq!(world.book.life(&kept, day(30)), Life::Live);
    assert_eq!(
        world
            .book
            .life(&kept, day(30) + SignedDuration::from_secs(1)),
        Life::Stale
    );
    assert_eq!(
        world.resolve(day(31)).inventory.of("device")[0].life,
        Life::Stale
    );
    assert_eq!(
        lives(&world.book),
        "live",
        "staleness is computed, never stored"
    );
}

#[test]
fn a_book_survives_being_written_and_read() {
    let mut world = World::default();
    world.advance(&snapshot(day(0), laptops(3)), day(0));
    let text = serde_json::to_string(&world.book).unwrap();
    let read: RecordBook = serde_json::from_str(&text).unwrap();
    assert_eq!(read, world.book);
}

#[test]
fn the_inventory_names_the_run_it_was_made_from() {
    assert_eq!(resolved(laptops(1)).inventory.run, 1);
    assert_eq!(World::default().resolve(day(0)).inventory.run, 0);
}
